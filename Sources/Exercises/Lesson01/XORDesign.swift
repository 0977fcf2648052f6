// E01.6 · XOR from nearly every start
// tune · 15 minutes · medium
//
// Two hidden ReLUs can represent XOR, and gradient descent only seldom finds them. Choose the
// number of hidden units, their nonlinearity (`.relu`, `.tanh` or `.sigmoid`) and the learning
// rate so that at least 18 of 20 random starts end with all four points on the right side.
//
// The budget: at most 20 parameters, biases included, and 200 steps of gradient descent on all
// four points. The starts and the training are those of `XORTraining` in lesson 01, which you may
// call to experiment.
//
//     (hiddenCount: 2, nonlinearity: .relu, learningRate: 0.5)    // 4 of 20
//
// Check it with `./learn check E01.6`, or after every save with `./learn watch E01.6`.
// When you are stuck: `./learn hint E01.6`.

import Course
import Perceptron
import TensorCore

/// A network of one hidden layer for XOR, and how fast it is to learn.
///
/// - Returns: The number of hidden units, their nonlinearity, and the learning rate.
/// - Throws: `NotAttempted` until you have written it.
public func xorDesign() throws -> (
  hiddenCount: Int, nonlinearity: Nonlinearity, learningRate: Scalar
) {
  throw NotAttempted()
}
