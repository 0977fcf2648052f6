// E06.2 · Stochastic depth as the paper has it
// implement · 15 minutes · medium
//
// A residual block adds its branch to its input: x + f(x). Stochastic depth leaves branches out
// while it trains. The lesson's layer divides kept branches, as torchvision does; write the form
// of the paper (Huang et al., 2016), which scales in evaluation.
//
// Block l of L, counted from 1, drops its branch with probability l / L times that of the last
// block. In training there is one number of 0..<1 for each block in `draws`, for the whole input:
// below the block's probability the branch is left out and not even computed, else it is added as
// it is. In evaluation `draws` is nil, and every branch is added times the probability with which
// it was kept.
//
//     input [1], two branches that double, last probability 0.5
//     // draws [0.3, 0.4]: [3]    evaluation: [1 · 2.5 · 2] = [5]
//
// Check it with `./learn check E06.2`, or after every save with `./learn watch E06.2`.
// When you are stuck: `./learn hint E06.2`.

import Course
import Regularization
import TensorCore

/// The output of residual blocks with stochastic depth, in the form of its paper.
///
/// - Parameters:
///   - input: What the first block gets.
///   - branches: The branch of each block, from first to last; each returns as many numbers as it gets.
///   - lastProbability: The probability with which the last branch is left out, in 0…1.
///   - draws: A random number of 0..<1 for each block in training; `nil` in evaluation.
/// - Returns: The output of the last block.
/// - Throws: `NotAttempted` until you have written it.
public func residualOutput(
  of input: [Double], through branches: [@Sendable ([Double]) -> [Double]],
  lastProbability: Double, draws: [Double]?
) throws -> [Double] {
  throw NotAttempted()
}
