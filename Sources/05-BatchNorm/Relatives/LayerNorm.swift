public import Autograd
public import TensorCore

/// Layer normalization: every sample by its own mean and variance, over its last axes (PyTorch: `nn.LayerNorm`).
///
/// No sample depends on another, nothing is averaged over batches, and training and evaluation mode are the same.
///
/// ```swift
/// let norm = LayerNorm(shape: [4])
/// norm(Variable(Tensor([[1, 2, 4, 9]]))).value   // [[-0.9733, -0.6489, 0, 1.6222]]
/// ```
///
/// ## Source
///
/// Ba, Kiros and Hinton, “Layer normalization”, 2016, https://arxiv.org/abs/1607.06450
public final class LayerNorm: Module, Layer {
  /// The last axes of an input, over which is averaged (PyTorch: `normalized_shape`).
  public let normalizedShape: Shape

  /// What is added to the variance, under the root.
  public let epsilon: Scalar

  /// A factor for every scalar of a sample, of the normalized shape; `nil` without learned parameters.
  public let scale: Variable?

  /// What is added to every scalar of a sample, of the normalized shape; `nil` without.
  public let offset: Variable?

  /// Creates a layer with scales of 1 and offsets of 0.
  ///
  /// - Parameters:
  ///   - shape: The last axes of an input.
  ///   - epsilon: What is added to the variance; positive.
  ///   - isAffine: Whether scale and offset are learned (PyTorch: `elementwise_affine`).
  /// - Precondition: The shape has scalars, and `epsilon > 0`.
  public convenience init(shape: Shape, epsilon: Scalar = 1e-5, isAffine: Bool = true) {
    self.init(
      sharing: isAffine ? Variable(.ones(shape), requiresGradient: true) : nil,
      isAffine ? Variable(.zeros(shape), requiresGradient: true) : nil, shape: shape,
      epsilon: epsilon)
  }

  /// Creates a layer whose parameters are shared with others.
  ///
  /// - Parameters:
  ///   - scale: Of the shape given, or none.
  ///   - offset: Of the shape given, or none.
  ///   - shape: The last axes of an input.
  ///   - epsilon: What is added to the variance; positive.
  /// - Precondition: The shapes agree and have scalars, and `epsilon > 0`.
  public init(
    sharing scale: Variable?, _ offset: Variable?, shape: Shape, epsilon: Scalar = 1e-5
  ) {
    precondition(
      shape.axisCount > 0 && shape.elementCount > 0
        && [scale, offset].allSatisfy { $0.map { $0.shape == shape } ?? true },
      "LayerNorm.init: shape \(shape), parameters \([scale, offset].map { $0?.shape ?? [] })")
    normalizedShape = shape
    self.epsilon = epsilon
    self.scale = scale
    self.offset = offset
  }

  /// Scale and offset under PyTorch's names `weight` and `bias`.
  public var parameters: [(name: String, variable: Variable)] {
    (scale.map { [("weight", $0)] } ?? []) + (offset.map { [("bias", $0)] } ?? [])
  }

  /// Every sample, normalized by itself.
  ///
  /// - Parameter input: A batch whose last axes are the normalized shape.
  /// - Returns: The output, of the input's shape.
  public func forward(_ input: Variable) -> Variable {
    input.checkLastAxes(normalizedShape, in: "LayerNorm")
    let count = normalizedShape.elementCount
    return input.normalizingRuns(of: count, epsilon: epsilon)
      .scaledSamples(by: scale, movedBy: offset, of: count)
  }
}

extension Variable {
  /// Stops the program unless the last axes are as they should be.
  func checkLastAxes(_ expected: Shape, in function: String) {
    precondition(
      shape.lengths.suffix(expected.axisCount).elementsEqual(expected.lengths),
      "\(function): the last axes of \(shape) are not \(expected)")
  }

  /// This value times a factor plus a summand of every scalar of a sample, where there are any.
  ///
  /// - Parameters:
  ///   - scale: Of the shape of the last axes, or none.
  ///   - offset: Of that shape, or none.
  ///   - count: The number of scalars in these axes.
  /// - Returns: The values, of this shape.
  func scaledSamples(by scale: Variable?, movedBy offset: Variable?, of count: Int) -> Variable {
    scaled(by: scale, movedBy: offset, in: [shape.elementCount / count, count])
  }
}
