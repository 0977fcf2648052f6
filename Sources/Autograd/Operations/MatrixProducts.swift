import TensorCore

/// The matrix product `a · b`, of shape `[rows of a, columns of b]`.
///
///     dA = d · Bᵀ      dB = Aᵀ · d                                     (equation 2.9)
///
/// - Parameters:
///   - a: A matrix of shape `[m, k]`.
///   - b: A matrix of shape `[k, n]`.
/// - Returns: The product, of shape `[m, n]`.
/// - Complexity: m · k · n multiply-adds forward, and as many again for each gradient.
public func matmul(_ a: Variable, _ b: Variable) -> Variable {
  .result(of: Primitive.matmul, a.value.meteredProduct(with: b.value)) { _ in
    [
      // (equation 2.9)
      a.pullback(saving: b) { d, b in d.meteredProduct(with: b, transposing: .right) },
      b.pullback(saving: a) { d, a in a.meteredProduct(with: d, transposing: .left) },
    ]
  }
}

/// The affine map of a batch, `x · weightᵀ + bias` (PyTorch: `nn.functional.linear`).
///
///     dX = d · W      dW = dᵀ · X      db = Σ d over the batch          (equation 2.10)
///
/// - Parameters:
///   - x: A batch of shape `[batch, in]`.
///   - weight: A matrix of shape `[out, in]`.
///   - bias: A vector of shape `[out]`, or none.
/// - Returns: A batch of shape `[batch, out]`.
/// - Complexity: batch · in · out multiply-adds forward, and as many again for dX and for dW.
public func linear(_ x: Variable, weight: Variable, bias: Variable? = nil) -> Variable {
  let value: Tensor
  if let bias {
    value = affine(x.value, weight: weight.value, bias: bias.value)
    WorkMeter.current?.add(value.elementCount * x.shape[1])
  } else {
    value = x.value.meteredProduct(with: weight.value, transposing: .right)
  }
  return .result(of: Primitive.linear, value) { _ in
    [
      // (equation 2.10)
      x.pullback(saving: weight) { d, weight in d.meteredProduct(with: weight) },
      weight.pullback(saving: x) { d, x in d.meteredProduct(with: x, transposing: .left) },
      bias?.pullback { d in d },
    ]
  }
}
