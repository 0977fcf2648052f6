// Exponentials along the last axis, summed: the stable forms, one pass over each row.

extension Tensor {
  /// The logarithm of the sum of exponentials along the last axis, which disappears.
  ///
  ///     log Σ exp(xⱼ) = m + log Σ exp(xⱼ − m)   with m = max xⱼ
  ///
  /// No term overflows, since none of the exponents is positive, and the sum is at least 1. A row
  /// of −∞ gives −∞; a row that holds ∞ gives ∞; a row that holds NaN gives NaN.
  ///
  /// - Returns: A tensor of this shape without the last axis.
  /// - Precondition: There is a last axis, and it is not empty.
  public func logSumExp() -> Tensor {
    let width = lastAxisLength("Tensor.logSumExp")
    var shifted = storage
    let sums = stride(from: 0, to: elementCount, by: width).map { start in
      let row = start..<start + width
      let greatest = storage.reduced(in: row, maximum)
      if greatest.isInfinite { return greatest }
      shifted.update(in: row) { $0 = .exp($0 - greatest) }
      return greatest + .log(shifted.sum(in: row))
    }
    return Tensor(unchecked: sums, shape: shape.removing(axis: -1))
  }

  /// Exponentials along the last axis, divided by their sum; each row becomes a distribution.
  ///
  ///     softmax(x)ᵢ = exp(xᵢ − m) / Σ exp(xⱼ − m)   with m = max xⱼ
  ///
  /// A row that holds NaN or ∞, or nothing but −∞, becomes NaN, as in PyTorch.
  ///
  /// - Returns: A tensor of this one's shape.
  /// - Precondition: There is a last axis, and it is not empty.
  public func softmax() -> Tensor {
    let width = lastAxisLength("Tensor.softmax")
    var result = storage
    for start in stride(from: 0, to: elementCount, by: width) {
      let row = start..<start + width
      let greatest = result.reduced(in: row, maximum)
      result.update(in: row) { $0 = .exp($0 - greatest) }
      let sum = result.sum(in: row)
      result.update(in: row) { $0 /= sum }
    }
    return Tensor(unchecked: result, shape: shape)
  }

  /// The logarithm of `softmax()`, without taking the logarithm of a number that vanished.
  ///
  ///     log softmax(x)ᵢ = (xᵢ − m) − log Σ exp(xⱼ − m)   with m = max xⱼ
  ///
  /// A row that holds NaN or ∞, or nothing but −∞, becomes NaN, as in PyTorch.
  ///
  /// - Returns: A tensor of this one's shape.
  /// - Precondition: There is a last axis, and it is not empty.
  public func logSoftmax() -> Tensor {
    let width = lastAxisLength("Tensor.logSoftmax")
    var result = storage
    var exponentials = storage
    for start in stride(from: 0, to: elementCount, by: width) {
      let row = start..<start + width
      let greatest = result.reduced(in: row, maximum)
      exponentials.update(in: row) { $0 = .exp($0 - greatest) }
      let logarithm = Scalar.log(exponentials.sum(in: row))
      result.update(in: row) { $0 = ($0 - greatest) - logarithm }
    }
    return Tensor(unchecked: result, shape: shape)
  }

  private func lastAxisLength(_ function: String) -> Int {
    let length = shape.lengths.last ?? 0
    precondition(length > 0, "\(function): the shape \(shape) has no scalars along a last axis")
    return length
  }
}
