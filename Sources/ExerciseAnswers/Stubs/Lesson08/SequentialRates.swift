// E08.2 · One schedule after another
// implement · 12 minutes · easy
//
// Warm-up, then cosine: PyTorch's SequentialLR plays one schedule after another. Write it. A
// schedule is a function from a step, from 0, to a rate. There is one milestone fewer than there
// are schedules, and milestones never fall.
//
// The first schedule plays from step 0. At a milestone, in that very step, the next one takes
// over, and begins with its own step 0. The last one plays to the end. Where two milestones are
// equal, the schedule between them has no step at all. Return the rates of the steps 0 …
// stepCount − 1; any number of schedules from one is possible, and milestones beyond the last
// step are too.
//
//     schedules [{ 1 + Double($0) }, { 100 + Double($0) }], milestones [2], 5 steps
//     // [1, 2, 100, 101, 102]
//
// Check it with `./learn check E08.2`, or after every save with `./learn watch E08.2`.
// When you are stuck: `./learn hint E08.2`.

import Course
import Schedulers
import TensorCore

/// The rates of several schedules, played one after another.
///
/// - Parameters:
///   - schedules: Each a function from its own step, from 0, to a rate; at least one.
///   - milestones: The steps at which the next one takes over, one fewer than schedules, never falling.
///   - stepCount: How many rates are asked for.
/// - Returns: The rate of each step.
/// - Throws: `NotAttempted` until you have written it.
public func sequentialRates(
  schedules: [@Sendable (Int) -> Double], milestones: [Int], stepCount: Int
) throws -> [Double] {
  throw NotAttempted()
}
