public import Course
import TensorCore

/// The value and the slope of softplus at an input.
public typealias SoftplusCurve = @Sendable (_ x: Double) throws -> (value: Double, slope: Double)

// solution begins
func stableSoftplus(_ x: Double) throws -> (value: Double, slope: Double) {
  let small = Double.exp(-x.magnitude)
  let value = max(x, 0) + Double.log(onePlus: small)
  return (value, x < 0 ? small / (1 + small) : 1 / (1 + small))
}
// solution ends

extension Lesson03Answers {
  /// Softplus without a threshold.
  public static var stableSoftplus: Assignment<SoftplusCurve> {
    Assignment<SoftplusCurve>(
      Exercise(
        id: .exercise(3, 6), title: "Softplus without a threshold", kind: .implement,
        minutes: 15, difficulty: .medium, fileName: "StableSoftplus.swift",
        statement: """
          Softplus is log(1 + eˣ). Written so, it is infinite at x = 1000 and 0 at x = −40, \
          which is wrong in both places; PyTorch switches to x above a threshold, and that by \
          itself mends one side.

          Write the value and the slope so that both are right to nine digits for every x \
          from −700 up, without a threshold that depends on the precision.

              stableSoftplus(0)       // value 0.693147180559945, slope 0.5
              stableSoftplus(1000)    // value 1000, slope 1
          """,
        hints: Exercise.Hints(
          nudge: """
            On which side does the exponential overflow, and on which side is it lost beside the \
            1?
            """,
          approach: """
            Take the greater of the two exponents out of the logarithm, so that only \
            exponentials of numbers below 0 remain. TensorCore has a logarithm of 1 + x for \
            small x.
            """,
          almostThere: """
            The value is the positive part of x and a logarithm of one and the exponential of \
            minus the magnitude. The slope is the logistic function, which has a formula for \
            either sign.
            """), forbidden: ["Activation", "softplus"]),
      solution: stableSoftplus(_:),
      alternative: { x in
        guard x < 0 else {
          let mirrored = Double.log(onePlus: .exp(-x))
          return (x + mirrored, Double.exp(-mirrored))
        }
        let value = Double.log(onePlus: .exp(x))
        return (value, -Double.expMinusOne(-value))
      },
      mistakes: [
        .init(
          "the exponential overflows",
          explanation: """
            Above 709 the exponential is infinite in double precision, and above 88 in single \
            precision. The value becomes infinite and the slope infinity over infinity.
            """,
          { x in
            let power = Double.exp(x)
            return (Double.log(onePlus: power), power / (1 + power))
          }),
        .init(
          "small values are lost beside the one",
          explanation: """
            1 + e⁻⁴⁰ is 1 in double precision, and its logarithm 0. A logarithm of 1 + x keeps \
            the small number.
            """,
          { x in
            let right = softplusPair(x)
            return (max(x, 0) + Double.log(1 + Double.exp(-x.magnitude)), right.slope)
          }),
        .init(
          "the slope is that of ReLU",
          explanation: """
            The derivative of softplus is the logistic function, one half at 0. A step from 0 to \
            1 is the slope of ReLU.
            """,
          { x in (softplusPair(x).value, x > 0 ? 1 : 0) }),
        .init(
          "the slope is mirrored",
          explanation: """
            The logistic function of −x falls with x. The slope has to come near 1 on the right, \
            where softplus is nearly x.
            """,
          { x in (softplusPair(x).value, softplusPair(-x).slope) }),
        .init(
          "the value is mirrored",
          explanation: """
            This is log(1 + e⁻ˣ), which is softplus at −x: it lacks x, and falls where it should \
            rise.
            """,
          { x in (softplusPair(-x).value, softplusPair(x).slope) }),
      ],
      impostors: .init(
        zero: { _ in (0, 0) }, notANumber: { _ in (.nan, .nan) }, identity: { x in (x, 1) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let drawn = (0..<6).map { _ in 8 * generator.uniform() - 4 }
        // Down to −700 the value is small and no zero, so that there is no floor for differences.
        let far = [20.5, -20.5, -40, 40, 100, -100, 500.5, -500.5, 700, -700, 1000, 1e6, 1e300]
        // Here a tail that is left out is still seen in nine digits.
        let near = [0, 1, -1, 2.5, -2.5, 7.5, -7.5, 17.5, -17.5]
        return (near + far + drawn).map { x in
          let right = softplusPair(x)
          return Probe(
            "x \(Answer.text(x))",
            wanted: Answer(.number("value", right.value), .number("slope", right.slope)),
            within: 1e-9, floor: .leastNormalMagnitude
          ) { curve in
            let answer = try curve(x)
            return Answer(.number("value", answer.value), .number("slope", answer.slope))
          }
        }
      })
  }
}

extension Lesson03Answers {
  /// Softplus by exponentials of negative numbers alone.
  static func softplusPair(_ x: Double) -> (value: Double, slope: Double) {
    let small = Double.exp(-x.magnitude)
    return (
      max(x, 0) + Double.log(onePlus: small), x < 0 ? small / (1 + small) : 1 / (1 + small)
    )
  }
}
