public import TensorCore

// Losses of a score z against a label y of −1 or 1. None of the three rises with the margin y z.

/// The perceptron's loss: how far the score lies on the wrong side.
///
///     ℓ = max(0, −y z)        ℓ′ = −y where y z ≤ 0, otherwise 0                 (equation 1.27)
///
/// Descending it at the rate 1, one sample at a time, is the rule of ``SignedPerceptron``. At the kink
/// any slope between −y and 0 would do; −y is the one that gets the rule away from its start at zero.
public struct PerceptronLoss: PointwiseLoss, Hashable {
  /// Creates the loss.
  public init() {}

  /// The perceptron's loss of one score; the target is −1 or 1.
  public func value(of prediction: Scalar, target: Scalar) -> Scalar {
    maximum(0, -target * prediction)  // (equation 1.27)
  }

  /// Its derivative with respect to the score.
  public func slope(at prediction: Scalar, target: Scalar) -> Scalar {
    prediction.isNaN ? prediction : (target * prediction <= 0 ? -target : 0)
  }
}

/// The hinge loss: a right answer must be right by a margin of 1 to cost nothing.
///
///     ℓ = max(0, 1 − y z)     ℓ′ = −y where y z < 1, otherwise 0                 (equation 1.28)
///
/// ## Source
///
/// Cortes and Vapnik, "Support-vector networks", 1995, https://doi.org/10.1007/BF00994018
public struct HingeLoss: PointwiseLoss, Hashable {
  /// Creates the loss.
  public init() {}

  /// The hinge loss of one score; the target is −1 or 1.
  public func value(of prediction: Scalar, target: Scalar) -> Scalar {
    maximum(0, 1 - target * prediction)  // (equation 1.28)
  }

  /// Its derivative with respect to the score.
  public func slope(at prediction: Scalar, target: Scalar) -> Scalar {
    prediction.isNaN ? prediction : (target * prediction < 1 ? -target : 0)
  }
}

/// The loss of logistic regression, the smooth relative of the perceptron's.
///
///     ℓ = log(1 + e^−yz)      ℓ′ = −y σ(−y z)                                    (equation 1.29)
///
/// It is ``BinaryCrossEntropy`` for labels −1 and 1 in place of 0 and 1.
public struct LogisticLoss: PointwiseLoss, Hashable {
  /// Creates the loss.
  public init() {}

  /// The logistic loss of one score; the target is −1 or 1.
  public func value(of prediction: Scalar, target: Scalar) -> Scalar {
    .softplus(-target * prediction)  // (equation 1.29)
  }

  /// Its derivative with respect to the score.
  public func slope(at prediction: Scalar, target: Scalar) -> Scalar {
    -target * .sigmoid(-target * prediction)
  }
}
