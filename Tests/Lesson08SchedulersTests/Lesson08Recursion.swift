import Schedulers
import TensorCore
import TestSupport
import Testing

/// The expected course of noisy descent: against simulation, and the figures of the lesson.
@Suite struct Lesson08Recursion {
  private let problem = NoisyQuadratic()
  private let steps = 200

  private func final(_ schedule: any Schedule, _ base: Double) -> Double {
    problem.finalSquare(schedule, from: base, stepCount: steps)
  }

  @Test(arguments: [
    (ConstantRate() as any Schedule, 0.5, 0.3333, 1e-4), (ConstantRate(), 0.1, 0.0526, 1e-4),
    (ConstantRate(), 0.01, 1.80, 0.005), (CosineDecay(length: 200), 0.5, 0.0184, 1e-4),
    (PolynomialDecay(length: 200), 0.5, 0.0226, 1e-4),
    (MultiStepDecay(milestones: [100, 150]), 0.5, 0.0176, 1e-4),
    (CosineDecay(length: 200), 0.1, 0.0102, 1e-4),
    (OneCycle(peak: 0.5, stepCount: 200), 0.5, 0.0233, 1e-4),
  ])
  func `untuned schedules end where the table says`(
    schedule: any Schedule, base: Double, expected: Double, tolerance: Double
  ) {
    #expect(abs(final(schedule, base) - expected) < tolerance)
  }

  // F8.1 as corrected: tuned against tuned, the gain over a constant rate is below a factor of two.
  @Test func `tuned, decay gains less than a factor of two`() {
    func tuned(_ schedule: any Schedule) -> (base: Double, square: Double) {
      problem.tuned(schedule, bounds: 0.005...1.5, stepCount: steps)
    }
    let constant = tuned(ConstantRate())
    #expect(abs(constant.square - 0.01536) < 1e-4)
    #expect(abs(constant.base - 0.0279) < 1e-3)
    let cosine = tuned(CosineDecay(length: steps)).square
    let linear = tuned(PolynomialDecay(length: steps)).square
    #expect(abs(cosine - 0.00875) < 1e-4)
    #expect(abs(linear - 0.00815) < 1e-4)
    #expect((1.6...2).contains(constant.square / linear))
    // The constant that is tuned beats the decays that are not.
    for (schedule, base) in [
      (CosineDecay(length: steps) as any Schedule, 0.5), (PolynomialDecay(length: steps), 0.5),
      (MultiStepDecay(milestones: [100, 150]), 0.5), (OneCycle(peak: 0.5, stepCount: steps), 0.5),
    ] {
      #expect(constant.square < final(schedule, base))
    }
  }

  @Test func `with two curvatures decay gains a factor of two`() {
    let ravine = NoisyQuadratic(curvatures: [1, 0.1])
    func tuned(_ schedule: any Schedule) -> Double {
      ravine.tuned(schedule, bounds: 0.005...1.5, stepCount: steps).square
    }
    #expect(abs(tuned(ConstantRate()) - 0.180) < 1e-3)
    #expect(abs(tuned(CosineDecay(length: steps)) - 0.0897) < 1e-3)
  }

  // F8.4: a cosine that is shorter than the training ends at the top.
  @Test(arguments: [(100, 0.333), (400, 0.146), (2000, 0.323)])
  func `a cosine of another length than the training`(length: Int, expected: Double) {
    #expect(abs(final(CosineDecay(length: length), 0.5) - expected) < 1e-3)
    #expect(final(CosineDecay(length: steps), 0.5) < expected / 7)
  }

  @Test func `a constant rate comes to rest at its floor`() {
    let ravine = NoisyQuadratic(curvatures: [1, 0.3], noise: 0.7)
    for rate in [0.05, 0.5, 1.5] {
      let square = ravine.finalSquare(ConstantRate(), from: rate, stepCount: 5000)
      #expect(abs(square - ravine.floor(at: rate)) < 1e-9)
    }
    #expect(ravine.floor(at: 2) == .infinity)
    #expect(ravine.finalSquare(ConstantRate(), from: 2.1, stepCount: 5000) > 1e9)
  }

  // 20,000 runs: the mean of squares is known to one part in a hundred, a standard deviation of it.
  @Test(arguments: 0..<10) func `simulated descent agrees within its error`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let rates = CosineDecay(length: 20).rates(stepCount: 20, from: 0.5)
    let runs = 20_000
    var sum = 0.0
    for _ in 0..<runs {
      var x = 10.0
      for step in stride(from: 0, to: 20, by: 2) {
        let (first, second) = generator.normalPair()
        x -= rates[step] * (x + first)
        x -= rates[step + 1] * (x + second)
      }
      sum += x * x
    }
    let expected = problem.expectedSquares(rates: rates)[20]
    #expect(abs(sum / Double(runs) - expected) < 0.05 * expected)
  }

  @Test func `small steps against one large step`() {
    for (count, rate, small, large) in [
      (4, 0.01, 0.9606, 0.96), (8, 0.05, 0.663, 0.6), (32, 0.1, 0.034, -2.2),
    ] {
      let found = BatchScaling.remainders(rate: rate, count: count)
      #expect(abs(found.small - small) < 1e-3)
      #expect(abs(found.large - large) < 1e-12)
    }
    #expect(BatchScaling.linear.rate(0.1, from: 32, to: 128) == 0.4)
    #expect(BatchScaling.squareRoot.rate(0.1, from: 32, to: 128) == 0.2)
    #expect(BatchScaling.none.rate(0.1, from: 32, to: 128) == 0.1)
  }

  // With k times the batch the noise is a k-th. At small k η the linear rule reproduces k small steps; the root
  // rule goes a shorter way. At k η above 2 the linear rule diverges.
  @Test func `the linear rule holds for small steps and breaks`() {
    func square(batch: Int, rate: Double, samples: Int) -> Double {
      NoisyQuadratic(noise: 1 / Double(batch)).finalSquare(
        ConstantRate(), from: rate, stepCount: samples / batch)
    }
    let one = square(batch: 1, rate: 0.01, samples: 320)
    let linear = square(
      batch: 8, rate: BatchScaling.linear.rate(0.01, from: 1, to: 8), samples: 320)
    let root = square(
      batch: 8, rate: BatchScaling.squareRoot.rate(0.01, from: 1, to: 8), samples: 320)
    let same = square(batch: 8, rate: 0.01, samples: 320)
    #expect(abs(linear / one - 1) < 0.3)
    #expect(root > 50 * one && same > root)
    let broken = square(
      batch: 32, rate: BatchScaling.linear.rate(0.1, from: 1, to: 32), samples: 640)
    #expect(broken > 1e6 * square(batch: 1, rate: 0.1, samples: 640))
  }
}
