public import TensorCore

// XOR and parity by ReLUs, with weights set by hand.

extension MultilayerPerceptron {
  /// The textbook's network for XOR: two hidden ReLUs and a linear output, nine parameters with biases.
  ///
  /// It is not the smallest. ``absoluteDifference`` has no biases and six weights, and one hidden ReLU with
  /// connections past it takes seven parameters.
  ///
  ///     h₁ = relu(x₁ + x₂)   h₂ = relu(x₁ + x₂ − 1)   y = h₁ − 2 h₂                (equation 1.6)
  ///
  /// ## Source
  ///
  /// Goodfellow, Bengio and Courville, "Deep Learning", 2016, section 6.1,
  /// https://www.deeplearningbook.org
  public static var exclusiveOr: MultilayerPerceptron {
    MultilayerPerceptron(
      layers: [
        AffineMap(weight: Tensor([[1, 1], [1, 1]]), bias: Tensor([0, -1])),
        AffineMap(weight: Tensor([[1, -2]]), bias: Tensor([0])),
      ], nonlinearity: .relu)
  }

  /// The distance of two numbers; on bits it is XOR.
  ///
  ///     |a − b| = relu(a − b) + relu(b − a)                                        (equation 1.7)
  public static var absoluteDifference: MultilayerPerceptron {
    MultilayerPerceptron(
      layers: [
        AffineMap(weight: Tensor([[1, -1], [-1, 1]]), bias: nil),
        AffineMap(weight: Tensor([[1, 1]]), bias: nil),
      ], nonlinearity: .relu)
  }

  /// The parity of *n* bits by one hidden layer of *n* ReLUs.
  ///
  /// With *s* the sum of the bits, parity is a zigzag of *n* straight pieces:
  ///
  ///     y = relu(s) − 2 relu(s − 1) + 2 relu(s − 2) − ⋯ ± 2 relu(s − n + 1)
  ///
  /// For two bits it is ``exclusiveOr``.
  ///
  /// - Parameter bitCount: The number of bits *n*.
  /// - Returns: A network whose output is 1 where the number of ones is odd, and else 0.
  /// - Precondition: `bitCount > 0`.
  public static func parity(bitCount: Int) -> MultilayerPerceptron {
    precondition(
      bitCount > 0, "MultilayerPerceptron.parity: the number of bits is not positive: \(bitCount)")
    let kinks = (0..<bitCount).map { Scalar($0) }
    let turns = (0..<bitCount).map { $0 == 0 ? 1 : ($0 % 2 == 1 ? -2 : 2) as Scalar }
    return MultilayerPerceptron(
      layers: [
        AffineMap(weight: .ones([bitCount, bitCount]), bias: -Tensor(kinks)),
        AffineMap(weight: Tensor(turns).reshaped(to: [1, bitCount]), bias: Tensor([0])),
      ], nonlinearity: .relu)
  }
}

/// The parity of *n* bits by a tree of distances: 2 (n − 1) ReLUs in ⌈log₂ n⌉ levels.
///
/// Each level pairs neighbors up and replaces them by their XOR; a number left over goes up
/// unchanged. The disjunctive normal form of ``ThresholdNetwork`` takes 2ⁿ⁻¹ hidden units for the
/// same function, but that is the price of the truth table and not of a single hidden layer: one layer of
/// *n* ReLUs does it too, ``MultilayerPerceptron/parity(bitCount:)``. Where depth does pay, lesson 10 shows.
///
/// ## Source
///
/// Folklore; the depth and size are those of a balanced binary tree.
public struct ParityTree: Hashable, Sendable {
  /// The number of bits.
  public let bitCount: Int

  /// The number of pairs on each level, from the bits upward.
  public let pairsPerLevel: [Int]

  /// The number of levels.
  public var depth: Int { pairsPerLevel.count }

  /// The number of ReLUs in the whole tree.
  public var reluCount: Int {
    pairsPerLevel.reduce(0, +) * MultilayerPerceptron.absoluteDifference.layers[0].outputCount
  }

  /// Creates the tree.
  ///
  /// - Parameter bitCount: The number of bits.
  /// - Precondition: `bitCount > 0`.
  public init(bitCount: Int) {
    precondition(bitCount > 0, "ParityTree.init: the number of bits is not positive: \(bitCount)")
    self.bitCount = bitCount
    var pairs: [Int] = []
    var count = bitCount
    while count > 1 {
      pairs.append(count / 2)
      count -= count / 2
    }
    pairsPerLevel = pairs
  }

  /// Whether the number of ones is odd: 1 or 0 for each row, of shape `[batch, 1]`.
  ///
  /// - Parameter bits: Rows of bits, of shape `[batch, bitCount]`.
  /// - Returns: 1 or 0 for each row.
  /// - Precondition: `bits` has that shape.
  public func callAsFunction(_ bits: Tensor) -> Tensor {
    precondition(
      bits.shape.axisCount == 2 && bits.shape[1] == bitCount,
      "ParityTree: \(bits.shape) is not a batch of \(bitCount) bits")
    let distance = MultilayerPerceptron.absoluteDifference
    var values = bits
    for pairCount in pairsPerLevel {
      var next = (0..<pairCount).map { pair in
        distance(values.slice(2 * pair..<2 * pair + 2, axis: 1))
      }
      if values.shape[1] > 2 * pairCount {
        next.append(values.slice(2 * pairCount..<values.shape[1], axis: 1))
      }
      values = .concatenation(next, axis: 1)
    }
    return values
  }
}
