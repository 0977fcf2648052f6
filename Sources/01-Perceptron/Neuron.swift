public import TensorCore

/// One unit: a weighted sum of its inputs and a bias, followed by a function of one number.
///
///     z = w · x + b        a = φ(z)                                      (equations 1.1 and 1.2)
///
/// With fixed weights and the step for φ it is the unit of McCulloch and Pitts; with weights that
/// learn it is Rosenblatt's perceptron; with another φ it is a unit of a multilayer perceptron.
///
/// ```swift
/// let and = Neuron(weights: Tensor([1, 1]), bias: -2, nonlinearity: .step)
/// and(Tensor([1, 1]))  // 1
/// and(Tensor([1, 0]))  // 0
/// ```
///
/// ## Source
///
/// McCulloch and Pitts, "A logical calculus of the ideas immanent in nervous activity", 1943,
/// https://doi.org/10.1007/BF02478259. Differs from the paper: there a unit has a threshold θ, here
/// a bias b = −θ; there an inhibiting input silences the unit, here it has a negative weight.
public struct Neuron: Hashable, Sendable {
  /// The weight of each input, of shape `[inputs]`.
  public var weights: Tensor

  /// What is added to the weighted sum.
  public var bias: Scalar

  /// The function of the sum.
  public let nonlinearity: Nonlinearity

  /// Creates a unit.
  ///
  /// - Parameters:
  ///   - weights: The weight of each input, of shape `[inputs]`.
  ///   - bias: What is added to the weighted sum.
  ///   - nonlinearity: The function of the sum.
  /// - Precondition: `weights` has one axis.
  public init(weights: Tensor, bias: Scalar, nonlinearity: Nonlinearity) {
    precondition(
      weights.shape.axisCount == 1, "Neuron.init: the weights are not a vector: \(weights.shape)")
    self.weights = weights
    self.bias = bias
    self.nonlinearity = nonlinearity
  }

  /// The weighted sum of one sample and the bias.
  ///
  /// - Parameter x: A sample of shape `[inputs]`.
  /// - Returns: The number z.
  /// - Precondition: `x` has the shape of the weights.
  public func weightedSum(of x: Tensor) -> Scalar {
    precondition(
      x.shape == weights.shape,
      "Neuron.weightedSum: \(x.shape) does not fit the weights \(weights.shape)")
    return dot(weights, x) + bias  // (equation 1.1)
  }

  /// The output for one sample.
  ///
  /// - Parameter x: A sample of shape `[inputs]`.
  /// - Returns: The number a.
  public func callAsFunction(_ x: Tensor) -> Scalar {
    nonlinearity(Tensor(weightedSum(of: x))).scalar  // (equation 1.2)
  }

  /// The outputs for a batch, one a row, of shape `[batch]`.
  ///
  /// - Parameter batch: Samples of shape `[batch, inputs]`.
  /// - Returns: One number for each sample.
  public func outputs(for batch: Tensor) -> Tensor {
    nonlinearity(matvec(batch, weights) + bias)
  }
}
