public import Autograd
public import Datasets
public import TensorCore

/// What a network is trained for: the loss of a batch, and what else is measured of its answers.
///
/// ```swift
/// let objective = Objective<LabeledData> { output, batch in
///   softmaxCrossEntropy(output, classes: batch.labels, smoothing: 0.1)
/// }
/// ```
public struct Objective<Samples: SampleSet> {
  /// The mean loss of a batch, one scalar.
  public let loss: (_ output: Variable, _ batch: Samples) -> Variable

  /// Further measurements by name, each a mean over the samples of a batch.
  public let metrics: [String: (_ output: Tensor, _ batch: Samples) throws -> Double]

  /// Creates an objective.
  ///
  /// - Parameters:
  ///   - metrics: Measurements by name, each a mean over the samples; `accuracy` is shown in records.
  ///   - loss: The mean loss of a batch, from the network's output.
  public init(
    metrics: [String: (_ output: Tensor, _ batch: Samples) throws -> Double] = [:],
    loss: @escaping (_ output: Variable, _ batch: Samples) -> Variable
  ) {
    self.loss = loss
    self.metrics = metrics
  }
}

extension Objective<LabeledData> {
  /// Cross-entropy of logits `[batch, classes]`, and the share of right answers.
  public static var classification: Self {
    Objective(
      metrics: [
        "accuracy": { output, batch in
          let hits = zip(output.argmax(), batch.labels).filter { $0 == $1 }.count
          return Double(hits) / Double(batch.count)
        }
      ]
    ) { output, batch in softmaxCrossEntropy(output, classes: batch.labels) }
  }
}

extension Objective<RegressionData> {
  /// The mean squared error of outputs `[batch, outputs]`.
  public static var regression: Self {
    Objective { output, batch in meanSquaredError(output, targets: batch.targets) }
  }
}
