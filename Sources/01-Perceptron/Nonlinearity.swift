public import TensorCore

/// A function of one number that follows a weighted sum.
///
/// Lesson 03 compares the functions in use today; these are what a forward pass needs to be shown.
/// Every slope is written in terms of the output, so that the input need not be kept.
public enum Nonlinearity: String, Hashable, Sendable, CaseIterable {
  /// The step: 1 where z ≥ 0, otherwise 0.
  case step
  /// No change: what a head that answers with any real number needs.
  case identity
  /// The rectified linear unit, ReLU: max(0, z).
  case relu
  /// The hyperbolic tangent, with outputs between −1 and 1.
  case tanh
  /// The logistic sigmoid 1 / (1 + e⁻ᶻ), with outputs between 0 and 1.
  case sigmoid
  /// The softplus log(1 + eᶻ), with positive outputs.
  case softplus

  /// The function of every scalar of a tensor, of the same shape.
  ///
  /// - Parameter z: Weighted sums, of any shape.
  /// - Returns: The values of the function.
  public func callAsFunction(_ z: Tensor) -> Tensor {
    switch self {
    case .step: z.map { z in z >= 0 ? 1 : 0 }  // (equation 1.2)
    case .identity: z
    case .relu: z.map { z in z < 0 ? 0 : z }
    case .tanh: z.map { z in .tanh(z) }
    case .sigmoid: z.map { z in .sigmoid(z) }
    case .softplus: z.map { z in .softplus(z) }
    }
  }

  /// The derivative at every scalar, given the outputs.
  ///
  /// Where there is a kink, the slope is that of PyTorch: 0 for ReLU at 0. The step is flat wherever it has
  /// a slope, so that no gradient comes through it: what lies before a step does not learn, and what lies
  /// after it does.
  ///
  /// - Parameter a: What the function returned, of any shape.
  /// - Returns: The derivatives, of the same shape.
  public func slope(fromOutput a: Tensor) -> Tensor {
    switch self {
    case .step: .zeros(a.shape)
    case .identity: .ones(a.shape)
    case .relu: a.map { a in a > 0 ? 1 : 0 }
    case .tanh: a.map { a in 1 - a * a }
    case .sigmoid: a.map { a in a * (1 - a) }
    case .softplus: a.map { a in 1 - .exp(-a) }
    }
  }
}
