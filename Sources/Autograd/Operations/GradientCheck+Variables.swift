public import Course
public import TensorCore

extension GradientCheck {
  /// Creates a check of an operation's derivative.
  ///
  /// - Parameters:
  ///   - operation: The operation, whose name the check bears.
  ///   - inputs: The names and shapes of the inputs; they are filled with normal numbers.
  ///   - transform: Moves the inputs to where the function is defined, such as to positive numbers.
  ///   - function: Applies the operation.
  public init(
    _ operation: some DifferentiableOperation, _ inputs: KeyValuePairs<String, Shape>,
    transform: @escaping @Sendable (Tensor) -> Tensor = { $0 },
    function: @escaping @Sendable ([Variable]) -> Variable
  ) {
    self.init(operation.rawValue, inputs, transform: transform, function: function)
  }

  /// Creates a check of the engine's derivative of a function of variables.
  ///
  /// - Parameters:
  ///   - name: The name of the layer or the function.
  ///   - inputs: The names and shapes of the inputs; they are filled with normal numbers.
  ///   - transform: Moves the inputs to where the function is defined, such as to positive numbers.
  ///   - function: The function.
  public init(
    _ name: String, _ inputs: KeyValuePairs<String, Shape>,
    transform: @escaping @Sendable (Tensor) -> Tensor = { $0 },
    function: @escaping @Sendable ([Variable]) -> Variable
  ) {
    let shapes = inputs.map(\.value)
    self.init(
      name, inputNames: inputs.map(\.key),
      inputs: {
        // The seed is the name's, so that checks do not depend on each other's order.
        var generator = SplitMix64(seed: name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
        return shapes.map { transform(.normal($0, using: &generator)) }
      },
      value: { inputs in withoutGradient { function(inputs.map { Variable($0) }).value } },
      pullback: { inputs, cotangent in
        let variables = inputs.map { Variable($0, requiresGradient: true) }
        try function(variables).backward(cotangent: cotangent)
        return variables.map { $0.gradient ?? .zeros($0.shape) }
      },
      branches: { inputs in function(inputs.map { Variable($0, requiresGradient: true) }).branches
      },
      operations: { inputs in
        function(inputs.map { Variable($0, requiresGradient: true) }).recordedOperations
      })
  }
}
