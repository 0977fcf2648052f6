// Means, variances, extremes, and the stable forms of exponentials summed.

extension Tensor {
  /// The mean of all scalars; NaN if there are none.
  public func mean() -> Scalar { sum() / Scalar(elementCount) }

  /// The means along one axis, which disappears.
  public func mean(axis: Int) -> Tensor { sum(axis: axis) / Scalar(shape[axis]) }

  /// The mean squared distance of all scalars from their mean: the *biased* variance.
  ///
  /// - Parameter correction: What is subtracted from the count; 1 gives the unbiased estimate.
  ///   Batch normalization divides by the count, `torch.var` by the count less one.
  public func variance(correction: Int = 0) -> Scalar {
    let mean = mean()
    return map { ($0 - mean) * ($0 - mean) }.sum() / Scalar(elementCount - correction)
  }

  /// The variances along one axis, which disappears, computed in two passes.
  ///
  /// The mean is subtracted first: the shortcut E[x²] − E[x]² loses every digit when the mean is
  /// large beside the spread.
  ///
  /// - Parameters:
  ///   - axis: The axis to reduce; negative counts from the end.
  ///   - correction: What is subtracted from the count; 1 gives the unbiased estimate.
  public func variance(axis: Int, correction: Int = 0) -> Tensor {
    let axis = shape.resolve(axis, in: "Tensor.variance")
    let kept = shape.replacing(axis: axis, with: 1)
    let deviations = self - mean(axis: axis).reshaped(to: kept)
    return (deviations * deviations).sum(axis: axis) / Scalar(shape[axis] - correction)
  }

  /// The greatest scalar; NaN if any is.
  ///
  /// - Precondition: There is at least one.
  public func max() -> Scalar {
    precondition(elementCount > 0, "Tensor.max: no scalars in the shape \(shape)")
    return storage.reduce(storage[0], greater)
  }

  /// The least scalar; NaN if any is.
  ///
  /// - Precondition: There is at least one.
  public func min() -> Scalar {
    precondition(elementCount > 0, "Tensor.min: no scalars in the shape \(shape)")
    return storage.reduce(storage[0], lesser)
  }

  /// The greatest scalars along one axis, which disappears.
  ///
  /// - Precondition: The axis is not empty.
  public func max(axis: Int) -> Tensor { reduced("Tensor.max", axis: axis, greater) }

  /// The least scalars along one axis, which disappears.
  ///
  /// - Precondition: The axis is not empty.
  public func min(axis: Int) -> Tensor { reduced("Tensor.min", axis: axis, lesser) }

  /// The position of the greatest scalar in each row; the first of several equal ones.
  ///
  /// - Returns: As many positions as there are rows: all axes but the last, counted together.
  /// - Precondition: The last axis is not empty.
  public func argmax() -> [Int] {
    let width = shape.lengths.last ?? 1
    precondition(width > 0, "Tensor.argmax: the last axis of \(shape) is empty")
    return (0..<elementCount / width).map { row in
      var best = row * width
      for index in row * width..<(row + 1) * width where storage[index] > storage[best] {
        best = index
      }
      return best - row * width
    }
  }

  /// Combines the scalars along one axis, which disappears, from first to last.
  private func reduced(
    _ function: String, axis: Int, _ combine: (Scalar, Scalar) -> Scalar
  ) -> Tensor {
    let axis = shape.resolve(axis, in: function)
    let (outer, count, inner) = shape.split(at: axis)
    precondition(count > 0, "\(function): axis \(axis) of \(shape) is empty")
    var result: [Scalar] = []
    result.reserveCapacity(outer * inner)
    for block in 0..<outer {
      for offset in 0..<inner {
        let start = block * count * inner + offset
        var value = storage[start]
        for step in 1..<count {
          value = combine(value, storage[start + step * inner])
        }
        result.append(value)
      }
    }
    return Tensor(unchecked: result, shape: shape.removing(axis: axis))
  }
}

/// The greater of two numbers, NaN if either is.
private func greater(_ a: Scalar, _ b: Scalar) -> Scalar { a > b || a != a ? a : b }

/// The lesser of two numbers, NaN if either is.
private func lesser(_ a: Scalar, _ b: Scalar) -> Scalar { a < b || a != a ? a : b }

// MARK: - Exponentials, summed

extension Tensor {
  /// The logarithm of the sum of exponentials along the last axis, which disappears.
  ///
  ///     log Σ exp(xⱼ) = m + log Σ exp(xⱼ − m)   with m = max xⱼ
  ///
  /// No term overflows, since none of the exponents is positive, and the sum is at least 1.
  ///
  /// - Precondition: The last axis is not empty.
  public func logSumExp() -> Tensor {
    let maxima = max(axis: -1).finiteOrZero
    let kept = shape.replacing(axis: -1, with: 1)
    let sums = (self - maxima.reshaped(to: kept)).map { .exp($0) }.sum(axis: -1)
    return maxima + sums.map { .log($0) }
  }

  /// Exponentials along the last axis, divided by their sum; each row becomes a distribution.
  ///
  ///     softmax(x)ᵢ = exp(xᵢ − m) / Σ exp(xⱼ − m)   with m = max xⱼ
  ///
  /// - Precondition: The last axis is not empty.
  public func softmax() -> Tensor {
    let kept = shape.replacing(axis: -1, with: 1)
    let exponentials = (self - max(axis: -1).finiteOrZero.reshaped(to: kept)).map { .exp($0) }
    return exponentials / exponentials.sum(axis: -1).reshaped(to: kept)
  }

  /// The logarithm of `softmax()`, without taking the logarithm of a number that vanished.
  ///
  ///     log softmax(x)ᵢ = xᵢ − log Σ exp(xⱼ)
  ///
  /// - Precondition: The last axis is not empty.
  public func logSoftmax() -> Tensor {
    self - logSumExp().reshaped(to: shape.replacing(axis: -1, with: 1))
  }

  /// Infinite scalars replaced by 0, so that subtracting a maximum never makes ∞ − ∞.
  private var finiteOrZero: Tensor { map { $0.isInfinite ? 0 : $0 } }
}

// MARK: - Norms

extension Tensor {
  /// The Euclidean norm of all scalars: the square root of the sum of their squares.
  public func norm() -> Scalar { BLAS.norm(storage) }

  /// The sum of the magnitudes of all scalars (the 1-norm).
  public func sumOfMagnitudes() -> Scalar { map { abs($0) }.sum() }

  /// The greatest magnitude of all scalars (the ∞-norm); 0 if there are none.
  public func maximumMagnitude() -> Scalar { elementCount == 0 ? 0 : map { abs($0) }.max() }
}
