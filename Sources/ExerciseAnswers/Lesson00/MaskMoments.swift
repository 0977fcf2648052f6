public import Course

/// Mean and variance of a mask's entry, and of one that is divided by the probability of 1.
public typealias MaskFunction =
  @Sendable (_ keep: Double) throws -> (
    mean: Double, variance: Double, scaledMean: Double, scaledVariance: Double
  )

// solution begins
func maskMoments(
  keep: Double
) throws -> (mean: Double, variance: Double, scaledMean: Double, scaledVariance: Double) {
  // E[m] = keep, and E[m²] = keep as well, because 0² = 0 and 1² = 1.
  let variance = keep - keep * keep
  return (keep, variance, 1, variance / (keep * keep))
}
// solution ends

extension Lesson00Answers {
  /// Find mean and variance of a mask.
  public static var mask: Assignment<MaskFunction> {
    Assignment<MaskFunction>(
      Exercise(
        id: .exercise(0, 8), title: "Mean and variance of a mask", kind: .implement,
        minutes: 4, difficulty: .easy, fileName: "MaskMoments.swift",
        statement: """
          Dropout multiplies every activation by an entry m of a mask, which is 1 with the probability \
          keep and 0 otherwise: a Bernoulli variable. Inverted dropout divides the entry by keep.

          Return the mean and the variance of m, and then the mean and the variance of m / keep. Work \
          them out; nothing is to be drawn. keep is above 0 and not above 1.

              keep 0.5    // mean 0.5, variance 0.25; divided: mean 1, variance 1
              keep 1      // mean 1, variance 0; divided: mean 1, variance 0
          """,
        hints: Exercise.Hints(
          nudge: "The variance is the mean of the square less the square of the mean. What is m²?",
          approach: """
            A mean is a sum over the values, each times its probability; here only the value 1 adds \
            anything. Dividing a variable by a number divides its mean by it.
            """,
          almostThere: """
            m² is m, because 0 and 1 are their own squares. A variance is in squared units: dividing \
            the variable by a number divides the variance by the square of the number.
            """)),
      solution: maskMoments(keep:),
      alternative: { keep in
        // The sums over both values, as the definition has them.
        func moments(_ one: Double) -> (Double, Double) {
          let mean = keep * one
          return (mean, keep * (one - mean) * (one - mean) + (1 - keep) * mean * mean)
        }
        let (plain, scaled) = (moments(1), moments(1 / keep))
        return (plain.0, plain.1, scaled.0, scaled.1)
      },
      mistakes: [
        .init(
          "the variance is divided once",
          explanation: """
            The deviation is divided by keep, and so the variance by its square. At keep 0.5 the \
            scaled mask has the variance 1, not ½.
            """, { ($0, $0 * (1 - $0), 1, 1 - $0) }),
        .init(
          "dividing leaves the variance",
          explanation: """
            Adding a number leaves the variance as it is, dividing does not. That inverted dropout \
            keeps the mean does not mean that it keeps the spread.
            """, { ($0, $0 * (1 - $0), 1, $0 * (1 - $0)) }),
        .init(
          "the mean of the square in place of the variance",
          explanation: """
            The square of the mean has to be taken away. Only for a mean of 0 are both the same.
            """, { ($0, $0, 1, 1 / $0) }),
        .init(
          "the probability of 0 in place of that of 1",
          explanation: """
            PyTorch's Dropout(p) is given the probability of 0, this function that of 1. The two are \
            easily exchanged when code is ported.
            """, { (1 - $0, $0 * (1 - $0), 1, $0 / (1 - $0)) }),
        .init(
          "the standard deviation in place of the variance",
          explanation: """
            The root gives the spread in the unit of the variable. The variance is its square, and it \
            is what adds up over independent terms.
            """,
          { ($0, ($0 * (1 - $0)).squareRoot(), 1, ((1 - $0) / $0).squareRoot()) }),
        .init(
          "the scaled mean is not 1",
          explanation: """
            keep / keep is 1: that is what the division is for, so that a layer sees the same mean \
            in training and at inference.
            """, { ($0, $0 * (1 - $0), $0, (1 - $0) / $0) }),
      ],
      impostors: .init(
        zero: { _ in (0, 0, 0, 0) }, notANumber: { _ in (.nan, .nan, .nan, .nan) },
        identity: { ($0, $0, $0, $0) }),
      probes: { seed in
        var draw = Draw(seed: seed)
        let cases =
          [0.5, 1, 0.9, 0.8, 0.1, 0.01] + (0..<5).map { _ in draw.number(from: 0.02, to: 1) }
        return cases.map { keep in
          Probe(
            "keep \(Answer.text(keep))",
            wanted: answer((keep, keep * (1 - keep), 1, (1 - keep) / keep)), within: tolerance
          ) { answer(try $0(keep)) }
        }
      })
  }

  private static func answer(
    _ found: (mean: Double, variance: Double, scaledMean: Double, scaledVariance: Double)
  ) -> Answer {
    Answer(
      .number("mean", found.mean), .number("variance", found.variance),
      .number("scaled mean", found.scaledMean), .number("scaled variance", found.scaledVariance))
  }
}
