public import Autograd
import TensorCore

/// A deep network of equal widths in which every two hidden layers are passed by a skip connection.
///
///     hₗ = hₗ₋₁ + Vₗ relu(Wₗ hₗ₋₁ + bₗ) + cₗ,      Vₗ = 0 and cₗ = 0 at first           (equation 10.15)
///
/// At first a block is the identity, and the whole one hidden layer: depth can stay unused. Gradients have a way to the first layer along the
/// sums, past the weights between.
///
/// ## Source
///
/// He, Zhang, Ren and Sun, “Identity mappings in deep residual networks”, 2016, https://arxiv.org/abs/1603.05027, without their
/// normalization; blocks that start as the identity as in Goyal and others, 2017, https://arxiv.org/abs/1706.02677, section 5.1.
public final class SkipNetwork: Module, Layer {
  private let input: Linear
  private let blocks: [(inner: Linear, outer: Linear)]
  private let output: Linear

  /// Creates the network with one input and one output.
  ///
  /// - Parameters:
  ///   - widths: The widths of the hidden layers, an odd number of them, all equal: one, and two for each block.
  ///   - generator: The source of the first weights.
  /// - Precondition: The widths are as said.
  public init(widths: [Int], using generator: inout some RandomNumberGenerator) {
    precondition(
      widths.count % 2 == 1 && Set(widths).count == 1,
      "SkipNetwork.init: not an odd number of equal widths: \(widths)")
    let width = widths[0]
    input = Linear(inputCount: 1, outputCount: width, using: &generator)
    blocks = (0..<widths.count / 2).map { _ in
      (
        Linear(inputCount: width, outputCount: width, using: &generator),
        Linear(weight: .zeros([width, width]), bias: .zeros([width]))
      )
    }
    output = Linear(inputCount: width, outputCount: 1, using: &generator)
  }

  /// Puts layers together that exist already, such as those of a gradient check.
  init(input: Linear, blocks: [(inner: Linear, outer: Linear)], output: Linear) {
    (self.input, self.blocks, self.output) = (input, blocks, output)
  }

  /// The layers under their names.
  public var children: [(name: String, layer: any Layer)] {
    let inside = blocks.enumerated().flatMap { index, block in
      [("blocks.\(index).inner", block.inner as any Layer), ("blocks.\(index).outer", block.outer)]
    }
    return [("input", input)] + inside + [("output", output)]
  }

  /// The output of shape `[batch, 1]` for a batch of shape `[batch, 1]`.
  public func forward(_ x: Variable) -> Variable {
    output(
      blocks.reduce(relu(input(x))) { h, block in
        h + block.outer(relu(block.inner(h)))  // (equation 10.15)
      })
  }
}
