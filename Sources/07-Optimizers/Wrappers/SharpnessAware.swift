public import Autograd
public import TensorCore

/// Sharpness-aware minimization: any optimizer, with the gradient from a little uphill.
///
///     e = ρ g / ‖g‖, with g at w
///     step of the optimizer at w, with the gradient at w + e
///
/// A step costs two gradients.
///
/// ```swift
/// let optimizer = SharpnessAware(SGD(model.trainedVariables, learningRate: 0.1), radius: 0.05)
/// try trainingStep(optimizer) { softmaxCrossEntropy(model(x), classes: [0, 1]) }
/// ```
///
/// ## Source
///
/// Foret, Kleiner, Mobahi and Neyshabur, "Sharpness-aware minimization", 2021, https://arxiv.org/abs/2010.01412,
/// equation (2) and Algorithm 1. PyTorch has none.
public final class SharpnessAware: Optimizer {
  /// The optimizer that makes the steps.
  public let base: any Optimizer

  /// How far uphill the gradient is taken, ρ.
  public let radius: Scalar

  /// Creates the wrapper.
  ///
  /// - Parameters:
  ///   - base: The optimizer that makes the steps.
  ///   - radius: How far uphill the gradient is taken, ρ; not negative.
  public init(_ base: any Optimizer, radius: Scalar = 0.05) {
    precondition(
      radius >= 0 && radius.isFinite,
      "SharpnessAware: the radius is negative or not finite: \(radius)")
    self.base = base
    self.radius = radius
  }

  /// What is trained.
  public var parameters: [Variable] { base.parameters }

  /// The learning rates of the optimizer.
  public var learningRates: [Scalar] {
    get { base.learningRates }
    set { base.learningRates = newValue }
  }

  /// The momenta of the optimizer.
  public var momenta: [Scalar]? {
    get { base.momenta }
    set { base.momenta = newValue }
  }

  /// Stops the program: a second gradient is needed.
  public func step() {
    preconditionFailure("SharpnessAware.step: call step(reevaluating:), as trainingStep and fit do")
  }

  /// Goes uphill, takes the gradient there, comes back, and makes the step.
  ///
  /// - Parameter loss: Computes the loss and its gradients at the parameters as they are.
  /// - Throws: What the loss throws; the parameters are as before then.
  public func step(reevaluating loss: () throws -> Scalar) throws {
    let norm = gradientNorm(parameters)
    guard norm > 0 else { return base.step() }
    let moved = parameters.filter { $0.gradient != nil }
    let values = moved.map(\.value)
    for parameter in moved {
      guard let gradient = parameter.gradient else { continue }
      let factor = radius / norm
      parameter.modify { $0.update(with: gradient) { w, g in w += factor * g } }
    }
    do {
      defer { for (parameter, value) in zip(moved, values) { parameter.modify { $0 = value } } }
      _ = try loss()
    }
    base.step()
  }

  /// The state of the optimizer.
  public var state: [StateEntry] { base.state }
}
