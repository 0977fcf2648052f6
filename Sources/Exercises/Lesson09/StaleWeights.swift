// E09.5 · Stale weights
// implement · 12 minutes · easy
//
// Validation is flat because the evaluation holds a copy of the weights, or reads the checkpoint
// of last week. A fingerprint of the weights in each line of the log tells it from a network that
// does not learn. Write the detector.
//
// Each validation has the step after which it was made, the loss, and the fingerprint of the
// weights that were evaluated; an empty one was not taken and says nothing. A validation is stale
// if a line before it has the same fingerprint and a smaller step: in between nothing of the
// training has reached the weights. A line may have the same step as another, because the last
// validation was made twice, or a run resumed; that is no fault. The loss decides nothing: with
// another mode, equal weights have different losses.
//
// Return the steps of the stale validations in the order of the log.
//
//     steps 100, 200, 300 with the fingerprints a, b, a    // [300]
//
// Check it with `./learn check E09.5`, or after every save with `./learn watch E09.5`.
// When you are stuck: `./learn hint E09.5`.

import Course
import Dynamics
import TensorCore

/// The steps of the validations whose weights were validated at a smaller step before.
///
/// - Parameter validations: Step, loss and fingerprint of each validation, in the order of the log.
/// - Returns: The steps, in the order of the log.
/// - Throws: `NotAttempted` until you have written it.
public func staleSteps(
  validations: [(step: Int, loss: Double, fingerprint: String)]
) throws -> [Int] {
  throw NotAttempted()
}
