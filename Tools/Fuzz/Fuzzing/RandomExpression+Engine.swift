public import Autograd
public import TensorCore

extension RandomExpression {
  /// What the engine says: the result and the gradient of every leaf.
  ///
  /// - Returns: The number, and for each leaf its gradient row by row; zeros where none arrived.
  /// - Throws: What the backward pass throws.
  public func byEngine() throws -> (value: Scalar, gradients: [[Scalar]]) {
    let inputs = leaves.map { Variable(Self.tensor($0), requiresGradient: true) }
    var results = inputs
    for step in steps { results.append(Self.apply(step, results)) }
    guard let last = results.last else { return (0, []) }
    let result = (last * Variable(Self.weights(last.shape))).sum()
    // Steps that nothing learns through leave a result without a graph.
    if result.requiresGradient { try result.backward() }
    let gradients = inputs.map { $0.gradient?.scalars ?? $0.value.map { _ in 0 }.scalars }
    return (result.value[], gradients)
  }

  /// What the scalars of the last step are multiplied by, as a tensor of its shape.
  public static func weights(_ shape: Shape) -> Tensor {
    Tensor(shape: shape, scalars: (0..<shape.elementCount).map(weight))
  }

  /// A leaf as a tensor.
  public static func tensor(_ leaf: Leaf) -> Tensor {
    Tensor(shape: Shape(leaf.shape), scalars: leaf.values.map { Scalar($0) })
  }

  /// A step by the engine.
  ///
  /// - Parameters:
  ///   - step: The step.
  ///   - results: The leaves, and the results of the steps before it.
  /// - Returns: Its result.
  public static func apply(_ step: Step, _ results: [Variable]) -> Variable {
    let x = results[step.operands[0]]
    let y = results[step.operands.last ?? 0]
    let numbers = step.numbers.map { Scalar($0) }
    let integers = step.integers
    return switch step.operation {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .divide: x / y
    case .maximum: maximum(x, y)
    case .minimum: minimum(x, y)
    case .addNumber: x + numbers[0]
    case .multiplyByNumber: x * numbers[0]
    case .divideByNumber: x / numbers[0]
    case .exp: Autograd.exp(x)
    case .log: Autograd.log(x)
    case .squareRoot: squareRoot(x)
    case .pow: Autograd.pow(x, numbers[0])
    case .tanh: Autograd.tanh(x)
    case .sigmoid: sigmoid(x)
    case .softplus: softplus(x)
    case .relu: relu(x)
    case .abs: Autograd.abs(x)
    case .sign: sign(x)
    case .clamped: x.clamped(to: numbers[0]...numbers[1])
    case .matmul: matmul(x, y)
    case .linear: linear(x, weight: results[step.operands[1]], bias: y)
    case .sum: x.sum()
    case .sumAlongAxes: x.sum(axes: integers)
    case .summedToShape: x.summed(to: Shape(integers))
    case .max: x.max()
    case .maxOfRows: x.maxOfRows()
    case .logSumExp: x.logSumExp()
    case .softmax: x.softmax()
    case .logSoftmax: x.logSoftmax()
    case .reshaped: x.reshaped(to: Shape(integers))
    case .transposed: x.transposed(axes: integers)
    case .broadcast: x.broadcast(to: Shape(integers))
    case .slice: x.slice(integers[1]..<integers[2], axis: integers[0])
    case .gathering: x.gathering(rows: integers)
    case .concatenation: .concatenation([x, y], axis: integers[0])
    case .selected:
      x.selected(where: Tensor(shape: x.shape, scalars: numbers), otherwise: y)
    case .softmaxCrossEntropy: Autograd.softmaxCrossEntropy(x, classes: integers)
    case .sigmoidCrossEntropy:
      Autograd.sigmoidCrossEntropy(x, targets: Tensor(shape: x.shape, scalars: numbers))
    case .meanSquaredError:
      Autograd.meanSquaredError(x, targets: Tensor(shape: x.shape, scalars: numbers))
    }
  }
}
