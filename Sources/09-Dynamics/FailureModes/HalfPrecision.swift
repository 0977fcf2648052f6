public import Course
import TensorCore

// What 16 bits do not hold, and the scaler that is to help.

extension FailureMode {
  /// F9.17: gradients below the least number of half precision.
  ///
  /// ## Source
  ///
  /// Micikevicius et al., "Mixed precision training", 2018, https://arxiv.org/abs/1710.03740, section 3.2
  public static var underflow: FailureMode {
    FailureMode(
      id: .failureMode(9, 17), title: "In half precision the gradients are zero",
      symptom: """
        With autocast to float16 the loss is a number and does not fall; gradients are exactly 0.
        """,
      diagnosis: """
        The least number of float16 is 2⁻²⁴, about 6e-8, and what is at most half of it becomes 0: of gradients of \
        1e-8 nearly all. The gradient of a cast to half precision is itself in half precision, so that it is lost on \
        the way to weights that are kept in single precision.
        """,
      fix: """
        Multiply the loss before the backward pass and divide the gradients after it (GradScaler), or use bfloat16, \
        which has the range of single precision.
        """,
      quantity: "share of 4,096 gradients of about 1e-8 that are 0", symptomatic: .above(0.5),
      broken: Run("the loss as it is") { seed in zeroShare(seed, lossScale: 1) },
      remedies: [
        Run("the loss times 65,536") { seed in zeroShare(seed, lossScale: 65_536) }
      ])
  }

  private static func zeroShare(_ seed: UInt64, lossScale: Scalar) -> Measurement {
    var generator = SplitMix64(seed: 17 &+ seed)
    let gradient = Tensor.normal([4096], standardDeviation: 1e-8, using: &generator)
    let arrived = (gradient * lossScale).roundedToFloat16() / lossScale
    return Measurement((arrived .== 0).mean())
  }

  /// F9.18: what is added is less than half a unit of what is there.
  public static var absorbed: FailureMode {
    FailureMode(
      id: .failureMode(9, 18), title: "A sum in half precision stands still",
      symptom: "The epoch's mean loss is far too small, the smaller the more batches there are.",
      diagnosis: """
        The running sum has the type of the loss, float16. At 0.25 its numbers are 2.4e-4 apart, and adding 1e-4 \
        rounds back to 0.25, however often. torch.sum is not to blame: it adds in single precision and rounds once. \
        The loop is.
        """,
      fix: "total += loss.item(), or a sum that is kept in single precision.",
      quantity: "sum of 10,000 losses of 1e-4", symptomatic: .below(0.5),
      broken: Run("summed in half precision") { runningSum { $0.roundedToFloat16() } },
      remedies: [Run("summed in double precision") { runningSum { $0 } }])
  }

  private static func runningSum(_ rounded: (Double) -> Double) -> Measurement {
    let loss = 1e-4.roundedToFloat16()
    return Measurement((0..<10_000).reduce(0.0) { sum, _ in rounded(sum + loss) })
  }

  /// F9.19: no scale is low enough for NaN.
  public static var scalerSkipsForever: FailureMode {
    FailureMode(
      id: .failureMode(9, 19), title: "The loss scaler skips every step",
      symptom: """
        No error and no NaN in the loss, and nothing changes, as if the rate were 0. The scale falls by half in every \
        step.
        """,
      diagnosis: """
        The scaler leaves out an update if a gradient is infinite or NaN, and halves its scale. That is meant for \
        overflow, which a lower scale ends. Here a row of padding makes a NaN that no scale takes away: all steps are \
        skipped, silently, and after 166 of them the scale itself is 0.
        """,
      fix: """
        Repair the operation, here a root at 0. Log the scale and the share of skipped steps; a few at the start are \
        normal, all of them are not.
        """,
      quantity: "steps of 20 that change the weights", symptomatic: .below(10),
      broken: Run("a root at 0") { seed in try scaledSteps(seed, epsilon: 0) },
      remedies: [
        Run("the root kept away from 0") { seed in try scaledSteps(seed, epsilon: 1e-6) }
      ])
  }

  private static func scaledSteps(_ seed: UInt64, epsilon: Scalar) throws -> Measurement {
    let scaler = LossScaler()
    return try changingSteps(19 &+ seed, epsilon: epsilon, scaler: scaler) { _, optimizer in
      scaler.step(optimizer)
      scaler.update()
    }
  }
}
