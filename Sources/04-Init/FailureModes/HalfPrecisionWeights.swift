public import Course
import TensorCore

// First values that half precision cannot hold.

extension FailureMode {
  /// F4.31: below 3e-8 half precision has only zero.
  public static var halfPrecisionUnderflow: FailureMode {
    FailureMode(
      id: .failureMode(4, 31), title: "A small initialization is zero in half precision",
      symptom: """
        Nearly all scales drawn with a deviation of 1e-8 are exactly 0 in a model in float16, and \
        what they multiply is cut off.
        """,
      diagnosis: """
        The least number of float16 is 6e-8, and what is below half of it rounds to 0. Scales of \
        1e-6 are still there, in steps of 6 %.
        """,
      fix: "Keep such parameters in float32, or use bfloat16, which has float32's range.",
      quantity: "share of 4096 weights that are exactly 0", symptomatic: .above(0.5),
      broken: Run("float16") { seed in shareOfZeros(seed) { $0.roundedToFloat16() } },
      remedies: [
        Run("bfloat16") { seed in shareOfZeros(seed) { $0.roundedToBFloat16() } }
      ])
  }

  private static func shareOfZeros(
    _ seed: UInt64, _ rounded: (Tensor) -> Tensor
  ) -> Measurement {
    var generator = SplitMix64(seed: 31 &+ seed)
    let scales = Initializer.normal(standardDeviation: 1e-8)([4096], using: &generator)
    return Measurement((rounded(scales) .== 0).mean())
  }

  /// F4.32: above 65504 half precision has only infinity.
  public static var halfPrecisionOverflow: FailureMode {
    FailureMode(
      id: .failureMode(4, 32), title: "Normalizing a weight in half precision makes it zero",
      symptom: """
        All weights of a layer are 0 after w / w.pow(2).sum().sqrt() in float16; no warning \
        appears.
        """,
      diagnosis: """
        The sum of 90,000 squares near 1 is 90,000, and float16 ends at 65,504: the norm is \
        infinite, and a number divided by infinity is 0.
        """,
      fix: "Sum in float32: w.float(), or initialize in float32 and cast at the end.",
      quantity: "share of the normalized weights that are exactly 0", symptomatic: .above(0.5),
      broken: Run("summed in half precision") { seed in
        normalizedZeros(seed) { $0.roundedToFloat16() }
      },
      remedies: [Run("summed in single precision") { seed in normalizedZeros(seed) { $0 } }])
  }

  /// Divides a weight by its norm, whose square is rounded to the given format.
  private static func normalizedZeros(
    _ seed: UInt64, _ rounded: (Scalar) -> Scalar
  ) -> Measurement {
    var generator = SplitMix64(seed: 32 &+ seed)
    let weight = Initializer.normal(standardDeviation: 1)([300, 300], using: &generator)
      .roundedToFloat16()
    let norm = rounded(weight.norm() * weight.norm())
    let normalized = (weight / .squareRoot(norm)).roundedToFloat16()
    return Measurement((normalized .== 0).mean())
  }
}
