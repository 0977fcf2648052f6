public import Autograd
public import TensorCore

/// Whether a model answers a request the same alone and among others.
///
/// It must: who else is in a batch is none of a customer's business. Batch norm or dropout left in training mode
/// break it, and so does whatever else lets the samples of a batch meet, such as a softmax along the wrong axis or features
/// that are standardized batch by batch.
///
/// ```swift
/// let requests = Tensor.normal([8, 3], using: &generator)
/// let parity = servingParity(
///   model, request: requests.slice(0..<1), companions: requests.slice(1..<8))
/// if !parity.holds { print("the answer moves by", parity.difference) }
/// ```
public struct ServingParity: Sendable {
  /// The answers to the request: first among all companions, last among them, first among half of them.
  public let amongOthers: [Tensor]

  /// The answer to the request alone; `nil` where batch statistics are in use, because a batch of one may be refused.
  public let alone: Tensor?

  /// All answers.
  public var answers: [Tensor] { amongOthers + (alone.map { [$0] } ?? []) }

  /// The greatest difference between two answers, relative to the greatest magnitude in the first; NaN or infinite if an
  /// answer is not finite.
  public var difference: Scalar {
    let first = amongOthers[0]
    let greatest = answers.map { ($0 - first).maximumMagnitude() }.reduce(0, TensorCore.maximum)
    return greatest == 0 ? 0 : greatest / first.maximumMagnitude()
  }

  /// Whether the answers agree but for rounding, and one to the request alone could be had.
  ///
  /// Matrix products of other sizes add in another order, so agreement to the bit cannot be asked for.
  public var holds: Bool { alone != nil && difference <= 1_000 * Scalar.ulpOfOne }
}

/// Asks a model the same request several times, alone and with others in the batch, in the mode it is in.
///
/// Nothing is recorded and nothing changes: running statistics and generators are put back.
///
/// - Parameters:
///   - model: Any model whose first axis is that of the samples.
///   - request: One sample, of shape `[1, …]`.
///   - companions: At least two others, of shape `[n, …]`, different from it.
/// - Returns: The answers.
/// - Precondition: The shapes are as said.
public func servingParity(
  _ model: any Layer, request: Tensor, companions: Tensor
) -> ServingParity {
  precondition(
    request.shape.axisCount > 0 && request.shape[0] == 1
      && companions.shape.axisCount == request.shape.axisCount && companions.shape[0] >= 2
      && companions.shape.lengths.dropFirst() == request.shape.lengths.dropFirst(),
    "servingParity: request \(request.shape), companions \(companions.shape)")
  let count = companions.shape[0]
  let half = companions.slice(0..<(count + 1) / 2)
  func answer(in batch: [Tensor], at place: Int) -> Tensor {
    BufferState.preserving(of: model) {
      withoutGradient {
        model(Variable(.concatenation(batch))).value.slice(place..<place + 1)
      }
    }
  }
  let meets = model.batchNorms.contains { $0.norm.usesBatchStatistics }
  return ServingParity(
    amongOthers: [
      answer(in: [request, companions], at: 0), answer(in: [companions, request], at: count),
      answer(in: [request, half], at: 0),
    ],
    alone: meets ? nil : answer(in: [request], at: 0))
}
