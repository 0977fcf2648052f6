public import Activations
public import Autograd
import TensorCore

// The same for an activation of lesson 03, whose formula and slope are all that is needed.

extension Gain {
  /// The gain that keeps a second moment of 1 through an activation (equation 4.2).
  ///
  /// - Parameter activation: The activation.
  /// - Returns: 1 / √(E φ(z)²) for a standard normal z.
  public static func keepingSecondMoment(of activation: Activation) -> Double {
    keepingSecondMoment(of: activation.function)
  }

  /// The gain at which neither gradients nor differences between inputs grow or fade, for unit inputs.
  ///
  /// - Parameter activation: The activation.
  /// - Returns: 1 / √(E φ′(z)²) for a standard normal z.
  public static func keepingGradient(of activation: Activation) -> Double {
    keepingGradient(of: activation.function)
  }
}

extension MeanField {
  /// Creates a prediction.
  ///
  /// - Parameters:
  ///   - activation: The activation φ.
  ///   - weightVariance: The variance of the weights times fan_in.
  ///   - biasVariance: The variance of the biases.
  public init(_ activation: Activation, weightVariance: Double, biasVariance: Double = 0) {
    self.init(activation.function, weightVariance: weightVariance, biasVariance: biasVariance)
  }
}

extension Sequential {
  /// Linear layers of given widths with an activation between them, initialized by a scheme.
  ///
  /// - Parameters:
  ///   - widths: From input to output; `[8, 32, 32, 2]` has two hidden layers.
  ///   - activation: The activation after every linear layer but the last.
  ///   - scheme: How the layers are initialized.
  ///   - seed: Equal seeds give equal networks.
  /// - Returns: The network; even children are linear layers, odd ones activations.
  /// - Precondition: At least two widths, all positive.
  public static func stack(
    _ widths: [Int], activation: Activation, scheme: InitializationScheme, seed: UInt64
  ) -> Sequential {
    stack(widths, activation: { activation($0) }, scheme: scheme, seed: seed)
  }
}
