public import Course
import TensorCore

/// A constant.
public typealias ConstantChoice = @Sendable () throws -> Double

// solution begins
func quickConstant() throws -> Double {
  1.78
}
// solution ends

extension Lesson03Answers {
  /// The constant of quick GELU.
  public static var quickGELU: Assignment<ConstantChoice> {
    Assignment<ConstantChoice>(
      Exercise(
        id: .exercise(3, 4), title: "The constant of quick GELU", kind: .tune,
        minutes: 15, difficulty: .medium, fileName: "QuickGELU.swift",
        statement: """
          Quick GELU is x σ(c x), with one constant that stands for GELU's error function. The \
          usual c = 1.702 was fitted to the normal distribution function, and by the largest \
          error.

          Choose the c whose mean squared distance from GELU itself is smallest over 1001 \
          equally spaced inputs between −5 and 5. Whatever comes within one percent of the least \
          mean squared error counts.

              1.702    // 1.57 times the least mean squared error
          """,
        hints: Exercise.Hints(
          nudge: """
            Which inputs weigh most in the distance of x σ(c x) from x Φ(x)?
            """,
          approach: """
            Compute the mean squared error on the grid for some constants between 1.5 and 2. It \
            falls and then rises: narrow the interval down, or let gradient descent do it.
            """,
          almostThere: """
            The factor x makes errors far from 0 count more than those near it, so that the best \
            constant is larger than the usual one, by less than 0.1.
            """), forbidden: ["Activation", "quickGELU"]),
      solution: quickConstant,
      alternative: {
        // Thirds of an interval, of which the worse one is dropped.
        var (low, high) = (1.0, 3.0)
        for _ in 0..<30 {
          let (left, right) = (low + (high - low) / 3, high - (high - low) / 3)
          if quickError(left) < quickError(right) { high = right } else { low = left }
        }
        return low
      },
      mistakes: [
        .init(
          "the constant of SiLU",
          explanation: """
            With c = 1 it is SiLU, whose gate opens too slowly: the error is some two hundred \
            times the least.
            """,
          { 1 }),
        .init(
          "the slopes at zero are matched",
          explanation: """
            The root of 8 / π makes the two gates equally steep at 0. That fits the middle at \
            the expense of both sides.
            """,
          { 1.595_769 }),
        .init(
          "the constant from the literature",
          explanation: """
            1.702 makes the largest error of the distribution function smallest. The activation \
            weighs that error with x, and its mean square is least elsewhere.
            """,
          { 1.702 }),
        .init(
          "the variances are matched",
          explanation: """
            π / √3 gives the logistic distribution the variance 1 of the normal one. It is \
            close, and yet its error is 1.09 times the least.
            """,
          { 1.813_799 }),
      ],
      impostors: .init(zero: { 0 }, notANumber: { .nan }, identity: { 1 }),
      probes: { _ in
        [
          Probe(
            "1001 inputs between −5 and 5", goal: "at most 1.01 times the least mean squared error",
            answer: { choose in
              let ratio = quickError(try choose()) / quickError(leastConstant)
              return Answer(.number("times the least error", ratio))
            },
            accepts: { answer in
              answer["times the least error"].map { (0.99...1.01).contains($0) } ?? false
            })
        ]
      })
  }
}

extension Lesson03Answers {
  /// The mean squared distance of x σ(c x) from GELU on the grid.
  fileprivate static func quickError(_ constant: Double) -> Double {
    let errors = (0...1000).map { step in
      let x = -5 + Double(step) / 100
      let gelu = x * (1 + Double.erf(x / 2.0.squareRoot())) / 2
      return x / (1 + Double.exp(-constant * x)) - gelu
    }
    return errors.reduce(0) { $0 + $1 * $1 } / 1001
  }

  /// Where that distance is smallest, to four digits.
  fileprivate static var leastConstant: Double { 1.78 }
}
