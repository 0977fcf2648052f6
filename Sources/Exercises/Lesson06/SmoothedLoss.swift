// E06.5 · Label smoothing over the other classes
// implement · 12 minutes · medium
//
// PyTorch's label smoothing spreads the share e over all K classes, the right one among them.
// Some papers and code spread it over the other classes only: 1 − e for the right class, and e /
// (K − 1) for each other. Write that form.
//
// Return the cross-entropy of one sample against these targets, in nats, and its gradient with
// respect to the logits. Logits may be as large as 1,000 in magnitude; there are two classes or
// more, and e is in 0…1.
//
//     logits [0, 0, 0], target 0, smoothing 0.1
//     // loss 1.098612, gradient [−0.566667, 0.283333, 0.283333]
//
// Check it with `./learn check E06.5`, or after every save with `./learn watch E06.5`.
// When you are stuck: `./learn hint E06.5`.

import Course
import Regularization
import TensorCore

/// The cross-entropy of one sample whose target gives a share to the other classes, with its gradient.
///
/// - Parameters:
///   - logits: One for each class, at least two.
///   - target: The right class, from 0.
///   - smoothing: The share e of the other classes together, in 0…1.
/// - Returns: The loss in nats, and its gradient with respect to the logits.
/// - Throws: `NotAttempted` until you have written it.
public func smoothedLoss(
  logits: [Double], target: Int, smoothing: Double
) throws -> (loss: Double, gradient: [Double]) {
  throw NotAttempted()
}
