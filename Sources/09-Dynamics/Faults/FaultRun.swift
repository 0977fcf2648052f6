public import Activations
import Autograd
import TensorCore

/// A small training run as a value: data, network, loss, optimizer, and the habits of the loop.
///
/// It says what a preflight must know before the first step, and makes the run that a doctor examines.
public struct FaultRun: Sendable {
  /// What follows the last linear layer.
  public enum Head: Sendable, Hashable {
    /// Nothing: the network answers with logits or with numbers.
    case none
    /// A softmax over the outputs.
    case softmax
    /// An activation on every output.
    case sigmoid, relu, tanh
  }

  /// What changes the weights, and its learning rate.
  public enum Optimizer: Sendable, Hashable {
    /// Plain gradient descent.
    case gradientDescent(Double)
    /// Gradient descent with a momentum of 0.9.
    case momentum(Double)
    /// Adam with its usual settings.
    case adam(Double)
    /// RMSprop with PyTorch's settings but for the rate.
    case rmsprop(Double)
  }

  /// Where the samples of an epoch come from.
  public enum Sampling: Sendable, Hashable {
    /// Each sample of the training set once, in a new order.
    case permuted
    /// New samples from thirty-two workers with a random generator each.
    case workers
    /// The same, but each worker starts each epoch from a copy of the one generator.
    case workersAlike
  }

  /// What is learned.
  public var data: FaultData

  /// The widths of the hidden layers.
  public var hidden: [Int]

  /// The activation of the hidden layers.
  public var activation: Activation

  /// How many numbers the network answers with.
  public var outputCount: Int

  /// What follows the last linear layer.
  public var head: Head

  /// What is minimized.
  public var loss: FaultLoss

  /// What changes the weights.
  public var optimizer: Optimizer

  /// The number of steps.
  public var stepCount: Int

  /// The number of samples of a step.
  public var batchSize: Int

  /// Where the samples of an epoch come from.
  public var sampling: Sampling

  /// Whether gradients are forgotten before each backward pass.
  public var zeroesGradients: Bool

  /// Whether the optimizer was given the parameters of a copy of the network.
  public var optimizesCopy: Bool

  /// Creates a run without bad habits.
  public init(
    _ data: FaultData, hidden: [Int], activation: Activation = .relu, outputCount: Int,
    head: Head = .none, loss: FaultLoss, optimizer: Optimizer, stepCount: Int, batchSize: Int = 32,
    sampling: Sampling = .permuted, zeroesGradients: Bool = true, optimizesCopy: Bool = false
  ) {
    self.data = data
    self.hidden = hidden
    self.activation = activation
    self.outputCount = outputCount
    self.head = head
    self.loss = loss
    self.optimizer = optimizer
    self.stepCount = stepCount
    self.batchSize = batchSize
    self.sampling = sampling
    self.zeroesGradients = zeroesGradients
    self.optimizesCopy = optimizesCopy
  }
}
