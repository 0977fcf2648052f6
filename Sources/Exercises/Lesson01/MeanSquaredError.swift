// E01.3 · The model that predicts the mean
// repair · 8 minutes · easy
//
// A regression trains without any error message, its loss goes down and stops, and then it
// predicts the same number for every sample: the mean of the targets. The network is fine. The
// loss is not: the network returns predictions of shape [n, 1], and the data set holds targets of
// shape [n].
//
// Repair the function below. It takes predictions of shape [n, 1] or [n] and targets of shape [n,
// 1] or [n] for the same n samples, and returns the mean of the n squared errors.
//
//     meanSquaredError(predictions: [[0], [1]], targets: [0, 1])    // 0, and not 0.5
//
// Check it with `./learn check E01.3`, or after every save with `./learn watch E01.3`.
// When you are stuck: `./learn hint E01.3`.

import Course
import Perceptron
import TensorCore

/// The mean of the squared errors.
///
/// - Parameters:
///   - predictions: One number for each of n samples, of shape `[n, 1]` or `[n]`.
///   - targets: The right numbers, of shape `[n, 1]` or `[n]`.
/// - Returns: The mean of the n squared differences, in the target's unit squared.
public func meanSquaredError(predictions: Tensor, targets: Tensor) -> Scalar {
  let errors = predictions - targets
  return (errors * errors).mean()
}
