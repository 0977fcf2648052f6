// E00.11 · The likelihood of a coin
// implement · 4 minutes · easy
//
// A coin that shows heads with some probability was tossed, and one sequence of heads and tails
// was seen. The likelihood is the probability of that sequence.
//
// Return its natural logarithm for the given probability of heads, and the probability for which
// the likelihood is greatest. The given one lies between 0 and 1, ends not included; there was at
// least one toss, and there may be millions. log comes from Foundation.
//
//     3 heads, 1 tail, probability 0.5    // log-likelihood −2.7726, greatest at 0.75
//     0 heads, 2 tails, probability 0.1   // log-likelihood −0.2107, greatest at 0
//
// Check it with `./learn check E00.11`, or after every save with `./learn watch E00.11`.
// When you are stuck: `./learn hint E00.11`.

import Course
import Foundation

/// The log-likelihood of a sequence of tosses, and the probability of heads for which it is greatest.
///
/// - Parameters:
///   - heads: How many heads were seen.
///   - tails: How many tails were seen.
///   - probability: The probability of heads, between 0 and 1.
/// - Returns: The natural logarithm of the likelihood, and the place of its maximum.
/// - Throws: `NotAttempted` until you have written it.
public func coinLikelihood(
  heads: Int, tails: Int, probability: Double
) throws -> (logLikelihood: Double, best: Double) {
  throw NotAttempted()
}
