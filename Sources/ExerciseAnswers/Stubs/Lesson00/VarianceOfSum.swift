// E00.9 · The variance of a sum
// implement · 5 minutes · medium
//
// A unit of a network adds up its inputs, each times a weight. How much does the sum vary? Return
// the variance of w₀ X₀ + w₁ X₁ + … for random variables whose variances and covariances are
// known.
//
// The covariances are given as the rows of a symmetric matrix: entry (i, j) is the covariance of
// Xᵢ and Xⱼ, and entry (i, i) is the variance of Xᵢ.
//
//     weights [1, 1], covariance [[1, 0], [0, 1]]    // 2: independent
//     weights [1, 1], covariance [[1, 1], [1, 1]]    // 4: twice the same
//     weights [1, −1], covariance [[1, 1], [1, 1]]   // 0: it cancels
//
// Check it with `./learn check E00.9`, or after every save with `./learn watch E00.9`.
// When you are stuck: `./learn hint E00.9`.

import Course
import Foundation

/// The variance of a weighted sum of random variables.
///
/// - Parameters:
///   - weights: The weight of each variable.
///   - covariance: The rows of the matrix of their covariances, with the variances on its diagonal.
/// - Returns: The variance of the sum.
/// - Throws: `NotAttempted` until you have written it.
public func varianceOfSum(weights: [Double], covariance: [[Double]]) throws -> Double {
  throw NotAttempted()
}
