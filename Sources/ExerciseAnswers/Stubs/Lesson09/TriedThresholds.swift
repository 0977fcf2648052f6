// E09.2 · Thresholds and false alarms
// implement · 20 minutes · medium
//
// A detector that finds every fault is worth nothing if it also cries on sound runs. Its
// threshold is chosen on healthy runs, twenty seeds for example, and judged on faulty ones.
//
// Each run is a list of figures, one a step, such as the ratio of update and weight. There is an
// alarm in a run if the figure is above the threshold in patience steps in a row or more; equal
// to it is not above, and NaN is above every threshold. For each threshold return the share of
// healthy runs with an alarm, and the share of faulty ones; of no runs the share is 0. The chosen
// threshold is the smallest one without a false alarm, nil if there is none. The thresholds come
// in any order.
//
//     healthy [[1, 3, 1], [2, 2, 2]], faulty [[1, 5, 5], [9, 1, 9]]
//     thresholds [4, 1.5, 2], patience 2
//     // false alarms [0, 0.5, 0], hits [0.5, 0.5, 0.5], chosen 2
//
// Check it with `./learn check E09.2`, or after every save with `./learn watch E09.2`.
// When you are stuck: `./learn hint E09.2`.

import Course
import Dynamics
import TensorCore

/// How often each threshold gives an alarm, and the smallest without a false one.
///
/// - Parameters:
///   - healthy: Sound runs, each with one figure a step.
///   - faulty: Runs with a fault.
///   - thresholds: The thresholds to try, in any order.
///   - patience: In how many steps in a row the figure has to be above; positive.
/// - Returns: For each threshold the shares of healthy and of faulty runs with an alarm, and the one
///   that is chosen, if any.
/// - Throws: `NotAttempted` until you have written it.
public func triedThresholds(
  healthy: [[Double]], faulty: [[Double]], thresholds: [Double], patience: Int
) throws -> (falseAlarms: [Double], hits: [Double], chosen: Double?) {
  throw NotAttempted()
}
