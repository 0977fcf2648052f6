import TestReport
import Testing

@Suite
struct TestReportTests {
  private let root = "/course"

  /// A test's declaration and what happens to it, as Swift Testing writes them.
  private func event(_ kind: String, _ id: String, _ rest: String = "") throws -> TestEvent {
    let line = """
      {"kind":"event","payload":{"instant":{"absolute":1.5,"since1970":0},"kind":"\(kind)",\
      "testID":"\(id)"\(rest)},"version":"6.3.0"}
      """
    return try #require(TestEvent(line: line[...]))
  }

  private func declaration(_ id: String, _ name: String) throws -> TestEvent {
    let line = """
      {"kind":"test","payload":{"id":"\(id)","kind":"function","name":"`\(name)`(of:)"}}
      """
    return try #require(TestEvent(line: line[...]))
  }

  private func issue(_ text: String, isKnown: Bool = false) -> String {
    """
    ,"issue":{"isKnown":\(isKnown),"isFailure":\(!isKnown),"sourceLocation":{"fileID":"M/File.swift",\
    "line":7,"column":1}},"messages":[{"symbol":"fail","text":"Expectation failed: a == b"},\
    {"symbol":"details","text":"\(text)"}]
    """
  }

  private func id(_ suite: String, _ name: String) -> String {
    "Lesson02BackpropTests.\(suite)/`\(name)`(of:)/\(suite).swift:1:2"
  }

  /// The record of tests of which some fail, so many times.
  private func record(
    _ tests: [(suite: String, name: String, issues: Int)], complete: Bool = true
  ) throws -> TestRecord {
    var record = TestRecord()
    for test in tests {
      let id = id(test.suite, test.name)
      record.note(try declaration(id, test.name))
      record.note(try event("testStarted", id))
      for number in 0..<test.issues {
        record.note(try event("issueRecorded", id, issue("\(test.name) \(number)")))
      }
      if complete {
        record.note(try event("testEnded", id))
      }
    }
    if complete { record.note(try event("runEnded", "")) }
    return record
  }

  private func report(_ record: TestRecord, _ lines: [String] = []) -> Report {
    var output = BuildOutput(root: root)
    for line in lines { output.note(line[...]) }
    return Report(record: record, output: output)
  }

