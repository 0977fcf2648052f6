public import Course
import TensorCore

/// The operation to repair, and in which pass; nothing if all is finite.
public typealias SentinelPlace = (operation: Int, isBackward: Bool)

/// Finds the operation to repair.
public typealias SentinelFunction =
  @Sendable (_ results: [[Double]], _ gradients: [[Double]]) throws -> SentinelPlace?

// solution begins
func sentinel(
  results: [[Double]], gradients: [[Double]]
) throws -> (operation: Int, isBackward: Bool)? {
  func isBroken(_ numbers: [Double]) -> Bool { !numbers.allSatisfy(\.isFinite) }
  if let first = results.firstIndex(where: isBroken) { return (first, false) }
  return gradients.lastIndex(where: isBroken).map { ($0 + 1, true) }
}
// solution ends

extension Lesson09Answers {
  /// Write the sentinel that names the operation to repair.
  public static var nanSentinel: Assignment<SentinelFunction> {
    Assignment<SentinelFunction>(
      Exercise(
        id: .exercise(9, 3), title: "The sentinel",
        kind: .implement, minutes: 15, difficulty: .medium, fileName: "Sentinel.swift",
        statement: """
          The loss is NaN, and so is everything behind the operation that made it. Write the sentinel that names this operation, for any chain of operations: \
          it sees numbers, not names.

          Entry k of the results is what operation k made in the forward pass; operation 0 is the input. Each operation takes the result \
          of the one before it. Entry k of the gradients is the gradient with respect to result k: the backward pass of operation k is given it, and makes \
          entry k − 1 of it. The list is empty where no backward pass was made.

          Not finite are NaN and both infinities. If a result is not finite, return the first such operation, in the forward pass. If all are finite, \
          and a gradient is not, return the operation whose backward pass made a gradient that is not finite of one that was. If the last gradient is \
          broken already, no operation has made it: return the number of operations. Return nil if all is finite, however \
          large.

              results [[1, 800], [2.7, inf], [inf]], no gradients    // operation 1, forward: exp
              results [[0, 4], [0, 2], [1]], gradients [[inf, 0.125], [0.5, 0.5], [1]]
              // operation 1, backward: the square root
          """,
        hints: Exercise.Hints(
          nudge: "In which order does a step make these numbers, and which of them is made first?",
          approach: """
            A fault travels to the end of the results, and then from the end of the gradients to their beginning. Search each list in the direction in \
            which it was made.
            """,
          almostThere: """
            In the gradients it is the last broken entry that was made first. The operation that made it is not the one whose result it \
            belongs to, but the one behind.
            """),
        forbidden: ["FiniteSentinel", "FiniteWatch", "firstNonFiniteOperation", "Sentinel"]),
      solution: { try sentinel(results: $0, gradients: $1) },
      alternative: { results, gradients in
        // All that a step makes, in the order of time, each with who made it.
        let forward = results.enumerated().map { ($1, $0, false) }
        let backward = gradients.enumerated().reversed().map { ($1, $0 + 1, true) }
        for (numbers, operation, isBackward) in forward + backward {
          for number in numbers where (number - number) != 0 { return (operation, isBackward) }
        }
        return nil
      },
      mistakes: [
        .init(
          "only NaN is looked for",
          explanation: """
            Infinity was there first: exp made it, and only the quotient or the difference of two infinities is NaN. The sentinel then names an operation that \
            is right.
            """, { Search(isBroken: \.isNaN).place($0, $1) }),
        .init(
          "negative infinity passes",
          explanation: """
            The logarithm of 0 is −∞, and a comparison with the greatest number finds +∞ alone. The next product with 0 is NaN.
            """, { Search(isBroken: { $0.isNaN || $0 == .infinity }).place($0, $1) }),
        .init(
          "the backward pass is not looked at",
          explanation: """
            The root of 0 is 0, and all results are finite; its derivative is not. The weights are NaN after the step, and the next forward pass is blamed.
            """, { results, _ in Search().place(results, []) }),
        .init(
          "the gradients are searched from the input",
          explanation: """
            The backward pass runs from the end to the beginning. The first broken entry of the list is the last that was made, long after the \
            fault.
            """, { Search(fromEnd: false).place($0, $1) }),
        .init(
          "the receiver is named, not the maker",
          explanation: """
            The broken gradient belongs to the result of one operation and was made by the next one, whose derivative is to be \
            repaired.
            """, { Search(shift: 0).place($0, $1) }),
        .init(
          "the backward pass is searched first",
          explanation: """
            A broken forward pass breaks the gradients too. They come later, and name an operation behind or before the fault.
            """, { Search(backwardFirst: true).place($0, $1) }),
        .init(
          "the sum is looked at, not the numbers",
          explanation: """
            Two finite numbers of 10³⁰⁸ have an infinite sum. A sentinel that cries at it is a fault by itself: look at each number.
            """,
          { results, gradients in
            Search().place(
              results.map { [$0.reduce(0, +)] }, gradients.map { [$0.reduce(0, +)] })
          }),
      ],
      impostors: .init(
        zero: { _, _ in (0, false) }, notANumber: { _, _ in (.min, true) },
        identity: { results, _ in (results.count, false) }),
      probes: { seed in
        SentinelCase.all(seed: seed).map { example in
          Probe(
            example.name,
            wanted: Search.answer(Search().place(example.results, example.gradients)),
            within: 1e-9
          ) { Search.answer(try $0(example.results, example.gradients)) }
        }
      })
  }
}

extension Lesson09Answers {
  /// The search of exercise E09.3, with what a mistake changes.
  fileprivate struct Search {
    var isBroken: (Double) -> Bool = { !$0.isFinite }
    var fromEnd = true
    var shift = 1
    var backwardFirst = false

    func place(_ results: [[Double]], _ gradients: [[Double]]) -> SentinelPlace? {
      let broken = results.indices.filter { results[$0].contains(where: isBroken) }
      let bad = gradients.indices.filter { gradients[$0].contains(where: isBroken) }
      let forward: SentinelPlace? = broken.first.map { ($0, false) }
      let backward: SentinelPlace? = (fromEnd ? bad.last : bad.first).map { ($0 + shift, true) }
      return backwardFirst ? backward ?? forward : forward ?? backward
    }

    static func answer(_ place: SentinelPlace?) -> Answer {
      guard let place else { return Answer(.word("to repair", "nothing")) }
      return Answer(
        .number("operation", place.operation),
        .word("pass", place.isBackward ? "backward" : "forward"))
    }
  }
}
