// E09.6 · Half precision by hand
// implement · 20 minutes · hard
//
// Half precision (float16) has ten bits behind the first one of its significand, and exponents
// from −14 to 15. From 2ᵉ to 2ᵉ⁺¹ its neighbors lie 2ᵉ⁻¹⁰ apart; below 2⁻¹⁴ they all lie 2⁻²⁴
// apart, down to 0. The largest number is 65504. Write the rounding without the language's own
// Float16, and train with it.
//
// A number is rounded to the nearest of them; halfway between two, to the one whose last bit is
// 0. What would be rounded to 65536 or more, had the format more exponents, becomes infinite,
// with its sign. A gradient is stored in half precision after it was multiplied by the scale, as
// the backward pass of a scaled loss makes it. If what is stored is not finite, the step is
// skipped and counted, and the weight stays. Else the stored number is divided by the scale, and
// rate times that is taken off the weight; both in double precision. Return the weight after each
// step and the number of skipped ones.
//
//     weight 1, gradients [1e-8, 3e-5, 1], rate 1, scale 1
//     // 1, 0.99997, −2.99811e-05
//     // with scale 65536 the first one gets through, and the third is skipped
//
// Check it with `./learn check E09.6`, or after every save with `./learn watch E09.6`.
// When you are stuck: `./learn hint E09.6`.

import Course
import Dynamics
import TensorCore

/// Training of one weight with gradients that are stored in half precision.
///
/// - Parameters:
///   - weight: The weight at the start.
///   - gradients: The gradient of each step.
///   - rate: The learning rate.
///   - scale: What the loss is multiplied by; positive.
/// - Returns: The weight after each step, and the number of steps that were skipped.
/// - Throws: `NotAttempted` until you have written it.
public func halfSteps(
  weight: Double, gradients: [Double], rate: Double, scale: Double
) throws -> (weights: [Double], skippedCount: Int) {
  throw NotAttempted()
}
