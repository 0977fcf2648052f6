public import TensorCore

/// What can be wrong with a graph or with a change to a variable in it.
public enum AutogradError: Error, Equatable {
  /// `backward()` was called on a result of more than one scalar.
  case notAScalar(Shape)
  /// The gradient to send back has another shape than the variable.
  case cotangentShape(Shape, expected: Shape)
  /// No operation that leads to the variable was recorded.
  case nothingRecorded
  /// The graph was walked before, and was not retained.
  case graphReleased(operation: String)
  /// A value that an operation kept for the backward pass has changed since.
  case modifiedInPlace(operation: String, shape: Shape, savedVersion: Int, foundVersion: Int)
  /// A variable that requires a gradient was changed outside of the graph while operations are
  /// recorded, or a leaf in place.
  case leafModifiedInPlace(Shape)
}

extension AutogradError: CustomStringConvertible {
  /// What is wrong and what to do about it.
  public var description: String {
    switch self {
    case .notAScalar(let shape):
      "backward: the variable has the shape \(shape), not one scalar. Reduce it with sum() or "
        + "mean(), or call backward(cotangent:)."
    case .cotangentShape(let shape, let expected):
      "backward: a cotangent of shape \(shape) was given for a variable of shape \(expected)."
    case .nothingRecorded:
      "backward: nothing was recorded. No leaf behind this variable requires a gradient, or it was "
        + "computed inside withoutGradient or from detached variables."
    case .graphReleased(let operation):
      "backward: the graph was released by an earlier backward() at \(operation). Pass "
        + "retainingGraph: true to the first call, or compute the loss again."
    case .modifiedInPlace(let operation, let shape, let saved, let found):
      "backward: a value of shape \(shape) that \(operation) saved was modified in place: saved at "
        + "version \(saved), found at version \(found). Work on a copy, or change it before it is used."
    case .leafModifiedInPlace(let shape):
      "in-place change: a variable of shape \(shape) requires a gradient. Change it inside "
        + "withoutGradient, as optimizers do."
    }
  }
}
