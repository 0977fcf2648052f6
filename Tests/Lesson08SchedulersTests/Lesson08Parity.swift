import Autograd
import Schedulers
import TensorCore
import TestSupport
import Testing

/// One of PyTorch's runs, and the schedules of its two groups.
struct PyTorchRun: Sendable, CustomTestStringConvertible {
  let group: String
  let schedules: [any Schedule]
  var usesAdam = false

  init(_ group: String, _ schedule: any Schedule, usesAdam: Bool = false) {
    self.init(group, each: [schedule, schedule], usesAdam: usesAdam)
  }

  init(_ group: String, each schedules: [any Schedule], usesAdam: Bool = false) {
    (self.group, self.schedules, self.usesAdam) = (group, schedules, usesAdam)
  }

  var testDescription: String { group }

  /// Two groups at the rates of the script.
  func optimizer() -> any Optimizer {
    let rates: [Scalar] = [0.1, 0.02]
    guard usesAdam else { return momentum(rates: rates) }
    return AdamW(groups: rates.map { .init([leaf(.ones([1]))], AdamWRule(learningRate: $0)) })
  }
}

/// Schedules and drivers against PyTorch's, step by step.
@Suite(.doublePrecision(because: "The reference values are double-precision numbers."))
struct Lesson08Parity {
  let golden: GoldenValues

  init() throws { golden = try GoldenValues.lesson(8) }

  /// The rows of a name, one a step.
  private func rows(_ name: String) throws -> [[Double]] {
    let array = try golden.array(name)
    let width = array.shape[1]
    return stride(from: 0, to: array.values.count, by: width).map {
      Array(array.values[$0..<$0 + width])
    }
  }

  static let single: [PyTorchRun] = [
    PyTorchRun("step(3)", StepDecay(period: 3)),
    PyTorchRun("step(4, 0.5)", StepDecay(period: 4, factor: 0.5)),
    PyTorchRun("multiStep(3, 7)", MultiStepDecay(milestones: [3, 7])),
    PyTorchRun("multiStep(2, 5, 5)", MultiStepDecay(milestones: [5, 2, 5], factor: 0.3)),
    PyTorchRun("constant(default)", ReducedStart()),
    PyTorchRun("constant(0.2, 7)", ReducedStart(factor: 0.2, length: 7)),
    PyTorchRun("linear(default)", LinearRamp()),
    PyTorchRun("linear(1, 0, 30)", LinearRamp(start: 1, end: 0, length: 30)),
    PyTorchRun("linear(0.01, 1, 50)", LinearRamp(start: 0.01, end: 1, length: 50)),
    PyTorchRun("exponential(0.9)", ExponentialDecay(factor: 0.9)),
    PyTorchRun("polynomial(default)", PolynomialDecay()),
    PyTorchRun("polynomial(40, 2)", PolynomialDecay(length: 40, power: 2)),
    PyTorchRun("polynomial(40, 0.5)", PolynomialDecay(length: 40, power: 0.5)),
    PyTorchRun("cosine(10)", CosineDecay(length: 10)),
    PyTorchRun("cosine(50, 0.001)", CosineDecay(length: 50, minimum: 0.001)),
    PyTorchRun("cosine(1)", CosineDecay(length: 1)),
  ]

  static let other: [PyTorchRun] = [
    PyTorchRun("restarts(5, 2)", CosineRestarts(firstLength: 5, growth: 2, minimum: 0.001)),
    PyTorchRun("restarts(7)", CosineRestarts(firstLength: 7)),
    PyTorchRun("lambda(0.95)", FactorSchedule { .pow(0.95, $0) }),
    PyTorchRun(
      "lambda(each)",
      each: [FactorSchedule { .pow(0.95, $0) }, FactorSchedule { 1 / Double(1 + $0) }]
    ),
    PyTorchRun(
      "multiplicative(0.95)", MultiplicativeSchedule { 0.95 + 0.01 * Double($0 % 3) }),
    PyTorchRun("oneCycle(short)", OneCycle(peak: 0.1, stepCount: 10)),
    PyTorchRun(
      "oneCycle(groups)",
      each: [OneCycle(peak: 0.1, stepCount: 20), OneCycle(peak: 0.3, stepCount: 20)]),
  ]

