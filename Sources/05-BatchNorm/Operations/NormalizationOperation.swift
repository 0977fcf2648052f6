public import Autograd
public import Course
public import TensorCore

/// The operations that the lesson adds to the engine, each fused with its backward pass.
public enum NormalizationOperation: String, DifferentiableOperation {
  /// Normalization by the batch's own statistics.
  case batchNorm
  /// Normalization by constants: batch norm in evaluation mode, or frozen.
  case batchNormByConstants
  /// Runs of scalars normalized by their own statistics: layer, group and instance norm.
  case normalizedRuns
  /// Runs of scalars divided by their root mean square.
  case rmsNormalizedRuns
  /// A factor and a summand for every channel, or for every scalar of a sample.
  case scaledChannels

  /// A point at which the derivative of the operation can be held against differences.
  public var gradientCheck: GradientCheck { .check(of: self) }
}

/// Batch normalization in training mode: every channel by the mean and the variance of this batch.
///
///     y = γ (x − μ) / √(σ² + ε) + β          (equations 5.3 and 5.4)
///
/// No running statistics are touched; that is the layers' part.
///
/// - Parameters:
///   - x: Of shape `[batch, channels, …]`.
///   - scale: γ, of shape `[channels]`; `nil` stands for 1.
///   - offset: β, of shape `[channels]`; `nil` stands for 0.
///   - epsilon: What is added to the variance; positive.
/// - Returns: The values, of the shape of `x`.
/// - Precondition: The shapes are as said, and `epsilon > 0`.
public func batchNorm(
  _ x: Variable, scale: Variable?, offset: Variable?, epsilon: Scalar
) -> Variable {
  NormalizedBatch(of: x.value, epsilon: epsilon).recorded(of: x, scale: scale, offset: offset)
}

/// Batch normalization in evaluation mode: every channel by a given mean and variance.
///
/// - Parameters:
///   - x: Of shape `[batch, channels, …]`.
///   - mean: A mean for each channel, such as a running average.
///   - variance: A variance for each channel.
///   - scale: γ, of shape `[channels]`; `nil` stands for 1.
///   - offset: β, of shape `[channels]`; `nil` stands for 0.
///   - epsilon: What is added to the variance.
/// - Returns: The values, of the shape of `x`.
/// - Precondition: The shapes are as said.
public func batchNorm(
  _ x: Variable, mean: Tensor, variance: Tensor, scale: Variable?, offset: Variable?,
  epsilon: Scalar
) -> Variable {
  NormalizedBatch(of: x.value, mean: mean, variance: variance, epsilon: epsilon)
    .recorded(of: x, scale: scale, offset: offset)
}

extension NormalizedBatch {
  /// The output as an operation on the graph.
  ///
  /// - Parameters:
  ///   - x: What was normalized.
  ///   - scale: γ for each channel; `nil` stands for 1.
  ///   - offset: β for each channel; `nil` stands for 0.
  /// - Returns: The output.
  func recorded(of x: Variable, scale: Variable?, offset: Variable?) -> Variable {
    let operation: NormalizationOperation = source == .batch ? .batchNorm : .batchNormByConstants
    // What is kept from the forward pass, wrapped so that it is counted; γ is guarded against changes.
    let kept = [Variable(normalized), Variable(inverseDeviation)] + (scale.map { [$0] } ?? [])
    return .result(
      of: operation, output(scale: scale?.value, offset: offset?.value),
      operands: [x, scale, offset], saving: kept
    ) { d, saved in
      let gradients = gradients(ofOutput: d, scale: saved.count > 2 ? saved[2] : nil)
      return [gradients.input, gradients.scale, gradients.offset]
    }
  }
}

