import Autograd
public import Course
import TensorCore

// Batches that a norm should not have seen, or not like this.

extension FailureMode {
  /// F5.23: an average with an infinite number in it stays infinite.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/88474
  public static var poisonedStatistics: FailureMode {
    FailureMode(
      id: .failureMode(5, 23), title: "One infinite value is in the running statistics for ever",
      symptom: """
        Training in mixed precision goes well, the loss falls, and in evaluation mode every answer \
        is NaN, from some day on.
        """,
      diagnosis: """
        One batch overflowed. The gradient scaler skipped the step; the forward pass had already \
        averaged an infinite mean, and nine tenths of infinity are infinite. Training does not use \
        the running statistics, so nothing shows there.
        """,
      fix: """
        Keep such a batch from the norm, or put the buffers back when a step is skipped. A \
        poisoned model is cured by recalibration: the weights are good.
        """,
      quantity:
        "answer in evaluation mode, 26 good batches after one with an infinite value",
      symptomatic: .notFinite,
      broken: Run("only the step is skipped") { seed in answerAfterInfinity(seed) { _ in true } },
      remedies: [
        Run("the bad batch never reaches the norm") { seed in
          answerAfterInfinity(seed) { $0.isFinite }
        },
        Run("recalibrated on good batches") { seed in
          answerAfterInfinity(seed, recalibrates: true) { _ in true }
        },
      ])
  }

  private static func answerAfterInfinity(
    _ seed: UInt64, recalibrates: Bool = false, _ admits: (Tensor) -> Bool
  ) -> Measurement {
    var generator = SplitMix64(seed: 23 &+ seed)
    var data = FailureRuns.batches(30, [8, 2], mean: 5, deviation: 2, using: &generator)
    var bad = data[3].scalars
    bad[0] = .infinity
    data[3] = Tensor(shape: [8, 2], scalars: bad)
    let norm = BatchNorm1d(featureCount: 2)
    FailureRuns.see(norm, data.filter(admits))
    if recalibrates { norm.recalibrate(on: data.filter(\.isFinite)) }
    return Measurement(FailureRuns.served(norm, Tensor([[6, 6]])).sum())
  }

  /// F5.24: the mean that is subtracted is the class.
  public static var oneClassABatch: FailureMode {
    FailureMode(
      id: .failureMode(5, 24), title: "Each batch holds one class",
      symptom: """
        Data read folder by folder: with batch norm in the network the loss stays where guessing \
        is.
        """,
      diagnosis: """
        Within a batch of one class all samples have the class's mean in common, and the norm \
        subtracts it. If the means told the classes apart, that is gone before the next layer.
        """,
      fix: "Shuffle; a batch has to be a sample of all that the network will be asked.",
      quantity: "loss on the training data in evaluation mode after ten epochs",
      symptomatic: .above(0.4),
      broken: Run("sorted by class") { seed in
        try lossInEvaluation(seed) { labels in
          labels.indices.filter { labels[$0] == 0 } + labels.indices.filter { labels[$0] == 1 }
        }
      },
      remedies: [
        Run("classes mixed in every batch") { seed in
          try lossInEvaluation(seed) { Array($0.indices) }
        }
      ])
  }

  private static func lossInEvaluation(
    _ seed: UInt64, _ order: ([Int]) -> [Int]
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 24 &+ seed)
    let labels = (0..<128).map { $0 % 2 }
    let x = Tensor.normal([128, 2], using: &generator) + FailureRuns.centers(labels)
    let model = Sequential(
      BatchNorm1d(featureCount: 2), Linear(inputCount: 2, outputCount: 2, using: &generator))
    let order = order(labels)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
    let record = try fit(model, optimizer, stepCount: 80) { step in
      let rows = Array(order[step % 8 * 16..<(step % 8 + 1) * 16])
      return softmaxCrossEntropy(
        model(Variable(x.gathering(rows: rows))), classes: rows.map { labels[$0] })
    }.finished()
    let loss = softmaxCrossEntropy(
      Variable(FailureRuns.served(model, x)), classes: labels
    ).scalar
    return Measurement(loss, record: record)
  }

  /// F5.28: a variance of nothing in the denominator.
  public static var constantFeature: FailureMode {
    FailureMode(
      id: .failureMode(5, 28), title: "A feature that was constant in training comes to life",
      symptom: """
        One request in thousands gets an absurd answer; an input that was always 0 in training is \
        1 in it.
        """,
      diagnosis: """
        The running variance of a constant goes to 0, and what is left in the denominator is √ε = \
        0.003: in evaluation mode an ordinary 1 becomes 316.
        """,
      fix: """
        Drop features that never vary, or a larger epsilon, or clip what comes out of the norm; \
        look at the least running variance before shipping.
        """,
      quantity: "output for an input of 1 where 200 batches of training held only 0",
      symptomatic: .above(100),
      broken: Run("epsilon 0.00001") { outputForOne(epsilon: 1e-5) },
      remedies: [Run("epsilon 0.1") { outputForOne(epsilon: 0.1) }])
  }

  private static func outputForOne(epsilon: Scalar) -> Measurement {
    let norm = BatchNorm1d(featureCount: 1, epsilon: epsilon)
    FailureRuns.see(norm, Array(repeating: Tensor.zeros([8, 1]), count: 200))
    return Measurement(FailureRuns.served(norm, .ones([1, 1]))[0, 0])
  }
}
