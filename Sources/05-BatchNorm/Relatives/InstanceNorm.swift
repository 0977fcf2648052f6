public import Autograd
public import TensorCore

/// Instance normalization: every channel of every sample by itself (PyTorch: `nn.InstanceNorm1d`, `nn.InstanceNorm2d`).
///
/// It takes away how bright an image is and how strong its contrasts, channel by channel. On a batch of one sample it is
/// batch norm in training mode.
///
/// ## Conventions
///
/// As in PyTorch there are neither learned parameters nor running statistics unless they are asked for; here
/// there are never running statistics. A channel of one value is refused in both modes. What
/// PyTorch takes for a sample without a batch, `[channels, length]`, is refused here.
///
/// ## Source
///
/// Ulyanov, Vedaldi and Lempitsky, “Instance normalization: the missing ingredient for fast stylization”, 2016,
/// https://arxiv.org/abs/1607.08022
public final class InstanceNorm: Module, Layer {
  /// The number of channels (PyTorch: `num_features`).
  public let channelCount: Int

  /// What is added to the variance, under the root.
  public let epsilon: Scalar

  /// A factor for each channel, of shape `[channels]`; `nil` without learned parameters.
  public let scale: Variable?

  /// What is added to each channel, of shape `[channels]`; `nil` without.
  public let offset: Variable?

  /// Creates a layer, if asked for with scales of 1 and offsets of 0.
  ///
  /// - Parameters:
  ///   - channelCount: The number of channels.
  ///   - epsilon: What is added to the variance; positive.
  ///   - isAffine: Whether scale and offset are learned (PyTorch: `affine`).
  /// - Precondition: The count and epsilon are positive.
  public convenience init(channelCount: Int, epsilon: Scalar = 1e-5, isAffine: Bool = false) {
    precondition(channelCount > 0, "InstanceNorm.init: \(channelCount) channels")
    self.init(
      sharing: isAffine ? Variable(.ones([channelCount]), requiresGradient: true) : nil,
      isAffine ? Variable(.zeros([channelCount]), requiresGradient: true) : nil,
      channelCount: channelCount, epsilon: epsilon)
  }

  /// Creates a layer whose parameters are shared with others.
  ///
  /// - Parameters:
  ///   - scale: Of shape `[channels]`, or none.
  ///   - offset: Of shape `[channels]`, or none.
  ///   - channelCount: The number of channels.
  ///   - epsilon: What is added to the variance; positive.
  /// - Precondition: The shapes fit.
  public init(
    sharing scale: Variable?, _ offset: Variable?, channelCount: Int, epsilon: Scalar = 1e-5
  ) {
    precondition(
      [scale, offset].allSatisfy { $0.map { $0.shape == [channelCount] } ?? true },
      "InstanceNorm.init: parameters \([scale, offset].map { $0?.shape ?? [] })")
    self.channelCount = channelCount
    self.epsilon = epsilon
    self.scale = scale
    self.offset = offset
  }

  /// Scale and offset under PyTorch's names `weight` and `bias`.
  public var parameters: [(name: String, variable: Variable)] {
    (scale.map { [("weight", $0)] } ?? []) + (offset.map { [("bias", $0)] } ?? [])
  }

  /// Every channel of every sample, normalized by itself.
  ///
  /// - Parameter input: Of shape `[batch, channels, length]` or `[batch, channels, height, width]`.
  /// - Returns: The output, of that shape.
  /// - Precondition: The shape fits, and a channel has more than one value.
  public func forward(_ input: Variable) -> Variable {
    let shape = input.shape
    precondition(
      (3...4).contains(shape.axisCount) && shape[1] == channelCount,
      "InstanceNorm: \(channelCount) channels and one or two axes behind are expected: \(shape)")
    let runLength = shape.lengths[2...].reduce(1, *)
    precondition(
      runLength != 1, "InstanceNorm: more than one value a channel is needed: \(shape)")
    return input.normalizingRuns(of: runLength, epsilon: epsilon)
      .scaled(by: scale, movedBy: offset, in: shape)
  }
}
