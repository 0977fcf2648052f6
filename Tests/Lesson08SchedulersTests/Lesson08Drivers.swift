import Autograd
import Schedulers
import TensorCore
import TestSupport
import Testing

/// The order of calls, the unit, the end, and what a state holds.
@Suite struct Lesson08Drivers {
  private func step(_ optimizer: Momentum) throws {
    try trainingStep(optimizer) { (optimizer.parameters[0] * optimizer.parameters[0]).sum() }
  }

  @Test func `stepped before the optimizer a scheduler warns`() throws {
    let optimizer = momentum(rates: [0.1])
    let scheduler = Scheduler(optimizer, StepDecay(period: 2))
    try scheduler.step()
    #expect(scheduler.warning?.contains("before the optimizer") == true)
    try step(optimizer)
    try scheduler.step()
    // The optimizer has made one step, and the rate has dropped already.
    #expect(abs(optimizer.learningRate - 0.01) < 1e-8)
  }

  @Test func `stepped after the optimizer it does not warn`() throws {
    let optimizer = momentum(rates: [0.1])
    try step(optimizer)  // Steps before the scheduler was made do not count.
    let early = Scheduler(optimizer, StepDecay(period: 2))
    try early.step()
    #expect(early.warning != nil)
    let scheduler = Scheduler(optimizer, StepDecay(period: 2))
    for _ in 0..<3 {
      try step(optimizer)
      try scheduler.step()
    }
    #expect(scheduler.warning == nil)
  }

