public import Autograd
public import TensorCore

/// What `BatchNorm1d` and `BatchNorm2d` have in common; they differ in the inputs that they take.
///
/// In training mode a batch is normalized by its own statistics, which the running statistics take in; in evaluation
/// mode by the running statistics, which stay as they are. A scope without gradients changes nothing
/// of that: it is the mode that decides.
///
/// ## Conventions
///
/// PyTorch's, to the letter: the biased variance normalizes and the unbiased one is averaged; momentum weighs the new
/// value; without running statistics the batch's own are used in both modes; a batch with one value a channel is
/// refused wherever its own statistics would be used; one without any passes and is counted.
///
/// ## Source
///
/// Ioffe and Szegedy, 2015, https://arxiv.org/abs/1502.03167. Differs from the paper: evaluation uses running
/// averages, where algorithm 2 averages over batches after training.
public class BatchNormalization: Module {
  /// The number of channels (PyTorch: `num_features`).
  public let featureCount: Int

  /// What is added to the variance, under the root.
  public let epsilon: Scalar

  /// γ, of shape `[features]` (PyTorch: `weight`); `nil` without learned parameters.
  public let scale: Variable?

  /// β, of shape `[features]` (PyTorch: `bias`); `nil` without learned parameters.
  public let offset: Variable?

  /// The running statistics; `nil` if the layer keeps none.
  public let running: RunningStatistics?

  /// Whether the running statistics are used, and kept as they are, in training mode too.
  ///
  /// Putting the layer into evaluation mode does the same until somebody puts the whole network into
  /// training mode. γ and β go on learning unless they are left out of the optimizer.
  public var isFrozen = false {
    didSet {
      precondition(
        !isFrozen || running != nil,
        "\(name).isFrozen: there are no running statistics to freeze")
    }
  }

  /// Creates a layer with scales of 1 and offsets of 0.
  ///
  /// - Parameters:
  ///   - featureCount: The number of channels.
  ///   - epsilon: What is added to the variance; positive where a batch's own is used.
  ///   - momentum: The weight of a new batch in the running statistics; `nil` for the cumulative average.
  ///   - isAffine: Whether scale and offset are learned (PyTorch: `affine`).
  ///   - tracksRunningStatistics: Whether there are running statistics (`track_running_stats`).
  /// - Precondition: `featureCount > 0`, `epsilon >= 0`, and the momentum lies in 0…1.
  public convenience init(
    featureCount: Int, epsilon: Scalar = 1e-5, momentum: Scalar? = 0.1, isAffine: Bool = true,
    tracksRunningStatistics: Bool = true
  ) {
    precondition(
      featureCount > 0, "BatchNormalization.init: the count is not positive: \(featureCount)")
    func parameter(_ value: Tensor) -> Variable? {
      isAffine ? Variable(value, requiresGradient: true) : nil
    }
    self.init(
      sharing: parameter(.ones([featureCount])), parameter(.zeros([featureCount])),
      running: tracksRunningStatistics
        ? RunningStatistics(featureCount: featureCount, momentum: momentum) : nil,
      featureCount: featureCount, epsilon: epsilon)
  }

  /// Creates a layer from parts that others may share.
  ///
  /// - Parameters:
  ///   - scale: γ, of shape `[features]`, or none.
  ///   - offset: β, of shape `[features]`, or none.
  ///   - running: The running statistics, or none.
  ///   - featureCount: The number of channels.
  ///   - epsilon: What is added to the variance.
  /// - Precondition: The shapes fit, and `epsilon >= 0`.
  public init(
    sharing scale: Variable?, _ offset: Variable?, running: RunningStatistics?, featureCount: Int,
    epsilon: Scalar = 1e-5
  ) {
    precondition(epsilon >= 0, "BatchNormalization.init: epsilon is negative: \(epsilon)")
    for shape in [scale?.shape, offset?.shape, running?.mean.shape, running?.variance.shape] {
      precondition(
        shape.map { $0 == [featureCount] } ?? true,
        "BatchNormalization.init: \(shape ?? []) for \(featureCount) channels")
    }
    self.featureCount = featureCount
    self.epsilon = epsilon
    self.scale = scale
    self.offset = offset
    self.running = running
  }

  /// The layer's name in messages.
  var name: String { "\(type(of: self))" }

  /// The numbers of axes that an input may have.
  var axisCounts: ClosedRange<Int> { 2...4 }
}

/// A batch norm that is a layer: `BatchNorm1d` or `BatchNorm2d`.
public protocol BatchNormLayer: BatchNormalization, Layer {}

extension BatchNormalization {
  /// Scale and offset under PyTorch's names `weight` and `bias`.
  public var parameters: [(name: String, variable: Variable)] {
    (scale.map { [("weight", $0)] } ?? []) + (offset.map { [("bias", $0)] } ?? [])
  }

  /// The running statistics under PyTorch's names.
  public var buffers: [StateEntry] { running?.entries ?? [] }

  /// Whether a batch is normalized by its own statistics, given the mode.
  ///
  /// Where it is, the answer to one sample depends on the others.
  public var usesBatchStatistics: Bool {
    running == nil || (mode == .training && !isFrozen)
  }

  /// The batch, normalized; in training mode the running statistics take it in.
  ///
  /// - Parameter input: Of shape `[batch, features]`, or with one or two axes behind, as the layer says.
  /// - Returns: The output, of that shape.
  /// - Precondition: The shape is the layer's, and where the batch's own statistics are used it has more
  ///   than one value a channel.
  public func forward(_ input: Variable) -> Variable {
    check(input.shape)
    guard usesBatchStatistics else {
      return batchNorm(
        input, mean: running?.mean ?? .zeros([featureCount]),
        variance: running?.variance ?? .ones([featureCount]), scale: scale, offset: offset,
        epsilon: epsilon)
    }
    let batch = NormalizedBatch(of: input.value, epsilon: epsilon)
    if mode == .training {
      if batch.statistics.count > 0 {
        running?.update(with: batch.statistics)
      } else {
        running?.updateWithEmptyBatch()
      }
    }
    return batch.recorded(of: input, scale: scale, offset: offset)
  }

  private func check(_ shape: Shape) {
    precondition(
      axisCounts.contains(shape.axisCount),
      "\(name): an input of \(axisCounts.words) axes is needed: \(shape)")
    precondition(
      shape[1] == featureCount, "\(name): \(featureCount) channels are expected: \(shape)")
    precondition(
      !usesBatchStatistics || shape.elementCount != featureCount,
      "\(name): more than one value a channel is needed for batch statistics: \(shape)")
  }
}

extension ClosedRange<Int> {
  fileprivate var words: String {
    lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound) or \(upperBound)"
  }
}
