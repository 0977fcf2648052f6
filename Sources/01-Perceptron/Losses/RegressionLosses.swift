public import TensorCore

// Losses for real numbers. They differ in how much a large error e = prediction − target weighs.

/// The squared error; the constant with the least mean is the mean of the targets (PyTorch: `MSELoss`).
///
///     ℓ = e²        ℓ′ = 2 e                                                     (equation 1.16)
public struct SquaredError: PointwiseLoss, Hashable {
  /// Creates the loss.
  public init() {}

  /// The squared error of one prediction.
  public func value(of prediction: Scalar, target: Scalar) -> Scalar {
    let e = prediction - target
    return e * e  // (equation 1.16)
  }

  /// Its derivative with respect to the prediction.
  public func slope(at prediction: Scalar, target: Scalar) -> Scalar { 2 * (prediction - target) }
}

/// The absolute error; a constant with the least mean is the median of the targets (PyTorch: `L1Loss`).
///
///     ℓ = |e|       ℓ′ = sign e, and 0 at 0                                      (equation 1.17)
public struct AbsoluteError: PointwiseLoss, Hashable {
  /// Creates the loss.
  public init() {}

  /// The absolute error of one prediction.
  public func value(of prediction: Scalar, target: Scalar) -> Scalar {
    abs(prediction - target)  // (equation 1.17)
  }

  /// Its derivative with respect to the prediction.
  public func slope(at prediction: Scalar, target: Scalar) -> Scalar {
    (prediction - target).unitSign
  }
}

/// Huber's loss: squared for small errors, absolute for large ones (PyTorch: `HuberLoss`).
///
///     ℓ = ½ e²            ℓ′ = e           where |e| ≤ δ
///     ℓ = δ (|e| − ½ δ)   ℓ′ = δ sign e    elsewhere                             (equation 1.18)
///
/// ## Source
///
/// Huber, "Robust estimation of a location parameter", 1964, https://doi.org/10.1214/aoms/1177703732
public struct HuberLoss: PointwiseLoss, Hashable {
  /// The error δ at which the slope stops growing.
  public let delta: Scalar

  /// Creates the loss.
  ///
  /// - Parameter delta: The error at which the slope stops growing. Must be positive.
  /// - Precondition: `delta > 0`.
  public init(delta: Scalar = 1) {
    precondition(delta > 0, "HuberLoss.init: delta is not positive: \(delta)")
    self.delta = delta
  }

  /// Huber's loss of one prediction.
  public func value(of prediction: Scalar, target: Scalar) -> Scalar {
    let e = prediction - target
    return abs(e) <= delta ? e * e / 2 : delta * (abs(e) - delta / 2)  // (equation 1.18)
  }

  /// Its derivative with respect to the prediction.
  public func slope(at prediction: Scalar, target: Scalar) -> Scalar {
    let e = prediction - target
    return abs(e) <= delta ? e : delta * e.unitSign
  }
}

/// The smoothed absolute error: the absolute error with a rounded tip (PyTorch: `SmoothL1Loss`).
///
///     ℓ = ½ e² / β        ℓ′ = e / β       where |e| < β
///     ℓ = |e| − ½ β       ℓ′ = sign e      elsewhere                             (equation 1.19)
///
/// It is Huber's loss with δ = β, divided by β; with β = 0 it is the absolute error.
///
/// ## Source
///
/// Girshick, "Fast R-CNN", 2015, https://arxiv.org/abs/1504.08083, equation 3, where β is 1.
public struct SmoothAbsoluteError: PointwiseLoss, Hashable {
  /// The error β at which the loss becomes straight.
  public let beta: Scalar

  /// Creates the loss.
  ///
  /// - Parameter beta: The error at which the loss becomes straight. Must not be negative.
  /// - Precondition: `beta >= 0`.
  public init(beta: Scalar = 1) {
    precondition(beta >= 0, "SmoothAbsoluteError.init: beta is negative: \(beta)")
    self.beta = beta
  }

  /// The smoothed absolute error of one prediction.
  public func value(of prediction: Scalar, target: Scalar) -> Scalar {
    let e = prediction - target
    return abs(e) < beta ? e * e / (2 * beta) : abs(e) - beta / 2  // (equation 1.19)
  }

  /// Its derivative with respect to the prediction.
  public func slope(at prediction: Scalar, target: Scalar) -> Scalar {
    let e = prediction - target
    return abs(e) < beta ? e / beta : e.unitSign
  }
}

/// The negative log-likelihood of a count, given the logarithm of its rate (PyTorch:
/// `PoissonNLLLoss`).
///
///     ℓ = eᶻ − y z        ℓ′ = eᶻ − y                                            (equation 1.20)
///
/// The prediction z is the logarithm of the expected count, so the rate eᶻ is always positive. The
/// term log y!, which does not depend on the prediction, is left out, as PyTorch
/// does by default.
public struct PoissonLoss: PointwiseLoss, Hashable {
  /// Creates the loss.
  public init() {}

  /// The negative log-likelihood of one count.
  public func value(of prediction: Scalar, target: Scalar) -> Scalar {
    .exp(prediction) - target * prediction  // (equation 1.20)
  }

  /// Its derivative with respect to the logarithm of the rate.
  public func slope(at prediction: Scalar, target: Scalar) -> Scalar { .exp(prediction) - target }
}

extension Scalar {
  /// −1, 0 or 1.
  fileprivate var unitSign: Scalar { self > 0 ? 1 : (self < 0 ? -1 : self) }
}
