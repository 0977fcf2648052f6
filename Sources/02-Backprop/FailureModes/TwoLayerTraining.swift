import Autograd
import Course
import TensorCore

/// Eight samples and two layers, 4-6-2, that are trained for 20 steps: what several failures have in common.
struct TwoLayerTraining {
  /// Inputs of shape `[8, 4]`.
  let x: Tensor

  /// Targets of shape `[8, 2]`.
  let y: Tensor

  /// The layer from the inputs to six hidden units.
  let first: Linear

  /// The layer from the hidden units to the outputs.
  let second: Linear

  /// Draws the samples and both layers.
  init(seed: UInt64) {
    var generator = SplitMix64(seed: 1 &+ seed)
    x = .normal([8, 4], using: &generator)
    y = .normal([8, 2], using: &generator)
    first = Linear(inputCount: 4, outputCount: 6, using: &generator)
    second = Linear(inputCount: 6, outputCount: 2, using: &generator)
  }

  /// Weights and biases of both layers, whoever else knows of them.
  var parameters: [(name: String, variable: Variable)] { Sequential(first, second).namedParameters }

  /// Trains and counts the parameters that are the same to the bit afterward.
  ///
  /// - Parameters:
  ///   - trained: What the optimizer is given; all parameters if it is left out.
  ///   - loss: The loss of inputs and targets.
  /// - Returns: The count, and the record of the training.
  /// - Throws: What the training throws.
  func unmovedParameters(
    training trained: [Variable]? = nil, loss: (_ x: Variable, _ y: Tensor) throws -> Variable
  ) throws -> Measurement {
    let parameters = parameters
    let before = parameters.map(\.variable.value)
    let optimizer = GradientDescent(trained ?? parameters.map(\.variable), learningRate: 0.1)
    let run = try fit(optimizer, parameters: parameters, stepCount: 20) { _ in
      try loss(Variable(x), y)
    }
    let unmoved = zip(parameters, before).filter { $0.variable.value == $1 }
    return Measurement(Double(unmoved.count), record: try run.finished())
  }
}
