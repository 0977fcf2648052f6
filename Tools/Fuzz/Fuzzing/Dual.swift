import TensorCore

/// A number and how fast it changes: all that a derivative forward through an expression needs.
///
///     (v, t) · (w, u) = (v w, t w + v u)        f(v, t) = (f(v), f′(v) t)
///
/// ## Source
///
/// Wengert, "A simple automatic derivative evaluation program", 1964, https://doi.org/10.1145/355586.364791
struct Dual: Hashable, Sendable {
  var value: Scalar
  var change: Scalar = 0

  static func + (a: Dual, b: Dual) -> Dual {
    Dual(value: a.value + b.value, change: a.change + b.change)
  }
  static func - (a: Dual, b: Dual) -> Dual {
    Dual(value: a.value - b.value, change: a.change - b.change)
  }
  static func * (a: Dual, b: Dual) -> Dual {
    Dual(value: a.value * b.value, change: a.change * b.value + a.value * b.change)
  }
  static func / (a: Dual, b: Dual) -> Dual {
    let quotient = a.value / b.value
    return Dual(value: quotient, change: (a.change - quotient * b.change) / b.value)
  }

  var exponential: Dual {
    let result = Scalar.exp(value)
    return Dual(value: result, change: result * change)
  }
  var logarithm: Dual { Dual(value: .log(value), change: change / value) }

  /// A whole or broken power, by the derivative that schools teach.
  func power(_ exponent: Scalar) -> Dual {
    let slope = exponent == 0 ? 0 : exponent * Scalar.pow(value, exponent - 1)
    return Dual(value: .pow(value, exponent), change: slope * change)
  }
}

/// Duals in the order of a tensor, with a note of whether a choice in their computation was close.
struct DualTensor: Sendable {
  var shape: [Int]
  var duals: [Dual]

  /// Whether a maximum, a bound or a kink was so close that the derivative may depend on a convention.
  var isClose = false

  func map(_ change: (Dual) -> Dual) -> DualTensor {
    DualTensor(shape: shape, duals: duals.map(change), isClose: isClose)
  }

  /// The positions in this tensor of the scalars of a greater shape that it is broadcast to.
  func positions(in target: [Int]) -> [Int] {
    let padding = target.count - shape.count
    return (0..<target.reduce(1, *)).map { position in
      var (rest, stride, index) = (position, 1, 0)
      for axis in target.indices.reversed() {
        let coordinate = rest % target[axis]
        rest /= target[axis]
        guard axis >= padding else { continue }
        let length = shape[axis - padding]
        index += (length == 1 ? 0 : coordinate) * stride
        stride *= length
      }
      return index
    }
  }

  func broadcast(to target: [Int]) -> DualTensor {
    DualTensor(shape: target, duals: positions(in: target).map { duals[$0] }, isClose: isClose)
  }

  /// Two tensors, scalar by scalar, after broadcasting.
  func combined(with other: DualTensor, _ combine: (Dual, Dual) -> Dual) -> DualTensor {
    let count = max(shape.count, other.shape.count)
    let (a, b) = (Self.padded(shape, count), Self.padded(other.shape, count))
    let target = zip(a, b).map { $0 == 1 ? $1 : $0 }
    let pairs = zip(broadcast(to: target).duals, other.broadcast(to: target).duals)
    return DualTensor(shape: target, duals: pairs.map(combine), isClose: isClose || other.isClose)
  }

  private static func padded(_ shape: [Int], _ count: Int) -> [Int] {
    [Int](repeating: 1, count: count - shape.count) + shape
  }

  /// The sums of all scalars that a smaller shape stretches over.
  func summed(to target: [Int]) -> DualTensor {
    let count = target.reduce(1, *)
    var result = DualTensor(
      shape: target, duals: [Dual](repeating: Dual(value: 0), count: count), isClose: isClose)
    for (source, place) in result.positions(in: shape).enumerated() {
      result.duals[place] = result.duals[place] + duals[source]
    }
    return result
  }

  /// Rows along the last axis, each changed to others.
  func rows(_ change: ([Dual]) -> [Dual]) -> [Dual] {
    let width = shape.last ?? 1
    return stride(from: 0, to: duals.count, by: width).flatMap {
      change(Array(duals[$0..<$0 + width]))
    }
  }
}
