public import TensorCore

/// Networks of one hidden layer that learn XOR from random starts, by gradients derived by hand.
///
/// That weights exist does not mean that descent finds them: with two hidden ReLUs most starts get
/// stuck, with eight few do. The backward pass is the smallest there is; lesson 02 explains it and
/// does it for any network.
public struct XORTraining: Hashable, Sendable {
  /// The number of hidden units.
  public let hiddenCount: Int

  /// Their function, `relu` or `tanh`.
  public let nonlinearity: Nonlinearity

  /// The number of steps of gradient descent, each on all four points.
  public var stepCount = 2000

  /// The learning rate η, the factor of the gradient.
  public var learningRate: Scalar = 0.5

  // Stored: every step of a training reads them.
  /// The right answers to ``Gates/inputs``, of shape `[4, 1]`.
  public static let targets = Tensor([[0], [1], [1], [0]])

  /// Creates a description of the training.
  ///
  /// - Parameters:
  ///   - hiddenCount: The number of hidden units.
  ///   - nonlinearity: Their function.
  public init(hiddenCount: Int, nonlinearity: Nonlinearity) {
    self.hiddenCount = hiddenCount
    self.nonlinearity = nonlinearity
  }

  /// A random start: weights scaled to their layer's width, zero biases.
  ///
  /// The variance of the hidden weights is gain² / 2, with gain² = 2 for ReLUs and 1 otherwise;
  /// that of the output weights is 1 / hidden units. Lesson 04 says why.
  ///
  /// - Parameter generator: The source of randomness.
  /// - Returns: A network of two inputs and one logit.
  public func start(using generator: inout some RandomNumberGenerator) -> MultilayerPerceptron {
    let squaredGain: Scalar = nonlinearity == .relu ? 2 : 1
    let first = Tensor.normal(
      [2, hiddenCount], standardDeviation: .squareRoot(squaredGain / 2), using: &generator)
    let second = Tensor.normal(
      [1, hiddenCount], standardDeviation: .squareRoot(1 / Scalar(hiddenCount)), using: &generator)
    return MultilayerPerceptron(
      layers: [
        AffineMap(weight: first.transposed, bias: .zeros([hiddenCount])),
        AffineMap(weight: second, bias: .zeros([1])),
      ], nonlinearity: nonlinearity)
  }

  /// The loss at the four points, and its gradient for each layer.
  ///
  ///     dz₂ = (σ(z₂) − y) / 4      dz₁ = (dz₂ W₂) φ′(z₁)                           (equation 1.33)
  ///
  /// - Parameter network: A network of two layers.
  /// - Returns: The mean loss, and the gradients of both layers.
  public func gradients(
    of network: MultilayerPerceptron
  ) -> (loss: Scalar, layers: [AffineGradient]) {
    let pass = network.forward(Gates.inputs)
    let loss = BinaryCrossEntropy()
    let outputCotangent = loss.gradient(at: pass.logits, targets: Self.targets)
    let output = network.layers[1].pullback(input: pass.inputs[1], cotangent: outputCotangent)
    let hiddenCotangent = output.input * nonlinearity.slope(fromOutput: pass.inputs[1])
    let hidden = network.layers[0].pullback(input: pass.inputs[0], cotangent: hiddenCotangent)
    return (loss.mean(of: pass.logits, targets: Self.targets), [hidden, output])  // (equation 1.33)
  }

  /// Trains a network from its start.
  ///
  /// - Parameters:
  ///   - start: A network of two layers.
  ///   - observe: Called before each step with the network, the loss and its gradients.
  /// - Returns: The network after the last step.
  public func train(
    _ start: MultilayerPerceptron,
    observe: (MultilayerPerceptron, Scalar, [AffineGradient]) -> Void = { _, _, _ in }
  ) -> MultilayerPerceptron {
    var network = start
    for _ in 0..<stepCount {
      let (loss, gradients) = gradients(of: network)
      observe(network, loss, gradients)
      for (index, gradient) in gradients.enumerated() {
        network.layers[index].weight.update(with: gradient.weight) { w, g in w -= learningRate * g }
        network.layers[index].bias?.update(with: gradient.bias) { b, g in b -= learningRate * g }
      }
    }
    return network
  }

  /// Whether a network answers right at all four points.
  ///
  /// - Parameter network: A network of two inputs and one logit.
  /// - Returns: Whether the logit is positive exactly where the answer is 1.
  public static func isSolved(by network: MultilayerPerceptron) -> Bool {
    (network(Gates.inputs) .> 0) == targets
  }

  /// Whether the training from the start with a given seed ends with XOR solved.
  ///
  /// - Parameter seed: The seed of the start.
  /// - Returns: Whether all four points end on the right side.
  public func solves(seed: UInt64) -> Bool {
    var generator = SplitMix64(seed: seed)
    return Self.isSolved(by: train(start(using: &generator)))
  }
}
