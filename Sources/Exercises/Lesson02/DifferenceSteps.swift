// E02.7 · How small a step?
// tune · 10 minutes · easy
//
// A gradient check compares with (f(x + h) − f(x − h)) / 2h. A large h cuts off the curve; a
// small h subtracts two numbers that agree in nearly all of their digits.
//
// Choose h for single and for double precision so that the derivative of eˣ sin x is right
// everywhere between 0.5 and 2: to a relative error of 10⁻⁴ in single and of 5 · 10⁻¹⁰ in double
// precision. `centralDifference(at:step:of:)` of lesson 02 is there to experiment with.
//
//     (single: 0.1, double: 0.1)    // errors about 8e-3 in both: the curve is cut off
//
// Check it with `./learn check E02.7`, or after every save with `./learn watch E02.7`.
// When you are stuck: `./learn hint E02.7`.

import Backprop
import Course
import TensorCore

/// The steps h of central differences.
///
/// - Returns: The step for single precision and the step for double precision; both positive.
/// - Throws: `NotAttempted` until you have written it.
public func differenceSteps() throws -> (single: Float, double: Double) {
  throw NotAttempted()
}
