import Autograd
import BatchNorm
import Datasets
public import Init
public import TensorCore

/// Ten layers of 32 ReLU units on two rings, with and without what keeps them trainable.
public struct Ablation: Sendable {
  /// The rule of the first weights.
  public let initialization: InitializationScheme

  /// Whether a batch norm stands before every ReLU.
  public let hasBatchNorm: Bool

  /// The rate of plain descent on all samples.
  public let learningRate: Scalar

  /// The configuration in a few words.
  public let name: String

  /// The eight configurations of the table.
  public static var all: [Ablation] {
    [
      Ablation("N(0, 0.01²)", .normal(0.01)), Ablation("N(0, 1)", .normal(1)),
      Ablation("Kaiming", .kaiming), Ablation("N(0, 0.01²), BN", .normal(0.01), hasBatchNorm: true),
      Ablation("N(0, 1), BN", .normal(1), hasBatchNorm: true),
      Ablation("Kaiming, BN", .kaiming, hasBatchNorm: true),
      Ablation("Kaiming, BN, rate 1", .kaiming, hasBatchNorm: true, learningRate: 1),
      Ablation("Kaiming, rate 1", .kaiming, learningRate: 1),
    ]
  }

  private init(
    _ name: String, _ initialization: InitializationScheme, hasBatchNorm: Bool = false,
    learningRate: Scalar = 0.1
  ) {
    self.name = name
    self.initialization = initialization
    self.hasBatchNorm = hasBatchNorm
    self.learningRate = learningRate
  }

  /// The training loss after a hundred steps; NaN if the run was stopped by one.
  ///
  /// - Parameter seed: The seed of data and weights.
  /// - Returns: The loss; ln 2 = 0.693 is what guessing has.
  /// - Throws: What the engine throws.
  public func finalLoss(seed: UInt64) throws -> Double {
    var generator = SplitMix64(seed: seed)
    let data = LabeledData.rings(count: 64, noise: 0.1, using: &generator)
    var layers: [any Layer] = []
    for depth in 0..<10 {
      layers.append(
        Linear(inputCount: depth == 0 ? 2 : 32, outputCount: 32, using: &generator))
      if hasBatchNorm { layers.append(BatchNorm1d(featureCount: 32)) }
      layers.append(FunctionLayer("relu", relu))
    }
    layers.append(Linear(inputCount: 32, outputCount: 2, using: &generator))
    let model = Sequential(layers)
    model.initialize(with: initialization, seed: seed)
    let inputs = Variable(data.features)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: learningRate)
    for _ in 0..<100 {
      optimizer.zeroGradients()
      let loss = softmaxCrossEntropy(model(inputs), classes: data.labels)
      guard loss.scalar.isFinite else { return .nan }
      try loss.backward()
      optimizer.step()
    }
    return Double(softmaxCrossEntropy(model(inputs), classes: data.labels).scalar)
  }
}
