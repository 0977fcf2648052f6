public import TensorCore

/// A network of two linear layers with ReLU between them, differentiated by hand.
///
/// The whiteboard question of interviews. Forward, for a batch `X` of shape `[batch, in]`:
///
///     Z₁ = X W₁ᵀ + b₁      H = max(0, Z₁)      Z₂ = H W₂ᵀ + b₂
///
/// and backward, from D₂ = ∂L/∂Z₂, which is all that the loss contributes:
///
///     dW₂ = D₂ᵀ H      db₂ = Σ D₂      D₁ = D₂ W₂ ⊙ 1[Z₁ > 0]
///     dW₁ = D₁ᵀ X      db₁ = Σ D₁      dX = D₁ W₁                       (equation 2.17)
///
/// With softmax and cross-entropy, D₂ = (p − onehot) / batch, and so
/// dW₁ = (((p − onehot) / batch · W₂) ⊙ 1[Z₁ > 0])ᵀ X.
public struct TwoLayerNetwork: Sendable {
  /// The first weight, of shape `[hidden, in]`.
  public var weight1: Tensor

  /// The first bias, of shape `[hidden]`.
  public var bias1: Tensor

  /// The second weight, of shape `[out, hidden]`.
  public var weight2: Tensor

  /// The second bias, of shape `[out]`.
  public var bias2: Tensor

  /// Creates a network from its parameters.
  ///
  /// - Parameters:
  ///   - weight1: Of shape `[hidden, in]`.
  ///   - bias1: Of shape `[hidden]`.
  ///   - weight2: Of shape `[out, hidden]`.
  ///   - bias2: Of shape `[out]`.
  public init(weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) {
    self.weight1 = weight1
    self.bias1 = bias1
    self.weight2 = weight2
    self.bias2 = bias2
  }

  /// What the forward pass computes and the backward pass needs.
  public struct Cache: Sendable {
    /// The batch X.
    public let input: Tensor

    /// The weighted sums Z₁ before ReLU.
    public let weightedSums: Tensor

    /// The activations H after it.
    public let hidden: Tensor

    /// The outputs Z₂: logits or predictions.
    public let output: Tensor
  }

  /// The gradients of a loss, each of the shape of what it belongs to.
  public struct Gradients: Sendable {
    /// The gradient of the first weight.
    public let weight1: Tensor

    /// The gradient of the first bias.
    public let bias1: Tensor

    /// The gradient of the second weight.
    public let weight2: Tensor

    /// The gradient of the second bias.
    public let bias2: Tensor

    /// The gradient of the batch.
    public let input: Tensor
  }
}

extension TwoLayerNetwork {
  /// The forward pass.
  ///
  /// - Parameter x: A batch, of shape `[batch, in]`.
  /// - Returns: The output and what the backward pass needs.
  public func forward(_ x: Tensor) -> Cache {
    let weightedSums = affine(x, weight: weight1, bias: bias1)
    let hidden = weightedSums.map { z in z < 0 ? 0 : z }
    let output = affine(hidden, weight: weight2, bias: bias2)
    return Cache(input: x, weightedSums: weightedSums, hidden: hidden, output: output)
  }

  /// The backward pass from a given gradient of the output.
  ///
  /// - Parameters:
  ///   - d: The gradient D₂ of the output, of shape `[batch, out]`.
  ///   - cache: What `forward(_:)` returned.
  /// - Returns: The gradients.
  public func backward(_ d: Tensor, _ cache: Cache) -> Gradients {
    // (equation 2.17)
    let second = LayerRules.linear(d, x: cache.hidden, weight: weight2)
    let hidden = LayerRules.relu(second.input, input: cache.weightedSums)
    let first = LayerRules.linear(hidden, x: cache.input, weight: weight1)
    return Gradients(
      weight1: first.weight, bias1: first.bias, weight2: second.weight, bias2: second.bias,
      input: first.input)
  }

  /// The mean cross-entropy of the logits with class labels, and its gradients.
  ///
  /// - Parameters:
  ///   - x: A batch, of shape `[batch, in]`.
  ///   - classes: For each sample its class.
  /// - Returns: The loss and the gradients.
  public func crossEntropy(_ x: Tensor, classes: [Int]) -> (loss: Scalar, gradients: Gradients) {
    let cache = forward(x)
    let loss = -cache.output.logSoftmax().picking(columns: classes).mean()
    let d = LayerRules.softmaxCrossEntropy(
      probabilities: cache.output.softmax(), classes: classes)
    return (loss, backward(d, cache))
  }

  /// The squared error averaged over all outputs of all samples, and its gradients.
  ///
  /// - Parameters:
  ///   - x: A batch, of shape `[batch, in]`.
  ///   - targets: The targets, of shape `[batch, out]`.
  /// - Returns: The loss and the gradients.
  public func squaredError(_ x: Tensor, targets: Tensor) -> (loss: Scalar, gradients: Gradients) {
    let cache = forward(x)
    let errors = cache.output - targets
    let d = LayerRules.meanSquaredError(predictions: cache.output, targets: targets)
    return ((errors * errors).mean(), backward(d, cache))
  }
}
