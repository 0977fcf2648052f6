import Course
import Dynamics
import Foundation
import Testing

/// The classifier of loss curves, on drawn curves of every kind.
@Suite struct Lesson09Curves {
  @Test(arguments: CurveKind.allCases)
  func `a drawn curve gets the name of its kind`(kind: CurveKind) {
    for seed in UInt64(1)...10 {
      let kinds = CurveSample.of(kind, seed: seed).curve.kinds
      #expect(kinds.first == kind, "seed \(seed): \(kinds)")
    }
  }

  @Test(arguments: CurveKind.allCases)
  func `scaling the losses does not change the name`(kind: CurveKind) {
    let sample = CurveSample.of(kind, seed: 3)
    for factor in [1e-4, 1e4] {
      let scaled = LossCurve(
        training: sample.training.map { factor * $0 },
        validation: sample.validation.map {
          TrainingRecord.Validation(step: $0.step, loss: factor * $0.loss)
        })
      #expect(scaled.kinds == sample.curve.kinds)
    }
  }

  @Test func `a healthy curve of any noise up to 30 % stays healthy`() {
    for seed in UInt64(1)...10 {
      for share in [0.0, 0.1, 0.2, 0.3] {
        var noise = CurveSample.Noise(seed: seed)
        let losses = noise.around(share: share) { 0.05 + 2.25 * exp(-Double($0) / 40) }
        #expect(LossCurve(training: losses).kinds == [.healthy], "seed \(seed), \(share)")
      }
    }
  }

  @Test func `a plateau with a drop to come is one from the start`() {
    for seed in UInt64(1)...10 {
      var noise = CurveSample.Noise(seed: seed)
      let losses = noise.around(share: 0.01) { 0.7 / (1 + exp(Double($0 - 140) / 4)) + 0.02 }
      #expect(LossCurve(training: Array(losses.prefix(110))).kind == .plateauFromStart)
      #expect(LossCurve(training: losses).kind == .plateauFromStart)
      #expect(LossCurve(training: losses).features.flatStart > 0.5)
      #expect(LossCurve(training: losses).features.bestGain > 0.9)
    }
  }

  @Test func `every hundredth loss hides a spike at step 37`() {
    for seed in UInt64(1)...10 {
      var noise = CurveSample.Noise(seed: seed)
      let losses = (0..<2000).map { step in
        let loss = 0.1 + 2.2 * exp(-Double(step) / 150)
        return (loss + ((37..<41).contains(step) ? 6 : 0)) * (1 + 0.04 * noise.normal())
      }
      let whole = LossCurve(training: losses)
      #expect(whole.spikes.map(\.step) == [37])
      let every = LossCurve(training: stride(from: 0, to: 2000, by: 100).map { losses[$0] })
      #expect(every.spikes.isEmpty && every.kind == .healthy)
    }
  }

  @Test func `a jump that does not come back is no spike`() {
    let losses = (0..<200).map { $0 < 120 ? 2.3 * exp(-Double($0) / 40) : 6 }
    let curve = LossCurve(training: losses)
    #expect(curve.spikes.isEmpty)
    #expect(curve.kind == .diverging)
  }

  @Test func `the features of a line are those of a line`() {
    let features = CurveFeatures(of: (0..<100).map { 2 - Double($0) / 100 })
    #expect(abs(features.first - 1.99) < 1e-12)
    let (gain, pace) = (0.935 / 1.99, 1 / 1.99)
    #expect(abs(features.gain - gain) < 0.01)
    #expect(abs(features.endGain - pace) < 0.01)
    #expect(features.signChangeRate == 0 && features.noise < 1e-12)
    #expect(features.lowestPosition == 1)
  }

  // Four levels of fifty steps: two turns, at the second level and at the third.
  @Test(arguments: [[1, 2, 1, 2], [2, 1, 2, 1], [1, 2, 1, 1], [2, 1, 2, 2]] as [[Double]])
  func `turns to both sides are counted`(levels: [Double]) {
    let features = CurveFeatures(of: levels.flatMap { [Double](repeating: $0, count: 50) })
    #expect(features.swingCount == (levels[3] == levels[2] ? 1 : 2))
  }

  @Test func `a single measurement is not constant`() {
    func isConstant(_ losses: [Double]) -> Bool {
      let held = losses.enumerated().map {
        TrainingRecord.Validation(step: 10 * ($0 + 1), loss: $1)
      }
      return ValidationFeatures(held, training: [Double](repeating: 1, count: 50)).isConstant
    }
    #expect(isConstant([2, 2]) && isConstant([2, 2, 2]))
    #expect(!isConstant([]) && !isConstant([2]) && !isConstant([2, 3]))
    // What is not finite was not measured.
    #expect(!isConstant([2, .nan]))
  }

  @Test func `white noise changes its direction two times in three`() {
    var noise = CurveSample.Noise(seed: 5)
    let features = CurveFeatures(of: (0..<20_000).map { _ in 1 + 0.1 * noise.normal() })
    // The standard deviation of the rate over 10,000 steps is 0.0042: four of them.
    #expect(abs(features.signChangeRate - 2.0 / 3) < 0.017)
    #expect(abs(features.noise - 0.1) < 0.003)
    #expect(features.isFlat)
  }

  @Test func `nothing at all is too short`() {
    #expect(LossCurve(training: []).kinds == [.tooShort])
    #expect(LossCurve(training: [.nan]).kinds == [.notFinite])
    #expect(LossCurve(training: [Double](repeating: 0, count: 50)).kind == .plateauFromStart)
  }
}
