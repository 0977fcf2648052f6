public import Autograd
public import TensorCore

/// The graph of batch normalization in operations of the engine, with the names that ``BatchNormWires`` uses.
///
/// It computes what the fused operation does, in twelve operations, and keeps more for the backward pass. It serves the page's
/// drawing and the tests; layers use ``batchNorm(_:scale:offset:epsilon:)``.
///
/// ```swift
/// let x = Variable(Tensor([[1], [2], [3], [6]]), requiresGradient: true)
/// let graph = BatchNormGraph(
///   x, scale: Variable(.ones([1])), offset: Variable(.zeros([1])), epsilon: 1e-5)
/// let loss = (graph.output * graph.output).sum()
/// print(try loss.graph(naming: graph.names))
/// ```
public struct BatchNormGraph {
  /// The variables by name, each behind those that it is computed from.
  public let names: [(name: String, variable: Variable)]

  /// The output.
  public let output: Variable

  /// Records the graph.
  ///
  /// - Parameters:
  ///   - x: A batch of shape `[batch, features]`.
  ///   - scale: γ, of shape `[features]`.
  ///   - offset: β, of shape `[features]`.
  ///   - epsilon: What is added to the variance.
  public init(_ x: Variable, scale: Variable, offset: Variable, epsilon: Scalar) {
    let mean = x.mean(axis: 0)
    let centered = x - mean
    let squares = centered * centered
    let variance = squares.mean(axis: 0)
    let deviation = squareRoot(variance + epsilon)
    let inverse = 1 / deviation
    let normalized = centered * inverse
    let scaled = normalized * scale
    output = scaled + offset
    names = [
      ("x", x), ("mean", mean), ("centered", centered), ("squares", squares),
      ("variance", variance), ("deviation", deviation), ("inverse", inverse),
      ("normalized", normalized), ("scale", scale), ("scaled", scaled), ("offset", offset),
      ("y", output),
    ]
  }
}
