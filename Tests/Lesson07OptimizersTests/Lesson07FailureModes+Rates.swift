import Autograd
import Course
import Foundation
import Optimizers
import TensorCore
import TestSupport
import Testing

// That the diagnosis names the cause: rates, curvatures, noise.
extension Lesson07FailureModes {
  private func record(_ run: FailureMode.Run, seed: UInt64 = 0) throws -> TrainingRecord {
    try #require(try run.measure(seed: seed).record)
  }

  /// The last place of a run from 1 in the bowl ½ λ w² whose gradients are some steps old.
  private func end(rate: Scalar, delay: Int = 0, curvature: Scalar = 1, stepCount: Int) -> Scalar {
    var history = Array(repeating: 1 as Scalar, count: delay + 1)
    for _ in 0..<stepCount {
      let stale = history[history.count - 1 - delay]
      history.append(history[history.count - 1] - rate * curvature * stale)
    }
    return abs(history[history.count - 1])
  }

  @Test func `above the limit the loss grows by (1 − ηL)² a step`() throws {
    let losses = try record(FailureMode.aboveTheLimit.broken).losses
    for (loss, next) in zip(losses, losses.dropFirst()) {
      #expect(abs(next / loss - 1.01 * 1.01) < 1e-4)
    }
    // One steep direction is enough.
    #expect(end(rate: 2.01, curvature: 0.1, stepCount: 1000) < 1e-6)
  }

  @Test(arguments: [1, 2, 4, 8])
  func `a delay lowers the limit to 2 sin(π / (4τ + 2))`(delay: Int) {
    let limit = Scalar(2 * sin(Double.pi / Double(4 * delay + 2)))
    #expect(end(rate: limit * 0.98, delay: delay, stepCount: 5000) < 0.1)
    #expect(end(rate: limit * 1.02, delay: delay, stepCount: 5000) > 10)
    if delay == 4 { #expect(abs(limit - 0.347) < 1e-3) }
  }

  @Test func `without a steep direction SGD serves rare features too`() {
    let w = leaf(Tensor([0]))
    let optimizer = SGD([w], learningRate: 1)
    for step in 0..<1000 {
      w.gradient = step % 50 == 49 ? Tensor([w.value[0] - 1]) : .zeros([1])
      optimizer.step()
    }
    #expect(abs(w.value[0] - 1) < 1e-6)
  }

  @Test func `SGD's best rate is far above its default`() {
    let best = QuadraticTheory.bestPlain(curvatures: 1...10).rate
    #expect((150...200).contains(best / 1e-3))
  }

  @Test(arguments: [0.05, 0.1, 0.2])
  func `the level of a noisy run is the formula's`(rate: Double) {
    let rate = Scalar(rate)
    var squares: [Scalar] = []
    for seed in FailureModeContract.seeds {
      var generator = SplitMix64(seed: seed)
      let w = leaf(.zeros([400]))
      let optimizer = SGD([w], learningRate: rate)
      for _ in 0..<200 {
        w.gradient = w.value + .normal([400], using: &generator)
        optimizer.step()
      }
      squares.append((w.value * w.value).mean())
    }
    let floor = QuadraticTheory.noiseFloor(rate: rate, curvature: 1, noiseVariance: 1)
    // 4,000 squares: the mean's relative deviation is 2.2 %.
    #expect(abs(squares.reduce(0, +) / 10 / floor - 1) < 0.11)
  }

  @Test func `with momentum the level is ten times as high`() throws {
    func mean(_ run: FailureMode.Run) throws -> Double {
      try FailureModeContract.seeds.map { try run.measure(seed: $0).value }.reduce(0, +) / 10
    }
    let mode = FailureMode.momentumAtSameRate
    #expect(abs(try mean(mode.broken) / 0.514 - 1) < 0.12)
    #expect(abs(try mean(mode.remedies[0]) / 0.0501 - 1) < 0.12)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `Adam's first step is the rate in every weight`(seed: UInt64) throws {
    let size = try FailureMode.anotherOptimizersRate.broken.measure(seed: seed).value
    // 0.1 in each weight over a root mean square of 0.125 / √3.
    #expect(abs(size - 0.1 / (0.125 / 3.0.squareRoot())) < 0.05)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `at Adam's rate SGD's loss still falls in every step`(seed: UInt64) throws {
    let losses = try record(FailureMode.adamsRateForSGD.broken, seed: seed).losses
    for (loss, next) in zip(losses, losses.dropFirst()) { #expect(next < loss) }
  }

  @Test func `on all samples Rprop arrives`() {
    let w = leaf(Tensor([1, -1]))
    let optimizer = Rprop([w], learningRate: 0.01)
    let bowl = Quadratic(curvatures: [1, 100])
    for _ in 0..<200 {
      w.gradient = bowl.gradient(at: w.value)
      optimizer.step()
    }
    #expect(w.value.norm() < 1e-4)
  }
}
