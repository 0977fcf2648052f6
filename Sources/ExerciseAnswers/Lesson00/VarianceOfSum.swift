public import Course

/// The variance of a weighted sum of random variables.
public typealias SumVarianceFunction =
  @Sendable (_ weights: [Double], _ covariance: [[Double]]) throws -> Double

// solution begins
func varianceOfSum(weights: [Double], covariance: [[Double]]) throws -> Double {
  var variance = 0.0
  for i in weights.indices {
    for j in weights.indices { variance += weights[i] * weights[j] * covariance[i][j] }
  }
  return variance
}
// solution ends

extension Lesson00Answers {
  /// Find the variance of a weighted sum.
  public static var sum: Assignment<SumVarianceFunction> {
    Assignment<SumVarianceFunction>(
      Exercise(
        id: .exercise(0, 9), title: "The variance of a sum", kind: .implement,
        minutes: 5, difficulty: .medium, fileName: "VarianceOfSum.swift",
        statement: """
          A unit of a network adds up its inputs, each times a weight. How much does the sum vary? \
          Return the variance of w₀ X₀ + w₁ X₁ + … for random variables whose variances and covariances \
          are known.

          The covariances are given as the rows of a symmetric matrix: entry (i, j) is the covariance \
          of Xᵢ and Xⱼ, and entry (i, i) is the variance of Xᵢ.

              weights [1, 1], covariance [[1, 0], [0, 1]]    // 2: independent
              weights [1, 1], covariance [[1, 1], [1, 1]]    // 4: twice the same
              weights [1, −1], covariance [[1, 1], [1, 1]]   // 0: it cancels
          """,
        hints: Exercise.Hints(
          nudge: "Multiply out (a + b)². Which terms are there, and how often?",
          approach: """
            The variance is the mean of the square of the sum, once the means are taken away. The \
            square of a sum is a double sum over all pairs.
            """,
          almostThere: """
            Each pair (i, j) adds its covariance times both weights. Pairs of different variables come \
            twice, in both orders; pairs of the same one once.
            """)),
      solution: varianceOfSum(weights:covariance:),
      alternative: { weights, covariance in dot(weights, times(covariance, weights)) },
      mistakes: [
        .init(
          "the weights are not squared",
          explanation: """
            A variable that is stretched by w has w² times the variance. A weight of −1 does not make \
            a variance negative.
            """,
          { weights, covariance in
            weights.indices.reduce(0) { $0 + weights[$1] * covariance[$1][$1] }
          }),
        .init(
          "the variables are taken for independent",
          explanation: """
            Variances add up only where covariances are 0. Ten models that make the same mistakes \
            are no better together than one of them.
            """,
          { weights, covariance in
            weights.indices.reduce(0) { $0 + weights[$1] * weights[$1] * covariance[$1][$1] }
          }),
        .init(
          "each pair is counted once",
          explanation: """
            (a + b)² is a² + 2 a b + b². A pair of different variables comes in both orders.
            """,
          { weights, covariance in
            weights.indices.reduce(0) { sum, i in
              (0...i).reduce(sum) { $0 + weights[i] * weights[$1] * covariance[i][$1] }
            }
          }),
        .init(
          "the deviations are added",
          explanation: """
            Standard deviations add up only for variables that always move together. Those of \
            independent ones add up like the sides of a right triangle.
            """,
          { weights, covariance in
            let sum = weights.indices.reduce(0.0) {
              $0 + abs(weights[$1]) * covariance[$1][$1].squareRoot()
            }
            return sum * sum
          }),
        .init(
          "the variance of the mean",
          explanation: """
            Dividing by the number of variables makes a mean of the sum. Its variance is smaller by \
            the square of that number.
            """,
          { weights, covariance in
            let count = Double(weights.count)
            return dot(weights, times(covariance, weights)) / (count * count)
          }),
        .init(
          "the standard deviation of the sum",
          explanation: """
            The root gives the spread in the unit of the sum. The variance was asked for, which is \
            its square.
            """,
          { weights, covariance in
            max(0, dot(weights, times(covariance, weights))).squareRoot()
          }),
      ],
      impostors: .init(
        zero: { _, _ in 0 }, notANumber: { _, _ in .nan }, identity: { weights, _ in weights[0] }),
      probes: { seed in
        var draw = Draw(seed: seed)
        var cases: [(weights: [Double], covariance: [[Double]])] = [
          ([1, 1], [[1, 0], [0, 1]]), ([1, 1], [[1, 1], [1, 1]]), ([1, -1], [[1, 1], [1, 1]]),
          ([-3], [[2]]), ([2, 1], [[4, -1], [-1, 9]]),
        ]
        for (count, scale) in [(2, 2.0), (3, 2), (3, 1e-3), (5, 1e3), (16, 2)] {
          // B Bᵀ is a covariance for every B.
          let factor = draw.matrix(count, count, scale)
          cases.append((draw.vector(count), factor.map { row in factor.map { dot(row, $0) } }))
        }
        return cases.map { weights, covariance in
          let wanted = dot(weights, times(covariance, weights))
          return Probe(
            "weights \(text(weights)), covariance \(text(covariance))",
            wanted: Answer(.number("variance", wanted)), within: tolerance,
            floor: wanted == 0 ? 1 : size([wanted])
          ) { Answer(.number("variance", try $0(weights, covariance))) }
        }
      })
  }
}
