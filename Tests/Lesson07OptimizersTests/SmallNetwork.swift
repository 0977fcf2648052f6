import Autograd
import Optimizers
import TensorCore
import TestSupport
import Testing

/// The network 3-4-2 of the fixture, and the steps that both sides make with it.
struct SmallNetwork {
  static let names = ["weight1", "weight2", "bias1", "bias2"]

  let parameters: [Variable]
  let input: Variable
  let target: Tensor

  init(_ golden: GoldenValues) throws {
    parameters = try Self.names.map { leaf(try golden.tensor("network.\($0)")) }
    input = Variable(try golden.tensor("network.input"))
    target = try golden.tensor("network.target")
  }

  /// The optimizer of a setting: matrices in one group, biases in another at half the rate.
  func optimizer(_ setting: Setting) -> any Optimizer {
    let groups = [Array(parameters[0..<2]), Array(parameters[2..<4])]
    return setting.make(setting.takesMatricesOnly ? [groups[0]] : groups)
  }

  func loss() -> Variable {
    let hidden = tanh(linear(input, weight: parameters[0], bias: parameters[2]))
    return meanSquaredError(
      linear(hidden, weight: parameters[1], bias: parameters[3]), targets: target)
  }

  /// Makes steps; in every third the last bias has no gradient.
  ///
  /// - Returns: The loss before each step.
  func train(_ optimizer: any Optimizer, steps: Range<Int>) throws -> [Scalar] {
    try steps.map { step in
      for parameter in parameters { parameter.zeroGradient() }
      let loss = loss()
      try loss.backward()
      if step % 3 == 2 { parameters[3].zeroGradient() }
      optimizer.step()
      return loss.scalar
    }
  }

  /// All parameters in a row.
  var values: Tensor { ParameterVector(parameters).values }

  /// The parameters under their names.
  var part: Parts { Parts(zip(Self.names, parameters).map { .variable($0, $1) }) }
}
