import Autograd
public import TensorCore

/// Why a validation loss stands still: five explanations, each with a run of its own and a test that confirms it alone.
///
/// ```swift
/// let signature = try FlatHypothesis.saddle.measure(seed: 0)
/// signature.gradientNorm        // 0, as at a minimum
/// signature.smallestCurvature   // below 0: there is a way down
/// signature.hypothesis          // .saddle
/// ```
///
/// All five train the same network, 2-2-1 without activations, on the same samples.
///
/// ## Conventions
///
/// A minimum is told from a saddle by the smallest eigenvalue of the Hessian, which at a minimum is not negative. That
/// it is positive cannot be asked for: a layer may be multiplied by a number that the next one is divided by, with ReLU
/// as without activations, so that the loss is the same along a curve through every minimum but the origin.
public enum FlatHypothesis: String, CaseIterable, Sendable {
  /// The training is at a minimum.
  case converged
  /// The gradient is 0, and there is a way down.
  case saddle
  /// The rate is so low that nothing moves.
  case rateTooLow = "rate too low"
  /// The validation prepares its samples in another way than the training.
  case brokenPipeline = "broken pipeline"
  /// What is evaluated is an old copy of the weights.
  case staleWeights = "stale weights"
}

extension FlatHypothesis {
  /// What is measured of a run to tell the explanations apart.
  public struct Signature: Sendable {
    /// The norm of the gradient of the training loss.
    public let gradientNorm: Scalar

    /// The smallest eigenvalue of the training loss's Hessian.
    public let smallestCurvature: Scalar

    /// The learning rate times the gradient's norm, relative to the norm of the weights; 0 where there are none yet.
    public let updateRatio: Scalar

    /// The training samples' loss after the validation's preparation, relative to their loss.
    public let pipelineRatio: Scalar

    /// The distance between the weights that are trained and those that are evaluated.
    public let weightDistance: Scalar

    /// The explanation that the figures confirm; `nil` if none: then it may be overfitting, or the run is healthy.
    public var hypothesis: FlatHypothesis? {
      if weightDistance > 0 { return .staleWeights }
      if pipelineRatio > 1.5 { return .brokenPipeline }
      if gradientNorm < 1e-3 { return smallestCurvature < -1e-2 ? .saddle : .converged }
      return updateRatio < 1e-6 ? .rateTooLow : nil
    }
  }

  /// Carries out the run of this explanation, and measures it where it stands.
  ///
  /// - Parameter seed: What samples and first weights are drawn from.
  /// - Returns: The figures.
  /// - Throws: What a backward pass throws.
  public func measure(seed: UInt64) throws -> Signature {
    try Self.measure(
      seed: seed, weightScale: self == .saddle ? 0 : 1,
      learningRate: self == .rateTooLow ? 1e-8 : 0.05, stepCount: self == .converged ? 600 : 10,
      divisor: self == .brokenPipeline ? 255 : 1, evaluatesCopy: self == .staleWeights)
  }

  /// The same measurements of a run with none of the faults, under way.
  ///
  /// - Parameter seed: What samples and first weights are drawn from.
  /// - Returns: The figures.
  /// - Throws: What a backward pass throws.
  public static func healthy(seed: UInt64) throws -> Signature {
    try measure(
      seed: seed, weightScale: 1, learningRate: 0.05, stepCount: 10, divisor: 1,
      evaluatesCopy: false)
  }

  private static func measure(
    seed: UInt64, weightScale: Scalar, learningRate: Scalar, stepCount: Int, divisor: Scalar,
    evaluatesCopy: Bool
  ) throws -> Signature {
    var generator = SplitMix64(seed: 101 &+ seed)
    let (x, y) = DynamicsRuns.noisyLaw(32, featureCount: 2, noise: 0.1, using: &generator)
    let layers = [[2, 2], [1, 2]].map { shape in
      Linear(weight: Tensor.normal(Shape(shape), using: &generator) * weightScale, bias: nil)
    }
    let model = Sequential(layers)
    let copy = Sequential(layers.map { Linear(weight: $0.weight.value, bias: nil) })
    func loss(_ x: Tensor) -> Variable { meanSquaredError(model(Variable(x)), targets: y) }
    let optimizer = GradientDescent(model.trainedVariables, learningRate: learningRate)
    for _ in 0..<stepCount { try trainingStep(optimizer) { loss(x) } }

    var curvature = Curvature(of: model.trainedVariables) { loss(x) }
    let gradient = try curvature.gradient().norm()
    let eigenvalues = try curvature.hessian().symmetricEigenvalues().values
    let weights = curvature.vector.values
    let evaluated = evaluatesCopy ? ParameterVector(copy.trainedVariables).values : weights
    return Signature(
      gradientNorm: gradient, smallestCurvature: eigenvalues.min(),
      updateRatio: weights.norm() > 0 ? learningRate * gradient / weights.norm() : 0,
      pipelineRatio: loss(x / divisor).scalar / loss(x).scalar,
      weightDistance: (weights - evaluated).norm())
  }
}
