// E08.4 · How long a warm-up?
// implement · 15 minutes · medium
//
// Let the curvature at the start of training be ten times what it is later. Sweep the length of a
// linear warm-up on the smallest such case: gradient descent from x = 1 on curvature(t) / 2 · x²,
// with curvature(t) = 5 + 45 · exp(−t / 10) in step t, from 0.
//
// The rate of step t is peak · (t + 1) / length while t < length, and peak from there on; the
// length 0 is no warm-up. For each length return the largest |x| after any of the steps, the
// start not counted, and the number of steps after which |x| is below 0.001 for the first time,
// or 0 if it never is. Then look at your table for the peak 0.1: the shortest warm-up is not the
// fastest one, and neither is the longest.
//
//     lengths [0, 20, 50], peak 0.1, 200 steps
//     // largest 5777.61, 0.75, 0.9; arrival 23, 6, 15
//
// Check it with `./learn check E08.4`, or after every save with `./learn watch E08.4`.
// When you are stuck: `./learn hint E08.4`.

import Course
import Schedulers
import TensorCore

/// What gradient descent does after warm-ups of several lengths.
///
/// - Parameters:
///   - lengths: The lengths of the warm-ups in steps; 0 for none.
///   - peak: The rate after the warm-up.
///   - stepCount: How many steps each run takes.
/// - Returns: For each length the largest magnitude, and the number of steps to one below 0.001 or 0.
/// - Throws: `NotAttempted` until you have written it.
public func warmUpSweep(
  lengths: [Int], peak: Double, stepCount: Int
) throws -> [(largest: Double, arrival: Int)] {
  throw NotAttempted()
}
