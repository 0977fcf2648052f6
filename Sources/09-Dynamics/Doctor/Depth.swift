import Foundation

/// How the gradients of the first weight compare with those of the last.
struct Depth {
  /// The first weight with gradients.
  let first: String
  /// The last weight.
  let last: String
  /// The norm of the first over the norm of the last, in the median of the first half of the run.
  let ratio: Double
  /// The same at the first step that was measured, before any update.
  let startRatio: Double
  /// The ratio a layer.
  let factor: Double

  /// Compares; `nil` where fewer than three weights have gradients, or where those of an end are 0.
  init?(_ run: RunSeries) {
    let weights = run.weights.filter { run.gradients[$0] != nil }
    guard weights.count >= 3, let first = weights.first, let last = weights.last,
      let above = run.gradients[first], let below = run.gradients[last]
    else { return nil }
    let half = 0..<max(1, run.count / 2)
    let other = Dictionary(zip(below.steps, below.values)) { $1 }
    let ratios = zip(above.steps, above.values).compactMap { step, norm -> Double? in
      guard half.contains(step), let divisor = other[step], divisor > 0, divisor.isFinite,
        norm > 0, norm.isFinite
      else { return nil }
      return norm / divisor
    }
    guard let start = ratios.first, ratios.count * 2 > above.steps.filter(half.contains).count
    else { return nil }
    (self.first, self.last, startRatio) = (first, last, start)
    ratio = CurveWindows.median(ratios)
    factor = pow(ratio, 1 / Double(weights.count - 1))
  }
}
