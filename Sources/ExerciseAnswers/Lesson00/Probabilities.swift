public import Course
import Foundation

/// Probabilities of logits.
public typealias ProbabilitiesFunction = @Sendable (_ logits: [Double]) throws -> [Double]

// solution begins
func probabilities(of logits: [Double]) -> [Double] {
  let greatest = logits.max() ?? 0
  let exponentials = logits.map { exp($0 - greatest) }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}
// solution ends

extension Lesson00Answers {
  /// Repair a softmax that overflows.
  public static var softmax: Assignment<ProbabilitiesFunction> {
    Assignment<ProbabilitiesFunction>(
      Exercise(
        id: .exercise(0, 12), title: "Softmax, and large logits", kind: .repair,
        minutes: 3, difficulty: .easy, fileName: "Probabilities.swift",
        statement: """
          Softmax makes probabilities of any numbers, the logits: exponentials, divided by their sum. \
          The function below is the formula as the books have it, and it is right for small numbers. \
          For a logit of 1000 it returns NaN, and for −1000 throughout as well.

          Repair it, so that the probabilities are right for logits of any size; there is at least \
          one. Small probabilities count, too: 1e-20 is not 0.

              [0, 0]                  // [0.5, 0.5]
              [1000, 1000]            // [0.5, 0.5], and not NaN
              [2, 1, 0.1]             // [0.6590, 0.2424, 0.0986]
          """,
        hints: Exercise.Hints(
          nudge: "What happens to the probabilities when the same number is added to all logits?",
          approach: """
            The same factor in every exponential cancels in the quotient. So you may move all logits \
            by one number before the exponentials; choose it such that none of them overflows.
            """,
          almostThere: """
            After the move the greatest exponent should be 0: its exponential is 1, the others are \
            smaller, and the sum is at least 1, so that nothing is divided by 0.
            """), forbidden: ["softmax", "Tensor"]),
      solution: probabilities(of:),
      alternative: { logits in
        // One over the sum of the exponentials of the differences, for each logit.
        logits.map { logit in 1 / logits.reduce(0) { $0 + exp($1 - logit) } }
      },
      handedOut: { logits in
        let exponentials = logits.map { exp($0) }
        let sum = exponentials.reduce(0, +)
        return exponentials.map { $0 / sum }
      },
      mistakes: [
        .init(
          "the mean is taken away",
          explanation: """
            Moving by the mean changes nothing in the formula either, but one logit far above the \
            mean still overflows. Only the greatest one is safe.
            """,
          { logits in
            let mean = logits.reduce(0, +) / Double(logits.count)
            return normalized(logits.map { exp($0 - mean) })
          }),
        .init(
          "the logits are clipped",
          explanation: """
            Clipping keeps exp from overflowing and makes logits beyond the bound equal: [1000, 900] \
            is then a tie. The difference of two logits is what counts.
            """, { logits in normalized(logits.map { exp(min(700, max(-700, $0))) }) }),
        .init(
          "a little something in the denominator",
          explanation: """
            An epsilon keeps the quotient from being 0 / 0 and makes it 0: the probabilities no longer \
            sum to 1.
            """,
          { logits in
            let exponentials = logits.map { exp(min(700, $0)) }
            let sum = exponentials.reduce(1e-8, +)
            return exponentials.map { $0 / sum }
          }),
        .init(
          "NaN is replaced by 0",
          explanation: """
            The NaN was the message, not the fault. Probabilities of 0 for the greatest logit are \
            wrong and no longer seen.
            """,
          { logits in
            normalized(logits.map { exp($0) }).map { $0.isNaN ? 0 : $0 }
          }),
        .init(
          "the greatest magnitude is taken away",
          explanation: """
            For logits of −1000 the greatest magnitude is 1000, and −2000 underflows: 0 / 0 again. The \
            greatest logit has to be found with its sign.
            """,
          { logits in
            let greatest = logits.map { abs($0) }.max() ?? 0
            return normalized(logits.map { exp($0 - greatest) })
          }),
        .init(
          "the exponentials are not divided",
          explanation: """
            Moved by the greatest logit, the exponentials are at most 1, and look like probabilities. \
            They do not sum to 1 until they are divided by their sum.
            """,
          { logits in
            let greatest = logits.max() ?? 0
            return logits.map { exp($0 - greatest) }
          }),
      ],
      impostors: .init(
        zero: { $0.map { _ in 0 } }, notANumber: { $0.map { _ in .nan } }, identity: { $0 }),
      probes: { seed in
        var draw = Draw(seed: seed)
        var cases: [[Double]] = [
          [0, 0], [5], [2, 1, 0.1], [1000, 1000], [-1000, -1000], [1000, 999],
          [-1000, -1003, -1001],
          [0, -45], [800, -800], [1e6, 1e6 - 2, 1e6 - 4], [1000, 900, 0], [30, 0, -5, 2],
          [0, 1000],
        ]
        for (count, scale) in [(2, 3.0), (5, 3), (10, 20), (4, 2000), (150, 8)] {
          cases.append(draw.vector(count, scale))
        }
        return cases.map { logits in
          // One over a sum of differences, each taken directly.
          let wanted = logits.map { logit in
            1 / logits.reduce(0) { $0 + exp($1 - logit) }
          }
          return Probe(
            "logits \(text(logits))", wanted: Answer(.numbers("probabilities", wanted)),
            within: tolerance, floor: 1e-30
          ) { Answer(.numbers("probabilities", try $0(logits))) }
        }
      })
  }

  private static func normalized(_ numbers: [Double]) -> [Double] {
    let sum = numbers.reduce(0, +)
    return numbers.map { $0 / sum }
  }
}
