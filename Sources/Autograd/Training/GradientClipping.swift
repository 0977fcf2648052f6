public import TensorCore

// Shortening gradients between `backward()` and the optimizer's step.

/// Shortens all gradients by one common factor so that their joint norm is at most a bound.
///
///     g ← g · min(1, bound / (‖g‖ + 10⁻⁶))                              (equation 2.22)
///
/// The gradient keeps its direction: every entry is multiplied by the same number. Plain descent takes a
/// shorter step in it; with momentum the step turns, and Adam divides by the gradient's own size.
///
/// - Parameters:
///   - parameters: The variables whose gradients are shortened; missing gradients count as zero.
///   - bound: The greatest norm that is let through; positive.
/// - Returns: The joint norm before the clipping, which is worth watching.
///
/// ## Gradients that are not finite
///
/// Clipping cures neither infinity nor NaN, and does not stop; the returned norm tells, and `fit` stops
/// by itself. If the norm is infinite, the factor is 0: infinite entries become NaN, and all others 0.
/// If the norm is NaN, nothing changes; PyTorch's factor is NaN then, and so are all gradients
/// afterward. With `error_if_nonfinite=True` it throws in both cases.
///
/// ## Source
///
/// Pascanu, Mikolov and Bengio, 2013, https://arxiv.org/abs/1211.5063; the 10⁻⁶ is PyTorch's
/// `clip_grad_norm_`.
@discardableResult
public func clipGradientNorm(_ parameters: [Variable], to bound: Scalar) -> Scalar {
  precondition(bound > 0, "clipGradientNorm: the bound must be positive: \(bound)")
  let norm = gradientNorm(parameters)
  let factor = bound / (norm + 1e-6)  // (equation 2.22)
  guard factor < 1 else { return norm }
  for parameter in parameters { parameter.gradient? *= factor }
  return norm
}

/// Moves every scalar of every gradient into ±bound; the direction may change.
///
/// - Parameters:
///   - parameters: The variables whose gradients are clipped.
///   - bound: The greatest magnitude that is let through; positive.
public func clipGradientValues(_ parameters: [Variable], to bound: Scalar) {
  precondition(bound > 0, "clipGradientValues: the bound must be positive: \(bound)")
  for parameter in parameters {
    parameter.gradient = parameter.gradient?.clamped(to: -bound...bound)
  }
}

/// The Euclidean norm of all gradients as one long vector.
///
/// - Parameter parameters: The variables; missing gradients count as zero.
/// - Returns: The norm.
public func gradientNorm(_ parameters: [Variable]) -> Scalar {
  Tensor(parameters.compactMap { $0.gradient?.norm() }).norm()
}
