public import TensorCore

extension RandomExpression {
  /// What dual numbers say: the result, and how fast it changes along a direction.
  ///
  /// Nothing of the engine takes part, and of the core only functions of one number.
  ///
  /// - Parameter direction: How fast every number of the leaves changes, one leaf after the other.
  /// - Returns: The number, its change, and whether the change may depend on a convention.
  public func byDuals(along direction: [Scalar]) -> (value: Scalar, change: Scalar, isClose: Bool) {
    var rest = direction[...]
    var results = leaves.map { leaf in
      let duals = leaf.values.map { Dual(value: Scalar($0), change: rest.popFirst() ?? 0) }
      return DualTensor(shape: leaf.shape, duals: duals)
    }
    for step in steps { results.append(Self.apply(step, results)) }
    guard let last = results.last else { return (0, 0, false) }
    let sum = last.duals.enumerated().reduce(Dual(value: 0)) {
      $0 + $1.element * Dual(value: Self.weight($1.offset))
    }
    return (sum.value, sum.change, last.isClose)
  }

  private static func apply(_ step: Step, _ results: [DualTensor]) -> DualTensor {
    let x = results[step.operands[0]]
    let y = results[step.operands.last ?? 0]
    let numbers = step.numbers.map { Dual(value: Scalar($0)) }
    let one = Dual(value: 1)
    switch step.operation {
    case .add: return x.combined(with: y, +)
    case .subtract: return x.combined(with: y, -)
    case .multiply: return x.combined(with: y, *)
    case .divide: return x.combined(with: y, /)
    case .maximum: return x.chosen(with: y) { $0 > $1 }
    case .minimum: return x.chosen(with: y) { $0 < $1 }
    case .addNumber: return x.map { $0 + numbers[0] }
    case .multiplyByNumber: return x.map { $0 * numbers[0] }
    case .divideByNumber: return x.map { $0 / numbers[0] }
    case .exp: return x.map(\.exponential)
    case .log: return x.map(\.logarithm)
    case .squareRoot: return x.map { $0.power(0.5) }
    case .pow: return x.map { $0.power(numbers[0].value) }
    case .tanh:
      return x.map { Dual(value: .tanh($0.value), change: $0.change / .pow(.coshOf($0.value), 2)) }
    case .sigmoid: return x.map { one / (one + (Dual(value: 0) - $0).exponential) }
    case .softplus: return x.map { (one + $0.exponential).logarithm }
    case .relu: return x.bent(at: [0]) { $0.value > 0 ? $0 : Dual(value: 0) }
    case .abs: return x.bent(at: [0]) { $0.value > 0 ? $0 : Dual(value: 0) - $0 }
    case .sign: return x.bent(at: [0]) { Dual(value: $0.value < 0 ? -1 : 1) }
    case .clamped:
      let (low, high) = (numbers[0], numbers[1])
      return x.bent(at: [low.value, high.value]) {
        $0.value < low.value ? low : ($0.value > high.value ? high : $0)
      }
    case .selected:
      return DualTensor(
        shape: x.shape,
        duals: zip(zip(x.duals, y.broadcast(to: x.shape).duals), numbers).map {
          $1.value != 0 ? $0.0 : $0.1
        },
        isClose: x.isClose || y.isClose)
    case .sigmoidCrossEntropy:
      return x.meanOfPairs(numbers) { z, y in (one + z.exponential).logarithm - y * z }
    case .meanSquaredError: return x.meanOfPairs(numbers) { ($0 - $1) * ($0 - $1) }
    case .linear:
      let product = x.product(y: results[step.operands[1]].transposed([1, 0]))
      return product.combined(with: y, +)
    case .matmul: return x.product(y: y)
    default: return x.rearranged(step, with: y)
    }
  }
}

extension Scalar {
  /// The hyperbolic cosine, which the core has no need of.
  fileprivate static func coshOf(_ x: Scalar) -> Scalar { (.exp(x) + .exp(-x)) / 2 }
}