  @Test func `a green run counts tests and open exercises`() throws {
    var record = try record([("Lesson02Parity", "holds", 0), ("Lesson02Exercises", "E02.1 A", 0)])
    record.note(try event("testCancelled", id("Lesson02Exercises", "E02.1 A")))
    #expect(
      report(record).lines == [
        "1 test passed in 0 s.", "  lesson 02  2 tests", "1 exercise is open: E02.1.",
        "`./learn next` gives one of them.",
      ])
  }

  @Test func `a known issue is nobody's failure`() throws {
    var record = try record([("Lesson02Parity", "holds", 0)])
    let id = id("Lesson02Parity", "holds")
    record.note(try event("issueRecorded", id, issue("known", isKnown: true)))
    #expect(record.failures.isEmpty)
    record.note(try event("issueRecorded", id, issue("new")))
    #expect(record.failures.count == 1)
  }

  @Test func `single operations come before networks`() throws {
    let record = try record([
      ("Lesson02Interview", "explains", 1), ("Lesson02Parity", "agrees", 1),
      ("Lesson02GradientChecks", "differs", 1), ("Lesson02FailureModes", "fails", 1),
    ])
    #expect(record.failures.map(\.name) == ["differs", "agrees", "fails", "explains"])
    #expect(
      TestOrder.rank(of: "TensorCoreTests.A/b()/c")[0] < TestOrder.rank(of: record.ended[0])[0])
    // The checkers of a lesson's exercises come behind its proofs, and before the next lesson.
    let checkers = "Checkers02Tests.Checkers02/rejects()/c"
    #expect(TestOrder.group(of: checkers) == "lesson 02")
    let ranks = [record.ended[0], checkers, "Lesson03ActivationsTests.Lesson03Parity/a()/c"]
      .map(TestOrder.rank)
    #expect(ranks[0].lexicographicallyPrecedes(ranks[1]))
    #expect(ranks[1].lexicographicallyPrecedes(ranks[2]))
  }

  @Test func `a loop's first failure stands for all of them`() throws {
    let lines = report(try record([("Lesson02Parity", "agrees", 5_571)])).lines
    #expect(lines.contains("   agrees 0") && !lines.contains("   agrees 1"))
    #expect(lines.contains("   Lesson02Parity, File.swift:7, and 5570 times more"))
  }

  @Test func `any number of failures fits a screen`() throws {
    let long = String(repeating: "a claim of many words ", count: 12)
    let tests = (0..<40).map { (suite: "Lesson02Parity", name: "\($0) \(long)", issues: 3) }
    let lines = report(try record(tests)).lines
    #expect(lines.count <= 24 && lines.allSatisfy { $0.count <= 80 })
    #expect(lines[0].hasPrefix("40 of 40 tests failed."))
    #expect(lines.contains { $0.hasPrefix("and 3") && $0.hasSuffix(" more") })
  }

  @Test func `a trap says its message and its place`() throws {
    let lines = report(
      try record([("Lesson02EngineGraphs", "runs", 0)], complete: false),
      [
        "Build complete! (1 s)",
        "TensorCore/Products.swift:33: Precondition failed: matmul: inner dimensions differ",
        "1 [ra] matmul in networks at /course/Sources/TensorCore/Products.swift:33:5",
        "2 [ra] linear in networks at /course/Sources/Autograd/Operations/Linear.swift:9:3",
      ]
    ).lines
    #expect(lines.contains("  Precondition failed: matmul: inner dimensions differ"))
    #expect(lines.contains("  called from Sources/Autograd/Operations/Linear.swift:9"))
    #expect(lines.contains("  runs (Lesson02EngineGraphs)"))
  }

  @Test func `who called the file that trapped is told, not that file`() throws {
    let lines = report(
      try record([("Lesson02EngineGraphs", "runs", 0)], complete: false),
      [
        "Build complete! (1 s)",
        "Autograd/Backward.swift:119: Precondition failed: backward: the graph is gone",
        "1 [ra] backward in networks at /course/Sources/Autograd/Backward.swift:119:5",
        "2 [ra] backward in networks at /course/Sources/Autograd/Backward.swift:40:5",
        "3 [ra] step in networks at /course/Sources/Autograd/Training.swift:21:3",
        "4 [ra] runs in tests at /course/Tests/Lesson02BackpropTests/Graphs.swift:7:3",
      ]
    ).lines
    #expect(lines.contains("  called from Sources/Autograd/Training.swift:21"))
  }

  @Test func `a run that was stopped says what did not end`() throws {
    var report = report(try record([("Lesson02EngineGraphs", "runs", 0)], complete: false))
    report.stoppedAfter = 60
    #expect(report.lines[0].hasPrefix("No test has ended for 60 seconds"))
    #expect(report.lines.contains("  runs (Lesson02EngineGraphs)"))
    #expect(report.lines.allSatisfy { $0.count <= 80 })
    #expect(report.lines.joined(separator: " ").contains("a slow or busy machine, or a loop"))
  }

  @Test func `a run that stops after some tests suspects a loop`() throws {
    var record = try record([("Lesson02EngineGraphs", "ends", 0)])
    let open = id("Lesson02EngineGraphs", "runs")
    record.note(try declaration(open, "runs"))
    record.note(try event("testStarted", open))
    var report = report(record)
    report.stoppedAfter = 60
    let words = report.lines.joined(separator: " ")
    #expect(words.contains("a loop without end, most likely") && words.contains("1 of 2 tests"))
  }

  @Test func `an error of the compiler is shown once, with its file`() throws {
    let error = "/course/Sources/Exercises/Lesson02/A.swift:3:7: error: cannot find 'y' in scope"
    let lines = report(TestRecord(), ["[1/9] Compiling A", error, error, "error: fatalError"]).lines
    #expect(lines[0] == "It does not compile, so no test ran.")
    #expect(lines.count { $0 == "Sources/Exercises/Lesson02/A.swift:3" } == 1)
    #expect(lines.contains("  cannot find 'y' in scope") && !lines.joined().contains("fatalError"))
  }
}
