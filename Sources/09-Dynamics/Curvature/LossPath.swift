public import Autograd
public import TensorCore

/// The loss on the straight line between two states of a network.
///
/// Between the start of a run and its end the loss mostly falls all along the line. Between two ends of runs from different
/// first weights there mostly is a barrier: hidden units can be exchanged, so the middle of two good networks need not be one.
///
/// ```swift
/// let vector = ParameterVector(model.trainedVariables)
/// let path = try LossPath(model.trainedVariables, from: vector.values, to: direction) {
///   softmaxCrossEntropy(model(x), classes: [0, 1])
/// }
/// path.barrier   // how far the loss rises above the line between both ends
/// ```
///
/// ## Source
///
/// Goodfellow, Vinyals and Saxe, "Qualitatively characterizing neural network optimization problems", 2015,
/// https://arxiv.org/abs/1412.6544; the barrier: Frankle and others, "Linear mode connectivity and the lottery ticket
/// hypothesis", 2020, https://arxiv.org/abs/1912.05671
public struct LossPath: Sendable {
  /// The share of the way, from 0 to 1.
  public let shares: [Scalar]

  /// The loss at each share.
  public let losses: [Scalar]

  /// Computes the loss along the line; the parameters are as before.
  ///
  /// - Parameters:
  ///   - parameters: Different leaves that require gradients.
  ///   - start: The values at one end, of shape `[count]`.
  ///   - end: The values at the other.
  ///   - count: The number of places with both ends, at least 2.
  ///   - loss: Computes the loss, one scalar; the same at the same parameters. Running statistics of norms belong to one
  ///     state and are to be estimated again for every place, or the batch's own taken.
  /// - Throws: What the loss throws.
  public init(
    _ parameters: [Variable], from start: Tensor, to end: Tensor, count: Int = 21,
    loss: () throws -> Variable
  ) throws {
    let vector = ParameterVector(parameters)
    precondition(
      count > 1 && start.shape == [vector.count] && end.shape == [vector.count],
      "LossPath.init: \(count) places from \(start.shape) to \(end.shape) of \(vector.count) parameters"
    )
    let before = vector.values
    defer { vector.values = before }
    let shares = (0..<count).map { Scalar($0) / Scalar(count - 1) }
    losses = try shares.map { share in
      vector.values = start * (1 - share) + end * share
      return try withoutGradient { try loss().scalar }
    }
    self.shares = shares
  }

  /// How far the loss rises above the line between the losses of both ends; 0 if it never does.
  public var barrier: Scalar {
    zip(shares, losses).map { share, loss in
      loss - (losses[0] * (1 - share) + losses[losses.count - 1] * share)
    }.reduce(0, max)
  }
}