  static let cycles: [PyTorchRun] = [("sgd", false), ("adam", true)].flatMap { kind, usesAdam in
    [
      ("oneCycle(\(kind), default)", OneCycle(peak: 0.1, stepCount: 100)),
      ("oneCycle(\(kind), linear)", OneCycle(peak: 0.1, stepCount: 100, anneal: .linear)),
      ("oneCycle(\(kind), three)", OneCycle(peak: 0.1, stepCount: 100, phases: .three)),
      (
        "oneCycle(\(kind), three, linear)",
        OneCycle(peak: 0.1, stepCount: 100, anneal: .linear, phases: .three)
      ),
      (
        "oneCycle(\(kind), others)",
        OneCycle(
          peak: 0.1, stepCount: 100, rise: 0.45, momenta: 0.7...0.95, startDivisor: 10,
          endDivisor: 100)
      ),
      ("oneCycle(\(kind), still)", OneCycle(peak: 0.1, stepCount: 100, momenta: nil)),
      ("cyclic(\(kind), triangular)", Cyclic(rates: 0.01...0.1, up: 10)),
      ("cyclic(\(kind), triangular2)", Cyclic(rates: 0.01...0.1, up: 10, mode: .halving)),
      (
        "cyclic(\(kind), exp_range)",
        Cyclic(rates: 0.01...0.1, up: 10, mode: .exponential(factor: 0.97))
      ),
      ("cyclic(\(kind), uneven)", Cyclic(rates: 0.01...0.1, up: 10, down: 7)),
      ("cyclic(\(kind), still)", Cyclic(rates: 0.01...0.1, up: 10, momenta: nil)),
    ].map { (name: String, schedule: any Schedule) in
      PyTorchRun(name, schedule, usesAdam: usesAdam)
    }
  }

  static let combined: [PyTorchRun] = [
    PyTorchRun(
      "sequential(linear, cosine)",
      SequentialSchedule(
        [LinearRamp(start: 0.1, length: 10), CosineDecay(length: 40, minimum: 0.001)],
        milestones: [10])),
    PyTorchRun(
      "sequential(constant, exponential, step)",
      SequentialSchedule(
        [
          ReducedStart(factor: 0.1, length: 20), ExponentialDecay(factor: 0.9),
          StepDecay(period: 3, factor: 0.5),
        ], milestones: [5, 15])),
    PyTorchRun(
      "sequential(exponential, multiplicative)",
      SequentialSchedule(
        [ExponentialDecay(factor: 0.9), MultiplicativeSchedule { _ in 0.8 }], milestones: [6])),
    PyTorchRun(
      "sequential(linear, restarts)",
      SequentialSchedule(
        [LinearRamp(start: 0.1, length: 10), CosineRestarts(firstLength: 8, growth: 2)],
        milestones: [10])),
    PyTorchRun(
      "chained(constant, exponential)",
      ChainedSchedule([ReducedStart(factor: 0.1, length: 20), ExponentialDecay(factor: 0.9)])),
    PyTorchRun(
      "chained(linear, cosine)",
      ChainedSchedule([LinearRamp(start: 0.1, length: 10), CosineDecay(length: 40)])),
    PyTorchRun(
      "chained(linear, cosine above zero)",
      ChainedSchedule([LinearRamp(start: 0.1, length: 10), CosineDecay(length: 40, minimum: 0.001)])
    ),
    PyTorchRun(
      "chained(cosine, cosine)",
      ChainedSchedule([CosineDecay(length: 10), CosineDecay(length: 10)])
    ),
    PyTorchRun(
      "chained(step, polynomial)",
      ChainedSchedule([
        StepDecay(period: 7, factor: 0.5), PolynomialDecay(length: 30, power: 2),
      ])),
  ]

