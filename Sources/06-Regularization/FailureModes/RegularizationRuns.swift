import Autograd
import Course
import TensorCore

/// What several failure modes of this lesson share: a network with dropout, data, and short trainings.
struct RegularizationRuns {
  /// Requests, of shape `[64, 8]`.
  let x: Variable

  /// The layer in front of the ReLU.
  let hidden: Linear

  /// The dropout of the 64 hidden units, p = ½.
  let dropout: Dropout

  /// The network 8-64-1.
  let model: Sequential

  /// Draws the requests and the network.
  init(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    x = Variable(.normal([64, 8], using: &generator))
    hidden = Linear(inputCount: 8, outputCount: 64, using: &generator)
    let last = Linear(inputCount: 64, outputCount: 1, using: &generator)
    dropout = Dropout(using: &generator)
    model = Sequential(hidden, FunctionLayer("relu", relu), dropout, last)
  }

  /// Makes steps at the rate 0.01 toward the first of the inputs.
  func train(stepCount: Int) throws -> TrainingRecord {
    let targets = x.value.slice(0..<1, axis: 1)
    return try Self.train(model, learningRate: 0.01, stepCount: stepCount) {
      meanSquaredError(model(x), targets: targets)
    }
  }

  /// Gradient descent on all samples at once, with a decay that is added to the gradient.
  static func train(
    _ model: any Layer, learningRate: Scalar, decay: Scalar = 0, stepCount: Int,
    loss: () throws -> Variable
  ) throws -> TrainingRecord {
    let rule = CoupledDecay(GradientDescentRule(learningRate: learningRate), strength: decay)
    let optimizer = FirstOrderOptimizer(model.trainedVariables, rule)
    return try fit(model, optimizer, stepCount: stepCount) { _ in try loss() }.finished()
  }

  /// A linear layer that starts at zero.
  static func zeroLayer(_ inputCount: Int, _ outputCount: Int, hasBias: Bool = true) -> Linear {
    Linear(
      weight: .zeros([outputCount, inputCount]), bias: hasBias ? .zeros([outputCount]) : nil)
  }

  /// The number of places at which two tensors differ.
  static func differingCount(_ a: Tensor, _ b: Tensor) -> Int {
    zip(a.scalars, b.scalars).count { $0 != $1 }
  }

  /// The share of scalars that are 0.
  static func zeroShare(_ tensor: Tensor) -> Scalar { (tensor .== 0).mean() }

  /// The share of answers that equal the labels.
  static func accuracy(_ logits: Tensor, _ labels: [Int]) -> Double {
    Double(zip(logits.argmax(), labels).count { $0 == $1 }) / Double(labels.count)
  }
}
