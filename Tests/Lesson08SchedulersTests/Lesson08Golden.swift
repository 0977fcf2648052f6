import Autograd
import Schedulers
import TensorCore
import TestSupport
import Testing

/// The golden values of the lesson, to the digits that are given.
@Suite struct Lesson08Golden {
  private func expect(
    _ schedule: any Schedule, at steps: [Int], from base: Double = 0.1, are expected: [Double],
    within tolerance: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (step, value) in zip(steps, expected) {
      #expect(
        abs(schedule.rate(at: step, from: base) - value) <= tolerance * max(abs(value), 1e-9),
        "step \(step)", sourceLocation: sourceLocation)
    }
  }

  @Test func `one cycle of 100 steps, rates and momenta`() throws {
    let cycle = OneCycle(peak: 0.1, stepCount: 100)
    expect(
      cycle, at: [0, 1, 10, 15, 28, 29, 30, 50, 64, 98, 99],
      are: [
        0.004, 0.004281378057, 0.02951639485, 0.05459866761, 0.09971862194, 0.1, 0.09994965353,
        0.07938934506, 0.0500002, 5.074647155e-5, 4e-7,
      ], within: 1e-9)
    for (step, momentum) in [0: 0.95, 15: 0.8972930546, 29: 0.85, 64: 0.9, 99: 0.95] {
      #expect(abs(try #require(cycle.momentum(at: step)) - momentum) < 1e-10)
    }
    let rates = cycle.rates(stepCount: 100, from: 1)
    #expect(rates.firstIndex(of: rates.max() ?? 0) == 29)
  }

  @Test func `one cycle of ten steps`() {
    expect(
      OneCycle(peak: 0.1, stepCount: 10), at: Array(0..<10),
      are: [
        0.004, 0.052, 0.1, 0.095048463, 0.081174565, 0.061126202, 0.038874198, 0.018825835,
        0.0049519368, 4e-7,
      ], within: 1e-7)
  }

  @Test func `the cosine falls in ten steps and rises again`() {
    let cosine = CosineDecay(length: 10)
    let expected = [
      0.1, 0.097553, 0.090451, 0.079389, 0.065451, 0.05, 0.034549, 0.020611, 0.009549, 0.002447, 0,
    ]
    for (step, value) in expected.enumerated() {
      #expect(abs(cosine.rate(at: step, from: 0.1) - value) < 1e-6, "step \(step)")
    }
    for (step, value) in [11: 0.002447, 15: 0.05, 20: 0.1] {
      #expect(abs(cosine.rate(at: step, from: 0.1) - value) < 1e-6, "step \(step)")
    }
  }

  @Test func `warm restarts and their steps`() {
    let restarts = CosineRestarts(firstLength: 5, growth: 2, minimum: 0.001)
    expect(
      restarts, at: Array(0...10),
      are: [
        0.1, 0.090546, 0.065796, 0.035204, 0.010454, 0.1, 0.097577, 0.090546, 0.079595, 0.065796,
        0.0505,
      ], within: 1e-4)
    #expect((1..<100).filter { restarts.jumps(at: $0) } == [5, 15, 35, 75])
    #expect((0..<100).filter { restarts.rate(at: $0, from: 0.1) == 0.1 } == [0, 5, 15, 35, 75])
  }

  @Test func `steps and milestones`() {
    let tenths = { (power: Int) in 0.1 * Double.pow(0.1, power) }
    expect(
      StepDecay(period: 3), at: Array(0...9), are: [0, 0, 0, 1, 1, 1, 2, 2, 2, 3].map(tenths),
      within: 1e-14)
    expect(
      MultiStepDecay(milestones: [3, 7]), at: Array(0...9),
      are: [0, 0, 0, 1, 1, 1, 1, 2, 2, 2].map(tenths), within: 1e-14)
  }

  @Test func `the linear ramp with its defaults`() {
    expect(
      LinearRamp(), at: Array(0...5),
      are: [0.0333333333, 0.0466666667, 0.06, 0.0733333333, 0.0866666667, 0.1], within: 1e-8)
  }

  // V8.11 and Q8.13: at 40 % of the budget about two thirds of the peak are left.
  @Test func `shares of the peak along a cosine`() {
    let cosine = CosineDecay(length: 1000)
    #expect(abs(cosine.rate(at: 400, from: 1) - 0.6545085) < 1e-7)
    #expect(abs(cosine.rate(at: 900, from: 1) - 0.0244717) < 1e-7)
    #expect((0...1000).first { cosine.rate(at: $0, from: 1) < 0.1 } == 796)
    #expect((0...1000).first { cosine.rate(at: $0, from: 1) < 0.01 } == 937)
  }

  // Q8.4: the sum over the first steps is (length + 1) / 2.
  @Test(arguments: [10, 100, 1000]) func `a cosine's mean is half the peak`(length: Int) {
    let rates = CosineDecay(length: length).rates(stepCount: length, from: 1)
    let mean = rates.reduce(0, +) / Double(length)
    #expect(abs(mean - (0.5 + 0.5 / Double(length))) < 1e-12)
  }
}
