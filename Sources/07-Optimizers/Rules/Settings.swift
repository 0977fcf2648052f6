import Autograd
public import TensorCore

// What the rules of this lesson share: the two ways to decay weights, and the checks of settings.

/// How a rule shrinks the weights.
///
/// With plain gradient descent the two are one. In a rule that divides by the size of the gradients, a
/// decay that is coupled is divided too: weights with small gradients shrink fast, others hardly.
public enum WeightDecay: Equatable, Sendable {
  /// λ w is added to the gradient first, as L2 in the loss would (PyTorch: `weight_decay`).
  case coupled(Scalar)
  /// w ← (1 − η λ) w before the step (PyTorch: `decoupled_weight_decay=True`).
  case decoupled(Scalar)

  /// No decay.
  public static var none: WeightDecay { .coupled(0) }

  /// The strength λ.
  public var strength: Scalar {
    switch self {
    case .coupled(let strength), .decoupled(let strength): strength
    }
  }

  /// The factor of the weight that is added to its gradient.
  var coupling: Scalar { if case .coupled(let strength) = self { strength } else { 0 } }

  /// The share of a weight that is left before the step.
  func kept(at rate: Scalar) -> Scalar {
    if case .decoupled(let strength) = self { 1 - rate * strength } else { 1 }  // (equation 7.15)
  }
}

extension UpdateRule {
  /// The first of some faults that there is, the learning rate's before all.
  func firstFault(_ faults: String?...) -> String? {
    learningRateFault ?? faults.compactMap(\.self).first
  }

  /// A fault if a number is not in 0..<1.
  func faultUnlessShare(_ name: String, _ value: Scalar) -> String? {
    (0..<1).contains(value) ? nil : "\(name) is outside 0..<1: \(value)"
  }

  /// A fault if a number is negative or not finite.
  func faultIfNegative(_ name: String, _ value: Scalar) -> String? {
    value >= 0 && value.isFinite ? nil : "\(name) is negative or not finite: \(value)"
  }

  /// A fault if a number is not positive.
  func faultUnlessPositive(_ name: String, _ value: Scalar) -> String? {
    value > 0 && value.isFinite ? nil : "\(name) is not positive: \(value)"
  }
}

extension Tensor {
  /// A memory that is not in use: no scalars.
  static var unused: Tensor { .zeros([0]) }

  /// Makes a memory that a changed setting has brought into use.
  mutating func prepare(like value: Tensor) {
    if shape != value.shape { self = .zeros(value.shape) }
  }
}
