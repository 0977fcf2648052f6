public import Autograd
public import TensorCore

/// Penalties on weights that are added to the loss, where the optimizer meets them as part of the gradient.
///
/// ```swift
/// let loss = softmaxCrossEntropy(model(x), classes: [0, 1]) + WeightPenalty.l2(weights, strength: 1e-4)
/// ```
public enum WeightPenalty {
  /// Half the sum of squares: λ/2 Σ w², with the gradient λ w (equation 6.13).
  ///
  /// PyTorch's `weight_decay=λ` of SGD and Adam adds the same λ w to the gradient. Without the half the gradient is
  /// 2 λ w: a strength from one convention is half or twice as strong in the other.
  ///
  /// - Parameters:
  ///   - parameters: The weights, at least one variable.
  ///   - strength: The number λ; not negative.
  /// - Returns: The penalty, of shape `[]`.
  /// - Precondition: The arguments are as said.
  public static func l2(_ parameters: [Variable], strength: Scalar) -> Variable {
    total(parameters, strength, in: "WeightPenalty.l2") { w in (w * w).sum() } * (strength / 2)
  }

  /// The sum of magnitudes: λ Σ |w|, with the gradient ±λ, and 0 at 0 (equation 6.14).
  ///
  /// Descent along this gradient steps over 0 again and again and hits it by chance only; see ``ProximalDescentRule``.
  ///
  /// - Parameters:
  ///   - parameters: The weights, at least one variable.
  ///   - strength: The number λ; not negative.
  /// - Returns: The penalty, of shape `[]`.
  /// - Precondition: The arguments are as said.
  public static func l1(_ parameters: [Variable], strength: Scalar) -> Variable {
    total(parameters, strength, in: "WeightPenalty.l1") { w in abs(w).sum() } * strength
  }

  /// The sum of both: λ₁ Σ |w| + λ₂/2 Σ w².
  ///
  /// ## Source
  ///
  /// Zou and Hastie, “Regularization and variable selection via the elastic net”, 2005,
  /// https://doi.org/10.1111/j.1467-9868.2005.00503.x
  ///
  /// - Parameters:
  ///   - parameters: The weights, at least one variable.
  ///   - l1: The strength λ₁; not negative.
  ///   - l2: The strength λ₂; not negative.
  /// - Returns: The penalty, of shape `[]`.
  /// - Precondition: The arguments are as said.
  public static func elasticNet(_ parameters: [Variable], l1: Scalar, l2: Scalar) -> Variable {
    self.l1(parameters, strength: l1) + self.l2(parameters, strength: l2)
  }

  private static func total(
    _ parameters: [Variable], _ strength: Scalar, in function: String,
    _ term: (Variable) -> Variable
  ) -> Variable {
    precondition(strength >= 0, "\(function): the strength is negative or NaN: \(strength)")
    guard let first = parameters.first else {
      preconditionFailure("\(function): there are no parameters")
    }
    return parameters.dropFirst().reduce(term(first)) { $0 + term($1) }
  }
}
