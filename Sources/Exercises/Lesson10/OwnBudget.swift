// E10.5 · A budget of your own
// tune · 20 minutes · medium
//
// "4 layers of 512 or 2 of 2048, about equal": true for 512 inputs if the second network has one
// hidden layer, and false if it has two, or for 10 inputs. Find such a slide for a smaller
// budget. Choose the number of inputs and of outputs, a depth and a width for the deep network,
// and the width of the wide one, so that all of this holds; biases count.
//
// The deep network has at least three hidden layers of that width, at least two outputs, and
// 100,000 to 300,000 parameters. The wide one with one hidden layer has as many, to 1 % of the
// deep one's. With two hidden layers of its width it has at least 5 times as many as the deep
// one. And with 10 inputs in place of yours, the wide one with one hidden layer has at most a
// tenth of the deep one's, which gets 10 inputs too.
//
//     (inputCount: 512, outputCount: 10, depth: 4, width: 512, wideWidth: 2048)
//     // deep 1055754; wide 1.0145 of it, with two layers 4.989, at 10 inputs 0.0539
//
// Check it with `./learn check E10.5`, or after every save with `./learn watch E10.5`.
// When you are stuck: `./learn hint E10.5`.

import Approximation
import Course
import TensorCore

/// Two architectures that are equal in parameters under one reading only.
///
/// - Returns: The numbers of inputs and outputs of both, the depth and the width of the deep network, and the
///   width of the wide one.
/// - Throws: `NotAttempted` until you have written it.
public func ownBudget() throws -> (
  inputCount: Int, outputCount: Int, depth: Int, width: Int, wideWidth: Int
) {
  throw NotAttempted()
}
