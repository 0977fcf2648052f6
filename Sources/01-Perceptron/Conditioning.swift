public import TensorCore

/// Least squares as gradient descent sees it: a bowl whose curvature the inputs decide.
///
///     L(w) = ½ mean (X w − y)²        ∇L = H w − Xᵀ y / N        H = Xᵀ X / N     (equation 1.31)
///
/// The eigenvalues of the Hessian H are the curvatures along its axes. Steps must be short enough
/// for the steepest one, and then they are too short for the flattest: the number of steps grows with
/// the condition number κ = λ_max / λ_min.
///
/// ## Source
///
/// LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998,
/// https://doi.org/10.1007/3-540-49430-8_2, sections 4.3 and 5.1.
public struct LeastSquaresProblem: Hashable, Sendable {
  /// Samples of shape `[samples, features]`.
  public let inputs: Tensor

  /// For each a number, of shape `[samples]`.
  public let targets: Tensor

  /// The second derivatives of the loss, of shape `[features, features]`.
  public let hessian: Tensor

  /// The curvatures along the axes of the bowl, greatest first.
  public let curvatures: Tensor

  /// Creates a problem.
  ///
  /// - Parameters:
  ///   - inputs: Samples of shape `[samples, features]`.
  ///   - targets: For each a number, of shape `[samples]`.
  /// - Precondition: There are as many targets as samples.
  public init(inputs: Tensor, targets: Tensor) {
    precondition(
      inputs.shape.axisCount == 2 && targets.shape == [inputs.shape[0]],
      "LeastSquaresProblem.init: targets \(targets.shape) do not fit inputs \(inputs.shape)")
    self.inputs = inputs
    self.targets = targets
    hessian = matmul(inputs, inputs, transposing: .left) / Scalar(inputs.shape[0])
    curvatures = hessian.symmetricEigenvalues().values
  }

  /// The ratio κ of the greatest curvature to the least.
  public var conditionNumber: Scalar {
    curvatures[0] / curvatures[curvatures.elementCount - 1]
  }

  /// The mean squared error of some weights.
  ///
  /// - Parameter weights: Weights of shape `[features]`.
  /// - Returns: The mean over all samples.
  public func meanSquaredError(of weights: Tensor) -> Scalar {
    SquaredError().mean(of: matvec(inputs, weights), targets: targets)
  }

  /// The weights after some steps of gradient descent from 0, at the rate 1 / λ_max.
  ///
  ///     w ← w − (H w − Xᵀ y / N) / λ_max                                           (equation 1.32)
  ///
  /// - Parameters:
  ///   - iterationCount: The number of steps.
  ///   - observe: Called before each step with its number, the weights, and their gradient.
  /// - Returns: The weights, of shape `[features]`.
  public func descend(
    iterationCount: Int, observe: (Int, Tensor, Tensor) -> Void = { _, _, _ in }
  ) -> Tensor {
    let pull = matvec(transposing: inputs, targets) / Scalar(inputs.shape[0])
    let learningRate = 1 / curvatures[0]
    var weights = Tensor.zeros([inputs.shape[1]])
    for iteration in 0..<iterationCount {
      let gradient = matvec(hessian, weights) - pull  // (equation 1.31)
      observe(iteration, weights, gradient)
      weights.update(with: gradient) { w, g in w -= learningRate * g }  // (equation 1.32)
    }
    return weights
  }
}
