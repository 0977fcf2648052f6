import Activations
public import Autograd
import Optimizers
import TensorCore

/// A rebuilt fault before its first step: the objects that a preflight examines.
public struct FaultSetting {
  /// The network.
  public let model: Sequential

  /// What changes the weights; in one of the faults it holds those of a copy.
  public let optimizer: any Autograd.Optimizer

  /// The samples to train on.
  public let training: FaultSamples

  /// The samples held out.
  public let heldOut: FaultSamples

  /// Computes the loss of outputs on samples.
  public let loss: (Variable, FaultSamples) -> Variable

  /// Draws batches and, where samples are drawn anew, the samples.
  var generator: SplitMix64
}

extension FaultRun {
  /// Makes the objects of the run.
  ///
  /// - Parameter seed: What data, first weights and batches are drawn from.
  /// - Returns: Network, optimizer, samples and loss.
  /// - Throws: An error if a data file is damaged.
  public func setting(seed: UInt64) throws -> FaultSetting {
    var generator = SplitMix64(seed: seed)
    let (training, heldOut) = try data.samples(using: &generator)
    let start = SplitMix64(seed: generator.next())
    let model = network(inputCount: training.inputs.shape[1], from: start)
    let trained =
      optimizesCopy ? network(inputCount: training.inputs.shape[1], from: start) : model
    let (loss, classCount) = (loss, data.classCount)
    return FaultSetting(
      model: model, optimizer: optimizer.made(for: trained.trainedVariables), training: training,
      heldOut: heldOut, loss: { loss($0, $1, classCount: classCount) }, generator: generator)
  }

  /// The network with its first weights.
  private func network(inputCount: Int, from start: SplitMix64) -> Sequential {
    var generator = start
    let body = Sequential.multilayerPerceptron(
      [inputCount] + hidden + [outputCount], activation: ActivationLayer(activation),
      using: &generator)
    return Sequential(body.layers + head.layers)
  }
}

extension FaultRun.Head {
  fileprivate var layers: [any Layer] {
    switch self {
    case .none: []
    case .softmax: [Softmax()]
    case .sigmoid: [ActivationLayer(.sigmoid)]
    case .relu: [ActivationLayer(.relu)]
    case .tanh: [ActivationLayer(.tanh)]
    }
  }

  /// Above it an output of such a head says yes.
  var threshold: Scalar { self == .none ? 0 : 0.5 }
}

extension FaultRun.Optimizer {
  /// The learning rate.
  public var rate: Double {
    switch self {
    case .gradientDescent(let rate), .momentum(let rate), .adam(let rate), .rmsprop(let rate): rate
    }
  }

  fileprivate func made(for parameters: [Variable]) -> any Autograd.Optimizer {
    let rate = Scalar(rate)
    switch self {
    case .gradientDescent: return GradientDescent(parameters, learningRate: rate)
    case .momentum: return Momentum(parameters, learningRate: rate)
    case .adam: return Adam(parameters, learningRate: rate)
    case .rmsprop: return RMSprop(parameters, learningRate: rate)
    }
  }
}
