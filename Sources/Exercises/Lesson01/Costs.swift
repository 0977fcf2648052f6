// E01.1 · What will it cost?
// predict · 5 minutes · easy
//
// A colleague proposes a multilayer perceptron of widths 784, 512, 512 and 10 with biases. Before
// anyone trains it, say what it costs.
//
// Return three whole numbers: the parameters; the multiply-adds of a forward pass of one sample,
// not counting the additions of the biases; and the bytes that a training with Adam in single
// precision (4 bytes a number) keeps for the parameters. Adam keeps two numbers of its own for
// every parameter. Activations are not asked for. Work it out by hand; the function may hold
// plain numbers.
//
//     widths 784, 10:   7850 parameters, 7840 multiply-adds, 125600 bytes
//
// Check it with `./learn check E01.1`, or after every save with `./learn watch E01.1`.
// When you are stuck: `./learn hint E01.1`.

import Course
import Perceptron
import TensorCore

/// What a multilayer perceptron of widths 784, 512, 512, 10 costs.
///
/// - Returns: The number of parameters; the multiply-adds of a forward pass of one sample; the bytes
///   that training with Adam in single precision keeps for the parameters.
/// - Throws: `NotAttempted` until you have written it.
public func predictedCosts() throws -> (parameters: Int, multiplyAdds: Int, trainingBytes: Int) {
  throw NotAttempted()
}
