import Autograd
import Backprop
import Fuzzing
import TensorCore

extension RandomExpression {
  /// The operations whose backward passes lesson 02 derives.
  static var derivedOperations: [Operation] {
    [
      .add, .subtract, .multiply, .matmul, .linear, .relu, .sigmoid, .tanh, .sum, .max, .broadcast,
      .reshaped,
      .gathering, .softmax, .logSoftmax, .logSumExp, .softmaxCrossEntropy, .sigmoidCrossEntropy,
      .meanSquaredError,
    ]
  }

  /// The gradient of every leaf, by the rules that lesson 02 derives, from the last step to the first.
  func byHand() -> [Tensor] {
    // Only values are taken from the engine.
    var values = leaves.map { Variable(Self.tensor($0)) }
    for step in steps { values.append(Self.apply(step, values)) }
    var gradients = values.map { $0.value.map { _ in 0 } }
    gradients[gradients.count - 1] = Self.weights(values[values.count - 1].shape)
    for (index, step) in steps.enumerated().reversed() {
      let place = leaves.count + index
      let parts = Self.parts(
        step, gradients[place], output: values[place].value,
        operands: step.operands.map { values[$0].value })
      for (operand, part) in zip(step.operands, parts) {
        gradients[operand] = gradients[operand] + part
      }
    }
    return Array(gradients.prefix(leaves.count))
  }

  /// What a step passes on to each of its operands.
  private static func parts(
    _ step: Step, _ d: Tensor, output: Tensor, operands: [Tensor]
  ) -> [Tensor] {
    let (x, y) = (operands[0], operands[operands.count - 1])
    let targets = { Tensor(shape: x.shape, scalars: step.numbers.map { Scalar($0) }) }
    switch step.operation {
    case .add:
      return [LayerRules.broadcast(d, from: x.shape), LayerRules.broadcast(d, from: y.shape)]
    case .subtract:
      return [LayerRules.broadcast(d, from: x.shape), -LayerRules.broadcast(d, from: y.shape)]
    case .multiply:
      return [
        LayerRules.broadcast(d * y, from: x.shape), LayerRules.broadcast(d * x, from: y.shape),
      ]
    case .matmul:
      let parts = LayerRules.product(d, a: x, b: y)
      return [parts.a, parts.b]
    case .linear:
      let parts = LayerRules.linear(d, x: x, weight: operands[1])
      return [parts.input, parts.weight, parts.bias]
    case .relu: return [LayerRules.relu(d, input: x)]
    case .sigmoid: return [LayerRules.sigmoid(d, output: output)]
    case .tanh: return [LayerRules.tanh(d, output: output)]
    case .sum: return [LayerRules.sum(d.scalar, shape: x.shape)]
    case .max: return [LayerRules.max(d.scalar, input: x)]
    case .broadcast: return [LayerRules.broadcast(d, from: x.shape)]
    case .reshaped: return [LayerRules.reshaping(d, from: x.shape)]
    case .gathering: return [LayerRules.rows(d, indices: step.integers, shape: x.shape)]
    case .softmax: return [LayerRules.softmax(d, output: output)]
    case .logSoftmax: return [LayerRules.logSoftmax(d, output: output)]
    case .logSumExp: return [LayerRules.logSumExp(d, input: x)]
    case .softmaxCrossEntropy:
      let rule = LayerRules.softmaxCrossEntropy(probabilities: x.softmax(), classes: step.integers)
      return [rule * d.scalar]
    case .sigmoidCrossEntropy:
      let probabilities = x.map { .sigmoid($0) }
      return [
        LayerRules.sigmoidCrossEntropy(probabilities: probabilities, targets: targets()) * d.scalar
      ]
    case .meanSquaredError:
      return [LayerRules.meanSquaredError(predictions: x, targets: targets()) * d.scalar]
    default: preconditionFailure("RandomExpression.byHand: no rule for \(step.operation)")
    }
  }
}
