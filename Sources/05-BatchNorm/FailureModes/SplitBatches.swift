import Autograd
public import Course
import TensorCore

// One batch in several parts, or twice.

extension FailureMode {
  /// F5.11: the parts' gradients do not add up to the batch's.
  public static var accumulatedParts: FailureMode {
    FailureMode(
      id: .failureMode(5, 11), title: "Gradient accumulation is not the large batch",
      symptom: """
        The batch no longer fits, it is split into parts whose gradients are accumulated, and \
        training goes otherwise than before at the same settings.
        """,
      diagnosis: """
        Each part is normalized by its own mean and variance: other outputs, other gradients, and \
        the noise of the small batch. If no layer coupled or drew by the batch, parts weighed by \
        their sizes would give the same gradient up to rounding.
        """,
      fix: """
        Layer norm or group norm, or frozen statistics. SyncBatchNorm is no help: it synchronizes \
        devices, not parts that come one after the other.
        """,
      quantity:
        "relative difference of the gradient gathered from 4 + 4 samples from that of the 8",
      symptomatic: .above(0.05),
      broken: Run("batch norm") { seed in
        try differenceOfGathered(seed, BatchNorm1d(featureCount: 8))
      },
      remedies: [
        Run("layer norm") { seed in try differenceOfGathered(seed, LayerNorm(shape: [8])) },
        Run("group norm") { seed in
          try differenceOfGathered(seed, GroupNorm(groupCount: 2, channelCount: 8))
        },
      ])
  }

  private static func differenceOfGathered(
    _ seed: UInt64, _ norm: any Layer
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 11 &+ seed)
    let x = Tensor.normal([8, 4], using: &generator)
    let y = Tensor.normal([8, 1], using: &generator)
    let model = Sequential(
      Linear(inputCount: 4, outputCount: 8, using: &generator), norm,
      FunctionLayer("tanh", tanh), Linear(inputCount: 8, outputCount: 1, using: &generator))
    let parameters = ParameterVector(model.trainedVariables)
    try meanSquaredError(model(Variable(x)), targets: y).backward()
    let whole = parameters.gradient
    model.zeroGradients()
    try accumulateGradients(sizes: [4, 4]) { part in
      let range = part * 4..<(part + 1) * 4
      return meanSquaredError(model(Variable(x.slice(range))), targets: y.slice(range))
    }
    return Measurement(FailureRuns.relativeDifference(parameters.gradient, from: whole))
  }

  /// F5.15: what is saved has seen the first device's data alone.
  ///
  /// ## Source
  ///
  /// https://docs.pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html,
  /// `forward_sync_buffers`, before PyTorch 2.13 `broadcast_buffers`
  public static var firstReplicaSaved: FailureMode {
    FailureMode(
      id: .failureMode(5, 15), title: "The statistics of the first device are saved for all",
      symptom: """
        Trained on several devices, each with data of its own source, the model is good on the \
        first device's data and poor on the others'.
        """,
      diagnosis: """
        Each device normalizes by its own batches. By default DistributedDataParallel overwrites \
        all buffers by those of rank 0 before every forward pass, and rank 0 writes the file. With \
        shuffled data nobody notices.
        """,
      fix: """
        SyncBatchNorm.convert_sync_batchnorm(model), data shuffled over all devices, or \
        recalibration on data of all sources before saving.
        """,
      quantity:
        "mean output over the data of both devices in evaluation mode, where 0 is right",
      symptomatic: .above(1),
      broken: Run("the first device's statistics") { seed in
        meanOverDevices(seed) { replicas, shares in _ = replicas.separately(shares) }
      },
      remedies: [
        Run("synchronized statistics") { seed in
          meanOverDevices(seed) { replicas, shares in _ = replicas.synchronized(shares) }
        }
      ])
  }

  private static func meanOverDevices(
    _ seed: UInt64, _ step: (BatchNormReplicas, [Variable]) -> Void
  ) -> Measurement {
    var generator = SplitMix64(seed: 15 &+ seed)
    let first = FailureRuns.batches(40, [16, 4], using: &generator)
    let second = FailureRuns.batches(40, [16, 4], mean: 4, using: &generator)
    let replicas = BatchNormReplicas(of: BatchNorm1d(featureCount: 4), count: 2)
    withoutGradient {
      for (a, b) in zip(first, second) { step(replicas, [Variable(a), Variable(b)]) }
    }
    let saved = BatchNorm1d(
      sharing: replicas.scale, replicas.offset, running: replicas.running[0], featureCount: 4)
    return Measurement(FailureRuns.served(saved, .concatenation(first + second)).mean())
  }

  /// F5.20: every forward pass counts, the second too.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/96136
  public static var recomputedTwice: FailureMode {
    FailureMode(
      id: .failureMode(5, 20), title: "Activation checkpointing updates the statistics twice",
      symptom: """
        With activation checkpointing loss and gradients are the same, and the model in evaluation \
        mode is another; num_batches_tracked counts twice the steps.
        """,
      diagnosis: """
        The part is computed a second time in the backward pass, in training mode, and the norm in \
        it averages the same batch again: a weight of 0.19 instead of 0.1.
        """,
      fix: """
        A momentum of 1 − √(1 − m) for the norms in it, so that two updates are one; or leave \
        norms out of what is recomputed.
        """,
      quantity: "weight of one batch in the running mean after one step",
      symptomatic: .above(0.15),
      broken: Run("recomputed") { seed in
        try weightOfBatch(seed, momentum: 0.1) { norm, x in recomputed(x) { norm($0) } }
      },
      remedies: [
        Run("momentum 1 − √0.9") { seed in
          try weightOfBatch(seed, momentum: 1 - .squareRoot(0.9)) { norm, x in
            recomputed(x) { norm($0) }
          }
        },
        Run("nothing recomputed") { seed in
          try weightOfBatch(seed, momentum: 0.1) { norm, x in norm(x) }
        },
      ])
  }

  private static func weightOfBatch(
    _ seed: UInt64, momentum: Scalar, _ output: (BatchNorm1d, Variable) -> Variable
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 20 &+ seed)
    let x = Variable(7 + Tensor.normal([16, 4], using: &generator), requiresGradient: true)
    let norm = BatchNorm1d(featureCount: 4, momentum: momentum)
    let y = output(norm, x)
    try (y * y).sum().backward()
    return Measurement((FailureRuns.runningMean(of: norm) / x.value.mean(axis: 0)).mean())
  }
}
