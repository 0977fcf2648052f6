public import Autograd
public import TensorCore

/// Probabilities from logits, along the last axis, softer or sharper by a temperature (PyTorch: `nn.Softmax`).
///
///     p = softmax(z / T)                                  (equation 3.8)
///
/// As T → 0 the greatest logit takes all (equal ones share); as T → ∞ all are equal. PyTorch's layer has no temperature: one divides.
///
/// ## Source
///
/// Bridle, “Probabilistic interpretation of feedforward classification network outputs”, 1990,
/// https://doi.org/10.1007/978-3-642-76153-9_28; temperature: Hinton, Vinyals, Dean, “Distilling the knowledge in
/// a neural network”, 2015, https://arxiv.org/abs/1503.02531
public final class Softmax: Module, Layer {
  /// What logits are divided by.
  public let temperature: Scalar

  /// Creates a layer.
  ///
  /// - Parameter temperature: What logits are divided by.
  /// - Precondition: `temperature > 0`.
  public init(temperature: Scalar = 1) {
    precondition(
      temperature > 0, "Softmax.init: the temperature must be positive: \(temperature)")
    self.temperature = temperature
  }

  /// The probabilities.
  ///
  /// - Parameter input: Logits, of shape `[batch, …, classes]`.
  /// - Returns: Probabilities, of that shape.
  public func forward(_ input: Variable) -> Variable {
    (temperature == 1 ? input : input / temperature).softmax()
  }
}

/// The logarithm of probabilities, finite where the differences of logits are (PyTorch: `nn.LogSoftmax`).
///
/// What a loss needs: the logarithm of a probability that vanished would be −∞.
public final class LogSoftmax: Module, Layer {
  /// What logits are divided by.
  public let temperature: Scalar

  /// Creates a layer.
  ///
  /// - Parameter temperature: What logits are divided by.
  /// - Precondition: `temperature > 0`.
  public init(temperature: Scalar = 1) {
    precondition(
      temperature > 0, "LogSoftmax.init: the temperature must be positive: \(temperature)")
    self.temperature = temperature
  }

  /// The logarithms of the probabilities.
  ///
  /// - Parameter input: Logits, of shape `[batch, …, classes]`.
  /// - Returns: Of that shape.
  public func forward(_ input: Variable) -> Variable {
    (temperature == 1 ? input : input / temperature).logSoftmax()
  }
}

/// Probabilities with exact zeros, along the last axis; see ``sparsemax(_:)``.
public final class Sparsemax: Module, Layer {
  /// Creates a layer.
  public override init() {}

  /// The probabilities.
  ///
  /// - Parameter input: Scores, of shape `[batch, …, classes]`.
  /// - Returns: Probabilities, of that shape.
  public func forward(_ input: Variable) -> Variable { sparsemax(input) }
}
