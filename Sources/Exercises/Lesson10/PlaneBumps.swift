// E10.4 · Bumps in the plane
// implement · 25 minutes · hard
//
// On a line, a sigmoid less another one is a bump. In the plane that makes a strip, endless along
// the other axis, and two strips crossed are a cross, not a box. Build the network whose output
// is a given height over each of some boxes and 0 elsewhere.
//
// The network has two inputs, x and y, two hidden layers of sigmoids, at most 4 units a box in
// the first and at most one a box in the second, and one output. Let H be the greatest magnitude
// of the heights. Inside a box, a margin or more away from all of its edges, the box counts with
// its height. It counts as 0 where x or y is outside of its range by a margin or more. At every
// point where each box does the one or the other, the output is their sum, to 0.01 H. Nothing is
// said about points closer to an edge.
//
// There is at least one box; boxes may touch or overlap, heights may be negative, and the margin
// is small in one unit of measurement and large in another.
//
//     0…1 × 0…1, height 3, margin 0.1    // (0.5, 0.5) → 3, (0.5, 7) → 0, (−0.1, 0.5) → 0
//
// Check it with `./learn check E10.4`, or after every save with `./learn watch E10.4`.
// When you are stuck: `./learn hint E10.4`.

import Approximation
import Course
import Perceptron
import TensorCore

/// A network that is a given height over each of some boxes, and 0 elsewhere.
///
/// - Parameters:
///   - boxes: The ranges of each box along both axes, of positive length, and its height; at least one.
///   - margin: How close to an edge the output need not be right; positive.
/// - Returns: A network with two inputs, two hidden layers of sigmoids and one output.
/// - Throws: `NotAttempted` until you have written it.
public func planeBumps(
  over boxes: [(x: ClosedRange<Scalar>, y: ClosedRange<Scalar>, height: Scalar)], margin: Scalar
) throws -> MultilayerPerceptron {
  throw NotAttempted()
}
