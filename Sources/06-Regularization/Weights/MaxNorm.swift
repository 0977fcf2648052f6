public import Autograd
public import TensorCore

/// A bound on the norm of every unit's incoming weights, restored after each step (Keras: `max_norm`).
///
///     wᵣ ← wᵣ · min(1, c / ‖wᵣ‖)   for every row r                          (equation 6.18)
///
/// Rows shorter than c are not touched: it is no decay. `torch.renorm` does the same with c / (‖w‖ + 10⁻⁷), which leaves
/// long rows a little shorter than c, by the share 10⁻⁷ / ‖w‖.
///
/// ```swift
/// optimizer.step()
/// MaxNorm(bound: 3).project(weights)
/// ```
///
/// ## Source
///
/// Srebro and Shraibman, “Rank, trace-norm and max-norm”, 2005, https://doi.org/10.1007/11503415_37; with dropout:
/// Srivastava and others, 2014, https://jmlr.org/papers/v15/srivastava14a.html, section 5.1
public struct MaxNorm: Sendable {
  /// The greatest norm c of a row.
  public let bound: Scalar

  /// Creates a bound.
  ///
  /// - Parameter bound: The greatest norm of a row; positive.
  /// - Precondition: The bound is positive.
  public init(bound: Scalar) {
    precondition(bound > 0, "MaxNorm.init: the bound is not positive: \(bound)")
    self.bound = bound
  }

  /// A weight with its long rows shortened.
  ///
  /// - Parameter weight: Of shape `[out, in, …]`; a row is all that belongs to one output.
  /// - Returns: The weight, of that shape.
  /// - Precondition: The weight has two axes or more.
  public func projection(of weight: Tensor) -> Tensor {
    precondition(
      weight.shape.axisCount >= 2, "MaxNorm.projection: no weight [out, in, …]: \(weight.shape)")
    let rowCount = weight.shape[0]
    let rows = weight.reshaped(to: [rowCount, weight.elementCount / max(rowCount, 1)])
    let squares = (rows * rows).sum(axis: 1)
    let bound = bound
    let factors = squares.map { square in  // (equation 6.18)
      square > bound * bound ? bound / .squareRoot(square) : 1
    }
    return (rows * factors.reshaped(to: [rowCount, 1])).reshaped(to: weight.shape)
  }

  /// Shortens the long rows of weights in place, as after an optimizer's step.
  ///
  /// - Parameter weights: Variables of shape `[out, in, …]`.
  /// - Precondition: Each has two axes or more.
  public func project(_ weights: [Variable]) {
    for weight in weights { weight.assign(projection(of: weight.value)) }
  }
}

extension Variable {
  /// Replaces the value, outside of any graph, by one of the same shape.
  func assign(_ value: Tensor) {
    precondition(value.shape == shape, "Variable.assign: \(value.shape) is not \(shape)")
    do { try withoutGradient { try update { $0 = value } } } catch {
      preconditionFailure("Variable.assign: \(error)")
    }
  }
}
