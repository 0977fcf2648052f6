public import Autograd
public import TensorCore

/// Layer-sequential unit variance (LSUV): orthogonal weights, rescaled until each layer's output has variance 1 on a batch.
///
/// It measures what the rules with fans predict, and so needs no gain, only outputs that vary over the batch. It sets forward
/// sizes alone: angles between inputs and gradients are what they are.
///
/// ## Source
///
/// Mishkin and Matas, “All you need is a good init”, 2015, https://arxiv.org/abs/1511.06422, algorithm 1. As there, the variance
/// is taken over all outputs of the layer before its activation, and biases are zero.
public struct LayerSequentialUnitVariance: Sendable {
  /// How far a variance may be from 1.
  public let tolerance: Scalar

  /// How often a layer is rescaled at most.
  public let maximumIterationCount: Int

  /// Creates the procedure.
  ///
  /// - Parameters:
  ///   - tolerance: How far a variance may be from 1.
  ///   - maximumIterationCount: How often a layer is rescaled at most.
  public init(tolerance: Scalar = 0.01, maximumIterationCount: Int = 10) {
    self.tolerance = tolerance
    self.maximumIterationCount = maximumIterationCount
  }

  /// Initializes all linear layers of a network on a batch.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - batch: Inputs for which the variances are to be 1.
  ///   - seed: The seed of the orthogonal matrices.
  /// - Returns: The variance of each linear layer's output at the end, first to last.
  /// - Precondition: No layer's output is constant, whose variance no factor makes 1.
  @discardableResult
  public func initialize(_ model: any Layer, on batch: Tensor, seed: UInt64) -> [Scalar] {
    model.initialize(
      with: InitializationScheme("LSUV", hidden: .orthogonal(), biases: .zeros), seed: seed)
    return model.namedLinearLayers.map { name, layer in
      var variance = outputVariance(of: layer, in: model, on: batch)
      for _ in 0..<maximumIterationCount where abs(variance - 1) > tolerance {
        precondition(
          variance > 0 && variance.isFinite,
          "LayerSequentialUnitVariance: the output of \(name) has variance \(variance)")
        layer.weight.initialize(to: layer.weight.value / Scalar.squareRoot(variance))
        variance = outputVariance(of: layer, in: model, on: batch)
      }
      return variance
    }
  }

  private func outputVariance(of layer: Linear, in model: any Layer, on batch: Tensor) -> Scalar {
    var variance: Scalar = 0
    let hook = layer.addForwardHook { _, output in variance = output.value.variance() }
    defer { hook.remove() }
    withoutGradient { _ = model(Variable(batch)) }
    return variance
  }
}
