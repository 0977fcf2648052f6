import Autograd
public import Course
import TensorCore

// Metrics that are computed wrongly, without an error.

extension FailureMode {
  /// F9.14: the last batch is small.
  public static var meanOfMeans: FailureMode {
    FailureMode(
      id: .failureMode(9, 14), title: "The loss depends on the size of the batches",
      symptom: """
        The same weights on the same data, and another batch size gives another validation loss.
        """,
      diagnosis: """
        The batches' means were averaged, and the last batch has four samples of 68. Each of its samples counts \
        eight times as much as one of the others.
        """,
      fix: "Weight by the number of samples, or of tokens: sum all, and divide once.",
      quantity: "mean loss of 68 samples, 64 of them with the loss 1 and four with 10",
      symptomatic: .above(3),
      broken: Run("the mean of the batches' means") { batchesMean { $0.ofBatches } },
      remedies: [Run("weighted by size") { batchesMean { $0.value } }])
  }

  private static func batchesMean(_ mean: (WeightedMean) -> Double?) -> Measurement {
    let losses = (0..<68).map { $0 < 64 ? 1.0 : 10 }
    var all = WeightedMean()
    for start in stride(from: 0, to: 68, by: 32) {
      let batch = losses[start..<min(68, start + 32)]
      all.add(batch.reduce(0, +) / Double(batch.count), sampleCount: batch.count)
    }
    return Measurement(mean(all) ?? .nan)
  }

  /// F9.25: a column against a row.
  ///
  /// ## Source
  ///
  /// https://github.com/935963004/LaBraM/issues/15
  public static var allPairs: FailureMode {
    FailureMode(
      id: .failureMode(9, 25), title: "The accuracy compares every answer with every label",
      symptom: "The loss falls to nothing and the accuracy stays near one half.",
      diagnosis: """
        The answers have the shape [64, 1], the labels [64]. == broadcasts both to [64, 64] and its mean is the share \
        of equal pairs, p² + q² for a perfect model with the class shares p and q. The loss has its own shapes \
        and need not be affected.
        """,
      fix: "Bring both to one shape and assert it: answers.shape == labels.shape.",
      quantity: "accuracy of 64 answers that are all right", symptomatic: .below(0.9),
      broken: Run("a column against a row") { seed in
        perfectAccuracy(seed) { answers, labels in (answers .== labels).mean() }
      },
      remedies: [
        Run("one axis each") { seed in
          perfectAccuracy(seed) { answers, labels in
            (answers.reshaped(to: labels.shape) .== labels).mean()
          }
        }
      ])
  }

  private static func perfectAccuracy(
    _ seed: UInt64, _ accuracy: (_ answers: Tensor, _ labels: Tensor) -> Scalar
  ) -> Measurement {
    var generator = SplitMix64(seed: 25 &+ seed)
    let labels = DynamicsRuns.labels(64, classCount: 2, using: &generator).map { Scalar($0) }
    let answers = Tensor(shape: [64, 1], scalars: labels)
    return Measurement(accuracy(answers, Tensor(labels)))
  }

  /// F9.26: the end of the data is left out.
  ///
  /// ## Source
  ///
  /// https://github.com/areal-project/AReaL/pull/1096
  public static var droppedLastBatch: FailureMode {
    FailureMode(
      id: .failureMode(9, 26), title: "The last batch is left out of the validation",
      symptom: "A class that the model never finds hardly lowers the validation accuracy.",
      diagnosis: """
        The validation loader was copied from the training's, drop_last=True included. The data are sorted by class, so \
        that the six samples that are left out are all of the last class. A set smaller than a batch would leave \
        nothing at all.
        """,
      fix: """
        drop_last=False for everything that is measured. Compare the number of samples seen with the set's.
        """,
      quantity: "accuracy on 70 sorted samples of a model that misses the last of ten classes",
      symptomatic: .above(0.95),
      broken: Run("without the last batch") { accuracyOfNine(sampleCount: 64) },
      remedies: [Run("every batch") { accuracyOfNine(sampleCount: 70) }])
  }