extension Variable {
  /// Runs of neighbors along the last axes, each normalized by its own mean and variance.
  ///
  /// A run is to layer, group and instance norm what a channel is to batch norm.
  ///
  /// - Parameters:
  ///   - runLength: The number of scalars in a run, which must divide the number of all.
  ///   - epsilon: What is added to the variance; positive.
  /// - Returns: The normalized values, of this shape.
  func normalizingRuns(of runLength: Int, epsilon: Scalar) -> Variable {
    let shape = shape
    let runs = value.reshaped(to: [1, shape.runCount(of: runLength), runLength])
    let batch = NormalizedBatch(of: runs, epsilon: epsilon)
    let kept = [Variable(batch.normalized), Variable(batch.inverseDeviation)]
    return .result(
      of: NormalizationOperation.normalizedRuns, batch.normalized.reshaped(to: shape),
      operands: [self], saving: kept
    ) { d, _ in
      let d = d.reshaped(to: batch.normalized.shape)
      return [batch.gradients(ofOutput: d, scale: nil).input.reshaped(to: shape)]
    }
  }

  /// Runs of neighbors along the last axes, each divided by its root mean square.
  ///
  ///     y = x / √(mean(x²) + ε)          dx = (d − y · mean(d y)) / √(mean(x²) + ε)
  ///
  /// - Parameters:
  ///   - runLength: The number of scalars in a run, which must divide the number of all.
  ///   - epsilon: What is added to the mean square.
  /// - Returns: The values, of this shape.
  func rmsNormalizingRuns(of runLength: Int, epsilon: Scalar) -> Variable {
    let shape = shape
    let runs = value.reshaped(to: [1, shape.runCount(of: runLength), runLength])
    let length = Scalar(runLength)
    let none = Tensor.zeros([runs.shape[1]])
    let inverse = runs.channelSums(with: runs, none) { x, _, _ in x * x }
      .map { 1 / .squareRoot($0 / length + epsilon) }
    let normalized = runs.mapChannels(inverse, none) { x, inverse, _ in x * inverse }
    return .result(
      of: NormalizationOperation.rmsNormalizedRuns, normalized.reshaped(to: shape),
      operands: [self], saving: [Variable(normalized), Variable(inverse)]
    ) { d, saved in
      let d = d.reshaped(to: normalized.shape)
      let share = d.channelSums(with: saved[0], none) { d, y, _ in d * y } / length
      let dx = d.combinedChannels(with: saved[0], saved[1], share, none) {
        d, y, inverse, share, _ in
        inverse * (d - y * share)
      }
      return [dx.reshaped(to: shape)]
    }
  }

  /// Every scalar times a factor of its channel plus a summand of it, where there are any.
  ///
  ///     y = γ x + β          dx = γ d          dγ = Σ d x          dβ = Σ d
  ///
  /// Product and sum by themselves would copy γ and β to every sample, and keep what lies between them.
  ///
  /// - Parameters:
  ///   - scale: γ, with as many scalars as there are channels; `nil` stands for 1.
  ///   - offset: β, with as many; `nil` stands for 0.
  ///   - layout: This value's scalars as `[batch, channels, …]`.
  /// - Returns: The values, of this shape.
  func scaled(by scale: Variable?, movedBy offset: Variable?, in layout: Shape) -> Variable {
    if scale == nil && offset == nil { return self }
    let (shape, channels) = (shape, [layout[1]] as Shape)
    let x = value.reshaped(to: layout)
    let gamma = scale?.value.reshaped(to: channels) ?? .ones(channels)
    let beta = offset?.value.reshaped(to: channels) ?? .zeros(channels)
    return .result(
      of: NormalizationOperation.scaledChannels,
      x.mapChannels(gamma, beta) { $0 * $1 + $2 }.reshaped(to: shape),
      operands: [self, scale, offset], saving: [self] + (scale.map { [$0] } ?? [])
    ) { d, _ in
      let d = d.reshaped(to: layout)
      let dx = d.mapChannels(gamma, gamma) { d, gamma, _ in d * gamma }
      let dGamma = d.channelSums(with: x, gamma) { d, x, _ in d * x }
      let dBeta = d.sum(axes: layout.axesBesideChannels(in: "Variable.scaled"))
      return [
        dx.reshaped(to: shape), dGamma.reshaped(to: scale?.shape ?? channels),
        dBeta.reshaped(to: offset?.shape ?? channels),
      ]
    }
  }
}

extension Shape {
  fileprivate func runCount(of runLength: Int) -> Int {
    precondition(
      runLength > 0 && elementCount % runLength == 0,
      "normalization: \(self) does not consist of runs of \(runLength)")
    return elementCount / runLength
  }
}
