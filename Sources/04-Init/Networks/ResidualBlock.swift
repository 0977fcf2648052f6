public import Autograd
public import TensorCore

/// A block that adds what a branch computes to its input: x + F(x).
///
/// Its Jacobian is the identity plus the branch's: a gradient passes even where the branch has none.
///
/// ## Source
///
/// He, Zhang, Ren and Sun, “Identity mappings in deep residual networks”, 2016, https://arxiv.org/abs/1603.05027
public final class ResidualBlock: Module, Layer {
  /// The branch F; its output has the shape of its input.
  public let branch: any Layer

  /// Creates a block.
  ///
  /// - Parameter branch: The branch; its output must have the shape of its input.
  public init(_ branch: any Layer) { self.branch = branch }

  /// The branch.
  public var children: [(name: String, layer: any Layer)] { [("branch", branch)] }

  /// The sum of the input and the branch's output.
  ///
  /// - Parameter input: A batch of any shape that the branch keeps.
  /// - Returns: The sum, of the same shape.
  /// - Precondition: The branch keeps the shape; nothing is broadcast.
  public func forward(_ input: Variable) -> Variable {
    let output = branch(input)
    precondition(
      output.shape == input.shape,
      "ResidualBlock: the branch made \(output.shape) of \(input.shape)")
    return input + output
  }
}

/// A block whose branch is multiplied by a trained number that starts at 0: x + α F(x).
///
/// At the start the block is the identity, and only α has a gradient; from the second step on the branch has one too.
///
/// ## Source
///
/// Bachlechner and others, “ReZero is all you need”, 2020, https://arxiv.org/abs/2003.04887, equation 1
public final class ReZeroBlock: Module, Layer {
  /// The branch F; its output has the shape of its input.
  public let branch: any Layer

  /// The factor α, of shape `[]`.
  public let factor: Variable

  /// Creates a block.
  ///
  /// - Parameters:
  ///   - branch: The branch; its output must have the shape of its input.
  ///   - factor: The first value of α.
  public convenience init(_ branch: any Layer, factor: Scalar = 0) {
    self.init(branch, sharing: Variable(Tensor(factor), requiresGradient: true))
  }

  /// Creates a block whose factor is shared with others.
  ///
  /// - Parameters:
  ///   - branch: The branch.
  ///   - factor: A variable of one scalar.
  /// - Precondition: The factor is one number.
  public init(_ branch: any Layer, sharing factor: Variable) {
    precondition(
      factor.value.elementCount == 1,
      "ReZeroBlock.init: the factor is not one number: \(factor.shape)")
    self.branch = branch
    self.factor = factor
  }

  /// The factor.
  public var parameters: [(name: String, variable: Variable)] { [("factor", factor)] }

  /// The branch.
  public var children: [(name: String, layer: any Layer)] { [("branch", branch)] }

  /// The input plus α times the branch's output.
  ///
  /// - Parameter input: A batch of any shape that the branch keeps.
  /// - Returns: The sum, of the same shape.
  public func forward(_ input: Variable) -> Variable { input + factor * branch(input) }
}
