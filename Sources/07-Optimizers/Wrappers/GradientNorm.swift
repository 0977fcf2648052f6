public import Autograd
public import TensorCore

/// A way to measure all gradients as one long vector (PyTorch: `norm_type`).
public enum GradientNorm: Sendable {
  /// (Σ |g|ᵖ)^(1/p); the Euclidean norm for p = 2.
  case power(Scalar)
  /// The greatest magnitude, to which the others tend as p grows (PyTorch: `inf`).
  case greatest

  /// The norm of all gradients; missing ones count as zero.
  public func callAsFunction(_ parameters: [Variable]) -> Scalar {
    let gradients = parameters.compactMap(\.gradient)
    switch self {
    case .power(2): return gradientNorm(parameters)
    case .power(let p):
      precondition(p > 0, "GradientNorm: the power is not positive: \(p)")
      let sums = gradients.map { $0.map { .pow(abs($0), p) }.sum() }
      return .pow(sums.reduce(0, +), 1 / p)
    case .greatest: return gradients.map { $0.maximumMagnitude() }.reduce(0, GradientNorm.greater)
    }
  }

  /// The greater of two magnitudes; NaN if one of them is.
  private static func greater(_ a: Scalar, _ b: Scalar) -> Scalar {
    a.isNaN || a > b ? a : b
  }

  /// Shortens all gradients by one factor so that their norm is at most a bound (PyTorch: `clip_grad_norm_`).
  ///
  ///     g ← g · min(1, bound / (‖g‖ + 10⁻⁶))
  ///
  /// A norm that is NaN makes all gradients NaN; one that is infinite makes infinite entries NaN and all
  /// others 0. Neither stops the run unless it is asked to.
  ///
  /// - Parameters:
  ///   - parameters: The variables whose gradients are shortened.
  ///   - bound: The greatest norm that is let through; positive.
  ///   - refusesNonFinite: Whether to throw if the norm is not finite (PyTorch: `error_if_nonfinite`).
  /// - Returns: The norm before.
  /// - Throws: `TrainingError.notFinite`; nothing has changed then.
  @discardableResult
  public func clip(
    _ parameters: [Variable], to bound: Scalar, refusesNonFinite: Bool = false
  ) throws(TrainingError) -> Scalar {
    precondition(bound > 0, "GradientNorm.clip: the bound is not positive: \(bound)")
    let norm = self(parameters)
    if refusesNonFinite && !norm.isFinite { throw .notFinite(step: nil, operation: nil) }
    let share = bound / (norm + 1e-6)  // (equation 7.19)
    let factor = share > 1 ? 1 : share
    for parameter in parameters { parameter.gradient? *= factor }
    return norm
  }
}
