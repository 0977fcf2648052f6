public import TensorCore

/// Batch normalization one step at a time: the value on every wire of its graph, and the gradient that comes back.
///
/// It is the long way to what ``NormalizedBatch`` says in two lines, for the page and for the whiteboard. The mean
/// reaches the output by two ways, directly and through the variance, and so does each x: where a wire
/// branches, the gradients of its branches are added.
///
/// ```swift
/// let x = Tensor([[1, 10], [2, 20], [3, 30], [6, 40]])
/// let wires = BatchNormWires(
///   x, scale: .ones([2]), offset: .zeros([2]), epsilon: 1e-5, cotangent: .ones([4, 2]))
/// wires["variance"].value       // [3.5, 125]
/// wires["x"].gradient           // zeros, but for rounding: the sum of the outputs does not depend on x
/// ```
///
/// Derived by hand, wire by wire; a test holds each against the engine's graph of the same operations.
public struct BatchNormWires: Sendable {
  /// A wire of the graph.
  public struct Wire: Sendable {
    /// The name, such as `variance`.
    public let name: String

    /// What the wire carries, as a formula of the wires before it.
    public let formula: String

    /// What comes back, as a formula of the wires behind it; `d…` is the gradient of a wire.
    public let gradientFormula: String

    /// The value on the wire.
    public let value: Tensor

    /// The gradient of the loss with respect to that value, of its shape.
    public let gradient: Tensor
  }

  /// The wires, each behind those that it is computed from.
  public let wires: [Wire]

  /// Computes all wires of a batch, forward and backward.
  ///
  /// - Parameters:
  ///   - x: A batch of shape `[batch, features]`.
  ///   - scale: γ, of shape `[features]`.
  ///   - offset: β, of shape `[features]`.
  ///   - epsilon: What is added to the variance.
  ///   - d: The gradient of the loss with respect to the output.
  /// - Precondition: The shapes are as said, and the output's is that of `x`.
  public init(_ x: Tensor, scale: Tensor, offset: Tensor, epsilon: Scalar, cotangent d: Tensor) {
    precondition(
      x.shape.axisCount == 2 && d.shape == x.shape && scale.shape == [x.shape[1]]
        && offset.shape == scale.shape,
      "BatchNormWires.init: x \(x.shape), scale \(scale.shape), offset \(offset.shape), "
        + "cotangent \(d.shape)")
    let count = Scalar(x.shape[0])

    // Forward.
    let mean = x.mean(axis: 0)
    let centered = x - mean
    let squares = centered * centered
    let variance = squares.mean(axis: 0)
    let deviation = variance.map { .squareRoot($0 + epsilon) }
    let inverse = deviation.map { 1 / $0 }
    let normalized = centered * inverse
    let scaled = normalized * scale
    let output = scaled + offset

    // Backward, from the last wire to the first.
    let dScaled = d
    let dOffset = d.sum(axis: 0)
    let dNormalized = dScaled * scale
    let dScale = (dScaled * normalized).sum(axis: 0)
    let dInverse = (dNormalized * centered).sum(axis: 0)
    let dDeviation = -dInverse * inverse * inverse
    let dVariance = dDeviation * 0.5 * inverse
    let dSquares = (dVariance / count).broadcast(to: x.shape)
    let dCentered = dNormalized * inverse + dSquares * centered * 2
    let dMean = -dCentered.sum(axis: 0)
    let dx = dCentered + dMean / count

    wires = [
      Wire(
        name: "x", formula: "the batch", gradientFormula: "dcentered + dmean / B", value: x,
        gradient: dx),
      Wire(
        name: "mean", formula: "Σ x / B", gradientFormula: "−Σ dcentered", value: mean,
        gradient: dMean),
      Wire(
        name: "centered", formula: "x − mean",
        gradientFormula: "dnormalized · inverse + 2 · centered · dsquares", value: centered,
        gradient: dCentered),
      Wire(
        name: "squares", formula: "centered²", gradientFormula: "dvariance / B", value: squares,
        gradient: dSquares),
      Wire(
        name: "variance", formula: "Σ squares / B", gradientFormula: "ddeviation / (2 · deviation)",
        value: variance, gradient: dVariance),
      Wire(
        name: "deviation", formula: "√(variance + ε)", gradientFormula: "−dinverse · inverse²",
        value: deviation, gradient: dDeviation),
      Wire(
        name: "inverse", formula: "1 / deviation", gradientFormula: "Σ dnormalized · centered",
        value: inverse, gradient: dInverse),
      Wire(
        name: "normalized", formula: "centered · inverse", gradientFormula: "dscaled · scale",
        value: normalized, gradient: dNormalized),
      Wire(
        name: "scale", formula: "γ", gradientFormula: "Σ dscaled · normalized", value: scale,
        gradient: dScale),
      Wire(
        name: "scaled", formula: "normalized · scale", gradientFormula: "dy", value: scaled,
        gradient: dScaled),
      Wire(
        name: "offset", formula: "β", gradientFormula: "Σ dy", value: offset, gradient: dOffset),
      Wire(
        name: "y", formula: "scaled + offset", gradientFormula: "given", value: output, gradient: d),
    ]
  }

  /// The wire of a name.
  ///
  /// - Parameter name: The name, such as `variance`.
  /// - Precondition: There is a wire of that name.
  public subscript(name: String) -> Wire {
    guard let wire = wires.first(where: { $0.name == name }) else {
      preconditionFailure("BatchNormWires: no wire \(name) among \(wires.map(\.name))")
    }
    return wire
  }
}
