public import Autograd
public import TensorCore

extension Tensor {
  /// Every scalar moved toward 0 by a distance, and set to 0 if it is nearer: sign(b) max(|b| − l, 0).
  ///
  /// It is the exact minimum of ½ (w − b)² + l |w|.
  ///
  /// - Parameter threshold: The distance l; not negative.
  /// - Returns: The scalars, of the same shape.
  /// - Precondition: The threshold is not negative.
  public func softThresholded(by threshold: Scalar) -> Tensor {
    precondition(
      threshold >= 0, "Tensor.softThresholded: the threshold is negative or NaN: \(threshold)")
    return map { b in b > threshold ? b - threshold : (b < -threshold ? b + threshold : 0) }
  }
}

/// Gradient descent whose penalty is applied exactly, after the step: sparse weights (ISTA).
///
///     b = w − η g,    w ← sign(b) max(|b| − η λ₁, 0) / (1 + η λ₂)           (equation 6.17)
///
/// With λ₂ = 0 it is the lasso's step, with λ₁ = 0 ridge's; both are the elastic net's. A weight of 0 stays
/// there while its gradient's magnitude is at most λ₁.
///
/// ## Source
///
/// Daubechies, Defrise and De Mol, “An iterative thresholding algorithm for linear inverse problems with a sparsity
/// constraint”, 2004, https://arxiv.org/abs/math/0307152; Parikh and Boyd, “Proximal algorithms”, 2014,
/// https://doi.org/10.1561/2400000003, section 6.5
public struct ProximalDescentRule: UpdateRule {
  /// The factor η of the gradient.
  public var learningRate: Scalar

  /// The strength λ₁ of the magnitudes; not negative.
  public var l1: Scalar

  /// The strength λ₂ of half the squares; not negative.
  public var l2: Scalar

  /// Creates the rule without a penalty.
  public init() { self.init(learningRate: 1e-3, l1: 0) }

  /// Creates the rule.
  public init(learningRate: Scalar, l1: Scalar, l2: Scalar = 0) {
    self.learningRate = learningRate
    self.l1 = l1
    self.l2 = l2
  }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    if let learningRateFault { return learningRateFault }
    return l1 >= 0 && l2 >= 0 ? nil : "a penalty is negative or NaN: \(l1), \(l2)"
  }

  /// Changes one parameter in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout Void) {
    let rate = learningRate
    let (threshold, shrinkage) = (rate * l1, 1 / (1 + rate * l2))
    value.update(with: gradient) { w, g in  // (equation 6.17)
      let b = w - rate * g
      w = (b > threshold ? b - threshold : (b < -threshold ? b + threshold : 0)) * shrinkage
    }
  }
}

/// Gradient descent with an exact penalty on magnitudes and squares; see ``ProximalDescentRule``.
public typealias ProximalDescent = FirstOrderOptimizer<ProximalDescentRule>
