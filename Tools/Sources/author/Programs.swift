import Foundation
package import Notebooks
import Subprocess

/// Runs other programs in the checkout; all of them inherit the tool's own environment.
package struct Programs: ProgramRunner {
  /// After how many seconds a program is ended; `nil` if it may take as long as it needs.
  package let secondsLimit: Int?

  /// Creates a way of running programs.
  ///
  /// - Parameter secondsLimit: After how many seconds a program is ended; `nil` if it may take as long
  ///   as it needs.
  package init(secondsLimit: Int? = 120) { self.secondsLimit = secondsLimit }

  /// Runs a program to its end, its two streams of output apart.
  ///
  /// - Parameters:
  ///   - words: The program, found on the path, and its arguments.
  ///   - environment: Variables that are set for the program beside the tool's own.
  /// - Returns: What it left behind; status 127 if there is no such program.
  /// - Throws: If programs cannot be started at all.
  package func run(
    _ words: [String], environment: [String: String] = [:]
  ) async throws -> ProgramOutcome {
    try await limited {
      let result = try await Subprocess.run(
        .name("env"), arguments: Arguments(Self.words(words, environment)),
        output: .string(limit: Self.byteLimit), error: .string(limit: Self.byteLimit))
      return ProgramOutcome(
        result.terminationStatus, output: result.standardOutput, errors: result.standardError)
    }
  }

  /// Runs a program to its end, all that it writes in one stream, in order.
  ///
  /// - Parameters:
  ///   - words: The program, found on the path, and its arguments.
  ///   - environment: Variables that are set for the program beside the tool's own.
  /// - Returns: What it left behind, with no errors apart from the output.
  /// - Throws: If programs cannot be started at all.
  package func runWithOneStream(
    _ words: [String], environment: [String: String] = [:]
  ) async throws -> ProgramOutcome {
    try await limited {
      let result = try await Subprocess.run(
        .name("env"), arguments: Arguments(Self.words(words, environment)),
        output: .string(limit: Self.byteLimit), error: .combinedWithOutput)
      return ProgramOutcome(result.terminationStatus, output: result.standardOutput)
    }
  }

  /// More than any program of the course writes.
  private static var byteLimit: Int { 64 << 20 }

  /// The words for `env`, which finds the program, says 127 without one, and sets variables.
  private static func words(_ words: [String], _ environment: [String: String]) -> [String] {
    environment.sorted { $0.key < $1.key }.map { "\($0)=\($1)" } + words
  }

  /// Waits for a run, and ends it when its time is over.
  private func limited(
    _ run: @escaping @Sendable () async throws -> ProgramOutcome
  ) async throws -> ProgramOutcome {
    guard let secondsLimit else { return try await run() }
    return try await withThrowingTaskGroup(of: ProgramOutcome?.self) { group in
      group.addTask(operation: run)
      group.addTask {
        try await Task.sleep(for: .seconds(secondsLimit))
        return nil
      }
      defer { group.cancelAll() }
      // The program itself, or nothing when its time is over; cancelling ends it.
      return try await group.next().flatMap { $0 }
        ?? ProgramOutcome(status: 9, endedBySignal: true, tookTooLong: true)
    }
  }
}

extension ProgramOutcome {
  fileprivate init(_ status: TerminationStatus, output: String?, errors: String? = nil) {
    switch status {
    case .exited(let code):
      self.init(status: code, output: output ?? "", errors: errors ?? "")
    case .signaled(let signal):
      self.init(status: signal, endedBySignal: true, output: output ?? "", errors: errors ?? "")
    }
  }
}
