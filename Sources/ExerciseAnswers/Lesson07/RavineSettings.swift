public import Course
import TensorCore

/// A learning rate and a momentum.
public typealias MomentumChoice = @Sendable () throws -> (rate: Double, momentum: Double)

// solution begins
func ravineSettings() throws -> (rate: Double, momentum: Double) {
  (rate: 0.0037, momentum: 0.89)
}
// solution ends

extension Lesson07Answers {
  /// Choose a rate and a momentum for a ravine.
  public static var ravine: Assignment<MomentumChoice> {
    Assignment<MomentumChoice>(
      Exercise(
        id: .exercise(7, 3), title: "Through a ravine in 400 steps",
        kind: .tune, minutes: 15, difficulty: .medium, fileName: "RavineSettings.swift",
        statement: """
          The loss is (x² + 1000 y²) / 2, a ravine: along y it is a thousand times as steep as along x. Gradient descent at its \
          best rate needs 7082 steps from (1, 1) to a distance of at most 10⁻⁶ from the minimum.

          Choose a learning rate and a momentum with which SGD with momentum, in PyTorch's convention, needs fewer than 400. There is \
          neither dampening nor Nesterov. The distance is looked at after each step, and in the 200 steps after it has got there \
          it may not rise above 10⁻⁵ again.

              (rate: 0.001, momentum: 0.9)    // 1246 steps
          """,
        hints: Exercise.Hints(
          nudge: "Which of the two directions is slow, and which of them bounds the rate?",
          approach: """
            With momentum the steep direction bears rates up to 2 (1 + momentum) / L, so that more momentum allows a higher rate. \
            When both directions oscillate, both shrink by the root of the momentum in a step.
            """,
          almostThere: """
            The rate may be nearly four times 1 / L. The momentum has to be so small that 400 steps of its root leave a \
            millionth, and so large that the flat direction keeps up. Polyak's two formulas give both; \
            the second has a square.
            """), forbidden: ["QuadraticTheory", "Quadratic", "SGD"]),
      solution: ravineSettings,
      alternative: {
        // Polyak's settings.
        let (low, high) = (1.0, 1000.0.squareRoot())
        let root = (high - low) / (high + low)
        return (rate: 4 / ((high + low) * (high + low)), momentum: root * root)
      },
      mistakes: [
        .init(
          "the square of Polyak's momentum is forgotten",
          explanation: """
            (√κ − 1) / (√κ + 1) is the factor of the contraction. The momentum is its square, since a step shrinks by the root of the \
            momentum: at 0.939 it takes 439 steps.
            """,
          {
            let root = 1000.0.squareRoot()
            return (4 / ((root + 1) * (root + 1)), (root - 1) / (root + 1))
          }),
        .init(
          "the best rate of gradient descent, without momentum",
          explanation: """
            2 / (1 + 1000) is the best rate if there is no momentum. The contraction of 999 / 1001 in a step is that of the \
            7082 steps.
            """, { (2.0 / 1001, 0) }),
        .init(
          "the usual momentum at the rate 1 / L",
          explanation: """
            At 0.001 the flat direction has an effective rate of 0.01 and needs over a thousand steps. The steep direction would bear \
            3.8 times as much.
            """, { (0.001, 0.9) }),
        .init(
          "the rate at its limit",
          explanation: """
            At 2 (1 + momentum) / L the steep direction neither grows nor shrinks: one of its two factors is −1. Stay a little \
            below.
            """, { (0.0038, 0.9) }),
        .init(
          "as much momentum as there is",
          explanation: """
            Every step shrinks by the root of the momentum at best. At 0.99 that is half a percent, and a millionth takes \
            thousands of steps.
            """, { (0.0037, 0.99) }),
        .init(
          "the rate of another convention",
          explanation: """
            Where the gradient enters the mean with 1 − momentum, as with a dampening of 0.9, the rate is ten times as high. Here \
            it diverges.
            """, { (0.037, 0.9) }),
      ],
      impostors: .init(zero: { (0, 0) }, notANumber: { (.nan, .nan) }, identity: { (1, 1) }),
      probes: { seed in
        // There is nothing to draw.
        guard seed == 1 else { return [] }
        return [
          Probe(
            "from (1, 1)", goal: "fewer than 400 steps to a distance of 10⁻⁶", likeness: 1e-3,
            answer: { choose in
              let (rate, momentum) = try choose()
              return Answer(
                .number("rate in thousandths", 1000 * rate), .number("momentum", momentum),
                steps(rate: rate, momentum: momentum))
            },
            accepts: { answer in
              answer["steps"].map { $0 > 0 && $0 < 400 } ?? false
            })
        ]
      })
  }

  /// The steps until the distance is at most 10⁻⁶ and stays; in words why not, if it does not in 8000.
  private static func steps(rate: Double, momentum: Double) -> Answer.Part {
    var (x, y, xVelocity, yVelocity) = (1.0, 1.0, 0.0, 0.0)
    var (arrival, rest) = (0, 200)
    for step in 1...8200 {
      xVelocity = momentum * xVelocity + x
      yVelocity = momentum * yVelocity + 1000 * y
      x -= rate * xVelocity
      y -= rate * yVelocity
      let distance = (x * x + y * y).squareRoot()
      guard distance < 1e9 else { return .word("steps", "without end, since it diverges") }
      if arrival > 0 {
        guard distance <= 1e-5 else {
          return .word("steps", "\(arrival), but it swings out beyond 10⁻⁵ again")
        }
        rest -= 1
        if rest == 0 { return .number("steps", arrival) }
      } else if distance <= 1e-6 {
        arrival = step
      }
    }
    return .word("steps", "more than 8000")
  }
}
