import Autograd
public import Course
import TensorCore

// Batches that are too small to measure anything by.

extension FailureMode {
  /// F5.3: of two samples one is above their mean and one below.
  public static var batchesOfTwo: FailureMode {
    FailureMode(
      id: .failureMode(5, 3), title: "Of a batch of two only signs are left",
      symptom: """
        With two samples in a batch nearly all outputs of the norm are 1 or −1: how large the \
        differences were is lost.
        """,
      diagnosis: """
        Two values lie one deviation above and below their mean: (0, 1) and (0, 100) both become \
        ∓1. Only differences near √ε, 0.003, come out smaller: (0, 0.001) becomes ∓0.16. So it is \
        for vectors; of two images a channel has more values.
        """,
      fix: "Larger batches, statistics over all devices (SyncBatchNorm), or group norm.",
      quantity: "standard deviation of the outputs' magnitudes", symptomatic: .below(0.2),
      broken: Run("batches of 2") { seed in
        spreadOfMagnitudes(seed, BatchNorm1d(featureCount: 64), sampleCount: 2)
      },
      remedies: [
        Run("batches of 32") { seed in
          spreadOfMagnitudes(seed, BatchNorm1d(featureCount: 64), sampleCount: 32)
        },
        Run("group norm") { seed in
          spreadOfMagnitudes(seed, GroupNorm(groupCount: 4, channelCount: 64), sampleCount: 2)
        },
      ])
  }

  private static func spreadOfMagnitudes(
    _ seed: UInt64, _ norm: any Layer, sampleCount: Int
  ) -> Measurement {
    var generator = SplitMix64(seed: 3 &+ seed)
    let x = Tensor.normal([32, 64], using: &generator).slice(0..<sampleCount)
    let magnitudes = FailureRuns.answers(norm, x).map { abs($0) }
    return Measurement(Scalar.squareRoot(magnitudes.variance()))
  }

  /// F5.13: statistics of two samples overwrite those of the pretraining.
  public static var fineTunedOnSmallBatches: FailureMode {
    FailureMode(
      id: .failureMode(5, 13), title: "Fine-tuning on a few samples overwrites the statistics",
      symptom: """
        Fine-tuned on ten images, the model forgets what it could do, even with a learning rate of \
        0.
        """,
      diagnosis: """
        In training mode every forward pass changes the running statistics, by the mean and the \
        variance of two samples at a time. No learning rate slows that down.
        """,
      fix: """
        Freeze the norms: evaluation mode after every model.train(). Scale and offset may go on \
        learning.
        """,
      quantity: "relative change of the old features after twenty batches of two",
      symptomatic: .above(0.1),
      broken: Run("training mode") { seed in changeOfOldFeatures(seed, freezes: false) },
      remedies: [Run("frozen statistics") { seed in changeOfOldFeatures(seed, freezes: true) }])
  }

  private static func changeOfOldFeatures(_ seed: UInt64, freezes: Bool) -> Measurement {
    var generator = SplitMix64(seed: 13 &+ seed)
    let norm = BatchNorm1d(featureCount: 8)
    FailureRuns.see(norm, FailureRuns.batches(60, [32, 8], using: &generator))
    let x = Tensor.normal([32, 8], using: &generator)
    let before = FailureRuns.served(norm, x)
    if freezes { norm.freezeBatchNorms() }
    FailureRuns.see(
      norm, FailureRuns.batches(20, [2, 8], mean: 0.5, deviation: 1.5, using: &generator))
    return Measurement(
      FailureRuns.relativeDifference(FailureRuns.served(norm, x), from: before))
  }

  /// F5.26: two samples count as much as sixty-four.
  public static var tinyLastBatch: FailureMode {
    FailureMode(
      id: .failureMode(5, 26), title: "The last batch of the epoch is tiny",
      symptom: """
        Evaluation after each epoch is noisy, and better a few steps into the next; or training \
        ends after an hour: "Expected more than 1 value per channel when training".
        """,
      diagnosis: """
        322 samples in batches of 64 leave two. Each batch weighs the same in the running \
        statistics, whatever its size, and the last weighs most when the epoch ends. One sample \
        left over is refused.
        """,
      fix: """
        DataLoader(…, drop_last=True) for training, with shuffling, so that none is lost for good.
        """,
      quantity: "root mean square error of 32 running means, in deviations, after six epochs",
      symptomatic: .above(0.05),
      broken: Run("a last batch of 2") { seed in errorOfRunningMeans(seed, keepsLast: true) },
      remedies: [
        Run("last batch dropped") { seed in errorOfRunningMeans(seed, keepsLast: false) }
      ])
  }

  private static func errorOfRunningMeans(_ seed: UInt64, keepsLast: Bool) -> Measurement {
    var generator = SplitMix64(seed: 26 &+ seed)
    let x = Tensor.normal([322, 32], using: &generator)
    let norm = BatchNorm1d(featureCount: 32)
    var parts = (0..<5).map { x.slice($0 * 64..<($0 + 1) * 64) }
    if keepsLast { parts.append(x.slice(320..<322)) }
    for _ in 0..<6 { FailureRuns.see(norm, parts) }
    let error = FailureRuns.runningMean(of: norm) - x.mean(axis: 0)
    return Measurement(error.norm() / .squareRoot(32))
  }
}
