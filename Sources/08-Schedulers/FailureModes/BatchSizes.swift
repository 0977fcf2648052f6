public import Course
import TensorCore

// Another batch size, and the rate that belongs to it.

extension FailureMode {
  /// F8.12: fewer steps, each as short as before.
  public static var unscaledRate: FailureMode {
    FailureMode(
      id: .failureMode(8, 12), title: "A larger batch gives a worse result",
      symptom:
        "With eight times the batch and as many epochs the loss ends far higher. Nothing else was changed.",
      diagnosis: """
        As many samples in batches of 64 instead of 8 are an eighth of the steps, at the rate of \
        before: the sum of the rates, which is what covers the distance, is an eighth.
        """,
      fix: """
        Multiply the rate by the ratio of the batches, with a warm-up. The rule replaces (1 − η)ᵏ by 1 − kη: for k = \
        8 and η = 0.01 that is 0.923 against 0.92. It ends where kη nears 2/curvature. For Adam the root of the \
        ratio is the starting point.
        """,
      quantity: "mean square of the distance after 1,600 samples, 100 at the start",
      symptomatic: .above(10),
      broken: Run("the rate of the small batch") { largeBatch(.none) },
      remedies: [Run("linear scaling") { largeBatch(.linear) }])
  }

  private static func largeBatch(_ rule: BatchScaling) -> Measurement {
    Measurement(
      NoisyQuadratic(noise: 1 / 64).finalSquare(
        ConstantRate(), from: rule.rate(0.01, from: 8, to: 64), stepCount: 1600 / 64))
  }

  /// F8.31: a rule that holds for small steps, used for large ones.
  public static var scaledTooFar: FailureMode {
    FailureMode(
      id: .failureMode(8, 31), title: "The linearly scaled rate diverges",
      symptom:
        "With 32 times the batch and 32 times the rate the loss explodes, with and without a warm-up.",
      diagnosis: """
        A larger batch has less noise and the same curvature. The limit of stable rates, 2/curvature, does not move \
        with the batch: here 3.2 is above 2.
        """,
      fix: """
        Scale linearly only as long as the scaled rate is small against 2/curvature. Beyond it raise the rate by the \
        root or not at all, and take more steps.
        """,
      quantity: "mean square of the distance after 20 steps, 100 at the start",
      symptomatic: .above(1000),
      broken: Run("linear scaling") { manyBatches(.linear) },
      remedies: [Run("square-root scaling") { manyBatches(.squareRoot) }])
  }

  private static func manyBatches(_ rule: BatchScaling) -> Measurement {
    Measurement(
      NoisyQuadratic(noise: 1 / 32).finalSquare(
        ConstantRate(), from: rule.rate(0.1, from: 8, to: 256), stepCount: 20))
  }
}
