public import Perceptron
public import TensorCore

/// The square by composition: each further level divides the error by 4.
///
///     x² ≈ x − Σⱼ tʲ(x) / 4ʲ       j = 1 … m, 0 ≤ x ≤ 1                           (equation 10.6)
///
/// where tʲ is j tents in a row (``Sawtooth``). The error is between 0 and 2⁻²ᵐ⁻², which is reached. Each level is three ReLUs: two for the
/// next tent, one that carries the sum on. From squares come products, xy = 2 ((x + y) / 2)² − x² / 2 − y² / 2, and from products polynomials.
/// For the square accuracy ε costs units of the order log 1/ε, where one hidden layer needs 1/√ε.
///
/// ## Source
///
/// Yarotsky, “Error bounds for approximations with deep ReLU networks”, 2017, https://arxiv.org/abs/1610.01145, proposition 2
public struct Squares: Hashable, Sendable {
  /// The number of levels m.
  public let levelCount: Int

  /// Creates the approximation.
  ///
  /// - Parameter levelCount: The number of levels, in 1…25.
  /// - Precondition: It is in that range.
  public init(levelCount: Int) {
    precondition(
      (1...25).contains(levelCount),
      "Squares.init: the number of levels is not in 1…25: \(levelCount)")
    self.levelCount = levelCount
  }

  /// The greatest error over 0…1.
  ///
  ///     2⁻²ᵐ⁻²                                                                    (equation 10.7)
  public var greatestError: Scalar { 1 / Scalar(1 << (2 * levelCount + 2)) }  // (equation 10.7)

  /// The number of hidden units.
  public var unitCount: Int { 3 * levelCount }

  /// The value at a number in 0…1, level by level.
  public func callAsFunction(_ x: Scalar) -> Scalar {
    var (tooth, sum, factor) = (x, x, 1 as Scalar)
    for _ in 0..<levelCount {
      tooth = Sawtooth.tent(tooth)
      factor /= 4
      sum -= factor * tooth  // (equation 10.6)
    }
    return sum
  }

  /// The product of two numbers in 0…1 by three squares; the error is between −ε and 2ε, where ε is ``greatestError``.
  public func product(_ x: Scalar, _ y: Scalar) -> Scalar {
    2 * self((x + y) / 2) - self(x) / 2 - self(y) / 2
  }

  /// The network of the square: ``levelCount`` hidden layers of three ReLUs.
  public var network: MultilayerPerceptron { network(inputs: [[1]], outputs: [1]) }

  /// The network of the product, of inputs of shape `[batch, 2]`: three squares side by side.
  public var productNetwork: MultilayerPerceptron {
    network(inputs: [[0.5, 0.5], [1, 0], [0, 1]], outputs: [2, -0.5, -0.5])
  }

  /// Squares side by side.
  ///
  /// - Parameters:
  ///   - inputs: For each square how it is made of the inputs.
  ///   - outputs: The factor of each square in the output.
  /// - Returns: The network.
  private func network(inputs: [[Scalar]], outputs: [Scalar]) -> MultilayerPerceptron {
    let count = inputs.count
    // Three units a square: relu(t), relu(t − ½), relu(sum).
    let first = AffineMap(
      weight: Tensor(inputs.flatMap { [$0, $0, $0] }), bias: Self.repeated([0, -0.5, 0], count))
    var layers = [first]
    var factor = 1 as Scalar
    for _ in 1..<levelCount {
      factor /= 4
      let level: [[Scalar]] = [[2, -4, 0], [2, -4, 0], [-2 * factor, 4 * factor, 1]]
      layers.append(
        AffineMap(
          weight: Self.blocks(level, count), bias: Self.repeated([0, -0.5, 0], count)))
    }
    factor /= 4
    let last = outputs.flatMap { [-2 * factor * $0, 4 * factor * $0, $0] }
    layers.append(
      AffineMap(weight: Tensor(last).reshaped(to: [1, 3 * count]), bias: Tensor([0])))
    return MultilayerPerceptron(layers: layers, nonlinearity: .relu)
  }

  private static func repeated(_ values: [Scalar], _ count: Int) -> Tensor {
    Tensor((0..<count).flatMap { _ in values })
  }

  /// A matrix with the same block `count` times along its diagonal.
  private static func blocks(_ block: [[Scalar]], _ count: Int) -> Tensor {
    let size = block.count
    return Tensor(
      (0..<count * size).map { row in
        (0..<count * size).map { column in
          row / size == column / size ? block[row % size][column % size] : 0
        }
      })
  }
}
