import Autograd

/// Batch normalization of vectors, or of sequences (PyTorch: `nn.BatchNorm1d`).
///
/// Input `[batch, features]` or `[batch, features, length]`; of the latter, statistics are taken over batch and
/// length.
///
/// ```swift
/// let norm = BatchNorm1d(featureCount: 2)
/// let y = norm(Variable(Tensor([[1, 10], [2, 20], [3, 30], [6, 40]])))
/// y.value.mean(axis: 0)      // [0, 0]
/// norm.running?.mean         // [0.3, 2.5]
/// norm.setMode(.evaluation)  // from now on by the running statistics
/// ```
///
/// See ``BatchNormalization`` for the conventions.
public final class BatchNorm1d: BatchNormalization, BatchNormLayer {
  override var axisCounts: ClosedRange<Int> { 2...3 }
}
