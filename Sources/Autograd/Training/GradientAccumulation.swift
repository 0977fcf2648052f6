public import TensorCore

/// Gathers the gradient of one large batch from parts that fit into memory.
///
/// Each part's mean loss is weighted by its share of the samples, so that the sum is the mean over
/// the whole batch, whatever the sizes of the parts:
///
///     ∇L = Σₖ (nₖ / N) ∇Lₖ                                              (equation 2.23)
///
/// That is the whole batch's gradient if samples do not meet in a layer; batch normalization sees the parts.
///
/// - Parameters:
///   - sizes: The number of samples in each part, at least 1.
///   - loss: The mean loss of a part, given its position.
/// - Returns: The mean loss over the whole batch.
/// - Throws: `AutogradError`, as `backward()` does.
@discardableResult
public func accumulateGradients(
  sizes: [Int], loss: (Int) -> Variable
) throws(AutogradError) -> Scalar {
  precondition(
    !sizes.isEmpty && sizes.allSatisfy { $0 > 0 },
    "accumulateGradients: every part needs samples: \(sizes)")
  let total = Scalar(sizes.reduce(0, +))
  var mean: Scalar = 0
  for (part, size) in sizes.enumerated() {
    let share = loss(part) * (Scalar(size) / total)  // (equation 2.23)
    try share.backward()
    mean += share.scalar
  }
  return mean
}
