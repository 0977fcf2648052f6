import Autograd
import TensorCore

extension RandomExpression {
  /// A random expression that is computed well: no number in it is large, none is close to where a step is not defined.
  ///
  /// - Parameters:
  ///   - number: The number of the expression.
  ///   - seed: The seed of all expressions.
  ///   - operations: What a step may do.
  public init(
    _ number: Int, seed: UInt64, of operations: [Operation] = Operation.allCases
  ) {
    var generator = SplitMix64(seed: seed &* 0x9E6C_63D0_876A_3F6B &+ UInt64(number))
    generator = SplitMix64(seed: generator.next())
    leaves = (0...generator.uniform(below: 3)).map { _ in
      let shape = (0..<generator.uniform(below: 4)).map { _ in 1 + generator.uniform(below: 4) }
      let count = shape.reduce(1, *)
      // Of exact halves and zeros there are ties, and kinks are met.
      let isRounded = generator.uniform() < 0.15
      let values = (0..<count).map { _ in
        let value = generator.normalPair().0
        return isRounded ? (2 * value).rounded() / 2 : value
      }
      return Leaf(shape: shape, values: values)
    }
    var results = leaves.map { Variable(Self.tensor($0)) }
    let length = 1 + generator.uniform(below: 8)
    for _ in 0..<200 where steps.count < length {
      let operation = operations[generator.uniform(below: operations.count)]
      guard let step = Self.step(operation, results, using: &generator) else { continue }
      let result = Self.apply(step, results)
      guard result.value.elementCount <= 200, result.value.maximumMagnitude() < 50 else { continue }
      steps.append(step)
      results.append(result)
    }
  }

  /// An operation on results that it can be applied to; `nil` if those that were drawn do not fit.
  private static func step(
    _ operation: Operation, _ results: [Variable], using generator: inout SplitMix64
  ) -> Step? {
    // The last results come up most often, so that expressions are deep.
    func draw() -> Int {
      let back = generator.uniform() < 0.6 ? 1 : 1 + generator.uniform(below: results.count)
      return results.count - back
    }
    let a = draw()
    let b = draw()
    let (x, y) = (results[a].value, results[b].value)
    let axisCount = x.shape.axisCount
    func number() -> Double { (4 * generator.uniform() - 2) }
    switch operation {
    case .add, .subtract, .multiply, .maximum, .minimum:
      return x.shape.broadcast(with: y.shape).map { _ in
        Step(operation: operation, operands: [a, b])
      }
    case .divide:
      guard x.shape.broadcast(with: y.shape) != nil, y.map({ $0.magnitude }).minimum > 0.2 else {
        return nil
      }
      return Step(operation: operation, operands: [a, b])
    case .addNumber, .multiplyByNumber:
      return Step(operation: operation, operands: [a], numbers: [number()])
    case .divideByNumber: return Step(operation: operation, operands: [a], numbers: [number() + 3])
    case .log, .squareRoot:
      return x.minimum > 0.05 ? Step(operation: operation, operands: [a]) : nil
    case .pow:
      let exponents = [0, 1, 2, 3, -1, 0.5, 2.5]
      let exponent = exponents[generator.uniform(below: exponents.count)]
      guard x.minimum > 0.05 || exponent >= 1 && exponent != 2.5 else { return nil }
      return Step(operation: operation, operands: [a], numbers: [exponent])
    case .exp, .tanh, .sigmoid, .softplus, .relu, .abs, .sign, .sum, .max:
      return Step(operation: operation, operands: [a])
    case .clamped:
      let low = number()
      return Step(
        operation: operation, operands: [a], numbers: [low, low + 2 * generator.uniform()])
    case .matmul:
      guard axisCount == 2, y.shape.axisCount == 2, x.shape[1] == y.shape[0] else { return nil }
      return Step(operation: operation, operands: [a, b])
    case .linear:
      guard axisCount == 2, y.shape.axisCount == 2, x.shape[1] == y.shape[1] else { return nil }
      let bias = results.indices.filter { results[$0].shape.lengths == [y.shape[0]] }
      guard !bias.isEmpty else { return nil }
      return Step(
        operation: operation, operands: [a, b, bias[generator.uniform(below: bias.count)]])
    case .maxOfRows, .softmaxCrossEntropy:
      guard axisCount == 2 else { return nil }
      let classes = (0..<x.shape[0]).map { _ in generator.uniform(below: x.shape[1]) }
      return Step(
        operation: operation, operands: [a], integers: operation == .maxOfRows ? [] : classes)
    case .logSumExp, .softmax, .logSoftmax:
      return axisCount > 0 ? Step(operation: operation, operands: [a]) : nil
    case .sigmoidCrossEntropy, .meanSquaredError:
      return Step(
        operation: operation, operands: [a],
        numbers: (0..<x.elementCount).map { _ in generator.uniform() })
    case .selected:
      guard x.shape.broadcast(with: y.shape) == x.shape else { return nil }
      return Step(
        operation: operation, operands: [a, b],
        numbers: (0..<x.elementCount).map { _ in Double(generator.uniform(below: 2)) })
    default: return rearrangement(operation, a, b, results, using: &generator)
    }
  }
}

extension Tensor {
  /// The least scalar.
  fileprivate var minimum: Scalar { -map { -$0 }.max() }
}
