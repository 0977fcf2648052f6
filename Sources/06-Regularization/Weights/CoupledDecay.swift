public import Autograd
public import TensorCore

/// A rule to whose gradient the decay is added first: L2 in the loss (PyTorch: `weight_decay` of `SGD` and `Adam`).
///
///     g ← g + λ w, then the rule                                           (equation 6.15)
///
/// The rule treats λ w as it treats every gradient: momentum smears it over later steps, and Adam divides it by the size of the
/// gradients, so that weights with large gradients hardly decay.
///
/// ```swift
/// let adam = FirstOrderOptimizer(weights, CoupledDecay(AdamWRule(weightDecay: 0), strength: 0.01))
/// ```
public struct CoupledDecay<Rule: UpdateRule>: DecayingRule {
  /// What is remembered of one parameter.
  public typealias State = Rule.State

  /// The rule that gets the gradient with the decay in it; it should have no decay of its own.
  public var rule: Rule

  /// The strength λ; not negative.
  public var strength: Scalar

  /// Creates a rule.
  ///
  /// - Parameters:
  ///   - rule: The rule that gets the gradient with the decay in it; it should have no decay of its own.
  ///   - strength: The strength λ; not negative.
  public init(_ rule: Rule, strength: Scalar) {
    self.rule = rule
    self.strength = strength
  }

  /// Changes one parameter in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    let strength = strength
    let coupled = gradient.combined(with: value) { g, w in g + strength * w }  // (equation 6.15)
    rule.update(&value, gradient: coupled, state: &state)
  }
}

/// A rule before which every weight is shrunk by itself: decoupled weight decay, as AdamW has it.
///
///     w ← (1 − η λ) w, then the rule with the plain gradient              (equation 6.16)
///
/// With plain gradient descent it is the same as ``CoupledDecay``: w − η (g + λ w). With momentum or Adam it is not.
///
/// ## Source
///
/// Loshchilov and Hutter, “Decoupled weight decay regularization”, 2019, https://arxiv.org/abs/1711.05101
public struct DecoupledDecay<Rule: UpdateRule>: DecayingRule {
  /// What is remembered of one parameter.
  public typealias State = Rule.State

  /// The rule that gets the plain gradient.
  public var rule: Rule

  /// The strength λ; not negative.
  public var strength: Scalar

  /// Creates a rule.
  ///
  /// - Parameters:
  ///   - rule: The rule that gets the plain gradient.
  ///   - strength: The strength λ; not negative.
  public init(_ rule: Rule, strength: Scalar) {
    self.rule = rule
    self.strength = strength
  }

  /// Changes one parameter in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    value *= 1 - learningRate * strength  // (equation 6.16)
    rule.update(&value, gradient: gradient, state: &state)
  }
}
