// E08.7 · A test for a schedule
// write the test · 20 minutes · medium
//
// A wrong schedule is often found on the last day of a run, or never, although it takes no
// training at all to find it. Write the test: given the rate as a function of step, warm-up,
// total and peak, say whether it keeps these promises for every warm-up from 0 that is shorter
// than the total.
//
// In step s below the warm-up the rate is peak · (s + 1) / warmUp. In step warmUp it is the peak;
// from there on it never rises, and it is positive in all steps before the total. In step total
// and in any later one it is 0. Twice the peak makes twice the rate. And the rate depends on its
// four arguments alone, in whatever order it is asked for, since a resumed run begins in the
// middle.
//
// The test is tried on right schedules of several forms, and on others that break a promise, all
// of them by far, for totals from 20. Later steps up to three times the total are enough, and
// peaks from 0.001 to 10.
//
//     { step, _, total, peak in step < total ? peak : 0 }    // false: there is no warm-up
//
// Check it with `./learn check E08.7`, or after every save with `./learn watch E08.7`.
// When you are stuck: `./learn hint E08.7`.

import Course
import Schedulers
import TensorCore

/// Whether a schedule keeps its promises.
///
/// - Parameter rate: The schedule: the rate of a step, from 0, for a warm-up, a total and a peak.
/// - Returns: Whether it is right.
/// - Throws: `NotAttempted` until you have written it.
public func acceptsSchedule(
  _ rate: (_ step: Int, _ warmUp: Int, _ total: Int, _ peak: Double) -> Double
) throws -> Bool {
  throw NotAttempted()
}
