import TensorCore

// What the tests of this lesson share.

/// The greatest difference between two rows of numbers, relative to the greatest magnitude in the second.
func difference(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  let largest = b.map(\.magnitude).max() ?? 0
  return zip(a, b).map { ($0 - $1).magnitude }.reduce(0) { max($0, $1.isNaN ? .infinity : $1) }
    / max(largest, .leastNormalMagnitude)
}

/// The same of two numbers.
func difference(_ a: Double, _ b: Double) -> Double { difference([a], [b]) }
