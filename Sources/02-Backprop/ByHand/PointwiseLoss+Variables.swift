import Autograd
public import Course
public import Perceptron
public import TensorCore

// The losses of lesson 01 in the engine: value and slope stand there, and one adaptor serves them all.

/// The operations that lesson 02 adds beside the engine's own.
public enum LossOperation: String, DifferentiableOperation {
  /// The mean of one of lesson 01's losses.
  case pointwiseLoss

  /// A check with Huber's loss, which has both a smooth and a straight part.
  public var gradientCheck: GradientCheck {
    GradientCheck(self, ["predictions": [4, 3]]) { inputs in
      HuberLoss(delta: 1).mean(
        of: inputs[0],
        targets: .linearlySpaced(from: -3, through: 3, count: 12).reshaped(to: [4, 3]))
    }
  }
}

extension PointwiseLoss {
  /// The mean of the losses of all predictions, recorded as an operation.
  ///
  /// - Parameters:
  ///   - predictions: Predictions of any shape.
  ///   - targets: Targets of the same shape.
  /// - Returns: The mean, of shape `[]`.
  /// - Precondition: The shapes are equal.
  public func mean(of predictions: Variable, targets: Tensor) -> Variable {
    let value = Tensor(mean(of: predictions.value, targets: targets))
    return .result(of: LossOperation.pointwiseLoss, value) { _ in
      [
        predictions.pullback(saving: predictions) { d, predictions in
          gradient(at: predictions, targets: targets) * d.scalar
        }
      ]
    }
  }
}
