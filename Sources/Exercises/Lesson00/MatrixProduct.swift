// E00.1 · The product of two matrices
// implement · 5 minutes · easy
//
// Multiply two matrices by loops. Each is given as the list of its rows; the left one has as many
// columns as the right one has rows, and neither is empty.
//
// The result has as many rows as the left matrix and as many columns as the right one. Its entry
// in row i and column j is the sum of the products of row i of the left matrix with column j of
// the right one.
//
//     [[1, 2], [3, 4]] · [[5, 6], [7, 8]]    // [[19, 22], [43, 50]]
//     [[1, 2, 3]] · [[1], [10], [100]]       // [[321]]
//
// Check it with `./learn check E00.1`, or after every save with `./learn watch E00.1`.
// When you are stuck: `./learn hint E00.1`.

import Course
import Foundation

/// The product of two matrices.
///
/// - Parameters:
///   - left: The rows of the left matrix.
///   - right: The rows of the right matrix, as many as the left one has columns.
/// - Returns: The rows of the product.
/// - Throws: `NotAttempted` until you have written it.
public func product(_ left: [[Double]], _ right: [[Double]]) throws -> [[Double]] {
  throw NotAttempted()
}
