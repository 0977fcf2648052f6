public import TensorCore

// A gradient for functions that have none: a step's derivative is zero wherever it exists.

/// A step function in the forward pass, the identity in the backward pass.
///
/// - Parameters:
///   - x: The operand.
///   - step: A function such as a rounding or a threshold, whose own derivative is zero.
/// - Returns: The step function's values, through which the gradient passes unchanged.
///
/// ## Source
///
/// Bengio, Léonard and Courville, "Estimating or propagating gradients through stochastic neurons",
/// 2013, https://arxiv.org/abs/1308.3432
public func straightThrough(_ x: Variable, _ step: (Scalar) -> Scalar) -> Variable {
  .result(of: Primitive.straightThrough, x.value.map(step)) { _ in [x.pullback { d in d }] }
}
