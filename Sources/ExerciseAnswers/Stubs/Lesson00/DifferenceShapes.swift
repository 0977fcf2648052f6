// E00.4 · What shape has the difference?
// predict · 4 minutes · easy
//
// Tensors of different shapes are subtracted, and broadcasting makes them fit, as in NumPy and
// PyTorch. Which shape has each difference? Return the six shapes in order; the function may hold
// plain numbers.
//
//     1    [4] − [4]            // targets less targets
//     2    [4, 1] − [4]         // what a network returns, less the targets
//     3    [4, 1] − [4, 1]
//     4    [32, 10] − [10]      // a batch less the mean of each feature
//     5    [8, 3, 1] − [5]
//     6    [2, 1, 3] − [7, 1]
//
// Check it with `./learn check E00.4`, or after every save with `./learn watch E00.4`.
// When you are stuck: `./learn hint E00.4`.

import Course

/// The shapes of the six differences.
///
/// - Returns: Six shapes, each as the list of its lengths.
/// - Throws: `NotAttempted` until you have written it.
public func differenceShapes() throws -> [[Int]] {
  throw NotAttempted()
}
