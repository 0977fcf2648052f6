public import Course
import TensorCore

// `trunc_normal_` cuts at −2 and 2, whatever the deviation.

extension FailureMode {
  /// F4.25: bounds of ±2 are a hundred deviations of 0.02 away.
  public static var truncationNeverReached: FailureMode {
    FailureMode(
      id: .failureMode(4, 25), title: "trunc_normal_ truncates nothing",
      symptom: """
        A port of a truncated normal from Keras or JAX has weights beyond two deviations, which the \
        original cannot have.
        """,
      diagnosis: """
        The bounds a = −2 and b = 2 of nn.init.trunc_normal_ are values, not multiples of the \
        deviation. At a deviation of 0.02 no number comes near them.
        """,
      fix: """
        a=-2 * std, b=2 * std. What is left has 0.88 of the deviation; variance_scaling of Keras \
        and JAX makes up for that.
        """,
      quantity: "largest of 4096 weights in standard deviations of 0.02",
      symptomatic: .above(2.5),
      broken: Run("bounds −2 and 2") { seed in
        largest(seed, .truncatedNormal(standardDeviation: 0.02))
      },
      remedies: [
        Run("bounds at two standard deviations") { seed in
          largest(seed, .truncatedNormal(standardDeviation: 0.02, cutAtDeviations: 2))
        }
      ])
  }

  private static func largest(_ seed: UInt64, _ rule: Initializer) -> Measurement {
    var generator = SplitMix64(seed: 25 &+ seed)
    return Measurement(rule([64, 64], using: &generator).maximumMagnitude() / 0.02)
  }

  /// F4.26: bounds of ±2 leave a box of a deviation of 5.
  public static var truncatedToABox: FailureMode {
    FailureMode(
      id: .failureMode(4, 26), title: "trunc_normal_ cuts off most of a wide normal",
      symptom: """
        Asked for a deviation of 5, as for the frequencies of Fourier features, it gives 1.1.
        """,
      diagnosis: """
        The bounds a = −2 and b = 2 are values. Between them a normal density of deviation 5 is \
        nearly flat: what comes is nearly uniform, of deviation 2/√3 = 1.15.
        """,
      fix: "a=-2 * std, b=2 * std, or nn.init.normal_.",
      quantity: "standard deviation of 4096 weights ÷ the one asked for, 5",
      symptomatic: .below(0.5),
      broken: Run("bounds −2 and 2") { seed in
        relativeDeviation(seed, .truncatedNormal(standardDeviation: 5))
      },
      remedies: [
        Run("bounds at two standard deviations") { seed in
          relativeDeviation(seed, .truncatedNormal(standardDeviation: 5, cutAtDeviations: 2))
        }
      ])
  }

  private static func relativeDeviation(_ seed: UInt64, _ rule: Initializer) -> Measurement {
    var generator = SplitMix64(seed: 26 &+ seed)
    return Measurement(Scalar.squareRoot(rule([64, 64], using: &generator).variance()) / 5)
  }
}
