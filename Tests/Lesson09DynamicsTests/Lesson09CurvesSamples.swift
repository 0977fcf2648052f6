import Course
import Dynamics
import Foundation
import TensorCore

/// Loss curves of every kind with noise, for the tests of the classifier.
struct CurveSample {
  let training: [Double]
  var validation: [TrainingRecord.Validation] = []

  /// The curve and what the classifier makes of it.
  var curve: LossCurve { LossCurve(training: training, validation: validation) }

  /// The record with these losses, at a constant learning rate.
  var record: TrainingRecord {
    var record = TrainingRecord()
    record.steps = training.map { TrainingRecord.Step(loss: $0, learningRate: 0.1) }
    record.validations = validation
    return record
  }

  /// A curve of a kind, 200 steps long.
  ///
  /// - Parameters:
  ///   - kind: The kind that it is drawn as.
  ///   - seed: The seed of its noise: of 4 % of each value, or what the kind says.
  /// - Returns: The curve.
  static func of(_ kind: CurveKind, seed: UInt64) -> CurveSample {
    var noise = Noise(seed: seed)
    let falling: (Int) -> Double = { 0.05 + 2.25 * exp(-Double($0) / 40) }
    switch kind {
    case .healthy:
      return CurveSample(
        training: noise.around(falling), validation: noise.held { 0.1 + falling($0) })
    case .diverging: return CurveSample(training: noise.around { 2.3 * exp(Double($0) / 80) })
    case .notFinite:
      return CurveSample(training: noise.around { $0 < 120 ? falling($0) : .nan })
    case .oscillating:
      return CurveSample(training: noise.around { 2.3 + ($0 % 2 == 0 ? 0.6 : -0.6) })
    case .plateauFromStart: return CurveSample(training: noise.around { _ in 2.3 })
    case .plateauAfterProgress:
      return CurveSample(training: noise.around { 1.2 + 1.1 * exp(-Double($0) / 15) })
    case .tooSlow:
      return CurveSample(
        training: noise.around(share: 0.01) { 2.3 * (1 - 0.15 * Double($0) / 200) })
    case .overfitting:
      return CurveSample(
        training: noise.around(falling),
        validation: noise.held { 0.5 + falling($0) + 0.01 * Double(max(0, $0 - 60)) })
    case .underfitting:
      let plateau: (Int) -> Double = { 1.2 + 1.1 * exp(-Double($0) / 15) }
      return CurveSample(training: noise.around(plateau), validation: noise.held(plateau))
    case .spikeAndRecovery:
      return CurveSample(
        training: noise.around { falling($0) + ((120..<124).contains($0) ? 4 : 0) })
    case .noisyValidation:
      return CurveSample(
        training: noise.around(falling), validation: noise.held(share: 0.6, count: 20) { _ in 1 })
    case .constantValidation:
      return CurveSample(
        training: noise.around(falling), validation: noise.held(share: 0) { _ in 2.341 })
    case .trainingAboveValidation:
      return CurveSample(
        training: noise.around { 0.4 + falling($0) },
        validation: noise.held { 0.2 + 0.8 * falling($0) })
    case .tooShort: return CurveSample(training: Array(noise.around(falling).prefix(7)))
    }
  }

  /// Draws normal factors around 1.
  struct Noise {
    private var generator: SplitMix64

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    /// A normal number.
    mutating func normal() -> Double { generator.normalPair().0 }

    /// Training losses around a function of the step.
    mutating func around(share: Double = 0.04, _ loss: (Int) -> Double) -> [Double] {
      (0..<200).map { loss($0) * (1 + share * normal()) }
    }

    /// Losses on held-out data around a function of the step, of a tenth of the noise of a batch.
    mutating func held(
      share: Double = 0.004, count: Int = 10, _ loss: (Int) -> Double
    ) -> [TrainingRecord.Validation] {
      (1...count).map { index in
        let step = index * 200 / count
        return TrainingRecord.Validation(step: step, loss: abs(loss(step) * (1 + share * normal())))
      }
    }
  }
}
