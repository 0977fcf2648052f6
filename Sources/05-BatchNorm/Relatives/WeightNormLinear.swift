public import Autograd
import TensorCore

/// A linear layer whose weights are a length times a direction, row by row (PyTorch: `weight_norm(nn.Linear(…))`).
///
///     w = g · v / ‖v‖          (equation 5.12)
///
/// What batch norm achieves by measuring the data, that the length of v does not matter, is written into the parameters
/// here: nothing depends on the batch, and no mean is subtracted.
///
/// ## Source
///
/// Salimans and Kingma, “Weight normalization: a simple reparameterization to accelerate training of deep neural
/// networks”, 2016, https://arxiv.org/abs/1602.07868
public final class WeightNormLinear: Module, Layer {
  /// g, the length of each row, of shape `[out, 1]`.
  public let length: Variable

  /// v, of which the direction of each row counts, of shape `[out, in]`.
  public let direction: Variable

  /// The bias, of shape `[out]`, or none.
  public let bias: Variable?

  /// Creates the layer that computes what a linear layer does, with new variables.
  ///
  /// - Parameter layer: The linear layer; none of its rows is zero.
  public convenience init(_ layer: Linear) {
    let weight = layer.weight.value
    self.init(
      sharing: Variable(weight.rowNorms, requiresGradient: true),
      Variable(weight, requiresGradient: true),
      layer.bias.map { Variable($0.value, requiresGradient: true) })
  }

  /// Creates a layer whose parameters are shared with others.
  ///
  /// - Parameters:
  ///   - length: Of shape `[out, 1]`.
  ///   - direction: Of shape `[out, in]`; no row is zero.
  ///   - bias: Of shape `[out]`, or none.
  /// - Precondition: The shapes fit.
  public init(sharing length: Variable, _ direction: Variable, _ bias: Variable?) {
    precondition(
      direction.shape.axisCount == 2 && length.shape == [direction.shape[0], 1]
        && (bias.map { $0.shape == [direction.shape[0]] } ?? true),
      "WeightNormLinear.init: length \(length.shape), direction \(direction.shape), "
        + "bias \(bias?.shape ?? [])")
    precondition(
      direction.value.rowNorms.min() > 0, "WeightNormLinear.init: a row of the direction is zero")
    self.length = length
    self.direction = direction
    self.bias = bias
  }

  /// Length, direction and bias, under the names that PyTorch's parametrization has.
  public var parameters: [(name: String, variable: Variable)] {
    (bias.map { [("bias", $0)] } ?? []) + [
      ("parametrizations.weight.original0", length),
      ("parametrizations.weight.original1", direction),
    ]
  }

  /// The weights that the layer multiplies by, of shape `[out, in]`.
  public var weight: Variable {
    let squares = (direction * direction).sum(axis: 1).reshaped(to: length.shape)
    return direction * (length / squareRoot(squares))
  }

  /// The affine map of a batch.
  ///
  /// - Parameter input: Of shape `[batch, in]`.
  /// - Returns: The output, of shape `[batch, out]`.
  public func forward(_ input: Variable) -> Variable {
    linear(input, weight: weight, bias: bias)
  }
}

extension Tensor {
  /// The Euclidean norms of the rows of a matrix, of shape `[rows, 1]`.
  fileprivate var rowNorms: Tensor {
    map { $0 * $0 }.sum(axis: 1).map { .squareRoot($0) }.reshaped(to: [shape[0], 1])
  }
}
