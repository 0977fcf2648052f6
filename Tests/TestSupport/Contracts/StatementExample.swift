public import Course
import Foundation

/// An example in the statement of an exercise: what is asked, and behind two slashes what is right.
///
///     huberLoss(error: 3, delta: 1)      // (value: 2.5, slope: 1)
///
/// A learner begins with it, so a wrong one costs an hour. The checker knows the right answers to its own inputs; an example that is among
/// them can be held against these.
public struct StatementExample: Hashable, Sendable {
  /// What is asked.
  public let input: String

  /// What is right.
  public let result: String

  /// Creates an example of its two sides.
  public init(input: String, result: String) {
    self.input = input
    self.result = result
  }

  /// Finds the examples among the indented lines of a statement.
  ///
  /// - Parameter statement: The statement.
  /// - Returns: The examples in order. Lines that begin with two slashes, or lack them, belong to one example with their neighbors.
  public static func all(in statement: String) -> [StatementExample] {
    var examples: [StatementExample] = []
    var input: [String] = []
    for line in statement.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("    ") else {
        input = []
        continue
      }
      let parts = line.components(separatedBy: "//").map { $0.trimmingCharacters(in: .whitespaces) }
      if !parts[0].isEmpty { input.append(parts[0]) }
      guard parts.count > 1 else { continue }
      if parts[0].isEmpty, input.isEmpty, let last = examples.popLast() {
        examples.append(
          StatementExample(input: last.input, result: last.result + " " + parts[1]))
      } else {
        examples.append(
          StatementExample(input: input.joined(separator: " "), result: parts[1]))
        input = []
      }
    }
    return examples
  }

  /// Whether an answer holds all numbers of the result, rounded as they are there.
  ///
  /// - Parameter answer: The right answer to an input, in words and to six digits or more.
  /// - Returns: Whether there are numbers, and each is found as often as it is there. What follows “not” or “as given” is no result.
  public func agrees(with answer: String) -> Bool {
    var rest = Self.numbers(in: answer).map(\.value)
    let stated = Self.numbers(in: String(result.prefix(upTo: Self.end(of: result))))
    return !stated.isEmpty
      && stated.allSatisfy { number in
        let slack = max(number.halfUnit, 5e-6 * abs(number.value))
        guard let index = rest.firstIndex(where: { abs($0 - number.value) <= slack }) else {
          return false
        }
        rest.remove(at: index)
        return true
      }
  }

  /// Whether an input that has most of the example's numbers has its result.
  ///
  /// - Parameter findings: What a checker asks, and the right answers.
  /// - Returns: Whether one of these inputs agrees; several may have as many of the numbers.
  func isKnown(by findings: [Finding]) -> Bool {
    let likenesses = findings.map { Self.sharedCount(input, $0.input) }
    let greatest = likenesses.max() ?? 0
    return zip(findings, likenesses).contains { $1 == greatest && agrees(with: $0.wanted) }
  }

  /// How many numbers two texts share, each as often as it is in both.
  private static func sharedCount(_ first: String, _ second: String) -> Int {
    var rest = numbers(in: second).map(\.value)
    return numbers(in: first).count { number in
      guard let index = rest.firstIndex(of: number.value) else { return false }
      rest.remove(at: index)
      return true
    }
  }

  /// Where the result ends, and what it is not begins.
  private static func end(of result: String) -> String.Index {
    result.firstMatch(of: #/,? (?:and )?not\b|;? ?as given\b/#)?.range.lowerBound ?? result.endIndex
  }

  /// Whether the result holds a number at all.
  public var isNumeric: Bool { !Self.numbers(in: result).isEmpty }

  /// The numbers of a text, each with half a unit of its last digit; `1/2` is one, and so is `√2`.
  private static func numbers(in text: String) -> [(value: Double, halfUnit: Double)] {
    let plain = text.replacing("−", with: "-")
    return plain.matches(of: /(√)?(-?\d+(\.\d+)?(?:e(-?\d+))?)(?: ?\/ ?(\d+))?/).compactMap {
      guard let value = Double($0.2) else { return nil }
      if $0.1 != nil { return (value.squareRoot(), 0) }
      if let divisor = $0.5.flatMap({ Double($0) }) { return (value / divisor, 0) }
      let digits = Double($0.4 ?? "0") ?? 0
      let decimals = Double($0.3.map { $0.count - 1 } ?? 0)
      return (value, 0.5001 * pow(10, digits - decimals))
    }
  }
}

extension StatementExample {
  /// Exercises whose checker asks for one run, value or name at a time where an example shows several, or describes its inputs in words:
  /// these examples were computed by hand.
  public static var computedByHand: Set<CourseID> {
    [
      .exercise(2, 3), .exercise(3, 7), .exercise(6, 2), .exercise(6, 6), .exercise(6, 7),
      .exercise(6, 10), .exercise(7, 4), .exercise(7, 5), .exercise(7, 6), .exercise(8, 6),
      .exercise(9, 4), .exercise(9, 6), .exercise(10, 2), .exercise(10, 4),
    ]
  }

  /// The examples of an exercise that are not among what its checker asks, or have another result there.
  ///
  /// - Parameter assignment: The exercise.
  /// - Returns: None where the checker keeps its answers to itself: predictions, settings to be found, and tests.
  public static func unknown(to assignment: any AnyAssignment) -> [StatementExample] {
    let exercise = assignment.exercise
    let examples = all(in: exercise.statement).filter(\.isNumeric)
    guard exercise.kind == .implement || exercise.kind == .repair, !examples.isEmpty else {
      return []
    }
    // A solution whose numbers are all spoiled is wrong on every input, so that every right answer is named.
    let spoiled = assignment.spoiledSolutions.first { $0.role == .impostor("all infinite") }
    guard case .failed(let findings) = spoiled?.verdict([1]) else { return examples }
    return examples.filter { !$0.isKnown(by: findings) }
  }
}
