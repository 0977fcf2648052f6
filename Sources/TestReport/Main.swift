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
    let limit = ProcessInfo.processInfo.environment["LEARN_TIME_LIMIT"].flatMap { Int($0) } ?? 60
    let width = min(80, terminalWidth)

    var line = ProgressLine(width: width)
    let runner = TestRunner(words: words, root: root, secondsLimit: max(1, limit))
    var outcome = try runner.run { state, seconds in line.show(progress(state), at: seconds) }
    if outcome.status != 0, let place = placeOfTheTrap(outcome, runner, &line) {
      outcome.output = place
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

  /// Runs the tests that were running at a crash again, with a backtrace.
  ///
  /// Backtraces take seconds, and tests of refusals trap on purpose, so the first run has none.
  private static func placeOfTheTrap(
    _ outcome: TestRunner.Outcome, _ first: TestRunner, _ line: inout ProgressLine
  ) -> BuildOutput? {
    let suspects = outcome.record.runningIDs
    guard outcome.stoppedAfter == nil, !outcome.record.isComplete, !suspects.isEmpty else {
      return nil
    }
    var words: [String] = []
    var skips = false
    for word in first.words {
      if !skips, word != "--filter" { words.append(word) }
      skips = word == "--filter"
    }
    words.append("--skip-build")
    for id in suspects.prefix(8) { words += ["--filter", filter(selecting: id)] }
    let again = TestRunner(
      words: words, root: first.root,
      environment: [
        "SWIFT_BACKTRACE":
          "enable=yes,interactive=no,color=no,threads=crashed,registers=none,images=none"
      ], secondsLimit: 30)
    guard let second = try? again.run({ line.show("looking for the place, \(Int($1)) s", at: $1) }),
      second.output.trapPlace != nil
    else { return nil }
    return second.output
  }

  /// The expression that selects one test; every sign that might be special stands as a point.
  private static func filter(selecting id: String) -> String {
    id.split(separator: "(")[0].map { sign in
      sign.isASCII && (sign.isLetter || sign.isNumber) || sign == "/" ? String(sign) : "."
    }.joined()
  }

  private static var terminalWidth: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 else { return 80 }
    return Int(size.ws_col)
  }
}
