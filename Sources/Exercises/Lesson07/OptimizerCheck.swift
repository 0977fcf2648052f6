// E07.8 · A test for an optimizer
// write the test · 25 minutes · hard
//
// A faulty optimizer often lowers the loss all the same, only less. Write the test that finds the
// fault: given one step as a function of values, gradients, memory and rate, say whether it keeps
// these promises. The memory is a list of numbers of any length, empty before the first step;
// what a step returns as memory is handed to the next.
//
// At the rate 0 no value changes. From an empty memory, gradients of 0 change no value. From an
// empty memory every value whose gradient is not 0 moves against its gradient's sign, and by
// twice as much at twice the rate. Each parameter goes its own way: what becomes of it depends
// neither on the others nor on its place among them, in later steps too. And all that outlives a
// step is in the memory: whoever continues from it gets the same values, whatever else was
// computed in between.
//
// The test is tried on right optimizers, plain and adaptive, and on others that break one
// promise, all of them by far. They take any number of parameters. Rates between 0.005 and 0.1
// will do, and two steps.
//
//     { values, _, memory, _ in (values, memory) }    // false: nothing moves
//
// Check it with `./learn check E07.8`, or after every save with `./learn watch E07.8`.
// When you are stuck: `./learn hint E07.8`.

import Course
import Optimizers
import TensorCore

/// Whether an optimizer keeps its promises.
///
/// - Parameter step: The optimizer; one step, from an empty memory or from what the step before returned.
/// - Returns: Whether it is right.
/// - Throws: `NotAttempted` until you have written it.
public func acceptsOptimizer(
  _ step: (_ values: [Double], _ gradients: [Double], _ memory: [Double], _ rate: Double) -> (
    values: [Double], memory: [Double]
  )
) throws -> Bool {
  throw NotAttempted()
}
