public import Course

/// The first four moments of a normal variable.
public typealias MomentsFunction =
  @Sendable (_ mean: Double, _ deviation: Double) throws -> [Double]

// solution begins
func gaussianMoments(mean: Double, deviation: Double) throws -> [Double] {
  let (m, v) = (mean, deviation * deviation)
  return [m, m * m + v, m * m * m + 3 * m * v, m * m * m * m + 6 * m * m * v + 3 * v * v]
}
// solution ends

extension Lesson00Answers {
  /// Find the moments of a normal variable.
  public static var gaussian: Assignment<MomentsFunction> {
    Assignment<MomentsFunction>(
      Exercise(
        id: .exercise(0, 10), title: "Moments of a Gaussian", kind: .implement,
        minutes: 5, difficulty: .medium, fileName: "GaussianMoments.swift",
        statement: """
          X is normal with a mean and a standard deviation, so that X = mean + deviation · Z with a \
          standard normal Z. Return the means of X, X², X³ and X⁴.

          Those of the powers of Z are 0, 1, 0 and 3: odd powers cancel, and the 3 is worth knowing by \
          heart. Work the others out; nothing is to be drawn.

              mean 0, deviation 1    // [0, 1, 0, 3]
              mean 2, deviation 0    // [2, 4, 8, 16]
              mean 1, deviation 2    // [1, 5, 13, 73]
          """,
        hints: Exercise.Hints(
          nudge: "Multiply out the power of (mean + deviation · Z). What is the mean of each term?",
          approach: """
            Means of sums are sums of means, and constants come out in front. In the place of each \
            power of Z stands its mean, and the terms with odd powers vanish.
            """,
          almostThere: """
            The binomial coefficients of the fourth power are 1, 4, 6, 4, 1. The terms with the odd \
            powers of Z drop out; the last one carries the 3.
            """)),
      solution: gaussianMoments(mean:deviation:),
      alternative: { mean, deviation in
        // Stein's identity: E[Xⁿ] = mean · E[Xⁿ⁻¹] + (n − 1) · variance · E[Xⁿ⁻²].
        var moments = [1, mean]
        for n in 2...4 {
          moments.append(
            mean * moments[n - 1] + Double(n - 1) * deviation * deviation * moments[n - 2])
        }
        return Array(moments.dropFirst())
      },
      mistakes: [
        .init(
          "moments around the mean",
          explanation: """
            Those of X less its mean are 0, σ², 0 and 3σ⁴. The mean of X² itself holds the square of \
            the mean as well, and a layer's second moment after a ReLU depends on it.
            """,
          { mean, deviation in
            let v = deviation * deviation
            return [mean, v, 0, 3 * v * v]
          }),
        .init(
          "the fourth power of Z has the mean 1",
          explanation: """
            The mean of Z⁴ is 3, and not the square of the mean of Z². Large values count for more \
            in a fourth power.
            """,
          { m, s in
            let v = s * s
            return [m, m * m + v, m * m * m + 3 * m * v, m * m * m * m + 6 * m * m * v + v * v]
          }),
        .init(
          "the deviation in place of the variance",
          explanation: """
            σ belongs beside Z, and σ² beside Z². PyTorch's normal_ takes the deviation, and formulas \
            are written with the variance.
            """,
          { m, v in
            [m, m * m + v, m * m * m + 3 * m * v, m * m * m * m + 6 * m * m * v + 3 * v * v]
          }),
        .init(
          "powers of the mean",
          explanation: """
            The mean of a power is not the power of the mean: for X² the two differ by exactly the \
            variance.
            """, { m, _ in [m, m * m, m * m * m, m * m * m * m] }),
        .init(
          "the middle terms are left out",
          explanation: """
            (a + b)⁴ is not a⁴ + b⁴. Between them stands 6 a² b², and for the third power 3 a b², which \
            do not cancel.
            """,
          { m, s in
            let v = s * s
            return [m, m * m + v, m * m * m, m * m * m * m + 3 * v * v]
          }),
      ],
      impostors: .init(
        zero: { _, _ in [0, 0, 0, 0] }, notANumber: { _, _ in [.nan, .nan, .nan, .nan] },
        identity: { mean, deviation in [mean, deviation, mean, deviation] }),
      probes: { seed in
        var draw = Draw(seed: seed)
        let cases =
          [(mean: 0.0, deviation: 1.0), (2, 0), (1, 2), (0, 3), (-1, 0.5), (10, 0.1)]
          + (0..<6).map { _ in (mean: draw.number(3), deviation: draw.number(from: 0.2, to: 3)) }
        return cases.map { mean, deviation in
          let (z, pairs) = (
            [1.0, 0, 1, 0, 3], [[1.0, 1], [1, 2, 1], [1, 3, 3, 1], [1, 4, 6, 4, 1]]
          )
          func power(_ base: Double, _ count: Int) -> Double {
            (0..<count).reduce(1) { product, _ in product * base }
          }
          let wanted = pairs.map { row in
            row.indices.reduce(0.0) { sum, k in
              sum + row[k] * power(mean, row.count - 1 - k) * power(deviation, k) * z[k]
            }
          }
          return Probe(
            "mean \(Answer.text(mean)), deviation \(Answer.text(deviation))",
            wanted: Answer(.numbers("moments", wanted)), within: tolerance
          ) { Answer(.numbers("moments", try $0(mean, deviation))) }
        }
      })
  }
}