  /// Seven samples of each class in turn; the last class is taken for the first.
  private static func accuracyOfNine(sampleCount: Int) -> Measurement {
    let labels = (0..<sampleCount).map { $0 / 7 }
    return Measurement(DynamicsRuns.accuracy(labels.map { $0 == 9 ? 0 : $0 }, labels))
  }

  /// F9.27: a mean over all epochs.
  ///
  /// ## Source
  ///
  /// https://github.com/Lightning-AI/pytorch-lightning/issues/6201,
  /// https://github.com/JetBrains-Research/code2seq/pull/112
  public static var metricNotReset: FailureMode {
    FailureMode(
      id: .failureMode(9, 27), title: "The metric is not reset between epochs",
      symptom: """
        The curve of the epochs falls ever more slowly, smooth as no other; the steps say otherwise.
        """,
      diagnosis: """
        Sum and count were set to zero before the loop over the epochs instead of inside. Each figure is the mean over \
        all epochs so far, the bad first one included, and an epoch that gets worse hardly shows.
        """,
      fix: """
        Reset at the start of an epoch (metric.reset()), and compare the epoch's figure with the mean of its \
        steps.
        """,
      quantity: "mean loss in the log of the sixth epoch ÷ that of its steps",
      symptomatic: .above(2),
      broken: Run("set to zero once") { seed in try sixthEpoch(seed) { $0 } },
      remedies: [Run("reset in every epoch") { seed in try sixthEpoch(seed) { $0.suffix(10) } }])
  }

  /// Six epochs of ten steps; the log of each epoch stands beside its steps.
  private static func sixthEpoch(
    _ seed: UInt64, _ counted: (ArraySlice<Double>) -> ArraySlice<Double>
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 27 &+ seed)
    let set = DynamicsRuns.noisyLaw(64, featureCount: 4, noise: 0.1, using: &generator)
    let model = DynamicsRuns.zeroLayer(4)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
    let losses = try fit(model, optimizer, stepCount: 60) { _ in
      DynamicsRuns.error(model, set)
    }.finished().losses
    let all = counted(losses[...])
    return Measurement(
      all.reduce(0, +) / Double(all.count) / (losses.suffix(10).reduce(0, +) / 10))
  }

  /// F9.28: a mean of exponentials.
  ///
  /// ## Source
  ///
  /// https://github.com/alexiglad/EBT/pull/3, https://github.com/apache/mxnet/pull/5905
  public static var perplexityOfBatches: FailureMode {
    FailureMode(
      id: .failureMode(9, 28), title: "The perplexity is averaged over batches",
      symptom: """
        The perplexity is higher than that of others with the same loss, and depends on the batch size.
        """,
      diagnosis: """
        exp was taken of each batch's loss and then the mean. The exponential of a mean is never more than the mean of \
        the exponentials (Jensen), and the difference grows with the spread of the losses: the smaller the batches, \
        the higher the figure.
        """,
      fix: """
        The mean over all tokens first, the exponential last. Likewise the root of a mean squared error.
        """,
      quantity: "perplexity that is reported ÷ that of all tokens, losses of batches around 3 ± 1",
      symptomatic: .above(1.3),
      broken: Run("the mean of exponentials") { seed in
        perplexity(seed) { losses in losses.map { .exp($0) }.mean() }
      },
      remedies: [Run("the exponential last") { seed in perplexity(seed) { .exp($0.mean()) } }])
  }

  /// Measured against the exponential of 3, the mean that the losses are drawn around.
  private static func perplexity(
    _ seed: UInt64, _ reported: (Tensor) -> Scalar
  ) -> Measurement {
    var generator = SplitMix64(seed: 28 &+ seed)
    let losses = 3 + Tensor.normal([1024], using: &generator)
    return Measurement(reported(losses) / .exp(3))
  }
}
