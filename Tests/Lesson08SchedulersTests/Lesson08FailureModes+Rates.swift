import Autograd
import Course
import Schedulers
import TensorCore
import TestSupport
import Testing

// What the text of a failure mode says about batches, range tests, plateaus, and rates that were set by hand.
extension Lesson08FailureModes {
  // MARK: Batches, and the range test

  // F8.12: where the linear rule holds, and the numbers of the fix.
  @Test func `eight small steps are nearly one large one`() {
    let parts = BatchScaling.remainders(rate: 0.01, count: 8)
    #expect(abs(parts.small - 0.923) < 5e-4)
    #expect(abs(parts.large - 0.92) < 1e-12)
    let small = NoisyQuadratic(noise: 1 / 8).finalSquare(
      ConstantRate(), from: 0.01, stepCount: 200)
    let large = NoisyQuadratic(noise: 1 / 64).finalSquare(
      ConstantRate(), from: 0.08, stepCount: 25)
    #expect((0.8...1.25).contains(large / small))
  }

  // F8.31: no warm-up helps, since the limit is that of the last rate.
  @Test func `a warm-up does not save a rate above the limit`() {
    let rates = LinearWarmUp(length: 20).rates(stepCount: 60, from: 3.2)
    #expect(NoisyQuadratic(noise: 1 / 32).expectedSquares(rates: rates)[60] > 1000)
    #expect(NoisyQuadratic(noise: 1 / 32).floor(at: 1.99) < .infinity)
    #expect(NoisyQuadratic(noise: 1 / 32).floor(at: 2) == .infinity)
  }

  // F8.30: what the test leaves behind is far away, and the run comes back from it in a bowl.
  @Test func `a range test ends far from where it began`() throws {
    let losses = try #require(try FailureMode.rangeTestLeavesWeights.broken.measure().record).losses
    #expect(try #require(losses.first) > 1000)
    let healthy = try #require(
      try FailureMode.rangeTestLeavesWeights.remedies[0].measure().record
    ).losses
    #expect(abs(try #require(healthy.first) - 2.375) < 1e-6)
    #expect(zip(healthy, healthy.dropFirst()).allSatisfy { $1 < $0 })
  }

  // MARK: Plateaus

  // F8.28: the noise does it. Without noise the same rule keeps the rate.
  @Test func `without noise a falling loss is no plateau`() {
    let optimizer = momentum(rates: [0.1])
    let scheduler = PlateauScheduler(optimizer)
    for epoch in 1...10 {
      for batch in 0..<50 { scheduler.step(1 / (Scalar(epoch) + Scalar(batch) / 50)) }
    }
    #expect(optimizer.learningRate == 0.1)
  }

  // F8.29: with the relative threshold even a loss that gets worse counts as better.
  @Test func `a slightly worse negative loss counts as better`() {
    let scheduler = PlateauScheduler(momentum(rates: [0.1]))
    for figure in [-1, -0.99995] as [Scalar] { scheduler.step(figure) }
    #expect(scheduler.badCount == 0)
    #expect(scheduler.best == -0.99995)
    let positive = PlateauScheduler(momentum(rates: [0.1]))
    for figure in [1, 0.99995] as [Scalar] { positive.step(figure) }
    #expect(positive.badCount == 1)
  }

  // MARK: Rates by hand

  // F8.32: which schedules go on from the rate that they find.
  @Test(arguments: [
    (StepDecay(period: 100) as any Schedule, true), (MultiStepDecay(milestones: [100]), true),
    (ExponentialDecay(factor: 0.99), true), (CosineDecay(length: 1000), true),
    (LinearRamp(start: 1, end: 0.5, length: 1000), true),
    (FactorSchedule { .pow(0.99, $0) }, false),
    (OneCycle(peak: 0.1, stepCount: 1000), false), (Cyclic(rates: 0.05...0.1, up: 100), false),
    (CosineRestarts(firstLength: 1000), false),
  ])
  func `what multiplies goes on from a rate set by hand`(schedule: any Schedule, keeps: Bool) throws
  {
    let optimizer = momentum(rates: [0.1])
    let scheduler = Scheduler(optimizer, try schedule.sound())
    for _ in 0..<10 { try scheduler.step() }
    optimizer.learningRate = 1e-4
    try scheduler.step()
    #expect((optimizer.learningRate < 2e-4) == keeps, "\(optimizer.learningRate)")
  }

  // F8.33: the optimizer's rates are right at every step.
  @Test func `only the log is wrong`() throws {
    let optimizer = momentum(rates: [0.1])
    let schedule = StepDecay(period: 3)
    let scheduler = Scheduler(optimizer, schedule)
    for step in 0..<12 {
      let rate = Double(optimizer.learningRate)
      #expect(abs(rate / schedule.rate(at: step, from: 0.1) - 1) < 1e-6)
      let logged = schedule.rate(at: step, after: rate, from: 0.1)
      #expect((logged < rate / 2) == schedule.jumps(at: step))
      try scheduler.step()
    }
  }
}
