public import Autograd
public import TensorCore

/// The loss on a plane through the parameters: a grid for a figure.
///
/// ```swift
/// let parameters = model.trainedVariables
/// let first = LossPlane.randomDirection(parameters, using: &generator)
/// let second = LossPlane.randomDirection(parameters, using: &generator)
/// let plane = try LossPlane(parameters, along: first, second, count: 11) {
///   softmaxCrossEntropy(model(x), classes: [0, 1])
/// }
/// plane.losses[5][5]   // the loss where the parameters stand, in the middle of 11 by 11
/// ```
///
/// Two directions of thousands show little of what is there, and a picture of a ReLU network can be made sharp or flat by
/// rescaling its weights; directions as long as the weights take that away. Along the eigenvector of the greatest curvature
/// the plane is at its steepest.
///
/// ## Source
///
/// Li, Xu, Taylor, Studer and Goldstein, "Visualizing the loss landscape of neural nets", 2018,
/// https://arxiv.org/abs/1712.09913
public struct LossPlane: Sendable {
  /// The distances along both directions, in units of their length.
  public let distances: [Scalar]

  /// The loss at every place: `losses[j][i]` at `distances[i]` along the first direction and `distances[j]` along the second.
  public let losses: [[Scalar]]

  /// Computes the loss on a grid; the parameters are as before.
  ///
  /// - Parameters:
  ///   - parameters: Different leaves that require gradients.
  ///   - first: A direction, of shape `[count]`.
  ///   - second: Another.
  ///   - radius: How far the grid goes to each side, in units of the directions' length; positive.
  ///   - count: The number of places along each direction, odd, so that the middle is where the parameters stand.
  ///   - loss: Computes the loss, one scalar; the same at the same parameters. Batch norm is to be in evaluation mode.
  /// - Throws: What the loss throws.
  public init(
    _ parameters: [Variable], along first: Tensor, _ second: Tensor, radius: Scalar = 1,
    count: Int = 21, loss: () throws -> Variable
  ) throws {
    precondition(
      radius > 0 && count > 1 && !count.isMultiple(of: 2),
      "LossPlane.init: a radius of \(radius) and \(count) places a side")
    let vector = ParameterVector(parameters)
    precondition(
      first.shape == [vector.count] && second.shape == [vector.count],
      "LossPlane.init: \(first.shape) and \(second.shape) for \(vector.count) parameters")
    let half = count / 2
    let distances = (-half...half).map { Scalar($0) / Scalar(half) * radius }
    let center = vector.values
    defer { vector.values = center }
    losses = try distances.map { y in
      try distances.map { x in
        vector.values = center + first * x + second * y
        return try withoutGradient { try loss().scalar }
      }
    }
    self.distances = distances
  }

  /// A random direction whose every row is as long as the row of weights that it changes.
  ///
  /// A row is what one unit or one kernel reads with. Biases and what a norm scales with, which have one axis, are left
  /// where they are, as in the paper's programs.
  ///
  /// - Parameters:
  ///   - parameters: The parameters, in the order of the plane's.
  ///   - generator: The source of the direction.
  /// - Returns: The direction, of shape `[count]`.
  public static func randomDirection(
    _ parameters: [Variable], using generator: inout some RandomNumberGenerator
  ) -> Tensor {
    Tensor.concatenation(
      parameters.map { parameter in
        let weight = parameter.value
        guard weight.shape.axisCount > 1 else { return .zeros([weight.elementCount]) }
        let rows: Shape = [weight.shape[0], weight.elementCount / weight.shape[0]]
        let direction = Tensor.normal(rows, using: &generator)
        func lengths(_ matrix: Tensor) -> Tensor {
          (matrix * matrix).sum(axis: 1).map { .squareRoot($0) }.reshaped(to: [rows[0], 1])
        }
        return (direction * (lengths(weight.reshaped(to: rows)) / lengths(direction))).flattened
      })
  }
}
