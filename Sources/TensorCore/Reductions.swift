// Means, variances, extremes and norms, of all scalars or along axes.

extension Tensor {
  /// The mean of all scalars; NaN if there are none.
  public func mean() -> Scalar { sum() / Scalar(elementCount) }

  /// The means along one axis, which disappears; NaN where it is empty.
  ///
  /// - Parameter axis: The axis to reduce; negative counts from the end.
  /// - Returns: A tensor of this shape without the axis.
  public func mean(axis: Int) -> Tensor {
    let axis = shape.resolve(axis, in: "Tensor.mean")
    return sum(axis: axis) / Scalar(shape[axis])
  }

  /// The means along several axes, which disappear; NaN where one of them is empty.
  ///
  /// - Parameter axes: The axes to reduce, none named twice; negative ones count from the end. An
  ///   empty list reduces nothing, as in NumPy; in PyTorch it stands for all axes.
  /// - Returns: A tensor of this shape without the axes.
  public func mean(axes: [Int]) -> Tensor {
    let isReduced = shape.marking(axes, in: "Tensor.mean")
    return sum(axes: axes) / Scalar(shape.elementCount(where: isReduced))
  }

  /// The mean squared distance of all scalars from their mean: the *biased* variance.
  ///
  /// ## Conventions
  ///
  /// Batch normalization divides by the count, as the default here does; `torch.var` divides by
  /// the count less one.
  ///
  /// - Parameter correction: What is subtracted from the count; 1 gives the unbiased estimate.
  /// - Returns: The variance. If the correction leaves nothing of the count, it is infinite, or
  ///   NaN where the scalars do not differ, as in PyTorch.
  public func variance(correction: Int = 0) -> Scalar {
    let mean = mean()
    let squares = map { ($0 - mean) * ($0 - mean) }
    return squares.sum() / Scalar(Swift.max(0, elementCount - correction))
  }

  /// The variances along one axis, which disappears, computed in two passes.
  ///
  /// The mean is subtracted first: the shortcut E[x²] − E[x]² loses every digit when the mean is
  /// large beside the spread.
  ///
  /// - Parameters:
  ///   - axis: The axis to reduce; negative counts from the end.
  ///   - correction: What is subtracted from the count; 1 gives the unbiased estimate.
  /// - Returns: A tensor of this shape without the axis; see `variance(correction:)`.
  public func variance(axis: Int, correction: Int = 0) -> Tensor {
    variance(axes: [axis], correction: correction)
  }

  /// The variances along several axes, which disappear, computed in two passes.
  ///
  /// - Parameters:
  ///   - axes: The axes to reduce, none named twice; negative ones count from the end. Without any,
  ///     each scalar is a mean of its own, and its variance 0.
  ///   - correction: What is subtracted from the count; 1 gives the unbiased estimate.
  /// - Returns: A tensor of this shape without the axes; see `variance(correction:)`.
  public func variance(axes: [Int], correction: Int = 0) -> Tensor {
    let isReduced = shape.marking(axes, in: "Tensor.variance")
    let count = shape.elementCount(where: isReduced)
    let squares = combined(with: mean(axes: axes).insertingAxes(at: axes)) { ($0 - $1) * ($0 - $1) }
    return squares.sum(axes: axes) / Scalar(Swift.max(0, count - correction))
  }
}

// MARK: - Extremes

extension Tensor {
  /// The greatest scalar; NaN if any is.
  ///
  /// - Precondition: There is at least one.
  public func max() -> Scalar {
    precondition(elementCount > 0, "Tensor.max: no scalars in the shape \(shape)")
    return storage.reduced(in: 0..<elementCount, maximum)
  }

  /// The least scalar; NaN if any is.
  ///
  /// - Precondition: There is at least one.
  public func min() -> Scalar {
    precondition(elementCount > 0, "Tensor.min: no scalars in the shape \(shape)")
    return storage.reduced(in: 0..<elementCount, minimum)
  }

  /// The greatest scalars along one axis, which disappears; NaN where any is.
  ///
  /// - Parameter axis: The axis to reduce; negative counts from the end.
  /// - Returns: A tensor of this shape without the axis.
  /// - Precondition: The axis is not empty.
  public func max(axis: Int) -> Tensor { reduced("Tensor.max", axis: axis, maximum) }

  /// The least scalars along one axis, which disappears; NaN where any is.
  ///
  /// - Parameter axis: The axis to reduce; negative counts from the end.
  /// - Returns: A tensor of this shape without the axis.
  /// - Precondition: The axis is not empty.
  public func min(axis: Int) -> Tensor { reduced("Tensor.min", axis: axis, minimum) }

  /// The position of the greatest scalar in each row: the first of several equal ones.
  ///
  /// NaN counts as the greatest of all, as in NumPy and PyTorch, so that it is not overlooked.
  ///
  /// - Returns: As many positions as there are rows: all axes but the last, counted together.
  /// - Precondition: The last axis is not empty.
  public func argmax() -> [Int] {
    let width = shape.lengths.last ?? 1
    precondition(width > 0, "Tensor.argmax: the last axis of \(shape) is empty")
    return stride(from: 0, to: elementCount, by: width).map { start in
      var best = start
      for index in start..<start + width where !(storage[index] <= storage[best]) {
        if storage[best].isNaN { break }
        best = index
      }
      return best - start
    }
  }

  /// Combines the scalars along one axis, which disappears, from first to last.
  @inline(__always)
  private func reduced(
    _ function: String, axis: Int, _ combine: (Scalar, Scalar) -> Scalar
  ) -> Tensor {
    let axis = shape.resolve(axis, in: function)
    let (outer, count, inner) = shape.split(at: axis)
    precondition(count > 0, "\(function): axis \(axis) of \(shape) is empty")
    var result: [Scalar] = []
    result.reserveCapacity(outer * inner)
    for block in 0..<outer {
      let first = block * count
      if inner == 1 {
        result.append(storage.reduced(in: first..<first + count, combine))
      } else {
        let run = block * inner..<(block + 1) * inner
        result += storage[first * inner..<(first + 1) * inner]
        result.update(in: run, withRows: first + 1..<first + count, of: storage) {
          $0 = combine($0, $1)
        }
      }
    }
    return Tensor(unchecked: result, shape: shape.removing(axis: axis))
  }
}

// MARK: - Norms

extension Tensor {
  /// The Euclidean norm of all scalars: the square root of the sum of their squares.
  ///
  /// The squares neither overflow nor vanish on the way.
  public func norm() -> Scalar { BLAS.norm(storage) }

  /// The sum of the magnitudes of all scalars (the 1-norm).
  public func sumOfMagnitudes() -> Scalar { map { abs($0) }.sum() }

  /// The greatest magnitude of all scalars (the ∞-norm); 0 if there are none, NaN if any is.
  public func maximumMagnitude() -> Scalar { elementCount == 0 ? 0 : map { abs($0) }.max() }
}
