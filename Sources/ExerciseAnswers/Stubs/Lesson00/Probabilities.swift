// E00.12 · Softmax, and large logits
// repair · 3 minutes · easy
//
// Softmax makes probabilities of any numbers, the logits: exponentials, divided by their sum. The
// function below is the formula as the books have it, and it is right for small numbers. For a
// logit of 1000 it returns NaN, and for −1000 throughout as well.
//
// Repair it, so that the probabilities are right for logits of any size; there is at least one.
// Small probabilities count, too: 1e-20 is not 0.
//
//     [0, 0]                  // [0.5, 0.5]
//     [1000, 1000]            // [0.5, 0.5], and not NaN
//     [2, 1, 0.1]             // [0.6590, 0.2424, 0.0986]
//
// Check it with `./learn check E00.12`, or after every save with `./learn watch E00.12`.
// When you are stuck: `./learn hint E00.12`.

import Foundation

/// Probabilities of logits: their exponentials, divided by the sum.
///
/// - Parameter logits: At least one number, of any size.
/// - Returns: As many probabilities, which sum to 1.
public func probabilities(of logits: [Double]) -> [Double] {
  let exponentials = logits.map { exp($0) }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}
