public import Course
import TensorCore

// Activations in 8 and 16 bits.

extension FailureMode {
  /// F3.28: a format for numbers that are not negative.
  public static var unsignedQuantization: FailureMode {
    FailureMode(
      id: .failureMode(3, 28), title: "SiLU quantized as if it were ReLU",
      symptom:
        "The 8-bit model with SiLU, GELU or hard swish is off; the same format did well with ReLU.",
      diagnosis: """
        The 256 values begin at 0, as is right after a ReLU. SiLU goes down to −0.278, GELU to −0.170, hard swish \
        to −0.375; all that is cut off.
        """,
      fix: "A zero point: the 256 values begin at the least that occurs.",
      quantity: "relative error of SiLU's outputs in 8 bits", symptomatic: .above(0.1),
      broken: Run("steps from 0") { seed in quantizationError(seed) { _ in 0 } },
      remedies: [
        Run("a zero point for the negative values") { seed in
          quantizationError(seed) { $0.min() }
        }
      ])
  }

  private static func quantizationError(
    _ seed: UInt64, _ least: (Tensor) -> Scalar
  ) -> Measurement {
    var generator = SplitMix64(seed: 28 &+ seed)
    let y = Activation.silu(Tensor.normal([1024], using: &generator))
    let low = least(y)
    let scale = (y.max() - low) / 255
    let zero = (-low / scale).rounded(.toNearestOrEven)
    let quantized = y.map { y in
      let step = (y / scale).rounded(.toNearestOrEven) + zero
      return (min(max(step, 0), 255) - zero) * scale
    }
    return FailureRuns.relativeDifference(quantized, from: y)
  }

  /// F3.29: one channel takes all the steps.
  public static var outlierSetsTheScale: FailureMode {
    FailureMode(
      id: .failureMode(3, 29), title: "One outlier sets the scale of all channels",
      symptom:
        "A large language model in 8 bits answers nonsense; the activations of a few channels are huge.",
      diagnosis: """
        Nothing bounds a product such as SwiGLU's. The largest number sets the step for all, and the \
        ordinary channels round to 0: here one channel is a thousand times as large; at a hundred times, as \
        SmoothQuant's authors saw, the error is still a half.
        """,
      fix: """
        Store with a scale for each channel. One product of integers cannot use it, since it sums over the \
        channels: move the scale into the next weights (SmoothQuant, 2022), keep such channels in 16 bits \
        (LLM.int8(), 2022), or take an activation with a bound (ReLU6).
        """,
      quantity: "relative error of the fifteen ordinary channels in 8 bits",
      symptomatic: .above(0.5),
      broken: Run("one scale") { seed in
        channelError(seed) { y in Tensor(repeating: y.maximumMagnitude(), shape: [16]) }
      },
      remedies: [
        Run("a scale for each channel") { seed in
          channelError(seed) { y in y.map { abs($0) }.max(axis: 0) }
        }
      ])
  }

  private static func channelError(
    _ seed: UInt64, _ largest: (Tensor) -> Tensor
  ) -> Measurement {
    var generator = SplitMix64(seed: 29 &+ seed)
    let gates = Activation.silu(Tensor.normal([64, 16], using: &generator))
    let factors = Tensor((0..<16).map { $0 == 0 ? 1000 : 1 })
    let y = gates * Tensor.normal([64, 16], using: &generator) * factors
    let scale = largest(y) / 127
    let quantized = (y / scale).map { $0.rounded(.toNearestOrEven) }.clamped(to: -127...127) * scale
    return FailureRuns.relativeDifference(
      quantized.slice(1..<16, axis: 1), from: y.slice(1..<16, axis: 1))
  }

  /// F3.38: a square that 16 bits do not hold.
  public static var squaredInHalf: FailureMode {
    FailureMode(
      id: .failureMode(3, 38), title: "A squared activation in half precision",
      symptom: "Training in Float16 meets infinities in the feed-forward layers, and then NaN.",
      diagnosis: """
        The largest Float16 is 65504: a pre-activation of 256 is harmless, its square is not. A product of two \
        such numbers, as in SwiGLU, overflows as well.
        """,
      fix:
        "bfloat16, which has the range of Float32; or the product in Float32, or smaller weights.",
      quantity: "squared ReLUs, of 1024, that are infinite", symptomatic: .above(0),
      broken: Run("Float16") { seed in infiniteCount(seed) { $0.roundedToFloat16() } },
      remedies: [Run("bfloat16") { seed in infiniteCount(seed) { $0.roundedToBFloat16() } }])
  }

  private static func infiniteCount(_ seed: UInt64, _ round: (Tensor) -> Tensor) -> Measurement {
    var generator = SplitMix64(seed: 38 &+ seed)
    let x = round(.normal([1024], standardDeviation: 200, using: &generator))
    let squares = round(Activation.squaredReLU(x))
    return Measurement(Double(squares.scalars.count { $0.isInfinite }))
  }
}
