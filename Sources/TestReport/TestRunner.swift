import Foundation

/// A run of `swift test` that is watched: its events are gathered, and it is ended when nothing ends.
struct TestRunner {
  /// What follows `swift`.
  let words: [String]

  /// The folder of the checkout.
  let root: String

  /// Variables that are set beside those of this program.
  var environment: [String: String] = [:]

  /// After how many seconds without a test that ends the run is ended.
  let secondsLimit: Int

  /// What a run has left.
  struct Outcome {
    var record = TestRecord()
    var output: BuildOutput
    var buildSeconds = 0.0
    var stoppedAfter: Int?
    var status: Int32 = 1
  }

  /// Runs the tests to their end.
  ///
  /// - Parameter show: What to do with every state between, such as to show it.
  /// - Returns: What became of them.
  /// - Throws: What the file system says.
  func run(_ show: (_ state: Outcome, _ seconds: Double) -> Void) throws -> Outcome {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "learn-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (text, events) = (folder.appending(path: "output"), folder.appending(path: "events"))
    _ = FileManager.default.createFile(atPath: text.path, contents: nil)

    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["swift"] + words + ["--event-stream-output-path", events.path]
    // What tests expect of texts holds for 80 columns; the summary alone goes by the terminal.
    process.environment = ProcessInfo.processInfo.environment.merging(["COLUMNS": "80"]) { $1 }
      .merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let handle = try FileHandle(forWritingTo: text)
    (process.standardOutput, process.standardError) = (handle, handle)
    let began = ContinuousClock.now
    try process.run()
    // Who stops this program stops the tests too, wherever they run.
    let interruption = Self.onInterruption { Processes.end(process.processIdentifier) }
    defer { interruption.cancel() }
    return watch(process, text: text.path, events: events.path, began: began, show)
  }

  private func watch(
    _ process: Process, text: String, events: String, began: ContinuousClock.Instant,
    _ show: (Outcome, Double) -> Void
  ) -> Outcome {
    var outcome = Outcome(output: BuildOutput(root: root))
    var (lines, stream) = (GrowingFile(text), GrowingFile(events))
    var lastNews = began
    var last = false
    while true {
      // Once more after the end, for what was written last.
      last = !process.isRunning
      for line in lines.newLines() { outcome.output.note(line) }
      let before = outcome.record.testCount + outcome.record.ended.count
      for line in stream.newLines() {
        if let event = TestEvent(line: line) { outcome.record.note(event) }
      }
      let now = ContinuousClock.now
      if outcome.record.testCount == 0 { outcome.buildSeconds = (now - began) / .seconds(1) }
      if outcome.record.testCount + outcome.record.ended.count != before
        || outcome.record.testCount == 0 || outcome.record.isComplete
      {
        lastNews = now
      }
      if last { break }
      if now - lastNews >= .seconds(secondsLimit) {
        outcome.stoppedAfter = secondsLimit
        Processes.end(process.processIdentifier)
      }
      show(outcome, (now - began) / .seconds(1))
      Thread.sleep(forTimeInterval: 0.1)
    }
    process.waitUntilExit()
    outcome.status = outcome.stoppedAfter == nil ? process.terminationStatus : 1
    return outcome
  }

  private static func onInterruption(
    _ stop: @escaping @Sendable () -> Void
  )
    -> any DispatchSourceSignal
  {
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      stop()
      exit(130)
    }
    source.resume()
    return source
  }
}
