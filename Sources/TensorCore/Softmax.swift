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
    let greatest = greatestOfRows()
    let sums = shifted(by: greatest).map { .exp($0) }.sumsOfRows()
    let result = zip(greatest, sums).map { greatest, sum in
      greatest.isInfinite ? greatest : greatest + .log(sum)
    }
    return Tensor(unchecked: result, shape: shape.removing(axis: -1))
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
    var result = shifted(by: greatestOfRows())
    result.update { $0 = .exp($0) }
    result.updateRows(with: result.sumsOfRows()) { $0 /= $1 }
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
    var result = shifted(by: greatestOfRows())
    var sums = result.map { .exp($0) }.sumsOfRows()
    sums.update(in: sums.indices) { $0 = .log($0) }
    result.updateRows(with: sums) { $0 -= $1 }
    return result
  }

  private func greatestOfRows() -> [Scalar] { ofRows { storage.reduced(in: $0, maximum) } }

  private func sumsOfRows() -> [Scalar] { ofRows { storage.pairwiseSum(in: $0) } }

  /// A number for each row, given the positions of its scalars.
  @inline(__always)
  private func ofRows(_ number: (Range<Int>) -> Scalar) -> [Scalar] {
    let width = shape[-1]
    return (0..<elementCount / width).map { row in number(row * width..<(row + 1) * width) }
  }

  /// The tensor with a number subtracted from each row.
  private func shifted(by numbers: [Scalar]) -> Tensor {
    var result = self
    result.updateRows(with: numbers) { $0 -= $1 }
    return result
  }

  /// Changes each row in place, given a number for each.
  @inline(__always)
  private mutating func updateRows(
    with numbers: [Scalar], _ rule: (inout Scalar, Scalar) -> Void
  ) {
    let width = shape[-1]
    for row in numbers.indices {
      let number = numbers[row]
      storage.update(in: row * width..<(row + 1) * width) { rule(&$0, number) }
    }
  }

  private func checkRows(_ function: String) {
    precondition(
      (shape.lengths.last ?? 0) > 0,
      "\(function): the shape \(shape) has no scalars along a last axis")
  }
}
