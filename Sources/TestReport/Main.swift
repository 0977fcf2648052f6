import Foundation

/// Runs `swift test` for `./learn test`, and says in one screen what became of it.
///
/// It depends on nothing, not even on the package manager: the script compiles it by itself, so that it
/// works when a lesson, an exercise or a test does not compile.
///
///     test-report ROOT COMMAND WORDS…
///
/// - `ROOT`: the folder of the checkout;
/// - `COMMAND`: what the learner typed;
/// - `WORDS`: what follows `swift`.
@main
enum Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 4 else {
      FileHandle.standardError.write(Data("usage: test-report ROOT COMMAND WORDS…\n".utf8))
      exit(64)
    }
    let (root, command, words) = (arguments[1], arguments[2], Array(arguments[3...]))
    let environment = ProcessInfo.processInfo.environment
    let limit = environment["LEARN_TIME_LIMIT"].flatMap { Int($0) } ?? 60
    // `./learn` says how wide its terminal is.
    let width = min(max(environment["COLUMNS"].flatMap { Int($0) } ?? 80, 40), 80)

    var line = ProgressLine(width: width)
    let runner = TestRunner(words: words, root: root, secondsLimit: max(1, limit))
    var outcome = try runner.run { state, seconds in line.show(progress(state), at: seconds) }
    if outcome.status != 0, !outcome.record.isComplete, outcome.record.testCount > 0 {
      Suspects(of: outcome, in: runner).lookForOne(&outcome, &line)
    }
    line.clear()

    var report = Report(record: outcome.record, output: outcome.output)
    report.buildSeconds = outcome.buildSeconds
    report.stoppedAfter = outcome.stoppedAfter
    report.command = command
    report.width = width
    print(report.lines.joined(separator: "\n"))
    exit(outcome.status)
  }

  private static func progress(_ state: TestRunner.Outcome) -> String {
    let record = state.record
    if record.testCount > 0 {
      let failed = record.failures.count
      return "testing: \(record.ended.count) of \(record.testCount)"
        + (failed == 0 ? "" : ", \(failed) failed")
    }
    if state.output.isBuilt { return "built, the tests begin" }
    return state.output.step.map { "building: step \($0.done) of \($0.count)" }
      ?? "building: looking at what has changed"
  }
}
