import TensorCore

/// How the branches of a residual network are made small enough for its depth.
///
/// A block x + F(x) with random last weights adds the second moment of its branch to that of the stream: with branches that keep
/// the second moment, L blocks multiply it by 2ᴸ. Branches of 1/L of it leave a factor (1 + 1/L)ᴸ < e (equation 4.9). Where each
/// branch normalizes what it reads, as in a pre-norm transformer, the growth is a sum instead: 1 + L, and 2 with the factor.
public enum ResidualScaling: Sendable, Hashable, CaseIterable {
  /// Not at all: the second moment doubles with every block.
  case none

  /// The last weight of every branch times 1/√L, as the GPT-2 paper says of its N residual layers.
  ///
  /// The paper's words are “scale the weights of residual layers at initialization by a factor of 1/√N”. The code that was released
  /// with it has no such factor; nanoGPT and other reimplementations write a deviation of 0.02 / √(2L) for L transformer
  /// blocks of two branches each.
  case inverseSquareRoot

  /// The last weight of every branch zero: each block starts as the identity.
  ///
  /// In networks with normalization the scale of a branch's last normalization is zeroed instead (Goyal and others, 2017).
  case zero

  /// Fixup: the last weight zero, the m − 1 others times L^(−1/(2m−2)).
  case fixup

  /// The factors of the weights of a branch.
  ///
  /// - Parameters:
  ///   - blockCount: The number L of blocks.
  ///   - linearLayersInBranch: The number m of linear layers of a branch; at least 2 for Fixup.
  /// - Returns: The factor of the last layer and that of the others.
  /// - Precondition: There is a block, and a branch has layers enough.
  ///
  /// ## Source
  ///
  /// Radford and others, “Language models are unsupervised multitask learners”, 2019, section 2.3; Zhang, Dauphin and Ma, “Fixup
  /// initialization”, 2019, https://arxiv.org/abs/1901.09321; Goyal and others, 2017, section 5.1, https://arxiv.org/abs/1706.02677
  public func factors(
    blockCount: Int, linearLayersInBranch: Int
  ) -> (last: Double, others: Double) {
    precondition(
      blockCount > 0 && linearLayersInBranch > (self == .fixup ? 1 : 0),
      "ResidualScaling.factors: \(blockCount) blocks of \(linearLayersInBranch) layers")
    let count = Double(blockCount)
    switch self {
    case .none: return (1, 1)
    case .inverseSquareRoot: return (1 / count.squareRoot(), 1)  // (equation 4.9)
    case .zero: return (0, 1)
    case .fixup: return (0, .pow(count, -1 / Double(2 * linearLayersInBranch - 2)))
    }
  }

  /// The deviation of the last weight of every branch in nanoGPT: 0.02 / √(2L).
  ///
  /// - Parameters:
  ///   - deviation: The deviation of all other weights; 0.02 in GPT-2.
  ///   - blockCount: The number L of transformer blocks, each with two branches.
  /// - Returns: The deviation.
  public static func transformerDeviation(
    _ deviation: Double = 0.02, blockCount: Int
  ) -> Double {
    deviation / Double(2 * blockCount).squareRoot()
  }

  /// The predicted growth of the second moment over all blocks, for branches that do not normalize what they read.
  ///
  /// - Parameters:
  ///   - blockCount: The number of blocks.
  ///   - branchGain: The second moment of an unscaled branch's output over that of its input.
  /// - Returns: The factor from the first stream to the last.
  public func predictedGrowth(blockCount: Int, branchGain: Double = 1) -> Double {
    let last = factors(blockCount: blockCount, linearLayersInBranch: 2).last
    return .pow(1 + branchGain * last * last, blockCount)
  }
}
