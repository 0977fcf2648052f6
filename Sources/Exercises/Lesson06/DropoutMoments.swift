// E06.1 · What dropout does to mean and variance
// predict · 8 minutes · easy
//
// A layer has the probability p of PyTorch's nn.Dropout. Predict six numbers to four significant
// digits; the function may hold plain numbers.
//
// First a layer that neither divides by 1 − p in training nor scales in evaluation. By what
// factor is its mean output in evaluation greater than that in training, for one layer of p =
// 0.2, for one of p = 0.9, and for three one after another of p = 0.5, 0.4 and 0.1, with linear
// layers without biases between them? Then the same factor for a layer of p = 0.2 that divides by
// 1 − p in training and multiplies by 1 − p in evaluation as well.
//
// Last for inverted dropout as it should be: the variance of one output whose input is 3, for p =
// 0.2, and for p = 0.5 the root mean square of the outputs in training over that of the inputs,
// as a batch norm behind it would see it.
//
//     for p = 0.5 the first factor would be 2
//
// Check it with `./learn check E06.1`, or after every save with `./learn watch E06.1`.
// When you are stuck: `./learn hint E06.1`.

import Course
import Regularization
import TensorCore

/// Six numbers about the size of what dropout lets through.
///
/// - Returns: Three factors without scaling, the factor of scaling twice, a variance, and a quotient of root mean squares.
/// - Throws: `NotAttempted` until you have written it.
public func predictedMoments() throws -> [Double] {
  throw NotAttempted()
}
