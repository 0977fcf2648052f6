import Activations
import Autograd
import BatchNorm
import Regularization
import TensorCore

/// A network with a batch of random data that lies in memory: what the benchmark trains.
final class BenchNetwork {
  let model: Sequential
  let inputs: Variable
  let classes: [Int]
  private let optimizer: any Optimizer

  /// Draws the first weights, the inputs and the classes, in this order.
  ///
  /// - Parameters:
  ///   - sizes: The widths from input to output.
  ///   - batch: The number of samples.
  ///   - rule: The rule that changes the weights.
  ///   - hidden: What stands behind each hidden linear layer.
  ///   - generator: The source of all numbers.
  init(
    sizes: [Int], batch: Int, rule: BenchCommand.Rule, hidden: BenchCommand.HiddenBlock,
    using generator: inout some RandomNumberGenerator
  ) {
    var layers: [any Layer] = []
    for (inputCount, outputCount) in zip(sizes, sizes.dropFirst()) {
      if !layers.isEmpty { layers += Self.layers(hidden, width: inputCount, using: &generator) }
      layers.append(Linear(inputCount: inputCount, outputCount: outputCount, using: &generator))
    }
    model = Sequential(layers)
    inputs = Variable(.normal([batch, sizes[0]], using: &generator))
    let classCount = sizes[sizes.count - 1]
    classes = (0..<batch).map { _ in generator.uniform(below: classCount) }
    let parameters = model.trainedVariables
    optimizer =
      switch rule {
      case .sgd: GradientDescent(parameters, learningRate: 0.01)
      case .momentum: Momentum(parameters, learningRate: 0.01)
      case .adamw: AdamW(parameters)
      }
  }

  /// One step of training: forward, backward, update.
  ///
  /// - Returns: The loss before the update.
  func step() throws -> Scalar {
    try trainingStep(optimizer) { softmaxCrossEntropy(model(inputs), classes: classes) }
  }

  /// Whether units are dropped: not at first, so that the first losses can be compared.
  func setDropout(_ drops: Bool) {
    for case let layer as Dropout in model.layers { layer.setMode(drops ? .training : .evaluation) }
  }

  /// The share of the batch that the network answers right, in evaluation mode.
  var accuracy: Double {
    let answers = model.withMode(.evaluation) { withoutGradient { model(inputs).value } }.argmax()
    return Double(zip(answers, classes).filter { $0 == $1 }.count) / Double(classes.count)
  }

  /// What stands behind a hidden linear layer.
  private static func layers(
    _ block: BenchCommand.HiddenBlock, width: Int,
    using generator: inout some RandomNumberGenerator
  ) -> [any Layer] {
    switch block {
    case .relu: [FunctionLayer("relu", relu)]
    case .gelu: [FunctionLayer("gelu") { Activation.gelu($0) }]
    case .batchnorm: [BatchNorm1d(featureCount: width), FunctionLayer("relu", relu)]
    case .dropout: [FunctionLayer("relu", relu), Dropout(using: &generator)]
    }
  }
}

/// The matrix products of one training step and nothing else, on matrices made beforehand.
struct StepProducts {
  private var products: [(a: Tensor, b: Tensor, transposing: Transposition, sum: Tensor)] = []

  /// Makes the matrices.
  ///
  /// - Parameters:
  ///   - sizes: The widths from input to output.
  ///   - batch: The number of samples.
  ///   - generator: The source of their numbers.
  init(sizes: [Int], batch: Int, using generator: inout some RandomNumberGenerator) {
    for (layer, (inputCount, outputCount)) in zip(sizes, sizes.dropFirst()).enumerated() {
      let x = Tensor.normal([batch, inputCount], using: &generator)
      let weight = Tensor.normal([outputCount, inputCount], using: &generator)
      let d = Tensor.normal([batch, outputCount], using: &generator)
      products.append((x, weight, .right, .zeros([batch, outputCount])))
      products.append((d, x, .left, .zeros([outputCount, inputCount])))
      // The derivative with respect to the data is not wanted, so the first layer has two products.
      if layer > 0 { products.append((d, weight, .none, .zeros([batch, inputCount]))) }
    }
  }

  /// Carries them out once.
  mutating func run() {
    for index in products.indices {
      let (a, b, transposing, _) = products[index]
      products[index].sum.addProduct(of: a, b, transposing: transposing)
    }
  }
}
