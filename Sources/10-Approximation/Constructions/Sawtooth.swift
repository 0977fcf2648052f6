public import Perceptron
public import TensorCore

/// A tent composed with itself: few units in depth, exponentially many pieces.
///
///     tent(x) = 2 relu(x) − 4 relu(x − ½)        0 → 1 → 0 over 0…1               (equation 10.5)
///
/// k of them in a row make 2ᵏ straight pieces of slope ±2ᵏ with 2k units and 6k + 1 parameters. One hidden layer needs a unit for
/// every piece but one at least (``Crossings``).
///
/// ## Source
///
/// Telgarsky, “Benefits of depth in neural networks”, 2016, https://arxiv.org/abs/1602.04485, whose mirror map is this tent.
public struct Sawtooth: Hashable, Sendable {
  /// The number of tents in a row.
  public let compositionCount: Int

  /// Creates a sawtooth.
  ///
  /// - Parameter compositionCount: The number of tents in a row, in 1…50.
  /// - Precondition: It is in that range.
  public init(compositionCount: Int) {
    precondition(
      (1...50).contains(compositionCount),
      "Sawtooth.init: the number of compositions is not in 1…50: \(compositionCount)")
    self.compositionCount = compositionCount
  }

  /// The number of straight pieces over 0…1.
  public var pieceCount: Int { 1 << compositionCount }

  /// The number of hidden units.
  public var unitCount: Int { network.widths.dropFirst().dropLast().reduce(0, +) }

  /// The tent itself, 0 at 0 and 1, 1 in the middle.
  public static func tent(_ x: Scalar) -> Scalar {
    2 * max(x, 0) - 4 * max(x - 0.5, 0)  // (equation 10.5)
  }

  /// The value at a number, tent by tent.
  public func callAsFunction(_ x: Scalar) -> Scalar {
    (0..<compositionCount).reduce(x) { value, _ in Self.tent(value) }
  }

  /// The network: ``compositionCount`` hidden layers of two ReLUs.
  public var network: MultilayerPerceptron {
    let first = AffineMap(weight: Tensor([[1], [1]]), bias: Tensor([0, -0.5]))
    let next = AffineMap(weight: Tensor([[2, -4], [2, -4]]), bias: Tensor([0, -0.5]))
    let last = AffineMap(weight: Tensor([[2, -4]]), bias: Tensor([0]))
    return MultilayerPerceptron(
      layers: [first] + Array(repeating: next, count: compositionCount - 1) + [last],
      nonlinearity: .relu)
  }

  /// The same function by one hidden layer: as many units as pieces.
  ///
  /// - Precondition: There are at most 2¹⁶ pieces.
  public var shallow: PiecewiseLinear {
    precondition(
      compositionCount <= 16, "Sawtooth.shallow: 2^\(compositionCount) units are too many")
    return PiecewiseLinear(
      interpolating: { self($0) }, over: 0...1, pieceCount: pieceCount)
  }
}
