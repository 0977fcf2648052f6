import Autograd
public import Course
import TensorCore

// How the running statistics average.

extension FailureMode {
  /// F5.4: the start still weighs a third.
  public static var tenSteps: FailureMode {
    FailureMode(
      id: .failureMode(5, 4), title: "Evaluated before the running statistics have arrived",
      symptom: """
        In the first epochs, or after short fine-tuning, the loss in evaluation mode is far worse \
        than the loss in training, on the same data.
        """,
      diagnosis: """
        The averages start at mean 0 and variance 1. With momentum 0.1 the start weighs 0.9ⁿ after \
        n batches: 35 % after 10, 1 % after 44.
        """,
      fix: """
        More steps before you judge, or measure the statistics anew on training data before each \
        evaluation (torch.optim.swa_utils.update_bn).
        """,
      quantity: "mean output for held-out data in evaluation mode, where 0 is right",
      symptomatic: .above(0.3),
      broken: Run("10 steps") { seed in meanAfter(seed, stepCount: 10) },
      remedies: [
        Run("66 steps") { seed in meanAfter(seed, stepCount: 66) },
        Run("recalibrated on the ten batches") { seed in
          meanAfter(seed, stepCount: 10, recalibrates: true)
        },
      ])
  }

  private static func meanAfter(
    _ seed: UInt64, stepCount: Int, recalibrates: Bool = false
  ) -> Measurement {
    var generator = SplitMix64(seed: 4 &+ seed)
    let data = FailureRuns.batches(66, [32, 4], mean: 5, deviation: 2, using: &generator)
    let heldOut = 5 + 2 * Tensor.normal([64, 4], using: &generator)
    let norm = BatchNorm1d(featureCount: 4)
    FailureRuns.see(norm, data[..<stepCount])
    if recalibrates { norm.recalibrate(on: data[..<stepCount]) }
    return Measurement(FailureRuns.served(norm, heldOut).mean())
  }

  /// F5.5: the momentum of another library.
  public static var momentumReversed: FailureMode {
    FailureMode(
      id: .failureMode(5, 5), title: "The momentum of another convention",
      symptom: """
        The loss in evaluation mode jumps from checkpoint to checkpoint, while that of training \
        falls smoothly.
        """,
      diagnosis: """
        PyTorch's momentum weighs the new batch, Keras' the old average. With 0.9 or 0.99 copied \
        from there, the running statistics are those of the last batch or two.
        """,
      fix: "momentum=0.1, or 0.01 for Keras' 0.99: one minus the other library's.",
      quantity: "mean square of the running means of 64 features whose means are 0",
      symptomatic: .above(0.03),
      broken: Run("momentum 0.9") { seed in noiseOfRunningMeans(seed, momentum: 0.9) },
      remedies: [
        Run("momentum 0.1") { seed in noiseOfRunningMeans(seed, momentum: 0.1) }
      ])
  }

  private static func noiseOfRunningMeans(_ seed: UInt64, momentum: Scalar) -> Measurement {
    var generator = SplitMix64(seed: 5 &+ seed)
    let norm = BatchNorm1d(featureCount: 64, momentum: momentum)
    FailureRuns.see(norm, FailureRuns.batches(40, [8, 64], using: &generator))
    return Measurement(FailureRuns.runningMean(of: norm).map { $0 * $0 }.mean())
  }

  /// F5.8: two estimates of one variance.
  public static var biasedRunningVariance: FailureMode {
    FailureMode(
      id: .failureMode(5, 8), title: "The running variance averages the biased estimate",
      symptom: """
        A batch norm written by hand agrees with PyTorch's in training mode and not in evaluation \
        mode, and the smaller the batches, the less.
        """,
      diagnosis: """
        PyTorch normalizes by the variance divided by B and averages the one divided by B − 1. \
        With the same for both, the running variance is too small by the factor (B − 1) / B.
        """,
      fix: "Average the unbiased variance: x.var(0) in PyTorch, whose default it is.",
      quantity:
        "running variance ÷ variance of the data, mean over 64 features, batches of 4",
      symptomatic: .below(0.87),
      broken: Run("divided by B") { seed in meanRunningVariance(seed) { $0.variance } },
      remedies: [
        Run("divided by B − 1") { seed in meanRunningVariance(seed) { $0.unbiasedVariance } }
      ])
  }

  private static func meanRunningVariance(
    _ seed: UInt64, _ estimate: (ChannelStatistics) -> Tensor
  ) -> Measurement {
    var generator = SplitMix64(seed: 8 &+ seed)
    var variance = Tensor.ones([64])
    for x in FailureRuns.batches(40, [4, 64], using: &generator) {
      variance = variance * 0.9 + estimate(ChannelStatistics(of: x)) * 0.1
    }
    return Measurement(variance.mean())
  }

  /// F5.32: with a count of 0 the next batch is the whole average.
  public static var counterLost: FailureMode {
    FailureMode(
      id: .failureMode(5, 32), title: "The count of a cumulative average is lost",
      symptom: """
        Training goes on from a file, and after one step the model in evaluation mode is as bad as \
        if it had seen one batch.
        """,
      diagnosis: """
        With momentum=None a new batch weighs one over the count, num_batches_tracked. A file of \
        only the means and variances leaves the count at 0, so that the next batch replaces them.
        """,
      fix: """
        Save and load all buffers. strict=True says nothing of a missing count where the \
        dictionary carries no version, as one from a safetensors file.
        """,
      quantity: "weight of the hundredth batch in a cumulative average", symptomatic: .above(0.5),
      broken: Run("count not restored") { seed in weightOfHundredth(seed, restoresCount: false) },
      remedies: [
        Run("the count restored") { seed in weightOfHundredth(seed, restoresCount: true) }
      ])
  }

  private static func weightOfHundredth(_ seed: UInt64, restoresCount: Bool) -> Measurement {
    var generator = SplitMix64(seed: 32 &+ seed)
    let norm = BatchNorm1d(featureCount: 4, momentum: nil)
    FailureRuns.see(norm, FailureRuns.batches(99, [8, 4], using: &generator))
    if !restoresCount { norm.running?.batchCount = 0 }
    let x = 5 + Tensor.normal([8, 4], using: &generator)
    let before = FailureRuns.runningMean(of: norm)
    FailureRuns.see(norm, [x])
    let change = FailureRuns.runningMean(of: norm) - before
    return Measurement((change / (x.mean(axis: 0) - before)).mean())
  }
}
