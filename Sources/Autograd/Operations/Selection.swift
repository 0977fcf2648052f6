public import TensorCore

extension Variable {
  /// The scalars of this variable where a mask is not 0, and of another where it is (PyTorch: `where`).
  ///
  /// Each scalar's gradient goes to the operand that it was taken from; the other receives 0 there. Both
  /// operands are computed everywhere all the same: where the slope of one is infinite at a place that is
  /// not taken, 0 · ∞ makes its gradient NaN (failure mode F2.20).
  ///
  /// - Parameters:
  ///   - mask: A tensor of this one's shape.
  ///   - other: A variable that broadcasts to this one's shape.
  /// - Returns: The selected scalars, of this one's shape.
  /// - Precondition: The shapes are as said.
  public func selected(where mask: Tensor, otherwise other: Variable) -> Variable {
    let value = value.selected(where: mask, otherwise: other.value)
    let mask = Variable(mask)
    return .result(of: Primitive.selected, value) { _ in
      [
        pullback(saving: mask) { d, mask in d.selected(where: mask, otherwise: Tensor(0)) },
        other.pullback(saving: mask) { d, mask in
          Tensor.zeros(d.shape).selected(where: mask, otherwise: d)
        },
      ]
    }
  }
}
