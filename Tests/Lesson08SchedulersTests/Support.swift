import Autograd
import Schedulers
import TensorCore
import TestSupport
import Testing

/// A leaf that requires a gradient.
func leaf(_ value: Tensor) -> Variable { Variable(value, requiresGradient: true) }

/// The greatest difference between two rows of numbers, relative to the greatest magnitude in the second.
func difference(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  let largest = b.map(\.magnitude).max() ?? 0
  return zip(a, b).map { ($0 - $1).magnitude }.reduce(0) { max($0, $1.isNaN ? .infinity : $1) }
    / max(largest, .leastNormalMagnitude)
}

/// A momentum optimizer with one parameter in each group.
func momentum(rates: [Scalar], momentum: Scalar = 0.9) -> Momentum {
  Momentum(
    groups: rates.map {
      .init([leaf(.ones([1]))], MomentumRule(learningRate: $0, momentum: momentum))
    })
}

extension Schedule {
  /// The schedule, if an optimizer takes what it gives for some steps; else the test ends, since the optimizer
  /// would stop all of them.
  func sound(from base: Double = 0.1, stepCount: Int = 200) throws -> Self {
    let rates =
      recursiveRates(stepCount: stepCount + 1, from: base)
      + rates(stepCount: stepCount + 1, from: base)
    let bad = rates.first { !($0 >= 0 && $0.isFinite) }
    try #require(bad == nil, "\(self)")
    let momenta = (0...stepCount).compactMap { momentum(at: $0) }
    try #require(momenta.allSatisfy { (0...1).contains($0) }, "\(self)")
    return self
  }
}

/// Parameters without a model, under their positions.
final class Parameters: Stateful {
  let state: [StateEntry]

  init(_ parameters: [Variable]) {
    state = parameters.enumerated().map { .variable("\($0)", $1) }
  }
}
