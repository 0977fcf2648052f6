public import Course

/// What is measured of the losses on held-out data.
public struct ValidationFeatures: Sendable, Hashable {
  /// The number of finite losses.
  public let count: Int
  /// The lowest loss.
  public let best: Double
  /// The median of the lowest loss and its two neighbors, which the luck of one measurement does not lower.
  public let bestLevel: Double
  /// The number of steps made before the lowest loss.
  public let bestStep: Int
  /// Where the lowest loss stands among the measurements, from 0 to 1.
  public let bestPosition: Double
  /// The median of the last fifth of the losses.
  public let last: Double
  /// The standard deviation of the noise, from the typical second difference: a trend leaves none.
  public let noise: Double
  /// The median loss.
  public let middle: Double
  /// Whether there are two losses or more, and all are the same number.
  public let isConstant: Bool
  /// The training loss around the step of the lowest loss.
  public let trainingAtBest: Double
  /// The share of the measurements at which training lies above validation by more than a tenth.
  public let shareAboveValidation: Double
  /// The median over the measurements of validation over training; `nil` where a loss is not positive.
  public let ratio: Double?

  /// Measures the losses on held-out data.
  ///
  /// - Parameters:
  ///   - validations: The measurements.
  ///   - losses: The training losses.
  public init(_ validations: [TrainingRecord.Validation], training losses: [Double]) {
    let held = validations.filter(\.loss.isFinite)
    let values = held.map(\.loss)
    count = held.count
    let best = values.min() ?? 0
    let index = values.firstIndex(of: best) ?? 0
    self.best = best
    bestLevel = CurveWindows.median(
      Array(values[max(0, index - 1)..<min(values.count, index + 2)]))
    bestStep = held.isEmpty ? 0 : held[index].step
    bestPosition = Double(index) / Double(max(1, held.count - 1))
    last = CurveWindows.median(Array(values.suffix(max(1, held.count / 5))))
    // Of white noise a second difference has √6 standard deviations, and a median magnitude of 1/1.4826 of them.
    let bends = values.indices.dropFirst().dropLast().map {
      abs(values[$0 - 1] - 2 * values[$0] + values[$0 + 1])
    }
    noise = 1.4826 / 6.0.squareRoot() * CurveWindows.median(bends)
    middle = CurveWindows.median(values)
    isConstant = held.count > 1 && Set(values).count == 1
    let half = max(2, losses.count / 40)
    func training(at step: Int) -> Double? {
      CurveWindows.level(of: losses, around: step, within: half)
    }
    trainingAtBest = training(at: bestStep) ?? 0
    let pairs = held.compactMap { measured in
      training(at: measured.step).map { (training: $0, held: measured.loss) }
    }
    let scale = 0.02 * abs(losses.first ?? 0)
    let above = pairs.count { $0.training > 1.1 * $0.held && $0.training > $0.held + scale }
    shareAboveValidation = Double(above) / Double(max(1, pairs.count))
    ratio =
      pairs.isEmpty || pairs.contains { $0.training <= 0 || $0.held <= 0 }
      ? nil : CurveWindows.median(pairs.map { $0.held / $0.training })
  }
}
