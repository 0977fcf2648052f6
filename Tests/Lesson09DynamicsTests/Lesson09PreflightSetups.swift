import Autograd
import BatchNorm
import Datasets
import Dynamics
import Init
import Optimizers
import TensorCore
import Testing

/// A run before its first step, from which one thing is taken or to which one is added.
struct PreflightSetup {
  var model: any Layer
  var data: PreflightData
  var task: PreflightTask
  var loss: PreflightLoss
  var optimizer: (any Optimizer)?

  /// What the rules say.
  func report(_ rules: [PreflightRule] = PreflightRule.all) throws -> PreflightReport {
    try preflight(model, data: data, task: task, loss: loss, optimizer: optimizer, rules: rules)
  }
}

/// Small data and layers for the rules.
enum PreflightSamples {
  /// Three classes in six features, standardized: 96 samples and 24 others.
  static func classes(seed: UInt64, count: Int = 96, classCount: Int = 3) -> PreflightData {
    var generator = SplitMix64(seed: seed &+ 100)
    let centers = Tensor.normal([classCount, 6], using: &generator) * 2
    let all = LabeledData.blobs(
      count: count + 24, centers: centers, standardDeviation: 1, using: &generator)
    let (training, test) = all.splitByOrder(testCount: 24)
    let scaler = Standardizer(fittedTo: training.features)
    return PreflightData(
      inputs: scaler.apply(to: training.features), labels: training.labels, batchSize: 32,
      validationInputs: scaler.apply(to: test.features))
  }

  /// The classes as rows with a single 1.
  static func rows(of data: PreflightData, classCount: Int) -> PreflightData {
    var data = data
    data.targets = .oneHot(data.targets.scalars.map { Int($0) }, classCount: classCount)
    return data
  }

  /// Real targets of mean 0 and about deviation 1: two products of features.
  static func values(seed: UInt64) -> PreflightData {
    var data = classes(seed: seed)
    let (first, second) = (data.inputs.slice(0..<1, axis: 1), data.inputs.slice(1..<2, axis: 1))
    let products = Tensor.concatenation([first * second, first - second], axis: 1)
    let target = Standardizer(fittedTo: products).apply(to: products)
    data.targets = target
    return data
  }

  /// One real target, the first column of the two.
  static func value(seed: UInt64) -> PreflightData {
    var data = values(seed: seed)
    data.targets = data.targets.slice(0..<1, axis: 1)
    return data
  }

  /// Yes or no in a column: whether the sample is of the first two classes.
  static func yesOrNo(seed: UInt64) -> PreflightData {
    var data = classes(seed: seed)
    data.targets = data.targets.map { $0 < 2 ? 1 : 0 }.reshaped(to: [data.count, 1])
    return data
  }

  /// Three bits: which of the first three features are positive.
  static func bits(seed: UInt64) -> PreflightData {
    var data = classes(seed: seed)
    data.targets = data.inputs.slice(0..<3, axis: 1).map { $0 > 0 ? 1 : 0 }
    return data
  }

  /// Layers of the widths with ReLU between, as lesson 04 would start them, and others behind.
  static func network(
    _ widths: [Int], seed: UInt64, activation: @escaping (Variable) -> Variable = relu,
    scheme: InitializationScheme = .kaiming, head: [any Layer] = []
  ) -> Sequential {
    Sequential(
      Sequential.stack(widths, activation: activation, scheme: scheme, seed: seed).layers + head)
  }

  /// A linear layer by Kaiming's rule, with or without a bias.
  static func linear(
    _ inputCount: Int, _ outputCount: Int, bias: Bool = true,
    using generator: inout SplitMix64
  ) -> Linear {
    Linear(
      weight: Initializer.kaimingNormal()([outputCount, inputCount], using: &generator),
      bias: bias ? .zeros([outputCount]) : nil)
  }

  /// Sigmoids as a layer.
  static var sigmoids: FunctionLayer { FunctionLayer("sigmoid", sigmoid) }

  /// The healthy run that most rules are tried on: three classes, two hidden layers, Adam.
  static func healthy(seed: UInt64) -> PreflightSetup {
    let model = network([6, 16, 16, 3], seed: seed)
    return PreflightSetup(
      model: model, data: classes(seed: seed), task: .classes(3), loss: .crossEntropy,
      optimizer: Adam(model.trainedVariables, learningRate: 1e-3))
  }

  /// The healthy run with another network.
  static func healthy(seed: UInt64, model: any Layer) -> PreflightSetup {
    var setup = healthy(seed: seed)
    setup.model = model
    setup.optimizer = Adam(model.trainedVariables, learningRate: 1e-3)
    return setup
  }
}

/// A rule, a bug that it has to name, and a twin without the bug on which nothing may be found.
struct PreflightCase: Sendable, CustomTestStringConvertible {
  let rule: String
  let name: String
  let broken: @Sendable (UInt64) throws -> PreflightSetup
  let twin: @Sendable (UInt64) throws -> PreflightSetup

  init(
    _ rule: String, _ name: String, broken: @escaping @Sendable (UInt64) throws -> PreflightSetup,
    twin: @escaping @Sendable (UInt64) throws -> PreflightSetup = {
      PreflightSamples.healthy(seed: $0)
    }
  ) {
    self.rule = rule
    self.name = name
    self.broken = broken
    self.twin = twin
  }

  var testDescription: String { "\(rule) \(name)" }

  static var all: [PreflightCase] { heads + structure + data + start + learning }
}
