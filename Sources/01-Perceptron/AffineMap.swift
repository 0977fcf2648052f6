public import TensorCore

/// A layer without its nonlinearity: every output is a weighted sum of all inputs and a bias.
///
///     Y = X Wᵀ + b                                                               (equation 1.8)
///
/// for a batch X of shape `[batch, in]`, one sample a row. It has in · out + out parameters and takes
/// in · out multiply-adds a sample.
///
/// ## Conventions
///
/// The weight has PyTorch's layout, `[out, in]`: a row holds the weights of one unit. Keras stores
/// the transpose. PyTorch's name is `torch.nn.Linear`.
public struct AffineMap: Hashable, Sendable {
  /// The weights, of shape `[out, in]`.
  public var weight: Tensor

  /// The biases, of shape `[out]`, if there are any.
  public var bias: Tensor?

  /// The number of inputs.
  public var inputCount: Int { weight.shape[1] }

  /// The number of outputs.
  public var outputCount: Int { weight.shape[0] }

  /// The number of weights and biases.
  public var parameterCount: Int { weight.elementCount + (bias?.elementCount ?? 0) }

  /// Creates a map from its parameters.
  ///
  /// - Parameters:
  ///   - weight: The weights, of shape `[out, in]`.
  ///   - bias: The biases, of shape `[out]`; `nil` for a map through the origin.
  /// - Precondition: `weight` is a matrix and `bias` has one number for each of its rows.
  public init(weight: Tensor, bias: Tensor?) {
    precondition(
      weight.shape.axisCount == 2, "AffineMap.init: the weight is not a matrix: \(weight.shape)")
    precondition(
      bias.map { $0.shape == [weight.shape[0]] } ?? true,
      "AffineMap.init: bias \(bias?.shape ?? []) does not fit weight \(weight.shape)")
    self.weight = weight
    self.bias = bias
  }

  /// Creates a map with random parameters, drawn as PyTorch draws them by default.
  ///
  ///     W, b ~ uniform in ±1/√in                                                 (equation 1.9)
  ///
  /// ## Source
  ///
  /// `torch.nn.Linear.reset_parameters`, https://docs.pytorch.org; lesson 04 asks whether it is a
  /// good choice.
  ///
  /// - Parameters:
  ///   - inputCount: The number of inputs. Must be positive.
  ///   - outputCount: The number of outputs.
  ///   - generator: The source of randomness; weights are drawn before biases.
  public init(
    inputCount: Int, outputCount: Int, using generator: inout some RandomNumberGenerator
  ) {
    precondition(inputCount > 0, "AffineMap.init: no inputs: \(inputCount)")
    let bound = 1 / Scalar.squareRoot(Scalar(inputCount))  // (equation 1.9)
    weight = .uniform([outputCount, inputCount], in: -bound..<bound, using: &generator)
    bias = .uniform([outputCount], in: -bound..<bound, using: &generator)
  }

  /// The outputs for a batch, of shape `[batch, out]`.
  ///
  /// - Parameter x: A batch of shape `[batch, in]`.
  /// - Returns: One row of outputs for each sample.
  /// - Complexity: batch · in · out multiply-adds.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    // (equation 1.8)
    if let bias { return affine(x, weight: weight, bias: bias) }
    return matmul(x, weight, transposing: .right)
  }

  /// The number of multiply-adds that a forward pass of a batch takes.
  ///
  /// - Parameter batch: The number of samples.
  /// - Returns: The number for the whole batch.
  public func multiplyAddCount(batch: Int) -> Int { batch * inputCount * outputCount }

  /// The one map that does what this map followed by another one does.
  ///
  ///     W₂ (W₁ x + b₁) + b₂ = (W₂ W₁) x + (W₂ b₁ + b₂)                            (equation 1.10)
  ///
  /// A stack of layers without a nonlinearity between them is one layer.
  ///
  /// - Parameter next: The map that takes this one's outputs.
  /// - Returns: A map from the inputs of this one to the outputs of the next.
  /// - Precondition: The sizes fit.
  public func followed(by next: AffineMap) -> AffineMap {
    precondition(
      outputCount == next.inputCount,
      "AffineMap.followed: \(outputCount) outputs do not fit \(next.inputCount) inputs")
    var bias = next.bias
    if let mine = self.bias {
      let carried = matvec(next.weight, mine)
      bias = bias.map { carried + $0 } ?? carried
    }
    return AffineMap(weight: matmul(next.weight, weight), bias: bias)  // (equation 1.10)
  }
}
