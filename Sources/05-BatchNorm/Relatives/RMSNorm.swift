public import Autograd
public import TensorCore

/// Root-mean-square normalization: layer norm without the mean, and without an offset (PyTorch: `nn.RMSNorm`).
///
///     y = γ x / √(mean(x²) + ε)          (equation 5.11)
///
/// A constant that is added to a whole sample changes the output, which layer norm would not let through.
///
/// ```swift
/// let norm = RMSNorm(shape: [4])
/// norm(Variable(Tensor([[1, 2, 4, 9]]))).value   // [[0.1980, 0.3961, 0.7921, 1.7823]]
/// ```
///
/// ## Conventions
///
/// PyTorch's ε, unless one is given, is the precision of the numbers: 2.2e-16 in double precision, 1.2e-7 in single.
///
/// ## Source
///
/// Zhang and Sennrich, “Root mean square layer normalization”, 2019, https://arxiv.org/abs/1910.07467
public final class RMSNorm: Module, Layer {
  /// The last axes of an input, over which is averaged (PyTorch: `normalized_shape`).
  public let normalizedShape: Shape

  /// What is added to the mean square, under the root.
  public let epsilon: Scalar

  /// A factor for every scalar of a sample, of the normalized shape; `nil` without learned parameters.
  public let scale: Variable?

  /// Creates a layer with scales of 1.
  ///
  /// - Parameters:
  ///   - shape: The last axes of an input.
  ///   - epsilon: What is added to the mean square.
  ///   - isAffine: Whether a scale is learned (PyTorch: `elementwise_affine`).
  /// - Precondition: The shape has scalars.
  public convenience init(
    shape: Shape, epsilon: Scalar = .ulpOfOne, isAffine: Bool = true
  ) {
    self.init(
      sharing: isAffine ? Variable(.ones(shape), requiresGradient: true) : nil, shape: shape,
      epsilon: epsilon)
  }

  /// Creates a layer whose scale is shared with others.
  ///
  /// - Parameters:
  ///   - scale: Of the shape given, or none.
  ///   - shape: The last axes of an input.
  ///   - epsilon: What is added to the mean square.
  /// - Precondition: The shapes agree and have scalars.
  public init(sharing scale: Variable?, shape: Shape, epsilon: Scalar = .ulpOfOne) {
    precondition(
      shape.axisCount > 0 && shape.elementCount > 0
        && (scale.map { $0.shape == shape } ?? true),
      "RMSNorm.init: shape \(shape), scale \(scale?.shape ?? [])")
    normalizedShape = shape
    self.epsilon = epsilon
    self.scale = scale
  }

  /// The scale under PyTorch's name `weight`.
  public var parameters: [(name: String, variable: Variable)] {
    scale.map { [("weight", $0)] } ?? []
  }

  /// Every sample, divided by its root mean square.
  ///
  /// - Parameter input: A batch whose last axes are the normalized shape.
  /// - Returns: The output, of the input's shape.
  public func forward(_ input: Variable) -> Variable {
    input.checkLastAxes(normalizedShape, in: "RMSNorm")
    let count = normalizedShape.elementCount
    return input.rmsNormalizingRuns(of: count, epsilon: epsilon)
      .scaledSamples(by: scale, movedBy: nil, of: count)
  }
}
