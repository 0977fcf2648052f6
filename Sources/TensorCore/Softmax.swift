// Exponentials along the last axis, summed: the stable forms.
//
// Exponentials and logarithms are taken of all rows at once: the rows are often shorter than what a
// processor's vector unit works on in one go.

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
    checkRows("Tensor.logSumExp")
    let greatest = max(axis: -1)
    var exponentials = self
    exponentials.updateRows(with: greatest) { $0 -= $1 }
    exponentials.update { $0 = .exp($0) }
    return greatest.combined(with: exponentials.sum(axis: -1)) { greatest, sum in
      greatest.isInfinite ? greatest : greatest + .log(sum)
    }
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
    checkRows("Tensor.softmax")
    var result = self
    result.updateRows(with: max(axis: -1)) { $0 -= $1 }
    result.update { $0 = .exp($0) }
    result.updateRows(with: result.sum(axis: -1)) { $0 /= $1 }
    return result
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
    checkRows("Tensor.logSoftmax")
    var result = self
    result.updateRows(with: max(axis: -1)) { $0 -= $1 }
    let sums = result.map { .exp($0) }.sum(axis: -1)
    result.updateRows(with: sums.map { .log($0) }) { $0 -= $1 }
    return result
  }

  /// Changes each row in place, given its scalar of another tensor.
  @inline(__always)
  private mutating func updateRows(
    with scalars: Tensor, _ rule: (inout Scalar, Scalar) -> Void
  ) {
    let width = shape[-1]
    for (row, scalar) in scalars.storage.enumerated() {
      storage.update(in: row * width..<(row + 1) * width) { rule(&$0, scalar) }
    }
  }

  private func checkRows(_ function: String) {
    precondition(
      (shape.lengths.last ?? 0) > 0,
      "\(function): the shape \(shape) has no scalars along a last axis")
  }
}
