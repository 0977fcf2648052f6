import Autograd

/// Batch normalization of images (PyTorch: `nn.BatchNorm2d`).
///
/// Input `[batch, channels, height, width]`; one mean and one variance for each channel, over the three other axes. An
/// image alone has height · width values a channel, so that a batch of one is *not* refused in training
/// mode: it is normalized by itself.
///
/// ```swift
/// let norm = BatchNorm2d(featureCount: 3)
/// let y = norm(Variable(.ones([8, 3, 4, 4])))   // zeros: a constant channel has no spread
/// ```
///
/// See ``BatchNormalization`` for the conventions.
public final class BatchNorm2d: BatchNormalization, BatchNormLayer {
  override var axisCounts: ClosedRange<Int> { 4...4 }
}
