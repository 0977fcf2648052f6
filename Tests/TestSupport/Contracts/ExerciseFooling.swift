public import Course
import Synchronization
public import TensorCore
public import Testing

/// An answer that is put to a checker: one that tries to fool it, or a right one that looks unusual.
public struct AnswerOnTrial: Sendable, CustomTestStringConvertible {
  /// The exercise and what the answer does.
  public let testDescription: String

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
    testDescription = "\(assignment.exercise.id) \(words)"
    verdict = { assignment.verdict(on: answer) }
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
