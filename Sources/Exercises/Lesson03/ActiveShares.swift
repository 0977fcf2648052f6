// E03.7 · The dead units that nobody finds
// repair · 10 minutes · easy
//
// A monitor of ReLU layers is to report, for each unit, the share of the inputs on which it is
// active, so that a unit with the share 0 is dead. The weighted sums come as one row for each
// input, with one number for each unit.
//
// On square batches nobody noticed anything, but a network with two dead units was reported as
// healthy. Find the fault and repair it. A unit is active where the slope of ReLU is not 0; at 0
// the slope is 0.
//
//     activeShares([[1, -1], [2, -3], [-1, 0]])    // [0.667, 0]
//
// Check it with `./learn check E03.7`, or after every save with `./learn watch E03.7`.
// When you are stuck: `./learn hint E03.7`.

import Activations
import Course
import TensorCore

/// The share of the inputs on which each unit of a ReLU layer is active.
///
/// - Parameter weightedSums: One row for each input, one number for each unit; at least one of each.
/// - Returns: One share for each unit.
/// - Throws: Nothing; it may.
public func activeShares(_ weightedSums: [[Double]]) throws -> [Double] {
  weightedSums.map { row in
    Double(row.count { $0 > 0 }) / Double(row.count)
  }
}