  @Test func `one step past the end is borne, the next one throws`() throws {
    let optimizer = momentum(rates: [0.1])
    let scheduler = Scheduler(optimizer, try OneCycle(peak: 0.1, stepCount: 10).sound())
    for _ in 0..<10 { try scheduler.step() }
    #expect(optimizer.learningRate == Scalar(0.1 / 25 / 1e4))
    #expect(throws: SchedulerError.ended(stepCount: 10, step: 11)) { try scheduler.step() }
    #expect(scheduler.stepCount == 10)
    #expect(
      SchedulerError.ended(stepCount: 10, step: 11).description
        == "The schedule has 10 steps, and no rate for step 11.")
  }

  // F8.2: per epoch instead of per batch, a one-cycle rises for ten of its thousand steps.
  @Test func `a schedule is stepped in its own unit`() throws {
    var largest: [Scheduler.Unit: Scalar] = [:]
    for unit in [Scheduler.Unit.batch, .epoch] {
      let optimizer = momentum(rates: [0.1])
      let scheduler = Scheduler(
        optimizer, try OneCycle(peak: 1, stepCount: 1000).sound(stepCount: 1000), unit: unit)
      for _ in 0..<10 {
        for _ in 0..<100 {
          largest[unit] = max(largest[unit] ?? 0, optimizer.learningRate)
          try scheduler.batchEnded()
        }
        try scheduler.epochEnded()
      }
    }
    #expect(largest[.batch].map { $0 > 0.999 } == true)
    #expect(largest[.epoch].map { abs($0 - 0.042) < 0.001 } == true)
  }

  // F8.7, as corrected: the scheduler's state alone leaves the rate where it was.
  @Test func `the rate lives in the optimizer, so both are saved`() throws {
    let optimizer = momentum(rates: [0.1])
    let scheduler = Scheduler(optimizer, try CosineDecay(length: 100).sound())
    for _ in 0..<45 { try scheduler.step() }
    let rate = optimizer.learningRate
    #expect(abs(rate - 0.0578) < 1e-4)
    let fresh = momentum(rates: [0.1])
    let half = Scheduler(fresh, CosineDecay(length: 100))
    try Checkpoint(["scheduler": scheduler]).restore(["scheduler": half])
    #expect(fresh.learningRate == 0.1)
    try Checkpoint(["optimizer": optimizer]).restore(["optimizer": fresh])
    #expect(fresh.learningRate == rate)
  }

  @Test func `a rate changed by hand stays under factors only`() throws {
    for (schedule, stays) in [
      (ExponentialDecay(factor: 0.5) as any Schedule, true),
      (FactorSchedule { .pow(0.5, $0) }, false),
    ] {
      let optimizer = momentum(rates: [1])
      let scheduler = Scheduler(optimizer, schedule)
      optimizer.learningRate = 8
      try scheduler.step()
      #expect(optimizer.learningRate == (stays ? 4 : 0.5))
    }
  }

  @Test func `an optimizer counts its steps`() throws {
    let optimizer = momentum(rates: [1])
    #expect(optimizer.stepCount == 0)
    try step(optimizer)
    try step(optimizer)
    #expect(optimizer.stepCount == 2)
  }

  @Test func `a chain multiplies factors, whatever the order`() {
    let (a, b): (any Schedule, any Schedule) = (
      LinearRamp(length: 7), ExponentialDecay(factor: 0.9)
    )
    let one = ChainedSchedule([a, b]).rates(stepCount: 20, from: 0.1)
    let other = ChainedSchedule([b, a]).rates(stepCount: 20, from: 0.1)
    #expect(difference(one, other) < 1e-15)
    let product = zip(a.rates(stepCount: 20, from: 1), b.rates(stepCount: 20, from: 1)).map {
      0.1 * $0 * $1
    }
    #expect(difference(one, product) < 1e-15)
  }

  @Test func `a sequence has each schedule's own steps`() {
    let (warmUp, cosine) = (LinearRamp(start: 0.1, length: 10), CosineDecay(length: 40))
    let sequence = SequentialSchedule([warmUp, cosine], milestones: [10])
    #expect(
      sequence.rates(stepCount: 50, from: 0.1)
        == warmUp.rates(stepCount: 10, from: 0.1) + cosine.rates(stepCount: 40, from: 0.1))
    // The joint is continuous: where the ramp would arrive, the cosine begins.
    #expect(warmUp.rate(at: 10, from: 0.1) == cosine.rate(at: 0, from: 0.1))
    let cycle = SequentialSchedule(
      [ConstantRate(), OneCycle(peak: 1, stepCount: 20)], milestones: [5])
    #expect(cycle.stepCount == 25)
  }

  // The sources' own formulas, at their joints.
  @Test func `Noam's pieces meet where the warm-up ends`() {
    let noam = Noam(width: 512, warmUp: 4000)
    let peak = 1 / (512.0 * 4000).squareRoot()
    #expect(abs(noam.rate(at: 3999, from: 1) - peak) < 1e-18)
    #expect(abs(noam.rate(at: 0, from: 1) - peak / 4000) < 1e-18)
    #expect(abs(noam.rate(at: 15999, from: 1) - peak / 2) < 1e-18)
  }

  @Test func `warm-ups at their joints`() {
    let linear = LinearWarmUp(length: 5).rates(stepCount: 7, from: 1)
    #expect(linear == [0.2, 0.4, 0.6, 0.8, 1, 1, 1])
    let exponential = ExponentialWarmUp(length: 10)
    #expect(abs(exponential.rate(at: 9, from: 1) - 0.6321205588) < 1e-10)
    #expect(abs(exponential.rate(at: 29, from: 1) - 0.9502129316) < 1e-10)
    let root = InverseSquareRoot(start: 100)
    #expect(root.rate(at: 100, from: 1) == 1)
    #expect(root.rate(at: 400, from: 1) == 0.5)
    let stable = WarmUpStableDecay(warmUp: 2, stable: 3, decay: 4, end: 0.2)
    let expected = [0.5, 1, 1, 1, 1, 0.8, 0.6, 0.4, 0.2, 0.2]
    #expect(difference(stable.rates(stepCount: 10, from: 1), expected) < 1e-15)
    #expect(InverseTimeDecay(decay: 0.5).rates(stepCount: 3, from: 1) == [1, 1 / 1.5, 0.5])
  }
}
