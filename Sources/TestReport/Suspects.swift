/// The tests of which one stopped a run, or did not end, and the search for that one.
///
/// Tests run side by side, so that most have begun when one stops the program. The suspects run again, one
/// after the other; the one that does it again is found, and runs a last time with a backtrace. Not all of them
/// have one, because backtraces take seconds, and tests of refusals trap on purpose.
struct Suspects {
  private let ids: [String]
  private let runner: TestRunner

  /// Creates the suspects of a run.
  ///
  /// - Parameters:
  ///   - outcome: What the run has left.
  ///   - runner: The run.
  init(of outcome: TestRunner.Outcome, in runner: TestRunner) {
    ids = outcome.record.runningIDs
    self.runner = runner
  }

  /// Looks for the one that stops the program or does not end, and tells what it leaves.
  ///
  /// - Parameters:
  ///   - outcome: What the run has left; what is found takes the place of the suspects.
  ///   - line: Where to say what is going on.
  func lookForOne(_ outcome: inout TestRunner.Outcome, _ line: inout ProgressLine) {
    guard let again = run(ids, &line), let found = again.record.runningIDs.first,
      !again.record.isComplete
    else { return }
    outcome.record.blame(found)
    guard outcome.stoppedAfter == nil else { return }
    if again.output.trap != nil { outcome.output = again.output }
    if let traced = run([found], withBacktrace: true, &line), traced.output.trapPlace != nil {
      outcome.output = traced.output
    }
  }

  private func run(
    _ ids: [String], withBacktrace: Bool = false, _ line: inout ProgressLine
  ) -> TestRunner.Outcome? {
    var words: [String] = []
    var skips = false
    // A long command line is none; then all tests run again.
    let filters = ids.count <= 100
    for word in runner.words {
      if !filters || !skips && word != "--filter" { words.append(word) }
      skips = word == "--filter"
    }
    words += ["--skip-build", "--no-parallel"]
    if filters { for id in ids { words += ["--filter", Self.filter(selecting: id)] } }
    let traces = "interactive=no,color=no,threads=crashed,registers=none,images=none"
    let again = TestRunner(
      words: words, root: runner.root,
      environment: withBacktrace ? ["SWIFT_BACKTRACE": "enable=yes,\(traces)"] : [:],
      secondsLimit: runner.secondsLimit)
    return try? again.run { _, seconds in line.show("looking for the test that did it", at: seconds)
    }
  }

  /// The expression that selects one test; every sign that might be special stands as a point.
  private static func filter(selecting id: String) -> String {
    id.split(separator: "(")[0].map { sign in
      sign.isASCII && (sign.isLetter || sign.isNumber) || sign == "/" ? String(sign) : "."
    }.joined()
  }
}
