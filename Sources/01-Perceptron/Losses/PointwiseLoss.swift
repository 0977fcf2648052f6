public import TensorCore

/// A loss of one number against its target, with its slope beside it.
///
/// A loss states two formulas on plain numbers; what is the same for all of them stands here: the
/// mean over a batch, its gradient, and the check that predictions and targets have one shape.
/// Nothing is broadcast, because a prediction of shape `[n, 1]` and a target of shape `[n]` would
/// silently make n² pairs (failure mode F1.4).
public protocol PointwiseLoss: Sendable {
  /// The loss of one prediction.
  ///
  /// - Parameters:
  ///   - prediction: What the network said.
  ///   - target: What it should have said.
  /// - Returns: The loss.
  func value(of prediction: Scalar, target: Scalar) -> Scalar

  /// The derivative of the loss with respect to the prediction.
  ///
  /// - Parameters:
  ///   - prediction: What the network said.
  ///   - target: What it should have said.
  /// - Returns: The derivative.
  func slope(at prediction: Scalar, target: Scalar) -> Scalar
}

extension PointwiseLoss {
  /// The loss of every prediction (PyTorch: `reduction="none"`).
  ///
  /// - Parameters:
  ///   - predictions: Predictions of any shape.
  ///   - targets: Targets of the same shape.
  /// - Returns: The losses, of that shape.
  /// - Precondition: The shapes are equal.
  public func values(of predictions: Tensor, targets: Tensor) -> Tensor {
    requireEqualShapes("values", predictions, targets)
    return predictions.combined(with: targets) { value(of: $0, target: $1) }
  }

  /// The mean of the losses of all predictions (PyTorch's default).
  ///
  /// - Parameters:
  ///   - predictions: Predictions of any shape.
  ///   - targets: Targets of the same shape.
  /// - Returns: One number.
  /// - Precondition: The shapes are equal.
  public func mean(of predictions: Tensor, targets: Tensor) -> Scalar {
    requireEqualShapes("mean", predictions, targets)
    return values(of: predictions, targets: targets).mean()
  }

  /// The gradient of the mean with respect to the predictions, of their shape.
  ///
  /// - Parameters:
  ///   - predictions: Predictions of any shape.
  ///   - targets: Targets of the same shape.
  /// - Returns: A tensor of the shape of the predictions.
  /// - Precondition: The shapes are equal.
  public func gradient(at predictions: Tensor, targets: Tensor) -> Tensor {
    requireEqualShapes("gradient", predictions, targets)
    let share = 1 / Scalar(predictions.elementCount)
    return predictions.combined(with: targets) { share * slope(at: $0, target: $1) }
  }

  private func requireEqualShapes(_ function: String, _ predictions: Tensor, _ targets: Tensor) {
    precondition(
      predictions.shape == targets.shape,
      "\(Self.self).\(function): shapes differ: \(predictions.shape) and \(targets.shape)")
  }
}
