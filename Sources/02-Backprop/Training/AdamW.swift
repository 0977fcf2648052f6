public import TensorCore

/// Adam with decoupled weight decay: steps scaled by the gradient's own size.
///
///     w ← w − η λ w
///     m ← β₁ m + (1 − β₁) g          v ← β₂ v + (1 − β₂) g²
///     w ← w − η / (1 − β₁ᵗ) · m / (√(v / (1 − β₂ᵗ)) + ε)
///
/// Lesson 07 takes the rule apart.
///
/// ## Conventions
///
/// As PyTorch's `optim.AdamW`: ε is added outside the root and after the correction, and the decay
/// is multiplied by the learning rate.
///
/// ## Source
///
/// Loshchilov and Hutter, "Decoupled weight decay regularization", 2019,
/// https://arxiv.org/abs/1711.05101, Algorithm 2
public final class AdamW: Optimizer {
  /// What is trained.
  public let parameters: [Variable]

  /// The length η of a step.
  public var learningRate: Scalar

  /// How much of the mean of gradients a step keeps.
  public let beta1: Scalar

  /// How much of the mean of squared gradients a step keeps.
  public let beta2: Scalar

  /// The number that keeps the quotient finite.
  public let epsilon: Scalar

  /// The decay λ of the weights.
  public let weightDecay: Scalar

  private var means: [Tensor]
  private var squares: [Tensor]
  private var stepCounts: [Scalar]

  /// The two means of each parameter, and how many gradients it has seen.
  public var memory: [String: [Tensor]] {
    get {
      ["exp_avg": means, "exp_avg_sq": squares, "step": stepCounts.map { Tensor($0) }]
    }
    set {
      means = newValue["exp_avg"] ?? means
      squares = newValue["exp_avg_sq"] ?? squares
      stepCounts = newValue["step"]?.map(\.scalar) ?? stepCounts
    }
  }

  /// Creates an optimizer that has seen no gradient.
  ///
  /// - Parameters:
  ///   - parameters: What is trained.
  ///   - learningRate: The length of a step; not negative.
  ///   - beta1: How much of the mean of gradients a step keeps, in 0..<1.
  ///   - beta2: How much of the mean of squared gradients a step keeps, in 0..<1.
  ///   - epsilon: The number that keeps the quotient finite; positive.
  ///   - weightDecay: The decay of the weights; not negative.
  public init(
    _ parameters: [Variable], learningRate: Scalar = 1e-3, beta1: Scalar = 0.9,
    beta2: Scalar = 0.999, epsilon: Scalar = 1e-8, weightDecay: Scalar = 1e-2
  ) {
    checkOptimizer(
      "AdamW", parameters, learningRate: learningRate, shares: ["beta1": beta1, "beta2": beta2])
    precondition(
      beta1 < 1 && beta2 < 1, "AdamW.init: a beta of 1 never forgets: \(beta1), \(beta2)")
    precondition(epsilon > 0, "AdamW.init: epsilon is not positive: \(epsilon)")
    precondition(weightDecay >= 0, "AdamW.init: the weight decay is negative: \(weightDecay)")
    self.parameters = parameters
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    means = parameters.map { .zeros($0.shape) }
    squares = means
    stepCounts = parameters.map { _ in 0 }
  }

  /// Changes one parameter and its two means in place.
  ///
  /// - Parameters:
  ///   - value: The parameter's value.
  ///   - gradient: Its gradient.
  ///   - index: Which means are its own.
  public func update(_ value: inout Tensor, gradient: Tensor, index: Int) {
    stepCounts[index] += 1
    let step = stepCounts[index]
    let (beta1, beta2, epsilon) = (beta1, beta2, epsilon)
    let kept = 1 - learningRate * weightDecay
    let rate = learningRate / (1 - .pow(beta1, step))
    let rootCorrection = 1 / Scalar.squareRoot(1 - .pow(beta2, step))
    Tensor.update(&value, &means[index], &squares[index], with: gradient) { w, m, v, g in
      m = beta1 * m + (1 - beta1) * g
      v = beta2 * v + (1 - beta2) * g * g
      w = kept * w - rate * m / (.squareRoot(v) * rootCorrection + epsilon)
    }
  }
}
