import Course
import TensorCore

extension GradientClues {
  /// In a normalization over the first or the last axis, a path through the statistics is missing.
  ///
  /// The gradient of y = γ (x − μ) / σ along one line of N entries is
  ///
  ///     dx = A (c − mean(c) − u · mean(c u))        A = γ / σ,  u = (x − μ) / σ
  ///
  /// so the error of a gradient that weighs the two means by p and q instead of 1 is
  /// A (1 − p) mean(c) + A (1 − q) u · mean(c u). Both weights are read off by least squares, and an unbiased variance in the
  /// gradient of a biased one shows as q = N / (N − 1).
  func statistics() -> LikelyCause? {
    let shape = analytic.shape
    guard shape.axisCount == 2, isComplete, point.cotangent.shape == shape else { return nil }
    for axis in [0, 1] where shape[axis] > 3 {
      if let cause = statistics(along: axis) { return cause }
    }
    return nil
  }

  private func statistics(along axis: Int) -> LikelyCause? {
    let (rowCount, columnCount) = (analytic.shape[0], analytic.shape[1])
    let count = axis == 0 ? rowCount : columnCount
    var meanWeights: [Double] = []
    var varianceWeights: [Double] = []
    for line in 0..<(axis == 0 ? columnCount : rowCount) {
      let positions = (0..<count).map { axis == 0 ? $0 * columnCount + line : line * count + $0 }
      let centered = Line(positions.map { Double(point.inputs[index].scalars[$0]) }).centered
      let incoming = Line(positions.map { Double(point.cotangent.scalars[$0]) })
      let numeric = Line(positions.map { pairs.numeric[$0] })
      let error = Line(positions.map { pairs.analytic[$0] - pairs.numeric[$0] })
      // What is left of c without its mean and without its share along x.
      let slope = incoming.dot(centered) / centered.dot(centered)
      let rest = incoming.minus(incoming.mean).minus(centered, times: slope)
      let scale = numeric.dot(rest) / rest.dot(rest)
      let constant = error.mean
      let linear = error.dot(centered) / centered.dot(centered)
      let unexplained = error.minus(constant).minus(centered, times: linear)
      // ε in the root bends the gradient of a normalization a little: 10⁻³ allows for it.
      guard agree(numeric.entries, rest.entries.map { scale * $0 }, to: 1e-3),
        unexplained.largest <= 1e-3 * max(error.largest, 1e-3 * numeric.largest)
      else { return nil }
      meanWeights.append(1 - constant / (scale * incoming.mean))
      varianceWeights.append(1 - linear / (scale * slope))
    }
    func weighs(_ weights: [Double], _ expected: Double) -> Bool {
      weights.allSatisfy { abs($0 - expected) < 5e-3 }
    }
    let unbiased = Double(count) / Double(count - 1)
    switch (weighs(meanWeights, 0), weighs(varianceWeights, 0)) {
    case (true, true): return .statisticsDetached
    case (true, false) where weighs(varianceWeights, 1): return .meanTermMissing
    case (false, true) where weighs(meanWeights, 1): return .varianceTermMissing
    case (false, false) where weighs(meanWeights, 1) && weighs(varianceWeights, unbiased):
      return .unbiasedVariance(count: count)
    default: return nil
    }
  }
}

extension GradientClues {
  /// Numbers along one axis.
  private struct Line {
    var entries: [Double]

    init(_ entries: [Double]) { self.entries = entries }

    var mean: Double { entries.reduce(0, +) / Double(entries.count) }
    var largest: Double { entries.reduce(0) { max($0, abs($1)) } }
    var centered: Line { minus(mean) }

    func dot(_ other: Line) -> Double { zip(entries, other.entries).reduce(0) { $0 + $1.0 * $1.1 } }
    func minus(_ number: Double) -> Line { Line(entries.map { $0 - number }) }
    func minus(_ other: Line, times factor: Double) -> Line {
      Line(zip(entries, other.entries).map { $0 - factor * $1 })
    }
  }
}
