import Autograd
public import Course
import TensorCore

// Samples that meet where nobody expects it.

extension FailureMode {
  /// F5.34: without averages there is nothing that evaluation mode could use.
  public static var nothingTracked: FailureMode {
    FailureMode(
      id: .failureMode(5, 34), title: "track_running_stats=False as a cure for a poor evaluation",
      symptom: """
        Evaluation mode had been poor, and is good since the norms keep no running statistics. In \
        use the answers depend on what else is in the batch.
        """,
      diagnosis: """
        Without running statistics a norm uses those of the batch in both modes: eval() changes \
        nothing. The test set came in large mixed batches, requests do not.
        """,
      fix: """
        Keep running statistics, and find out why they were wrong: too few steps, validation in \
        training mode, another domain. Or a norm that works sample by sample.
        """,
      quantity: "change, in evaluation mode, of an answer when the others in its batch change",
      symptomatic: .above(0.5),
      broken: Run("no running statistics") { seed in changeInEvaluation(seed, tracks: false) },
      remedies: [
        Run("running statistics kept") { seed in changeInEvaluation(seed, tracks: true) }
      ])
  }

  private static func changeInEvaluation(_ seed: UInt64, tracks: Bool) -> Measurement {
    var generator = SplitMix64(seed: 34 &+ seed)
    let norm = BatchNorm1d(featureCount: 1, tracksRunningStatistics: tracks)
    FailureRuns.see(
      norm, FailureRuns.batches(100, [32, 1], mean: 5, deviation: 2, using: &generator))
    let first = FailureRuns.served(norm, Tensor([[6], [5], [4], [5]]))
    let second = FailureRuns.served(norm, Tensor([[6], [60], [70], [80]]))
    return Measurement(abs(first[0, 0] - second[0, 0]))
  }

  /// F5.35: there is no gradient of one sample alone.
  ///
  /// ## Source
  ///
  /// Gulrajani and others, "Improved training of Wasserstein GANs", 2017,
  /// https://arxiv.org/abs/1704.00028, section 4, which leaves batch norm out of the critic
  public static var gradientPerSample: FailureMode {
    FailureMode(
      id: .failureMode(5, 35), title: "A gradient for each sample, through batch norm",
      symptom: """
        A gradient penalty, or clipping sample by sample for privacy, does not do what its \
        derivation promises.
        """,
      diagnosis: """
        In training mode each output depends on all inputs of the batch, by their mean and \
        variance. The gradient of one sample's output reaches into the others, so that what is \
        computed for one sample is not that sample's.
        """,
      fix: "Layer norm or group norm in such networks; they keep the samples apart.",
      quantity: "largest gradient of one sample's output with respect to another sample",
      symptomatic: .above(0.01),
      broken: Run("batch norm") { seed in
        try gradientIntoOthers(seed, BatchNorm1d(featureCount: 8))
      },
      remedies: [
        Run("layer norm") { seed in try gradientIntoOthers(seed, LayerNorm(shape: [8])) },
        Run("group norm") { seed in
          try gradientIntoOthers(seed, GroupNorm(groupCount: 2, channelCount: 8))
        },
      ])
  }

  private static func gradientIntoOthers(
    _ seed: UInt64, _ norm: any Layer
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 35 &+ seed)
    let x = Variable(.normal([8, 4], using: &generator), requiresGradient: true)
    let critic = Sequential(
      Linear(inputCount: 4, outputCount: 8, using: &generator), norm, FunctionLayer("tanh", tanh))
    try critic(x).slice(0..<1).sum().backward()
    let others = (x.gradient ?? .zeros([8, 4])).slice(1..<8)
    return Measurement(others.maximumMagnitude())
  }
}
