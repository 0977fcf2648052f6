import Autograd
public import Datasets
public import TensorCore

/// A trained network that names a class.
public final class NetworkClassifier: Classifier {
  /// The run that trained it.
  public let training: NetworkTraining

  /// Trains the network with the cross-entropy of its logits.
  ///
  /// - Parameters:
  ///   - data: Samples of at least two classes.
  ///   - settings: What a person chose.
  ///   - seed: The seed of weights and batches.
  /// - Throws: `TrainingError` at a loss that is not finite, or what the engine throws.
  /// - Precondition: There are two classes or more.
  public convenience init(
    fitting data: LabeledData, settings: NetworkSettings, seed: UInt64
  ) throws {
    try self.init(
      fitting: data,
      with: NetworkTraining(
        settings, inputCount: data.featureCount, outputCount: data.classCount, seed: seed))
  }

  /// Trains a network that has one output a class.
  ///
  /// - Parameters:
  ///   - data: Samples of at least two classes.
  ///   - training: The run, before its first step.
  /// - Throws: `TrainingError` at a loss that is not finite, or what the engine throws.
  /// - Precondition: There are two classes or more.
  public init(fitting data: LabeledData, with training: NetworkTraining) throws {
    precondition(data.classCount >= 2, "NetworkClassifier.init: \(data.classCount) classes")
    try training.run(sampleCount: data.count) { rows in
      softmaxCrossEntropy(
        training.model(Variable(data.features.gathering(rows: rows))),
        classes: rows.map { data.labels[$0] })
    }
    self.training = training
  }

  /// The class with the greatest logit.
  public func classes(of features: Tensor) -> [Int] { training.outputs(for: features).argmax() }
}
