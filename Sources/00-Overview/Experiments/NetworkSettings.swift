public import Autograd
public import TensorCore

/// What a person chooses before a network of the overview is trained: compare the one of `RidgeRegression.Settings`.
public struct NetworkSettings: Hashable, Sendable {
  /// The function between linear layers.
  public enum Nonlinearity: Hashable, Sendable {
    /// max(z, 0).
    case relu
    /// The hyperbolic tangent.
    case tanh
  }

  /// The widths of the hidden layers.
  public var hiddenWidths: [Int]

  /// The function between linear layers.
  public var nonlinearity: Nonlinearity

  /// The factor of the first weights, times Kaiming's rule before a ReLU and LeCun's, 1 / √inputs, elsewhere.
  public var gain: Scalar = 1

  /// AdamW's learning rate at its peak.
  public var learningRate: Scalar

  /// The share of the running mean of gradients that AdamW keeps at a step.
  public var beta1: Scalar = 0.9

  /// The share of the running mean of squared gradients that AdamW keeps at a step.
  public var beta2: Scalar = 0.999

  /// AdamW's decay.
  public var weightDecay: Scalar

  /// The number of steps, over which the rate falls along half a cosine.
  public var stepCount: Int

  /// The share of the steps over which the rate rises first.
  public var warmUpShare = 0.0

  /// The number of samples of a step.
  public var batchSize: Int

  /// The joint norm to which gradients are clipped.
  public var greatestGradientNorm: Scalar = 10

  /// Creates settings.
  public init(
    hiddenWidths: [Int] = [32], nonlinearity: Nonlinearity = .relu, learningRate: Scalar = 1e-2,
    weightDecay: Scalar = 1e-2, stepCount: Int = 300, batchSize: Int = 32
  ) {
    self.hiddenWidths = hiddenWidths
    self.nonlinearity = nonlinearity
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.stepCount = stepCount
    self.batchSize = batchSize
  }

  /// An untrained network.
  ///
  /// - Parameters:
  ///   - inputCount: The number of features.
  ///   - outputCount: The number of outputs.
  ///   - generator: The source of the first weights.
  /// - Returns: Linear layers with the nonlinearity between them.
  /// - Precondition: All widths are positive.
  public func network(
    inputCount: Int, outputCount: Int, using generator: inout some RandomNumberGenerator
  ) -> Sequential {
    let sizes = [inputCount] + hiddenWidths + [outputCount]
    precondition(sizes.allSatisfy { $0 > 0 }, "NetworkSettings.network: the widths \(sizes)")
    var layers: [any Layer] = []
    for (index, (from, to)) in zip(sizes, sizes.dropFirst()).enumerated() {
      let square: Scalar = nonlinearity == .relu && index < hiddenWidths.count ? 2 : 1
      let deviation = gain * (square / Scalar(from)).squareRoot()
      layers.append(
        Linear(
          weight: .normal([to, from], standardDeviation: deviation, using: &generator),
          bias: .zeros([to])))
      guard index < hiddenWidths.count else { break }
      layers.append(
        nonlinearity == .relu ? FunctionLayer("relu", relu) : FunctionLayer("tanh", tanh))
    }
    return Sequential(layers)
  }

  /// The learning rate of a step: a straight rise, then half a cosine.
  ///
  /// - Parameter step: The number of the step, from 0.
  /// - Returns: The rate.
  public func rate(at step: Int) -> Scalar {
    let rise = max(1, Int((warmUpShare * Double(stepCount)).rounded()))
    if step < rise, warmUpShare > 0 { return learningRate * Scalar(step + 1) / Scalar(rise) }
    let place = Scalar(step - (warmUpShare > 0 ? rise : 0)) / Scalar(max(1, stepCount - rise))
    return learningRate * (1 + .cosine(.pi * Swift.min(place, 1))) / 2
  }
}
