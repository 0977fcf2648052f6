public import Course
import TensorCore

/// The value and the slope of squareplus at an input.
public typealias SquareplusCurve = @Sendable (_ x: Double) throws -> (value: Double, slope: Double)

// solution begins
func squareplus(_ x: Double) throws -> (value: Double, slope: Double) {
  let root = (x * x + 4).squareRoot()
  let value = x < 0 ? 2 / (root - x) : (x + root) / 2
  return (value, value / root)
}
// solution ends

extension Lesson03Answers {
  /// Add an activation with its derivative.
  public static var squareplus: Assignment<SquareplusCurve> {
    Assignment<SquareplusCurve>(
      Exercise(
        id: .exercise(3, 1), title: "Add an activation with its derivative", kind: .implement,
        minutes: 15, difficulty: .medium, fileName: "Squareplus.swift",
        statement: """
          Squareplus is a smooth ReLU that costs a square root and no exponential: f(x) = (x + \
          r) / 2 with r the square root of x² + 4. Write its value and its slope, in double \
          precision.

          Both have to be right to nine digits everywhere between −10⁶ and 10⁶. Far to the left \
          the value is nearly −1 / x, a small number, and no zero.

              squareplus(0)     // value 1, slope 0.5
              squareplus(1.5)   // value 2, slope 0.8
          """,
        hints: Exercise.Hints(
          nudge: """
            What does a subtraction of two nearly equal numbers leave of their digits?
            """,
          approach: """
            Derive the slope first and write it in terms of the value and the root. Then look \
            for the x at which the formula of the value subtracts, and multiply it there by r − \
            x above and below.
            """,
          almostThere: """
            The product of (r + x) and (r − x) is 4, which gives a second formula of the value, \
            without a subtraction where x is negative. The slope is the value over the root.
            """), forbidden: ["Activation"]),
      solution: squareplus(_:),
      alternative: { x in
        // The value y solves y² − x y − 1 = 0, and so y = 1 / f(−x).
        let size = (x.magnitude + (x * x + 4).squareRoot()) / 2
        let value = x < 0 ? 1 / size : size
        return (value, value * value / (value * value + 1))
      },
      mistakes: [
        .init(
          "digits are lost on the left",
          explanation: """
            For negative x the root and x nearly cancel in x + r, and what is left of their \
            digits is rounding. At −10⁶ five digits of the value are right.
            """,
          { x in
            let root = (x * x + 4).squareRoot()
            return ((x + root) / 2, (1 + x / root) / 2)
          }),
        .init(
          "the half is missing",
          explanation: """
            The value is half of x + r, and its slope half of 1 + x / r. Without the half the \
            slope on the right is 2, and each layer doubles gradients.
            """,
          { x in
            let right = squareplusPair(x)
            return (2 * right.value, 2 * right.slope)
          }),
        .init(
          "the inner derivative is missing",
          explanation: """
            The derivative of the root is x / r by the chain rule: one half over the root, times \
            the derivative 2 x of what stands beneath it. Here it is 1 / r.
            """,
          { x in
            let right = squareplusPair(x)
            return (right.value, (1 + 1 / (x * x + 4).squareRoot()) / 2)
          }),
        .init(
          "the slope of the root alone",
          explanation: """
            x / r is the derivative of the root. The value is half of x + r, so its slope is half of 1 + x / r: one half at \
            0, where x / r is 0, and never negative.
            """,
          { x in (squareplusPair(x).value, x / (x * x + 4).squareRoot()) }),
        .init(
          "the slope is that of ReLU",
          explanation: """
            Squareplus looks like ReLU from afar, but its slope is smooth: one half at 0, and \
            positive to the left, so that a unit there still receives a gradient, if a small one.
            """,
          { x in (squareplusPair(x).value, x > 0 ? 1 : 0) }),
        .init(
          "one beneath the root instead of four",
          explanation: """
            With x² + 1 beneath the root the value at 0 is one half. The constant 4 makes it 1 \
            there.
            """,
          { x in
            let root = (x * x + 1).squareRoot()
            let value = x < 0 ? 0.5 / (root - x) : (x + root) / 2
            return (value, value / root)
          }),
      ],
      impostors: .init(
        zero: { _ in (0, 0) }, notANumber: { _ in (.nan, .nan) }, identity: { x in (x, 1) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let drawn = (0..<6).map { _ in 8 * generator.uniform() - 4 }
        return ([0, 1.5, 1, -1, 3, -3, 50, -50, 1e3, -1e3, 1e6, -1e6] + drawn).map { x in
          let right = squareplusPair(x)
          return Probe(
            "x \(Answer.text(x))",
            wanted: Answer(.number("value", right.value), .number("slope", right.slope)),
            within: 1e-9, floor: 1e-200
          ) { curve in
            let answer = try curve(x)
            return Answer(.number("value", answer.value), .number("slope", answer.slope))
          }
        }
      })
  }
}

extension Lesson03Answers {
  /// Squareplus by a formula in which nothing cancels.
  static func squareplusPair(_ x: Double) -> (value: Double, slope: Double) {
    let root = (x * x + 4).squareRoot()
    let value = x < 0 ? 2 / (root - x) : (x + root) / 2
    return (value, value / root)
  }
}
