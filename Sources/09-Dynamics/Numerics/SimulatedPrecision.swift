public import Autograd
import TensorCore

extension NumberFormat {
  /// A variable rounded to the format, and its gradient too on the way back.
  ///
  /// - Parameter x: A variable of any shape.
  /// - Returns: The rounded values, of that shape.
  public func rounded(_ x: Variable) -> Variable {
    guard self != .float64 else { return x }
    let y = straightThrough(x) { Scalar(round(Double($0))) }
    if y.requiresGradient { y.addGradientHook { gradient in round(gradient) } }
    return y
  }

  /// The output of a network whose weights, activations and gradients are rounded (PyTorch: `autocast`).
  ///
  /// What the parameters hold stays as it is: they are the master weights, of which each pass takes rounded copies. A matrix
  /// product is summed in full precision and rounded once, as tensor cores do.
  ///
  /// - Parameters:
  ///   - model: Linear layers, and layers without parameters, in a row.
  ///   - input: A batch for the first layer.
  /// - Returns: The output, rounded; the loss is to be computed from it in full precision.
  public func output(of model: Sequential, for input: Variable) -> Variable {
    model.layers.reduce(rounded(input)) { x, layer in
      guard let map = layer as? Linear else {
        precondition(
          layer.namedParameters.isEmpty,
          "NumberFormat.output: \(type(of: layer)) has parameters that would not be rounded")
        return rounded(layer(x))
      }
      return rounded(linear(x, weight: rounded(map.weight), bias: map.bias.map { rounded($0) }))
    }
  }
}
