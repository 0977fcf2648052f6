public import Autograd
public import TensorCore

/// A deep network of equal widths in which every hidden layer is passed by a skip connection.
///
///     aₖ = aₖ₋₁ + relu(Wₖ aₖ₋₁ + bₖ)                                             (equation 10.15)
///
/// A layer with weights 0 is then the identity: depth that is not used does no harm. Gradients reach the first layer along the sums, whatever the
/// weights between.
///
/// ## Source
///
/// He, Zhang, Ren and Sun, “Deep residual learning for image recognition”, 2016, https://arxiv.org/abs/1512.03385
public final class SkipNetwork: Module, Layer {
  private let input: Linear
  private let blocks: [Linear]
  private let output: Linear

  /// Creates the network with one input and one output.
  ///
  /// - Parameters:
  ///   - widths: The widths of the hidden layers, at least one, all equal.
  ///   - generator: The source of the first weights.
  /// - Precondition: The widths are as said.
  public init(widths: [Int], using generator: inout some RandomNumberGenerator) {
    precondition(
      !widths.isEmpty && Set(widths).count == 1,
      "SkipNetwork.init: the widths are not all equal: \(widths)")
    input = Linear(inputCount: 1, outputCount: widths[0], using: &generator)
    blocks = widths.dropFirst().map { width in
      Linear(inputCount: width, outputCount: width, using: &generator)
    }
    output = Linear(inputCount: widths[0], outputCount: 1, using: &generator)
  }

  /// The layers under their names.
  public var children: [(name: String, layer: any Layer)] {
    [("input", input)] + blocks.enumerated().map { ("blocks.\($0)", $1) } + [("output", output)]
  }

  /// The output of shape `[batch, 1]` for a batch of shape `[batch, 1]`.
  public func forward(_ x: Variable) -> Variable {
    let first = relu(input(x))
    return output(blocks.reduce(first) { a, block in a + relu(block(a)) })  // (equation 10.15)
  }
}
