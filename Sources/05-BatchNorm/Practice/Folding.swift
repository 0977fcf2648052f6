public import Autograd
public import TensorCore

// In evaluation mode batch norm is an affine map, channel by channel, with constants; behind an affine map it
// is one map with it. What serves requests need not compute it at all.

extension BatchNormalization {
  /// The factor and the summand of each channel that evaluation mode amounts to.
  ///
  ///     y = g x + h          g = γ / √(σ² + ε)          h = β − g μ          (equation 5.10)
  ///
  /// - Returns: g and h, of shape `[features]`.
  /// - Precondition: There are running statistics.
  public var servedMap: (factor: Tensor, summand: Tensor) {
    guard let running else {
      preconditionFailure("\(name).servedMap: there are no running statistics")
    }
    let inverse = running.variance.map { 1 / .squareRoot($0 + epsilon) }
    let factor = scale.map { $0.value * inverse } ?? inverse
    let summand = (offset?.value ?? .zeros([featureCount])) - factor * running.mean
    return (factor, summand)  // (equation 5.10)
  }

  /// Weights and a bias with the map of evaluation mode worked into them.
  fileprivate func folded(into weight: Tensor, _ bias: Tensor?) -> (weight: Tensor, bias: Tensor) {
    precondition(
      weight.shape[0] == featureCount,
      "folding: \(featureCount) channels behind weights \(weight.shape)")
    let (factor, summand) = servedMap
    let rows = Shape([featureCount] + Array(repeating: 1, count: weight.shape.axisCount - 1))
    return (
      weight * factor.reshaped(to: rows),
      (bias ?? .zeros([featureCount])) * factor + summand
    )
  }
}

extension Linear {
  /// The linear layer that computes what this one and a batch norm behind it compute in evaluation mode.
  ///
  /// - Parameter norm: What stands behind this layer; it keeps running statistics, one for each output.
  /// - Returns: A new layer with a bias.
  /// - Precondition: The counts agree.
  public func folding(_ norm: BatchNorm1d) -> Linear {
    let folded = norm.folded(into: weight.value, bias?.value)
    return Linear(weight: folded.weight, bias: folded.bias)
  }
}

extension Conv2d {
  /// The convolution that computes what this one and a batch norm behind it compute in evaluation mode.
  ///
  /// Exact with padding too: zeros around the image enter the convolution before the norm, here as there.
  ///
  /// - Parameter norm: What stands behind this layer; it keeps running statistics, one for each output.
  /// - Returns: A new layer with a bias.
  /// - Precondition: The counts agree.
  public func folding(_ norm: BatchNorm2d) -> Conv2d {
    let folded = norm.folded(into: weight.value, bias?.value)
    return Conv2d(weight: folded.weight, bias: folded.bias, padding: padding)
  }
}

extension Sequential {
  /// The network without the batch norms that stand directly behind a linear layer or a convolution.
  ///
  /// Layers that nothing is folded into are shared with this network. The new one is for evaluation mode: trained
  /// further, it would be another network.
  ///
  /// - Returns: A network of fewer layers with the same answers in evaluation mode, but for rounding.
  public func foldingBatchNorms() -> Sequential {
    var folded: [any Layer] = []
    for layer in layers {
      switch (folded.last, layer) {
      case (let linear as Linear, let norm as BatchNorm1d) where norm.running != nil:
        folded[folded.count - 1] = linear.folding(norm)
      case (let convolution as Conv2d, let norm as BatchNorm2d) where norm.running != nil:
        folded[folded.count - 1] = convolution.folding(norm)
      case (_, let part as Sequential): folded.append(part.foldingBatchNorms())
      default: folded.append(layer)
      }
    }
    return Sequential(folded)
  }
}
