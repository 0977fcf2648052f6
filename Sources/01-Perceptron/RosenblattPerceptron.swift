public import TensorCore

/// A threshold unit that learns from its mistakes; labels are 0 and 1.
///
///     ŷ = 1 if w · x + b ≥ 0, otherwise 0
///     w ← w + η (y − ŷ) x        b ← b + η (y − ŷ)                               (equation 1.3)
///
/// On a right answer y − ŷ is 0 and nothing changes. If some line separates the classes, the
/// mistakes end (see ``ConvergenceBound``); if none does, they never end.
///
/// ```swift
/// var perceptron = RosenblattPerceptron(inputCount: 2)
/// let mistakes = perceptron.train(on: Gates.inputs, labels: [0, 0, 0, 1], epochLimit: 100)
/// mistakes.total       // 11
/// mistakes.cleanEpoch  // 6
/// ```
///
/// ## Source
///
/// Rosenblatt, "The perceptron: a probabilistic model for information storage and organization in
/// the brain", 1958, https://doi.org/10.1037/h0042519. The rule is stated as textbooks do since
/// Minsky and Papert, "Perceptrons", 1969.
public struct RosenblattPerceptron: MistakeDrivenLearner, Hashable, Sendable {
  /// The unit as learned so far.
  public private(set) var neuron: Neuron

  /// The size η of a correction; from a start at zero it scales the weights.
  public let learningRate: Scalar

  /// Creates a unit with weights and bias 0.
  ///
  /// - Parameters:
  ///   - inputCount: The number of inputs.
  ///   - learningRate: The factor of a correction. Must be positive. From weights of 0 it scales all weights and
  ///     changes no answer but by rounding, where a sum is 0 at one rate and not at another.
  /// - Precondition: `learningRate > 0`.
  public init(inputCount: Int, learningRate: Scalar = 1) {
    precondition(
      learningRate > 0,
      "RosenblattPerceptron.init: the learning rate is not positive: \(learningRate)")
    neuron = Neuron(weights: .zeros([inputCount]), bias: 0, nonlinearity: .step)
    self.learningRate = learningRate
  }

  /// Corrects the weights by one sample, if the answer to it is wrong.
  ///
  /// - Parameters:
  ///   - x: A sample of shape `[inputs]`.
  ///   - label: The right answer, 0 or 1.
  /// - Returns: Whether the answer was wrong.
  /// - Precondition: `label` is 0 or 1.
  public mutating func learn(from x: Tensor, label: Scalar) -> Bool {
    precondition(
      label == 0 || label == 1, "RosenblattPerceptron.learn: the label is not 0 or 1: \(label)")
    let error = label - neuron(x)
    neuron.weights += learningRate * error * x  // (equation 1.3)
    neuron.bias += learningRate * error
    return error != 0
  }
}

/// The same rule for labels −1 and 1, without a bias: a wrong sample is added or subtracted.
///
///     if y (w · x) ≤ 0:   w ← w + y x                                            (equation 1.4)
///
/// A constant 1 appended to every sample makes the last weight a bias. A sum of exactly 0 counts as
/// a mistake for either label, so that a start at zero learns from the first sample.
///
/// ## Source
///
/// Novikoff, "On convergence proofs on perceptrons", Symposium on the Mathematical Theory of
/// Automata, 1962.
public struct SignedPerceptron: MistakeDrivenLearner, Hashable, Sendable {
  /// The weights as learned so far, of shape `[inputs]`.
  public private(set) var weights: Tensor

  /// Creates a unit with weights 0.
  ///
  /// - Parameter inputCount: The number of inputs, a constant one included.
  public init(inputCount: Int) { weights = .zeros([inputCount]) }

  /// Adds a sample to the weights with the sign of its label, if the answer to it is wrong.
  ///
  /// - Parameters:
  ///   - x: A sample of shape `[inputs]`.
  ///   - label: The right answer, −1 or 1.
  /// - Returns: Whether the answer was wrong.
  /// - Precondition: `label` is −1 or 1.
  public mutating func learn(from x: Tensor, label: Scalar) -> Bool {
    precondition(abs(label) == 1, "SignedPerceptron.learn: the label is not −1 or 1: \(label)")
    guard label * dot(weights, x) <= 0 else { return false }
    weights += label * x  // (equation 1.4)
    return true
  }
}
