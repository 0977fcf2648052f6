import TensorCore

// Operations on duals, index by index, as one would explain them.

extension DualTensor {
  /// How near two numbers must be for a choice between them to count as close.
  private static var nearness: Scalar { 1e-6 }

  /// Of two scalars the one that wins.
  func chosen(with other: DualTensor, _ wins: (Scalar, Scalar) -> Bool) -> DualTensor {
    var isClose = false
    var result = combined(with: other) { a, b in
      isClose = isClose || abs(a.value - b.value) < Self.nearness
      return wins(a.value, b.value) ? a : b
    }
    result.isClose = result.isClose || isClose
    return result
  }

  /// A function with kinks.
  func bent(at kinks: [Scalar], _ function: (Dual) -> Dual) -> DualTensor {
    var result = map(function)
    result.isClose =
      isClose || duals.contains { dual in kinks.contains { abs(dual.value - $0) < Self.nearness } }
    return result
  }

  /// The mean of a function of every scalar and a number.
  func meanOfPairs(_ numbers: [Dual], _ loss: (Dual, Dual) -> Dual) -> DualTensor {
    let sum = zip(duals, numbers).map(loss).reduce(Dual(value: 0), +)
    return DualTensor(shape: [], duals: [sum / Dual(value: Scalar(duals.count))], isClose: isClose)
  }

  /// The matrix product.
  func product(y: DualTensor) -> DualTensor {
    let (rows, inner, columns) = (shape[0], shape[1], y.shape[1])
    let duals = (0..<rows * columns).map { place in
      (0..<inner).reduce(Dual(value: 0)) {
        $0 + self.duals[place / columns * inner + $1] * y.duals[$1 * columns + place % columns]
      }
    }
    return DualTensor(shape: [rows, columns], duals: duals, isClose: isClose || y.isClose)
  }

  func transposed(_ axes: [Int]) -> DualTensor {
    let target = axes.map { shape[$0] }
    let strides = shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
    let moved = (0..<duals.count).map { position in
      var (rest, source) = (position, 0)
      for axis in target.indices.reversed() {
        source += rest % target[axis] * strides[axes[axis]]
        rest /= target[axis]
      }
      return duals[source]
    }
    return DualTensor(shape: target, duals: moved, isClose: isClose)
  }

  /// The greatest of some duals, and whether another one is close to it.
  private static func greatest(_ duals: [Dual]) -> (dual: Dual, isClose: Bool) {
    let sorted = duals.sorted { $0.value > $1.value }
    return (sorted[0], sorted.count > 1 && sorted[0].value - sorted[1].value < nearness)
  }

  /// The operations that move scalars, or work on rows.
  func rearranged(_ step: RandomExpression.Step, with y: DualTensor) -> DualTensor {
    let integers = step.integers
    var result = self
    switch step.operation {
    case .sum: return summed(to: [])
    case .sumAlongAxes:
      let kept = shape.enumerated().map { integers.contains($0.offset) ? 1 : $0.element }
      result = summed(to: kept)
      result.shape = shape.enumerated().filter { !integers.contains($0.offset) }.map(\.element)
    case .summedToShape: return summed(to: integers)
    case .reshaped: result.shape = integers
    case .transposed: return transposed(integers)
    case .broadcast: return broadcast(to: integers)
    case .max:
      let greatest = Self.greatest(duals)
      return DualTensor(shape: [], duals: [greatest.dual], isClose: isClose || greatest.isClose)
    case .maxOfRows:
      result.duals = rows { [Self.greatest($0).dual] }
      result.isClose = isClose || rows { Self.greatest($0).isClose ? $0 : [] }.count > 0
      result.shape = [shape[0]]
    case .logSumExp:
      result.duals = rows { [$0.map(\.exponential).reduce(Dual(value: 0), +).logarithm] }
      result.shape.removeLast()
    case .softmax: result.duals = rows(Self.shares)
    case .logSoftmax: result.duals = rows { Self.shares($0).map(\.logarithm) }
    case .softmaxCrossEntropy:
      let logarithms = rows { Self.shares($0).map(\.logarithm) }
      let sum = integers.enumerated().map { logarithms[$0.offset * shape[1] + $0.element] }
        .reduce(Dual(value: 0), -)
      result = DualTensor(shape: [], duals: [sum / Dual(value: Scalar(shape[0]))], isClose: isClose)
    case .slice, .gathering, .concatenation:
      let axis = step.operation == .gathering ? 0 : integers[0]
      let inner = shape[(axis + 1)...].reduce(1, *)
      let pick = { (tensor: DualTensor, outer: Int, index: Int) in
        tensor.duals[
          ((outer * tensor.shape[axis]) + index)
            * inner..<((outer * tensor.shape[axis]) + index + 1) * inner]
      }
      let own =
        switch step.operation {
        case .slice: Array(integers[1]..<integers[2])
        case .gathering: integers
        default: Array(0..<shape[axis])
        }
      let others = step.operation == .concatenation ? y.shape[axis] : 0
      result.duals = (0..<shape[..<axis].reduce(1, *)).flatMap { outer in
        own.flatMap { pick(self, outer, $0) } + (0..<others).flatMap { pick(y, outer, $0) }
      }
      result.shape[axis] = own.count + others
      result.isClose = isClose || others > 0 && y.isClose
    default: preconditionFailure("DualTensor.rearranged: no such operation: \(step.operation)")
    }
    return result
  }

  private static func shares(_ row: [Dual]) -> [Dual] {
    let exponentials = row.map(\.exponential)
    let sum = exponentials.reduce(Dual(value: 0), +)
    return exponentials.map { $0 / sum }
  }
}
