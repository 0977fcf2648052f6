public import TensorCore

/// A function of tensors together with the derivative that the course claims for it.
///
/// Lessons list their derivatives as such values, so that the tests can hold every one of them
/// against central differences, and so that a derivative without a check is found.
public struct GradientCheck: Sendable {
  /// The name of the operation or layer.
  public let name: String

  /// The names of the inputs, in order.
  public let inputNames: [String]

  /// Makes the point at which to check: one tensor an input.
  public let inputs: @Sendable () -> [Tensor]

  /// The function.
  public let value: @Sendable ([Tensor]) -> Tensor

  /// Given inputs and the gradient of a loss with respect to the output, the gradients of that loss
  /// with respect to the inputs, each of its input's shape.
  public let pullback: @Sendable ([Tensor], Tensor) throws -> [Tensor]

  /// Which branch the function takes at its kinks, such as ReLU's mask; empty if it is smooth.
  ///
  /// Differences taken across a kink say nothing about the derivative on either side of it.
  public let branches: @Sendable ([Tensor]) -> [Int]

  /// The names of the operations that the engine records on the way; empty for what is derived by hand.
  public let operations: @Sendable ([Tensor]) -> [String]

  /// Creates a check of a derivative.
  public init(
    _ name: String, inputNames: [String], inputs: @escaping @Sendable () -> [Tensor],
    value: @escaping @Sendable ([Tensor]) -> Tensor,
    pullback: @escaping @Sendable ([Tensor], Tensor) throws -> [Tensor],
    branches: @escaping @Sendable ([Tensor]) -> [Int] = { _ in [] },
    operations: @escaping @Sendable ([Tensor]) -> [String] = { _ in [] }
  ) {
    self.name = name
    self.inputNames = inputNames
    self.inputs = inputs
    self.value = value
    self.pullback = pullback
    self.branches = branches
    self.operations = operations
  }
}