  @Test(arguments: single + other + cycles + combined)
  func `rates and momenta are PyTorch's at every step`(run: PyTorchRun) throws {
    let rates = try rows("\(run.group).rates")
    let momenta = try rows("\(run.group).momenta")
    let optimizer = run.optimizer()
    let scheduler = Scheduler(optimizer, try run.schedules.map { try $0.sound() })
    var (ours, oursMomenta): ([[Double]], [[Double]]) = ([], [])
    for step in rates.indices {
      ours.append(optimizer.learningRates.map { Double($0) })
      oursMomenta.append(try #require(optimizer.momenta).map { Double($0) })
      if step < rates.count - 1 { try scheduler.step() }
    }
    #expect(difference(ours.flatMap { $0 }, rates.flatMap { $0 }) < 1e-12)
    #expect(difference(oursMomenta.flatMap { $0 }, momenta.flatMap { $0 }) < 1e-12)
  }

  @Test(arguments: single) func `closed forms are PyTorch's`(run: PyTorchRun) throws {
    for (step, expected) in try rows("\(run.group).closed").enumerated() {
      let found = [0.1, 0.02].map { run.schedules[0].rate(at: step, from: $0) }
      #expect(difference(found, expected) < 1e-15 * 0.1 / max(expected[0], 1e-17), "step \(step)")
    }
  }

  // The first rate after the zero is a small number with the rounding of a large one, and all later rates are
  // its multiples. The other recursions stay within a few units of the last place.
  @Test func `a recursive cosine drifts once it has been at zero`() {
    let cosine = CosineDecay(length: 1000)
    let closed = cosine.rates(stepCount: 20_001, from: 1)
    let errors = zip(cosine.recursiveRates(stepCount: 20_001, from: 1), closed).map { abs($0 - $1) }
    #expect(errors[...1000].allSatisfy { $0 < 1e-13 })
    #expect(errors[1001...].contains { $0 > 1e-12 })
    #expect(errors.allSatisfy { $0 < 1e-10 })
    for run in Self.single where !run.group.hasPrefix("cosine") {
      let schedule = run.schedules[0]
      let exact = schedule.rates(stepCount: 200, from: 1)
      #expect(difference(schedule.recursiveRates(stepCount: 200, from: 1), exact) < 2e-15)
    }
  }

  @Test func `two chained cosines pass the base, as PyTorch's do`() throws {
    let largest = try #require(rows("chained(cosine, cosine).rates").map { $0[0] }.max()) / 0.1
    #expect(abs(largest - 82) < 1)
    let ours = ChainedSchedule([CosineDecay(length: 10), CosineDecay(length: 10)])
    #expect(ours.rates(stepCount: 41, from: 0.1).allSatisfy { $0 <= 0.1 })
  }

  @Test func `past its end PyTorch's linear one-cycle is negative`() throws {
    let last = try #require(rows("beyond(linear).rates").last)[0]
    #expect(abs(last + 0.0142852572) < 1e-6)
    let ours = OneCycle(peak: 0.1, stepCount: 10, anneal: .linear)
    #expect(ours.rate(at: 10, from: 1) == ours.rate(at: 9, from: 1))
    let smooth = try #require(rows("beyond(cos).rates").last)[0]
    #expect(smooth > OneCycle(peak: 0.1, stepCount: 10).rate(at: 10, from: 1))
  }

  @Test func `defaults are PyTorch's`() throws {
    func setting(_ name: String) throws -> Double { try golden.scalar("defaults.\(name)") }
    #expect(StepDecay(period: 1).factor == (try setting("StepLR.gamma")))
    #expect(MultiStepDecay(milestones: []).factor == (try setting("MultiStepLR.gamma")))
    #expect(ReducedStart().factor == (try setting("ConstantLR.factor")))
    #expect(Double(ReducedStart().length) == (try setting("ConstantLR.total_iters")))
    #expect(LinearRamp().start == (try setting("LinearLR.start_factor")))
    #expect(LinearRamp().end == (try setting("LinearLR.end_factor")))
    #expect(Double(LinearRamp().length) == (try setting("LinearLR.total_iters")))
    #expect(Double(PolynomialDecay().length) == (try setting("PolynomialLR.total_iters")))
    #expect(PolynomialDecay().power == (try setting("PolynomialLR.power")))
    #expect(CosineDecay(length: 1).minimum == (try setting("CosineAnnealingLR.eta_min")))
    let restarts = CosineRestarts(firstLength: 1)
    #expect(Double(restarts.growth) == (try setting("CosineAnnealingWarmRestarts.T_mult")))
    #expect(restarts.minimum == (try setting("CosineAnnealingWarmRestarts.eta_min")))
    let cycle = OneCycle(peak: 1, stepCount: 100)
    #expect(cycle.rise == (try setting("OneCycleLR.pct_start")))
    #expect(cycle.momenta?.lowerBound == (try setting("OneCycleLR.base_momentum")))
    #expect(cycle.momenta?.upperBound == (try setting("OneCycleLR.max_momentum")))
    #expect(cycle.startDivisor == (try setting("OneCycleLR.div_factor")))
    #expect(cycle.endDivisor == (try setting("OneCycleLR.final_div_factor")))
    let cyclic = Cyclic(rates: 1...2)
    #expect(Double(cyclic.up) == (try setting("CyclicLR.step_size_up")))
    #expect(cyclic.momenta?.lowerBound == (try setting("CyclicLR.base_momentum")))
    #expect(cyclic.momenta?.upperBound == (try setting("CyclicLR.max_momentum")))
  }
}
