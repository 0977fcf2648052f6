public import Autograd
public import TensorCore

/// Group normalization: the channels of a sample in groups, each by its own statistics (PyTorch: `nn.GroupNorm`).
///
/// One group is a layer norm over all channels and places, with a scale for each channel; as many groups as channels
/// are an instance norm. No sample depends on another, so that the size of the batch does not matter.
///
/// ```swift
/// let norm = GroupNorm(groupCount: 2, channelCount: 4)
/// norm(Variable(Tensor([[1, 2, 4, 9]]))).value   // [[-1, 1, -1, 1]], but for ε
/// ```
///
/// ## Source
///
/// Wu and He, “Group normalization”, 2018, https://arxiv.org/abs/1803.08494
public final class GroupNorm: Module, Layer {
  /// The number of groups (PyTorch: `num_groups`).
  public let groupCount: Int

  /// The number of channels (PyTorch: `num_channels`).
  public let channelCount: Int

  /// What is added to the variance, under the root.
  public let epsilon: Scalar

  /// A factor for each channel, of shape `[channels]`; `nil` without learned parameters.
  public let scale: Variable?

  /// What is added to each channel, of shape `[channels]`; `nil` without.
  public let offset: Variable?

  /// Creates a layer with scales of 1 and offsets of 0.
  ///
  /// - Parameters:
  ///   - groupCount: The number of groups.
  ///   - channelCount: The number of channels.
  ///   - epsilon: What is added to the variance; positive.
  ///   - isAffine: Whether scale and offset are learned (PyTorch: `affine`).
  /// - Precondition: The groups divide the channels, and `epsilon > 0`.
  public convenience init(
    groupCount: Int, channelCount: Int, epsilon: Scalar = 1e-5, isAffine: Bool = true
  ) {
    func parameter(_ value: Tensor) -> Variable? {
      isAffine ? Variable(value, requiresGradient: true) : nil
    }
    precondition(channelCount > 0, "GroupNorm.init: \(channelCount) channels")
    self.init(
      sharing: parameter(.ones([channelCount])), parameter(.zeros([channelCount])),
      groupCount: groupCount, channelCount: channelCount, epsilon: epsilon)
  }

  /// Creates a layer whose parameters are shared with others.
  ///
  /// - Parameters:
  ///   - scale: Of shape `[channels]`, or none.
  ///   - offset: Of shape `[channels]`, or none.
  ///   - groupCount: The number of groups.
  ///   - channelCount: The number of channels.
  ///   - epsilon: What is added to the variance; positive.
  /// - Precondition: The groups divide the channels, and the shapes fit.
  public init(
    sharing scale: Variable?, _ offset: Variable?, groupCount: Int, channelCount: Int,
    epsilon: Scalar = 1e-5
  ) {
    precondition(
      groupCount > 0 && channelCount > 0 && channelCount % groupCount == 0,
      "GroupNorm.init: \(groupCount) groups do not divide \(channelCount) channels")
    precondition(
      [scale, offset].allSatisfy { $0.map { $0.shape == [channelCount] } ?? true },
      "GroupNorm.init: parameters \([scale, offset].map { $0?.shape ?? [] })")
    self.groupCount = groupCount
    self.channelCount = channelCount
    self.epsilon = epsilon
    self.scale = scale
    self.offset = offset
  }

  /// Scale and offset under PyTorch's names `weight` and `bias`.
  public var parameters: [(name: String, variable: Variable)] {
    (scale.map { [("weight", $0)] } ?? []) + (offset.map { [("bias", $0)] } ?? [])
  }

  /// Every group of every sample, normalized by itself.
  ///
  /// - Parameter input: Of shape `[batch, channels, …]`.
  /// - Returns: The output, of that shape.
  /// - Precondition: The shape fits, and it has more values than groups.
  public func forward(_ input: Variable) -> Variable {
    let shape = input.shape
    precondition(
      shape.axisCount >= 2 && shape[1] == channelCount,
      "GroupNorm: \(channelCount) channels are expected: \(shape)")
    // What PyTorch refuses: one value for each of the groups of a single sample.
    precondition(
      shape.elementCount != groupCount, "GroupNorm: more than one value a group is needed: \(shape)"
    )
    let runLength = shape.lengths[1...].reduce(1, *) / groupCount
    return input.normalizingRuns(of: runLength, epsilon: epsilon)
      .scaled(by: scale, movedBy: offset, in: shape)
  }
}
