public import Course
import Foundation

/// The log-likelihood of a coin, and the probability where it is greatest.
public typealias CoinFunction =
  @Sendable (_ heads: Int, _ tails: Int, _ probability: Double) throws -> (
    logLikelihood: Double, best: Double
  )

// solution begins
func coinLikelihood(
  heads: Int, tails: Int, probability: Double
) throws -> (logLikelihood: Double, best: Double) {
  let value = Double(heads) * log(probability) + Double(tails) * log(1 - probability)
  return (value, Double(heads) / Double(heads + tails))
}
// solution ends

extension Lesson00Answers {
  /// Find the log-likelihood of a coin.
  public static var coin: Assignment<CoinFunction> {
    Assignment<CoinFunction>(
      Exercise(
        id: .exercise(0, 11), title: "The likelihood of a coin", kind: .implement,
        minutes: 4, difficulty: .easy, fileName: "CoinLikelihood.swift",
        statement: """
          A coin that shows heads with some probability was tossed, and one sequence of heads and tails \
          was seen. The likelihood is the probability of that sequence.

          Return its natural logarithm for the given probability of heads, and the probability for \
          which the likelihood is greatest. The given one lies between 0 and 1, ends not included; there \
          was at least one toss, and there may be millions. log comes from Foundation.

              3 heads, 1 tail, probability 0.5    // log-likelihood −2.7726, greatest at 0.75
              0 heads, 2 tails, probability 0.1   // log-likelihood −0.2107, greatest at 0
          """,
        hints: Exercise.Hints(
          nudge: "Tosses are independent. What does a logarithm make of a product?",
          approach: """
            Each head adds the logarithm of its probability, each tail that of the rest. Do not \
            multiply probabilities first: two thousand halves are below the least number.
            """,
          almostThere: """
            Set the derivative of the sum with respect to the probability to 0: heads over p equals \
            tails over 1 − p. Solve for p, and compare with what you would have guessed.
            """)),
      solution: coinLikelihood(heads:tails:probability:),
      alternative: { heads, tails, probability in
        let count = Double(heads + tails)
        let best = Double(heads) / count
        // The tosses times the cross-entropy, with its sign.
        return (count * (best * log(probability) + (1 - best) * log1p(-probability)), best)
      },
      mistakes: [
        .init(
          "the logarithm of the product",
          explanation: """
            The product of 1075 halves is 0 in the machine, and its logarithm −∞. \
            That is one reason why losses are sums of logarithms.
            """,
          { heads, tails, p in
            let likelihood = pow(p, Double(heads)) * pow(1 - p, Double(tails))
            return (log(likelihood), Double(heads) / Double(heads + tails))
          }),
        .init(
          "the likelihood without a logarithm",
          explanation: """
            The product itself was returned. It has its greatest value at the same place, but for \
            many heads and tails it is 0 in the machine everywhere.
            """,
          { heads, tails, p in
            let likelihood = pow(p, Double(heads)) * pow(1 - p, Double(tails))
            return (likelihood, Double(heads) / Double(heads + tails))
          }),
        .init(
          "the tails are left out",
          explanation: """
            Tails were seen as well. Without their term the likelihood is greatest for a coin that \
            always shows heads.
            """, { heads, _, p in (Double(heads) * log(p), 1) }),
        .init(
          "the negative log-likelihood",
          explanation: """
            With the sign turned it is a loss, which is made small: the cross-entropy, summed. The \
            log-likelihood itself is not above 0.
            """,
          { heads, tails, p in
            (
              -Double(heads) * log(p) - Double(tails) * log(1 - p),
              Double(heads) / Double(heads + tails)
            )
          }),
        .init(
          "the mean over the tosses",
          explanation: """
            Dividing by the number of tosses leaves the place of the maximum and changes the value. \
            Losses are such means; a likelihood is not.
            """,
          { heads, tails, p in
            let best = Double(heads) / Double(heads + tails)
            return (best * log(p) + (1 - best) * log(1 - p), best)
          }),
        .init(
          "the odds in place of the probability",
          explanation: """
            Heads over tails are the odds: 3 for three heads and a tail. The probability is heads over \
            all tosses.
            """,
          { heads, tails, p in
            (
              Double(heads) * log(p) + Double(tails) * log(1 - p),
              Double(heads) / Double(max(1, tails))
            )
          }),
        .init(
          "the binary logarithm",
          explanation: """
            Bits are counted to the base 2, and likelihoods and losses to the base e. The two differ by \
            the factor 1.44.
            """,
          { heads, tails, p in
            (
              Double(heads) * log2(p) + Double(tails) * log2(1 - p),
              Double(heads) / Double(heads + tails)
            )
          }),
      ],
      impostors: .init(
        zero: { _, _, _ in (0, 0) }, notANumber: { _, _, _ in (.nan, .nan) },
        identity: { _, _, p in (p, p) }),
      probes: { seed in
        var draw = Draw(seed: seed)
        let known = [
          (heads: 3, tails: 1, p: 0.5), (0, 2, 0.1), (5, 0, 0.3), (1, 1, 0.5), (1, 0, 0.999),
          (1_000, 500, 0.6), (2_000_000, 5, 0.99),
        ]
        let drawn = [7, 30, 400, 10_000, 90].map { count in
          let heads = Int(draw.number(from: 0, to: Double(count)))
          return (heads: heads, tails: count - heads, p: draw.number(from: 0.02, to: 0.98))
        }
        return (known + drawn).map { heads, tails, p in
          let value = Double(heads) * log(p) + Double(tails) * log1p(-p)
          return Probe(
            "\(heads) heads, \(tails) tails, probability \(Answer.text(p))",
            wanted: Answer(
              .number("log-likelihood", value),
              .number("greatest at", Double(heads) / Double(heads + tails))),
            within: tolerance, floor: min(1, abs(value))
          ) {
            let found = try $0(heads, tails, p)
            return Answer(
              .number("log-likelihood", found.logLikelihood), .number("greatest at", found.best))
          }
        }
      })
  }
}
