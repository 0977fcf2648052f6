import TensorCore

extension Activation {
  /// The table: every activation function of one number, with the parameters that PyTorch gives it.
  ///
  /// Values, derivatives, gradient checks, properties, parity with PyTorch and the table of the page are made
  /// from this list. Two of them, Softplus and hard swish, say, differ in nothing but what stands here.
  public static var all: [Activation] {
    [
      sigmoid, tanh, softsign, hardTanh, hardSigmoid, logSigmoid,
      relu, leakyReLU, relu6, squaredReLU,
      elu, celu, selu, softplus,
      gelu, geluTanh, quickGELU,
      silu, swish(beta: 0.5), mish, hardSwish,
      sine, softShrink, hardShrink, tanhShrink, identity,
    ]
  }

  /// The activation of a name, such as `GELU`, whatever the case of its letters.
  ///
  /// - Parameter name: The name.
  /// - Returns: The activation, or `nil` if none in the table has that name.
  public static func named(_ name: String) -> Activation? {
    all.first { $0.name.lowercased() == name.lowercased() }
  }
}
