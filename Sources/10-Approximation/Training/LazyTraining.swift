import Autograd
public import TensorCore

/// How far weights move while a wide network learns: the wider, the less, in the scaling of the neural tangent kernel.
///
///     f(x) = 1/√n Σⱼ aⱼ tanh(wⱼ x + bⱼ),      aⱼ, wⱼ, bⱼ ~ N(0, 1)                  (equation 10.16)
///
/// n units together move the output by a fixed amount when each weight moves by 1/√n of its size. In the limit the network is linear in
/// its parameters, and training is regression with a fixed kernel. It is this scaling that does it, and not width alone: with
/// rates and scales chosen otherwise features move at any width.
///
/// ## Source
///
/// Jacot, Gabriel and Hongler, “Neural tangent kernel”, 2018, https://arxiv.org/abs/1806.07572; Chizat, Oyallon and Bach, “On lazy
/// training in differentiable programming”, 2019, https://arxiv.org/abs/1812.07956
public struct LazyTraining: Sendable {
  /// The number n of hidden units.
  public var unitCount: Int

  /// The learning rate of full-batch gradient descent.
  public var learningRate: Scalar = 0.5

  /// The mean squared error at which a run ends.
  public var goal: Scalar = 1e-3

  /// The number of steps after which it ends anyway.
  public var stepLimit = 4000

  /// Creates the experiment.
  ///
  /// - Parameter unitCount: The number n of hidden units; positive.
  /// - Precondition: It is positive.
  public init(unitCount: Int) {
    precondition(unitCount > 0, "LazyTraining.init: no units: \(unitCount)")
    self.unitCount = unitCount
  }

  /// What came of a run.
  public struct Outcome: Sendable, Hashable {
    /// ‖θ − θ₀‖ / ‖θ₀‖.
    public let relativeMovement: Double

    /// The mean squared error at the end.
    public let error: Double

    /// The number of steps made, the last of which reached the goal if one did.
    public let stepCount: Int
  }

  /// Trains on eight points of sin 3x over −1…1.
  ///
  /// - Parameter seed: What the parameters are drawn from.
  /// - Returns: How far they moved.
  /// - Throws: `TrainingError` if a step is not finite.
  public func outcome(seed: UInt64) throws -> Outcome {
    var generator = SplitMix64(seed: seed)
    let hidden = Variable(.normal([unitCount, 1], using: &generator), requiresGradient: true)
    let bias = Variable(.normal([unitCount], using: &generator), requiresGradient: true)
    let output = Variable(.normal([1, unitCount], using: &generator), requiresGradient: true)
    let points = Tensor.linearlySpaced(from: -1, through: 1, count: 8).reshaped(to: [8, 1])
    let targets = points.map { .sine(3 * $0) }
    let parameters = ParameterVector([hidden, bias, output])
    let start = parameters.values
    let optimizer = GradientDescent(parameters.variables, learningRate: learningRate)
    let (input, scale) = (Variable(points), 1 / Scalar(unitCount).squareRoot())
    func loss() -> Variable {
      // (equation 10.16)
      meanSquaredError(
        linear(tanh(linear(input, weight: hidden, bias: bias)), weight: output) * scale,
        targets: targets)
    }
    func current() -> Scalar { withoutGradient { loss().scalar } }
    var (step, error) = (0, current())
    while step < stepLimit, !(error < goal) {
      try trainingStep(optimizer, loss: loss)
      step += 1
      error = current()
    }
    let moved = (parameters.values - start).norm() / start.norm()
    return Outcome(relativeMovement: Double(moved), error: Double(error), stepCount: step)
  }
}
