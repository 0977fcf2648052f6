public import Autograd

/// An activation as a layer without parameters.
///
/// ```swift
/// var generator = SplitMix64(seed: 1)
/// let model = Sequential(
///   Linear(inputCount: 64, outputCount: 32, using: &generator), ActivationLayer(.gelu),
///   Linear(inputCount: 32, outputCount: 10, using: &generator))
/// ```
public final class ActivationLayer: Module, Layer {
  /// The activation.
  public let activation: Activation

  /// Creates a layer that applies an activation.
  ///
  /// - Parameter activation: The activation.
  public init(_ activation: Activation) { self.activation = activation }

  /// The activation of every scalar.
  ///
  /// - Parameter input: A batch of any shape.
  /// - Returns: The values, of that shape.
  public func forward(_ input: Variable) -> Variable { activation(input) }
}
