// E01.4 · A head for counts
// implement · 15 minutes · medium
//
// A network is to predict how many customers come in an hour. A squared error would allow
// negative counts and would take an error of 5 at 1000 as seriously as one at 2. The usual choice
// is a Poisson distribution, whose rate is the exponential of the network's output z, so that it
// is positive for every z.
//
// The probability of the count y at the rate λ is λʸ e^(−λ) / y!. Return the mean over all
// samples of its negative logarithm without the term log y!, which no parameter changes, and the
// gradient of that mean with respect to the outputs.
//
//     poissonLoss(outputs: [0], counts: [0])    // loss 1, gradient [1]
//     poissonLoss(outputs: [0], counts: [3])    // loss 1, gradient [-2]
//
// Check it with `./learn check E01.4`, or after every save with `./learn watch E01.4`.
// When you are stuck: `./learn hint E01.4`.

import Course
import Perceptron
import TensorCore

/// The Poisson loss of a network that predicts the logarithms of rates.
///
/// - Parameters:
///   - outputs: For each sample the output z, the logarithm of the expected count; of any shape.
///   - counts: For each sample the count y that was seen: 0, 1, 2 …; of the same shape.
/// - Returns: The mean loss without log y!, and its gradient with respect to the outputs, of their
///   shape.
/// - Throws: `NotAttempted` until you have written it.
public func poissonLoss(
  outputs: Tensor, counts: Tensor
) throws -> (
  loss: Scalar, gradient: Tensor
) {
  throw NotAttempted()
}
