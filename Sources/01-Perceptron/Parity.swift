public import TensorCore

// XOR and parity by rectifiers, with weights set by hand.

extension MultilayerPerceptron {
  /// The smallest network for XOR: two hidden rectifiers and a linear output, nine parameters.
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
}

/// The parity of *n* bits by a tree of distances: 2 (n − 1) rectifiers in ⌈log₂ n⌉ levels.
///
/// Each level pairs neighbors up and replaces them by their XOR; a number left over goes up
/// unchanged. The disjunctive normal form of ``ThresholdNetwork`` takes 2ⁿ⁻¹ hidden units for the
/// same function: depth pays.
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

  /// The number of rectifiers in the whole tree.
  public var rectifierCount: Int {
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
