// E04.6 · A rate found on a small network
// implement · 12 minutes · hard
//
// A learning rate for Adam was found on a narrow network and is to serve a wide one. Adam moves
// every weight by about the rate, whatever its gradient. In a hidden layer a sum has fan_in such
// moves, all in step with its inputs, so that the same rate moves the sums of a wide layer
// further.
//
// Return the rate of each parameter of the wide network at which, as muP asks, one step moves
// every layer's outputs as far as in the narrow one. Parameters come as two lists of shapes in
// the same order, one for each network: weights [out, in], and biases [out]. Inputs and outputs
// of the network keep their number, hidden widths grow, each possibly by a factor of its own.
//
//     learningRates(baseShapes: [[64, 3], [64]], shapes: [[256, 3], [256]], rate: 0.01)    // [0.01, 0.01]
//
// Check it with `./learn check E04.6`, or after every save with `./learn watch E04.6`.
// When you are stuck: `./learn hint E04.6`.

import Course
import Init
import TensorCore

/// The learning rates of a wide network's parameters under Adam.
///
/// - Parameters:
///   - baseShapes: The shapes of the narrow network's parameters, `[out, in]` and `[out]`.
///   - shapes: Those of the wide network's, in the same order.
///   - rate: The learning rate that was found on the narrow network.
/// - Returns: One rate for each parameter of the wide network.
/// - Throws: `NotAttempted` until you have written it.
public func learningRates(baseShapes: [[Int]], shapes: [[Int]], rate: Double) throws -> [Double] {
  throw NotAttempted()
}
