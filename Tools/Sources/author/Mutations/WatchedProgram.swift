package import Dispatch
package import Foundation
import Subprocess
import Synchronization

/// A program whose lines are read while it runs, and that is ended with all that it has started.
package enum WatchedProgram {
  /// How a program ended.
  package enum End: Equatable, Sendable {
    /// By itself, with a status.
    case exited(Int32)
    /// By a signal of another's, or of its own.
    case signaled(Int32)
    /// It was ended because of a line that it wrote.
    case noticed(String)
    /// It was ended because its time was over.
    case timedOut
  }

  /// Runs a program.
  ///
  /// - Parameters:
  ///   - words: The program, found on the path, and its arguments.
  ///   - folder: Where it runs.
  ///   - environment: Variables beside the tool's own.
  ///   - secondsLimit: After how many seconds it is ended.
  ///   - isNoticed: Whether a line ends it.
  /// - Returns: How it ended, and its lines, errors among them.
  /// - Throws: If programs cannot be started at all.
  package static func run(
    _ words: [String], in folder: URL, environment: [String: String] = [:], secondsLimit: Double,
    until isNoticed: @Sendable (String) -> Bool = { _ in false }
  ) async throws -> (end: End, lines: [String]) {
    // What tests expect of texts holds for 80 columns, and what servers forbid is no matter here.
    let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let script = "cd \"$1\" && shift && exec env -u CI -u LESSON COLUMNS=80 \"$@\""
    // A group of its own, so that an interruption is left to the tool, which ends what it has started.
    var options = PlatformOptions()
    options.processGroupID = 0
    let alarm = Alarm()
    let result = try await Subprocess.run(
      .name("sh"), arguments: Arguments(["-c", script, "sh", folder.path] + variables + words),
      platformOptions: options, input: .none, output: .sequence, error: .combinedWithOutput
    ) { execution in
      let process = execution.processIdentifier.value
      Self.running.withLock { _ = $0.insert(process) }
      defer { Self.running.withLock { _ = $0.remove(process) } }
      let timer = Task {
        try await Task.sleep(for: .seconds(secondsLimit))
        alarm.isOver.store(true, ordering: .relaxed)
        ProcessTree.end(process)
      }
      defer { timer.cancel() }
      var (lines, noticed): ([String], String?) = ([], nil)
      for try await line in execution.standardOutput.strings(bufferingPolicy: .unbounded) {
        lines.append(line)
        if noticed == nil, isNoticed(line) {
          noticed = line
          ProcessTree.end(process)
        }
      }
      return (lines, noticed)
    }
    let (lines, noticed) = result.closureResult
    if let noticed { return (.noticed(noticed), lines) }
    if alarm.isOver.load(ordering: .relaxed) { return (.timedOut, lines) }
    switch result.terminationStatus {
    case .exited(let status): return (.exited(status), lines)
    case .signaled(let signal): return (.signaled(signal), lines)
    }
  }

  /// Who stops the tool stops what it has started.
  package static func endAllOnInterruption() -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        running.withLock { for process in $0 { ProcessTree.end(process) } }
        exit(128 + number)
      }
      source.resume()
      return source
    }
  }

  /// Whether the time of a program is over.
  private final class Alarm: Sendable {
    let isOver = Atomic(false)
  }

  private static let running = Mutex<Set<Int32>>([])
}
