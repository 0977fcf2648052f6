public import Autograd
import TensorCore

/// Batch norm that normalizes a large batch in parts, each by its own statistics, as if each were a batch.
///
/// The noise of the statistics then depends on the size of the parts and not on that of the batch. Several
/// devices that do not exchange their statistics do the same without wanting it.
///
/// ## Source
///
/// Hoffer, Hubara and Soudry, “Train longer, generalize better: closing the generalization gap in large batch
/// training of neural networks”, 2017, https://arxiv.org/abs/1705.08741, algorithm 1.
public final class GhostBatchNorm: Module, Layer {
  /// The batch norm that is given the parts, one after the other; its running statistics take in each.
  public let norm: any BatchNormLayer

  /// The number of samples in a part.
  public let ghostSize: Int

  /// Creates a layer around a batch norm.
  ///
  /// - Parameters:
  ///   - norm: The batch norm.
  ///   - ghostSize: The number of samples in a part.
  /// - Precondition: `ghostSize > 0`.
  public init(_ norm: any BatchNormLayer, ghostSize: Int) {
    precondition(ghostSize > 0, "GhostBatchNorm.init: the size is not positive: \(ghostSize)")
    self.norm = norm
    self.ghostSize = ghostSize
  }

  /// The batch norm.
  public var children: [(name: String, layer: any Layer)] { [("norm", norm)] }

  /// The batch, normalized part by part; in evaluation mode as a whole.
  ///
  /// - Parameter input: A batch for the batch norm. What is left behind the last whole part belongs to it.
  /// - Returns: The output, of that shape.
  public func forward(_ input: Variable) -> Variable {
    let count = input.shape[0] / ghostSize
    guard norm.usesBatchStatistics, count > 1 else { return norm(input) }
    let parts = (0..<count).map { part in
      let end = part == count - 1 ? input.shape[0] : (part + 1) * ghostSize
      return norm(input.slice(part * ghostSize..<end))
    }
    return .concatenation(parts)
  }
}
