import TensorCore

/// Two points that a line separates: the smallest data on which logits grow without end.
///
/// x = ±1, one class each, a linear softmax without bias, full-batch gradient descent from 0. By symmetry the
/// weights are w and −w, the gap of the logits at x = 1 is g = 2w, and a step is
///
///     g ← g + 2 η (1 − e/2 − σ(g)) − η λ g                                (equation 6.12)
///
/// Without smoothing (e = 0) and decay (λ = 0) g grows as ln(2 η t), by ln 10 a decade; with smoothing g stops at
/// ln((1 − e/2) / (e/2)).
///
/// ## Source
///
/// Soudry, Hoffer, Nacson, Gunasekar and Srebro, “The implicit bias of gradient descent on separable data”, 2018,
/// https://arxiv.org/abs/1710.10345
public struct TwoPoints: Sendable {
  /// The learning rate η.
  public var learningRate: Double

  /// The share e of PyTorch's label smoothing.
  public var smoothing: Double

  /// The strength λ of a decay of the weights, λ/2 ‖w‖² added to the loss.
  public var weightDecay: Double

  /// Creates the problem.
  ///
  /// - Parameters:
  ///   - learningRate: The learning rate; positive.
  ///   - smoothing: The share that is spread over both classes.
  ///   - weightDecay: The strength of an L2 penalty on the weights.
  public init(learningRate: Double = 1, smoothing: Double = 0, weightDecay: Double = 0) {
    self.learningRate = learningRate
    self.smoothing = smoothing
    self.weightDecay = weightDecay
  }

  /// The gap of the logits after a number of steps.
  ///
  /// - Parameter stepCount: The number of steps.
  /// - Returns: The right logit minus the wrong one, the same at both points.
  public func gap(after stepCount: Int) -> Double {
    var gap = 0.0
    let target = 1 - smoothing / 2
    for _ in 0..<stepCount {
      // (equation 6.12)
      gap += learningRate * (2 * (target - Double.sigmoid(gap)) - weightDecay * gap)
    }
    return gap
  }
}
