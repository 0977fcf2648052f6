public import Autograd
public import TensorCore

/// Sets the smallest weights to 0 and keeps them there (PyTorch: `torch.nn.utils.prune`).
///
/// ```swift
/// let pruning = MagnitudePruning(weights, sparsity: 0.8)   // the smallest 80 % of all together
/// optimizer.step()
/// pruning.apply()                                          // after every later step: pruned weights stay 0
/// ```
///
/// Zeros save memory and time only where the storage or the kernel uses them; a dense product does not.
///
/// ## Source
///
/// Han, Pool, Tran and Dally, “Learning both weights and connections for efficient neural networks”, 2015,
/// https://arxiv.org/abs/1506.02626
public struct MagnitudePruning {
  /// The weights.
  public let weights: [Variable]

  /// For each weight ones where it is kept and zeros where it is not.
  public let masks: [Tensor]

  /// Chooses the smallest of all weights together, so that layers may lose different shares (`global_unstructured`).
  ///
  /// - Parameters:
  ///   - weights: At least one variable.
  ///   - sparsity: The share that is set to 0, in 0…1; rounded to a whole number of weights, as in PyTorch.
  /// - Precondition: The arguments are as said.
  public init(_ weights: [Variable], sparsity: Double) {
    self.init(weights, sparsity, groups: [weights])
  }

  /// Chooses the smallest of each weight by itself, so that each loses the same share (`l1_unstructured`).
  ///
  /// - Parameters:
  ///   - weights: At least one variable.
  ///   - sparsity: The share that is set to 0, in 0…1; rounded to a whole number of weights, as in PyTorch.
  /// - Precondition: The arguments are as said.
  public init(layerwise weights: [Variable], sparsity: Double) {
    self.init(weights, sparsity, groups: weights.map { [$0] })
  }

  private init(_ weights: [Variable], _ sparsity: Double, groups: [[Variable]]) {
    precondition(
      !weights.isEmpty && (0...1).contains(sparsity),
      "MagnitudePruning.init: \(weights.count) weights, sparsity \(sparsity)")
    self.weights = weights
    masks = groups.flatMap { Self.masks(for: $0.map(\.value), sparsity: sparsity) }
    apply()
  }

  /// Sets the pruned weights to 0 again.
  public func apply() {
    for (weight, mask) in zip(weights, masks) { weight.assign(weight.value * mask) }
  }

  /// The share of weights that are pruned.
  public var prunedShare: Double {
    let count = masks.reduce(0) { $0 + $1.elementCount }
    return 1 - masks.reduce(0) { $0 + Double($1.sum()) } / Double(count)
  }

  private static func masks(for values: [Tensor], sparsity: Double) -> [Tensor] {
    let magnitudes = values.flatMap { $0.scalars.map { abs($0) } }
    let prunedCount = Int((sparsity * Double(magnitudes.count)).rounded(.toNearestOrEven))
    var kept = [Scalar](repeating: 1, count: magnitudes.count)
    let order = magnitudes.indices.sorted { (magnitudes[$0], $0) < (magnitudes[$1], $1) }
    for index in order.prefix(prunedCount) { kept[index] = 0 }
    var start = 0
    return values.map { value in
      defer { start += value.elementCount }
      return Tensor(shape: value.shape, scalars: Array(kept[start..<start + value.elementCount]))
    }
  }
}
