public import Autograd
public import Datasets
public import TensorCore

/// A small training run on real data with any of the remedies: what bears the advice out, or does not.
///
/// ```swift
/// let digits = try LabeledData.digits()
/// var trial = RegularizedTrial(
///   training: digits.selecting(Array(0..<200)), validation: digits.selecting(Array(1437..<1797)))
/// let plain = try trial.run(seed: 0)
/// trial.dropout = 0.5
/// let dropped = try trial.run(seed: 0)
/// ```
public struct RegularizedTrial: Sendable {
  /// What is trained on.
  public var training: LabeledData

  /// What is measured on.
  public var validation: LabeledData

  /// The units of the hidden layers.
  public var hiddenCounts = [64]

  /// How often the training set is gone through.
  public var epochCount = 60

  /// The number of samples of a step.
  public var batchSize = 32

  /// The learning rate of AdamW.
  public var learningRate: Scalar = 0.01

  /// The probability with which units of the hidden layers are dropped; 0 for none.
  public var dropout: Scalar = 0

  /// The decoupled decay of weights, not of biases.
  public var weightDecay: Scalar = 0

  /// The strength of an L1 penalty on weights, applied exactly after each step; 0 for none.
  public var l1: Scalar = 0

  /// The share of label smoothing.
  public var smoothing: Scalar = 0

  /// What is done to the inputs of every batch.
  public var augmentation: Augmentation?

  /// How samples are blended.
  public var mixup: Mixup?

  /// A weight for each class in the loss.
  public var classWeights: Tensor?

  /// After how many epochs without improvement the run stops and goes back to its best weights; `nil` for never.
  public var patience: Int?

  /// Creates a run without any regularization.
  ///
  /// - Parameters:
  ///   - training: What is trained on.
  ///   - validation: What is measured on, with as many features and classes.
  /// - Precondition: Features and classes agree.
  public init(training: LabeledData, validation: LabeledData) {
    precondition(
      training.featureCount == validation.featureCount
        && training.classCount == validation.classCount,
      "RegularizedTrial.init: \(training.featureCount) and \(validation.featureCount) features, "
        + "\(training.classCount) and \(validation.classCount) classes")
    self.training = training
    self.validation = validation
  }

  /// What came of a run.
  public struct Outcome {
    /// The mean cross-entropy on the training set after each epoch, in evaluation mode.
    public internal(set) var trainingLosses: [Double] = []

    /// The mean cross-entropy on the validation set after each epoch.
    public internal(set) var validationLosses: [Double] = []

    /// The share of validation samples answered rightly after each epoch.
    public internal(set) var accuracies: [Double] = []

    /// The mean of the losses that the steps of each epoch reported, with dropout, augmentation and smoothing in them.
    public internal(set) var reportedLosses: [Double] = []

    /// The epoch whose weights the model has, from 0.
    public internal(set) var epoch = 0

    /// The trained network, in evaluation mode.
    public let model: Sequential

    /// The loss on the validation set of the weights that the model has.
    public var validationLoss: Double { validationLosses[epoch] }

    /// The loss on the training set of the weights that the model has.
    public var trainingLoss: Double { trainingLosses[epoch] }

    /// The accuracy of the weights that the model has.
    public var accuracy: Double { accuracies[epoch] }
  }

  /// The network, with its dropout layers.
  ///
  /// - Parameter generator: The source of weights and of the layers' generators.
  /// - Returns: Linear layers with ReLU and, if asked for, dropout between them; He's weights.
  public func network(using generator: inout SplitMix64) -> Sequential {
    var layers: [any Layer] = []
    var inputCount = training.featureCount
    for outputCount in hiddenCounts + [training.classCount] {
      if !layers.isEmpty {
        layers.append(FunctionLayer("relu", relu))
        if dropout > 0 { layers.append(Dropout(probability: dropout, using: &generator)) }
      }
      let weight = Tensor.normal(
        [outputCount, inputCount], standardDeviation: (2 / Scalar(inputCount)).squareRoot(),
        using: &generator)
      layers.append(Linear(weight: weight, bias: .zeros([outputCount])))
      inputCount = outputCount
    }
    return Sequential(layers)
  }

  /// Whether the run has any of the remedies but early stopping.
  public var isRegularized: Bool {
    dropout > 0 || weightDecay > 0 || l1 > 0 || smoothing > 0 || augmentation != nil || mixup != nil
  }
}
