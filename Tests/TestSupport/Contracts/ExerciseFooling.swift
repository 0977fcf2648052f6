public import Course
import Synchronization
public import TensorCore
public import Testing

/// An answer that is put to a checker: one that tries to fool it, or a right one that looks unusual.
public struct AnswerOnTrial: Sendable, CustomTestStringConvertible {
  /// The exercise and what the answer does.
  public let testDescription: String

  /// The words of the exercise.
  public let exercise: Exercise

  /// Runs the checker.
  public let verdict: @Sendable () -> Verdict

  /// Creates an answer.
  ///
  /// - Parameters:
  ///   - assignment: The exercise.
  ///   - words: What the answer does.
  ///   - answer: The answer.
  public init<Implementation>(
    _ assignment: Assignment<Implementation>, _ words: String, _ answer: Implementation
  ) {
    exercise = assignment.exercise
    testDescription = "\(assignment.exercise.id) \(words)"
    verdict = { assignment.verdict(on: answer) }
  }
}

extension AnswerOnTrial {
  /// Whether the digits that some wrong answers differ in are there; in single precision they are not.
  public static var hasAllDigits: Bool { MemoryLayout<Scalar>.size == MemoryLayout<Double>.size }

  /// Expects that the checker finds the answer wrong, and not open or right.
  public func expectRejection() {
    let verdict = verdict()
    guard case .failed = verdict else {
      Issue.record("\(testDescription): \(verdict)")
      return
    }
  }

  /// Expects that the checker finds the answer right.
  public func expectPass() {
    let verdict = verdict()
    #expect(verdict == .passed, "\(testDescription)")
  }

  /// Expects that somebody has tried to fool every checker, and not to be fooled by it.
  ///
  /// Where a number or a setting is asked for, there are few right answers to write in another way.
  ///
  /// - Parameters:
  ///   - assignments: The exercises of a lesson.
  ///   - wrong: The wrong answers that were tried.
  ///   - right: The right answers that look unlike the solution.
  ///   - leastWrong: How many wrong answers an exercise needs.
  ///   - leastRight: How many right answers it needs, where there are many ways to write one.
  public static func expectEnough(
    for assignments: [any AnyAssignment], wrong: [AnswerOnTrial], right: [AnswerOnTrial],
    leastWrong: Int = 20, leastRight: Int = 5
  ) {
    for exercise in assignments.map(\.exercise) {
      let leastRight = [.predict, .tune].contains(exercise.kind) ? 1 : leastRight
      #expect(wrong.count { $0.exercise.id == exercise.id } >= leastWrong, "\(exercise.id)")
      #expect(right.count { $0.exercise.id == exercise.id } >= leastRight, "\(exercise.id)")
    }
  }
}

/// What an answer remembers from call to call, as a variable outside of a function would.
public final class AnswerMemory: Sendable {
  private let count = Mutex(0)
  private let stored = Mutex<Tensor?>(nil)

  /// Creates a memory of nothing.
  public init() {}

  /// Counts a call.
  ///
  /// - Returns: The number of calls, this one included.
  public func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }

  /// The last tensor.
  public var tensor: Tensor? {
    get { stored.withLock { $0 } }
    set { stored.withLock { $0 = newValue } }
  }
}
