// E10.3 · Squares in place of ReLUs
// predict · 20 minutes · hard
//
// Somebody replaces ReLU by z², with the usual biases, the output's included. However wide the
// layer, the error has a floor. Predict six numbers to four significant digits; the function may
// hold plain numbers or compute them.
//
// A floor is the least root mean squared error over −1…1, with the mean an integral over the
// interval divided by 2. First the floors of one hidden layer of squares for |x|, for x³ and for
// x⁴. Then that of two hidden layers of squares for |x|, if the widths suffice for every
// polynomial of their degree. Then the degree of the polynomial that three hidden layers of
// squares make of their input.
//
// Last a number of units. A hidden layer of squares has 3 inputs, weights and biases drawn at
// random, and only the output is fitted. From how many units on does a further one add nothing,
// whatever the target?
//
//     with no activation at all, the floor of x² is 0.2981
//
// Check it with `./learn check E10.3`, or after every save with `./learn watch E10.3`.
// When you are stuck: `./learn hint E10.3`.

import Approximation
import Course
import TensorCore

/// Six numbers about networks of squares.
///
/// - Returns: The floors of |x|, x³ and x⁴, that of |x| with two layers, a degree, and a number of units.
/// - Throws: `NotAttempted` until you have written it.
public func squareFloors() throws -> [Double] {
  throw NotAttempted()
}
