/// What became of every test of a run, gathered from its events.
package struct TestRecord: Sendable {
  /// A test that failed, with the first of its issues.
  package struct Failure: Hashable, Sendable {
    /// The test, as `Module.Suite/function/File.swift:1:2`.
    package let id: String
    /// The claim that the test makes.
    package let name: String
    /// The file and line of the first issue.
    package let place: String
    /// The first issue, its parts in lines.
    package let message: String
    /// How many issues the test has recorded.
    package var issueCount = 1
  }

  private var names: [String: String] = [:]
  private var running: [String: Double] = [:]
  private var failuresByID: [String: Failure] = [:]

  /// The tests that have ended, by their ids.
  package private(set) var ended: [String] = []

  /// The exercises that nobody has attempted, such as `E01.2`.
  package private(set) var openExercises: [String] = []

  /// Whether the run came to its end, or the program that runs it was stopped before.
  package private(set) var isComplete = false

  /// The seconds from the first test's start to the last event.
  package var seconds: Double { (last ?? 0) - (first ?? 0) }

  private var first: Double?
  private var last: Double?

  /// Creates the record of a run that has not begun.
  package init() {}

  /// How many tests there are.
  package var testCount: Int { names.count }

  /// The claim that a test makes.
  ///
  /// - Parameter id: The test.
  /// - Returns: Its name without backquotes and parentheses.
  package func name(of id: String) -> String { names[id] ?? id }

  /// The tests that began and have not ended, those that began first before the others.
  ///
  /// Tests that run side by side have all begun before the first ends; only of tests that run one after the
  /// other it is the one that is running.
  package var runningIDs: [String] {
    running.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
  }

  /// The tests that failed: the core's before the lessons', in a lesson single operations before what
  /// is built from them.
  package var failures: [Failure] {
    failuresByID.values.sorted {
      let (a, b) = (TestOrder.rank(of: $0.id), TestOrder.rank(of: $1.id))
      return a == b ? $0.id < $1.id : a.lexicographicallyPrecedes(b)
    }
  }

  /// Takes note of an event.
  ///
  /// - Parameter event: The event.
  package mutating func note(_ event: TestEvent) {
    let payload = event.payload
    if event.kind == "test" {
      if payload.kind == "function", let id = payload.id {
        names[id] = (payload.name ?? id).filter { $0 != "`" }.removingArguments
      }
      return
    }
    if let moment = payload.instant?.absolute {
      if first == nil { first = moment }
      last = moment
    }
    if payload.kind == "runEnded" { isComplete = true }
    guard let id = payload.testID else { return }
    let name = names[id]
    switch payload.kind {
    case "testStarted" where name != nil: running[id] = payload.instant?.absolute ?? 0
    case "testEnded" where name != nil:
      running[id] = nil
      ended.append(id)
    case "testCancelled":
      // Open exercises are the tests named after an exercise: `E01.2 The title`.
      if let name, let word = name.split(separator: " ").first, word.isExerciseID {
        openExercises.append(String(word))
      }
    case "issueRecorded":
      if let issue = payload.issue, !issue.isKnown, issue.isFailure ?? true { fail(id, payload) }
    default: break
    }
  }

  /// Takes one test for the only one that is running.
  ///
  /// - Parameter id: The test that was found to stop the program, or not to end.
  package mutating func blame(_ id: String) { running = running.filter { $0.key == id } }

  private mutating func fail(_ id: String, _ payload: TestEvent.Payload) {
    if failuresByID[id] != nil {
      failuresByID[id]?.issueCount += 1
      return
    }
    let messages = payload.messages ?? []
    // What the test's author says of it comes before the expression that did not hold.
    let said = messages.filter { $0.symbol == "details" }.map(\.text)
    let rest = messages.filter { $0.symbol != "details" }.map(\.text)
    failuresByID[id] = Failure(
      id: id, name: names[id] ?? id, place: payload.issue?.sourceLocation?.text ?? "",
      message: (said + rest).joined(separator: "\n"))
  }
}

extension StringProtocol {
  /// Whether it reads as an exercise's id, such as `E01.2`.
  fileprivate var isExerciseID: Bool {
    first == "E" && contains(".") && dropFirst().allSatisfy { $0.isNumber || $0 == "." }
  }

  /// A function's name without its parentheses and what stands in them.
  fileprivate var removingArguments: String {
    guard last == ")", let open = lastIndex(of: "(") else { return String(self) }
    return String(self[..<open])
  }
}
