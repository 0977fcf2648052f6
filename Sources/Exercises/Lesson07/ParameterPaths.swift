// E07.1 · Lion and Adamax from their formulas
// implement · 20 minutes · medium
//
// Walk one parameter p from its start by two rules, each with memories of its own that begin at
// 0, and return its value after each step. The gradients are given, one a step, and do not depend
// on p; the list may be empty.
//
// Lion, with β₁ = 0.9 and β₂ = 0.99: its direction is the sign of β₁ m + (1 − β₁) g, where the
// sign of 0 is 0. The parameter loses rate · (sign + decay · p), and only then the memory becomes
// β₂ m + (1 − β₂) g.
//
// Adamax, with β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁸, as PyTorch has it: decay · p is added to the
// gradient. The mean m becomes β₁ m + (1 − β₁) g, and u becomes the larger of β₂ u and |g| + ε.
// In step t, counted from 1, the parameter loses rate / (1 − β₁ᵗ) · m / u.
//
//     from 1, gradients [0.5, −0.2], rate 0.1, decay 0
//     // Lion 0.9, 1; Adamax 0.900000002, 0.873657870922
//
// Check it with `./learn check E07.1`, or after every save with `./learn watch E07.1`.
// When you are stuck: `./learn hint E07.1`.

import Course
import Optimizers
import TensorCore

/// The values of one parameter after each step of Lion, and after each step of Adamax.
///
/// - Parameters:
///   - start: The value before the first step.
///   - gradients: The gradient of each step.
///   - rate: The learning rate.
///   - decay: The strength of the weight decay.
/// - Returns: For each rule as many values as there are gradients.
/// - Throws: `NotAttempted` until you have written it.
public func parameterPaths(
  from start: Double, gradients: [Double], rate: Double, decay: Double
) throws -> (lion: [Double], adamax: [Double]) {
  throw NotAttempted()
}
