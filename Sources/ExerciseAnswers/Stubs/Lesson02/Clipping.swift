// E02.4 · Clipping by the joint norm
// implement · 12 minutes · medium
//
// One bad batch can throw a network far away. Clipping shortens the gradients of all parameters
// by one common factor, so that the gradient keeps its direction. The step of plain gradient
// descent keeps it too; with momentum the step also holds the gradients before, and Adam divides
// most of the length away again.
//
// Treat all gradients as one long vector and return its Euclidean norm, as it was before the
// clipping, together with the gradients times min(1, bound / (norm + 10⁻⁶)). Gradients that are
// short enough stay as they are. The norm is what one logs: it tells a quiet run from one in
// which every step is clipped.
//
//     clipped(gradients: [[3], [4]], to: 1)     // norm 5, gradients [[0.6], [0.8]]
//     clipped(gradients: [[0.3, 0.4]], to: 1)   // norm 0.5, gradients unchanged
//
// Check it with `./learn check E02.4`, or after every save with `./learn watch E02.4`.
// When you are stuck: `./learn hint E02.4`.

import Backprop
import Course
import TensorCore

/// Shortens gradients by one common factor.
///
/// - Parameters:
///   - gradients: The gradients of all parameters, of any shapes.
///   - bound: The greatest joint norm that is let through; positive.
/// - Returns: The joint norm before the clipping, and the gradients after it.
/// - Throws: `NotAttempted` until you have written it.
public func clipped(
  gradients: [Tensor], to bound: Scalar
) throws -> (norm: Scalar, gradients: [Tensor]) {
  throw NotAttempted()
}
