public import Perceptron
public import TensorCore

/// What a deep network of width 1 can be: monotone, whatever its depth.
///
/// With one input, a hidden layer of one ReLU computes a monotone function of a monotone function. So no depth makes x² on −1…1: every
/// monotone function misses it by half its rise. In general ReLU networks whose hidden layers all have at most d units cannot approximate
/// every continuous function of d inputs; for one output d + 1 units can, with depth enough.
///
/// ## Source
///
/// Hanin and Sellke, “Approximating continuous functions by ReLU nets of minimal width”, 2017, https://arxiv.org/abs/1710.11278
public enum NarrowNetwork {
  /// A random network of one input, so many hidden layers of one ReLU, and one output.
  ///
  /// - Parameters:
  ///   - depth: The number of hidden layers; positive.
  ///   - generator: The source of weights and biases.
  /// - Returns: The network.
  public static func random(
    depth: Int, using generator: inout some RandomNumberGenerator
  ) -> MultilayerPerceptron {
    precondition(depth > 0, "NarrowNetwork.random: the depth is not positive: \(depth)")
    return MultilayerPerceptron(
      widths: Array(repeating: 1, count: depth + 2), nonlinearity: .relu, using: &generator)
  }

  /// Whether the values of a function at increasing numbers rise throughout or fall throughout, ties allowed.
  ///
  /// - Parameter values: The values, in order.
  /// - Returns: Whether they are monotone.
  public static func isMonotone(_ values: [Scalar]) -> Bool {
    let pairs = Array(zip(values, values.dropFirst()))
    return pairs.allSatisfy { $0 <= $1 } || pairs.allSatisfy { $0 >= $1 }
  }

  /// The least greatest error of any monotone function against given values: half the largest drop after a rise.
  ///
  /// For a rising function it is half of max over i < j of vᵢ − vⱼ, for a falling one the mirror image; the smaller of
  /// the two counts.
  ///
  /// - Parameter values: The values of the target at increasing numbers; at least one.
  /// - Returns: The error that no monotone function gets below.
  public static func leastMonotoneError(_ values: [Scalar]) -> Scalar {
    precondition(!values.isEmpty, "NarrowNetwork.leastMonotoneError: no values")
    func largestDrop(_ values: [Scalar]) -> Scalar {
      var (greatest, drop) = (values[0], 0 as Scalar)
      for value in values {
        greatest = max(greatest, value)
        drop = max(drop, greatest - value)
      }
      return drop
    }
    return min(largestDrop(values), largestDrop(values.map { -$0 })) / 2
  }
}
