import TensorCore

/// A function without parameters as a layer, such as an activation.
public final class FunctionLayer: Module, Layer {
  /// The name of the function.
  public let name: String

  private let function: (Variable) -> Variable

  /// Creates a layer that applies a function.
  ///
  /// - Parameters:
  ///   - name: The name of the function.
  ///   - function: The function.
  public init(_ name: String, _ function: @escaping (Variable) -> Variable) {
    self.name = name
    self.function = function
  }

  /// The function of the input.
  ///
  /// - Parameter input: A batch of any shape.
  /// - Returns: The function's values, of the same shape.
  public func forward(_ input: Variable) -> Variable { function(input) }
}
