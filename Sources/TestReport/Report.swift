/// The summary of a run, at most one screen of a terminal.
package struct Report: Sendable {
  /// What became of the tests.
  package var record: TestRecord

  /// What the build and the programs wrote.
  package var output: BuildOutput

  /// The seconds that passed before the first test.
  package var buildSeconds = 0.0

  /// The seconds without any news after which the run was stopped, if it was.
  package var stoppedAfter: Int?

  /// What the learner typed, to show how to see everything.
  package var command = "./learn test"

  /// The greatest number of characters in a line.
  package var width = 80

  /// The greatest number of lines.
  package var height = 24

  /// Creates a report.
  ///
  /// - Parameters:
  ///   - record: What became of the tests.
  ///   - output: What the build and the programs wrote.
  package init(record: TestRecord, output: BuildOutput) {
    (self.record, self.output) = (record, output)
  }

  /// The lines of the summary.
  package var lines: [String] {
    if record.testCount == 0, !output.errors.isEmpty || !output.otherErrors.isEmpty {
      return compileErrors
    }
    if let stoppedAfter { return endless(stoppedAfter) }
    if !record.failures.isEmpty || record.isComplete { return ended }
    return record.testCount > 0 ? crash : ["The tests did not begin. \(everything)"]
  }

  private var everything: String { "`\(command) --verbose` shows everything." }

  // MARK: - What ended as it should

  private var ended: [String] {
    let failures = record.failures
    guard !failures.isEmpty else { return passed }
    let count = "\(failures.count) of \(tests(record.testCount)) failed"
    var lines = folded(
      failures.count == 1
        ? "\(count):" : "\(count). Begin with the first; those below may follow from it.", 0)
    if !record.isComplete {
      lines += folded("Then the program was stopped: \(trapText)", 0)
    }
    let last = height - 2
    for (index, failure) in failures.enumerated() {
      let entry = [""] + text(of: failure, number: index + 1)
      let remains = failures.count - index - 1
      guard lines.count + entry.count <= last else {
        lines += ["", "and \(remains + 1) more"]
        break
      }
      lines += entry
    }
    return lines + folded(everything, 0)
  }

  private func text(of failure: TestRecord.Failure, number: Int) -> [String] {
    let again = failure.issueCount > 1 ? ", and \(failure.issueCount - 1) times more" : ""
    let suite = TestOrder.suite(of: failure.id)
    var message = failure.message.split(separator: "\n").flatMap { folded(String($0), 3) }
    if message.count > 4 { message = message.prefix(4) + ["   …"] }
    let argument = output.argument(of: failure.name).map { [": \($0)"] } ?? []
    return folded("\(number). \(failure.name)\(argument.joined())", 3, hanging: true) + message
      + folded("\(suite), \(failure.place)\(again)", 3)
  }

  private var passed: [String] {
    let groups = Dictionary(grouping: record.ended, by: TestOrder.group)
      .sorted { TestOrder.rank(of: $0.value[0])[0] < TestOrder.rank(of: $1.value[0])[0] }
    let name = groups.map(\.key.count).max() ?? 0
    let number = groups.map { String($0.value.count).count }.max() ?? 0
    let open = Array(Set(record.openExercises)).sorted()
    let total =
      "\(tests(record.ended.count - record.openExercises.count)) passed in \(time(record.seconds))"
    let built = buildSeconds >= 1 ? ", after \(time(buildSeconds)) of building." : "."
    var lines = [total + built]
    for (key, ids) in groups {
      let digits = String(ids.count)
      lines.append(
        "  \(key)\(spaces(name - key.count + 2))\(spaces(number - digits.count))"
          + (ids.count == 1 ? "1 test" : "\(digits) tests"))
    }
    if !open.isEmpty {
      let count = open.count == 1 ? "1 exercise is open" : "\(open.count) exercises are open"
      lines += folded("\(count): \(open.joined(separator: ", ")).", 0)
      lines += folded("`./learn next` gives one of them.", 0)
    }
    if record.ended.isEmpty { lines += folded("No test has that name.", 0) }
    return lines
  }

  // MARK: - What did not

  private var compileErrors: [String] {
    var lines = ["It does not compile, so no test ran."]
    var shown = 0
    for error in output.errors {
      var entry = folded(error.message, 2)
      if entry.count > 4 { entry = entry.prefix(4) + ["  …"] }
      entry = ["", error.place] + entry
      guard lines.count + entry.count <= height - 4 else { break }
      lines += entry
      shown += 1
    }
    if output.errors.isEmpty {
      for message in output.otherErrors.prefix(4) { lines += folded(message, 2).prefix(4) }
    } else if shown < output.errors.count {
      lines += ["", "and \(output.errors.count - shown) more"]
    }
    return lines + [""] + folded(everything, 0)
  }

  private func endless(_ seconds: Int) -> [String] {
    // Where nothing has ended at all, a machine with too much to do is as likely as a loop.
    let cause =
      record.ended.isEmpty
      ? "a slow or busy machine, or a loop without end"
      : "a loop without end, most likely, or a deadlock"
    var lines = folded(
      "No test has ended for \(seconds) seconds, so the run was stopped: \(cause). "
        + "\(record.ended.count) of \(tests(record.testCount)) had ended.", 0)
    lines += ["", "Still running:"] + stillRunning(4)
    if let first = record.failures.first {
      lines += ["", "Before that, this failed:"] + text(of: first, number: 1)
    }
    return lines + [""]
      + folded("A slow machine needs more: LEARN_TIME_LIMIT=300 \(command) waits 300 s.", 0)
  }

  private func stillRunning(_ count: Int) -> [String] {
    let ids = record.runningIDs
    var lines = ids.prefix(count).flatMap { id in
      folded("\(record.name(of: id)) (\(TestOrder.suite(of: id)))", 2)
    }
    if ids.count > count { lines.append("  and \(ids.count - count) more") }
    return lines
  }

  private var crash: [String] {
    var lines = folded("The program was stopped, so no other test could report:", 0)
    lines += folded(trapText, 2).prefix(6)
    if let place = output.trapPlace { lines += ["  called from \(place)"] }
    lines += ["", "It happened in:"] + stillRunning(4)
    return lines + [""] + folded(everything, 0)
  }

  private var trapText: String {
    output.trap
      ?? (output.hasBadAccess
        ? "The stack ran over, most likely: a recursion without end." : "It left no message.")
  }

  // MARK: - Lines

  private func tests(_ count: Int) -> String { count == 1 ? "1 test" : "\(count) tests" }

  private func time(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return whole < 100 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

  /// A text in lines that fit the width, moved to the right; a word that is longer is cut in pieces.
  private func folded(_ text: String, _ indentation: Int, hanging: Bool = false) -> [String] {
    let room = max(10, width - indentation)
    var lines: [String] = []
    var line = ""
    for whole in text.split(separator: " ") {
      var word = whole
      if !line.isEmpty, line.count + 1 + word.count > room {
        lines.append(line)
        line = ""
      }
      while word.count > room {
        lines.append(String(word.prefix(room)))
        word = word.dropFirst(room)
      }
      line += line.isEmpty ? String(word) : " " + word
    }
    if !line.isEmpty { lines.append(line) }
    return lines.enumerated().map { index, line in
      (hanging && index == 0 ? "" : spaces(indentation)) + line
    }
  }
}
