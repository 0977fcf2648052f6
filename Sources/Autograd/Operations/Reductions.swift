public import TensorCore

// Sums, means, extremes: what is summed in the forward pass is spread in the backward pass.

extension Variable {
  /// The sum of all scalars, of shape `[]`; every scalar receives the whole gradient.
  public func sum() -> Variable {
    let shape = shape
    return .result(of: Primitive.sum, Tensor(value.sum())) { _ in
      [pullback { d in d.broadcast(to: shape) }]
    }
  }

  /// The sums along one axis, which disappears.
  ///
  /// - Parameter axis: The axis to sum along; negative counts from the end.
  /// - Returns: The sums, without that axis.
  public func sum(axis: Int) -> Variable { sum(axes: [axis]) }

  /// The sums along several axes, which disappear.
  ///
  /// - Parameter axes: Different axes to sum along; negative ones count from the end.
  /// - Returns: The sums, without those axes.
  public func sum(axes: [Int]) -> Variable {
    let shape = shape
    let kept = axes.reduce(shape) { $0.replacing(axis: $1, with: 1) }
    return .result(of: Primitive.sumAlongAxes, value.sum(axes: axes)) { _ in
      [pullback { d in d.reshaped(to: kept).broadcast(to: shape) }]
    }
  }

  /// The value summed down to a shape that broadcasts to its own: broadcasting, reversed.
  ///
  /// - Parameter target: A shape that broadcasts to this one's, such as `[1, channels, 1, 1]`.
  /// - Returns: The sums, of that shape.
  public func summed(to target: Shape) -> Variable {
    let shape = shape
    return .result(of: Primitive.summedToShape, value.summed(to: target)) { _ in
      [pullback { d in d.broadcast(to: shape) }]
    }
  }

  /// The mean of all scalars, of shape `[]`; every scalar receives d / n.
  public func mean() -> Variable { sum() / Scalar(value.elementCount) }

  /// The means along one axis, which disappears.
  ///
  /// - Parameter axis: The axis to reduce; negative counts from the end.
  /// - Returns: The means, without that axis.
  public func mean(axis: Int) -> Variable { sum(axis: axis) / Scalar(shape[axis]) }

  /// The means along several axes, which disappear.
  ///
  /// - Parameter axes: Different axes to reduce; negative ones count from the end.
  /// - Returns: The means, without those axes.
  public func mean(axes: [Int]) -> Variable {
    sum(axes: axes) / Scalar(axes.reduce(1) { $0 * shape[$1] })
  }

  /// The variances along one axis, which disappears.
  ///
  /// - Parameters:
  ///   - axis: The axis to reduce; negative counts from the end.
  ///   - correction: What is subtracted from the count; 1 gives the unbiased estimate.
  /// - Returns: The variances, without that axis.
  public func variance(axis: Int, correction: Int = 0) -> Variable {
    let kept = shape.replacing(axis: axis, with: 1)
    let deviations = self - mean(axis: axis).reshaped(to: kept)
    return (deviations * deviations).sum(axis: axis)
      / Scalar(Swift.max(0, shape[axis] - correction))
  }

  /// The greatest scalar, of shape `[]`; equal ones share the gradient (PyTorch: `amax`).
  public func max() -> Variable {
    let largest = value.max()
    let winners = value .== largest
    return .result(
      of: Primitive.max, Tensor(largest), branches: { winners.scalars.map { Int($0) } }
    ) {
      _ in [pullback(saving: winners) { d, winners in winners * (d.scalar / winners.sum()) }]
    }
  }

  /// The greatest scalar of each row, without the last axis; the first of equal ones receives the
  /// gradient (PyTorch: `max(dim: -1)`).
  public func maxOfRows() -> Variable {
    let winners = value.argmax()
    let shape = shape
    let width = shape[-1]
    return .result(of: Primitive.maxOfRows, value.max(axis: -1), branches: { winners }) { _ in
      [
        pullback { d in
          let mask = Tensor.oneHot(winners, classCount: width)
          return (mask * d.reshaped(to: [winners.count, 1])).reshaped(to: shape)
        }
      ]
    }
  }

  /// The logarithm of the sum of exponentials along the last axis; its gradient is the softmax.
  ///
  /// Of a row that holds ∞ the softmax is NaN; the finite scalars beside ∞ receive 0 here, as in PyTorch.
  public func logSumExp() -> Variable {
    let kept = shape.replacing(axis: -1, with: 1)
    return .result(of: Primitive.logSumExp, value.logSumExp()) { _ in
      [
        pullback(saving: self) { d, x in
          let behind = x - x.max(axis: -1).reshaped(to: kept)
          let shares = x.softmax().combined(with: behind) { p, behind in
            behind == -.infinity ? 0 : p
          }
          return d.reshaped(to: kept) * shares  // (equation 2.11)
        }
      ]
    }
  }

  /// Exponentials along the last axis, divided by their sum.
  ///
  ///     dx = y ⊙ (d − Σ d ⊙ y)                                            (equation 2.13)
  public func softmax() -> Variable {
    let kept = shape.replacing(axis: -1, with: 1)
    return .result(of: Primitive.softmax, value.softmax()) { y in
      [
        pullback(saving: y) { d, y in
          y * (d - (d * y).sum(axis: -1).reshaped(to: kept))  // (equation 2.13)
        }
      ]
    }
  }

  /// The logarithm of `softmax()`, computed without taking the logarithm of a vanished number.
  ///
  ///     dx = d − exp(y) Σ d                                               (equation 2.14)
  public func logSoftmax() -> Variable {
    let kept = shape.replacing(axis: -1, with: 1)
    return .result(of: Primitive.logSoftmax, value.logSoftmax()) { y in
      [
        pullback(saving: y) { d, y in
          d - y.map { .exp($0) } * d.sum(axis: -1).reshaped(to: kept)  // (equation 2.14)
        }
      ]
    }
  }
}
