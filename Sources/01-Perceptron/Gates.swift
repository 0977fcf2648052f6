public import TensorCore

/// Logical gates as threshold units with weights set by hand.
///
/// One unit draws one line through the square of inputs, so it computes AND, OR and NAND, but not
/// XOR. With output 1 at (0,1) and (1,0) only, its weights would have to satisfy
///
///     b < 0,   w₁ + b ≥ 0,   w₂ + b ≥ 0,   w₁ + w₂ + b < 0
///
/// and the sum of the middle two, w₁ + w₂ + 2b ≥ 0, contradicts the sum of the outer two.
///
/// ## Source
///
/// Minsky and Papert, "Perceptrons", 1969, for the limit; the weights are folklore.
public enum Gates {
  // Stored: every step of a training on XOR reads them.
  /// The four pairs of bits, of shape `[4, 2]`: 00, 01, 10, 11.
  public static let inputs = Tensor([[0, 0], [0, 1], [1, 0], [1, 1]])

  /// Whether both bits are 1, by x₁ + x₂ − 2 ≥ 0.
  public static var and: Neuron {
    Neuron(weights: Tensor([1, 1]), bias: -2, nonlinearity: .step)
  }

  /// Whether at least one bit is 1, by x₁ + x₂ − 1 ≥ 0.
  public static var or: Neuron {
    Neuron(weights: Tensor([1, 1]), bias: -1, nonlinearity: .step)
  }

  /// Whether at least one bit is 0, by 1 − x₁ − x₂ ≥ 0; every other gate can be built from it.
  public static var nand: Neuron {
    Neuron(weights: Tensor([-1, -1]), bias: 1, nonlinearity: .step)
  }

  /// Whether the bits differ, by four NAND gates.
  ///
  /// - Parameters:
  ///   - a: A bit, 0 or 1.
  ///   - b: A bit, 0 or 1.
  /// - Returns: 1 or 0.
  public static func exclusiveOrByNand(_ a: Scalar, _ b: Scalar) -> Scalar {
    func nand(_ a: Scalar, _ b: Scalar) -> Scalar { Gates.nand(Tensor([a, b])) }
    let both = nand(a, b)
    return nand(nand(a, both), nand(b, both))
  }

  /// All combinations of bits, in counting order, of shape `[2ⁿ, n]`.
  ///
  /// - Parameter bitCount: The number *n* of bits, the first of which counts most.
  /// - Returns: One row for each combination.
  public static func allInputs(bitCount: Int) -> Tensor {
    let scalars = (0..<1 << bitCount).flatMap { number in
      (0..<bitCount).map { bit in Scalar(number >> (bitCount - 1 - bit) & 1) }
    }
    return Tensor(shape: [1 << bitCount, bitCount], scalars: scalars)
  }
}

/// A network of threshold units of two layers that computes any Boolean function.
///
/// A hidden unit recognizes one row of the truth table at which the function is 1, and the output
/// unit is an OR of them: the disjunctive normal form, as a network.
///
/// ```swift
/// let xor = ThresholdNetwork(truthTable: [0, 1, 1, 0])
/// xor(Tensor([0, 1]))  // 1
/// ```
///
/// ## Source
///
/// McCulloch and Pitts, 1943, https://doi.org/10.1007/BF02478259.
public struct ThresholdNetwork: Hashable, Sendable {
  /// The units that recognize one row each.
  public let hidden: [Neuron]

  /// The unit that answers.
  public let output: Neuron

  /// Creates the network of a truth table.
  ///
  /// - Parameter truthTable: The value, 0 or 1, for each combination of bits in counting order.
  /// - Precondition: The number of rows is a power of two, and every value is 0 or 1.
  public init(truthTable: [Scalar]) {
    precondition(
      !truthTable.isEmpty && truthTable.count & (truthTable.count - 1) == 0
        && truthTable.allSatisfy { $0 == 0 || $0 == 1 },
      "ThresholdNetwork.init: not a truth table: \(truthTable)")
    let rows = Gates.allInputs(bitCount: truthTable.count.trailingZeroBitCount)
    hidden = truthTable.indices.filter { truthTable[$0] == 1 }.map { index in
      // The sum reaches the number of ones in the pattern at the pattern alone.
      let pattern = rows.row(index)
      return Neuron(weights: 2 * pattern - 1, bias: -pattern.sum(), nonlinearity: .step)
    }
    output = Neuron(weights: .ones([hidden.count]), bias: -1, nonlinearity: .step)
  }

  /// The value of the function.
  ///
  /// - Parameter x: The bits, of shape `[bits]`.
  /// - Returns: 1 or 0.
  public func callAsFunction(_ x: Tensor) -> Scalar {
    output(Tensor(hidden.map { $0(x) }))
  }
}
