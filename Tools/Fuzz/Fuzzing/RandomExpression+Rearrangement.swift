import Autograd
import TensorCore

extension RandomExpression {
  /// An operation that moves scalars or adds some of them up; `nil` if the operands do not fit.
  static func rearrangement(
    _ operation: Operation, _ a: Int, _ b: Int, _ results: [Variable],
    using generator: inout SplitMix64
  ) -> Step? {
    let shape = results[a].shape.lengths
    let axis = shape.isEmpty ? 0 : generator.uniform(below: shape.count)
    let integers: [Int]
    switch operation {
    case .sumAlongAxes:
      integers = shape.indices.filter { _ in generator.uniform() < 0.5 }
      if integers.isEmpty { return nil }
    case .summedToShape:
      let kept = shape.map { generator.uniform() < 0.5 ? $0 : 1 }
      integers = Array(kept.dropFirst(generator.uniform(below: 2)))
      // Axes in front are left out whole.
      if integers.count < kept.count, kept.isEmpty { return nil }
    case .reshaped:
      let count = shape.reduce(1, *)
      let divisors = (1...count).filter { count % $0 == 0 }
      let first = divisors[generator.uniform(below: divisors.count)]
      integers = generator.uniform() < 0.3 ? [count] : [first, count / first]
    case .transposed:
      guard shape.count > 1 else { return nil }
      integers = generator.permutation(of: shape.count)
    case .broadcast:
      let longer = shape.map { $0 == 1 ? 1 + generator.uniform(below: 3) : $0 }
      integers = generator.uniform() < 0.5 ? longer : [1 + generator.uniform(below: 3)] + longer
    case .slice:
      guard !shape.isEmpty else { return nil }
      let start = generator.uniform(below: shape[axis])
      integers = [axis, start, start + 1 + generator.uniform(below: shape[axis] - start)]
    case .gathering:
      guard !shape.isEmpty else { return nil }
      integers = (0...generator.uniform(below: 4)).map { _ in generator.uniform(below: shape[0]) }
    case .concatenation:
      let other = results[b].shape.lengths
      guard !shape.isEmpty, other.count == shape.count,
        shape.indices.allSatisfy({ $0 == axis || shape[$0] == other[$0] })
      else { return nil }
      integers = [axis]
      return Step(operation: operation, operands: [a, b], integers: integers)
    default: return nil
    }
    return Step(operation: operation, operands: [a], integers: integers)
  }
}
