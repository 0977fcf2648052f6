import Autograd
import Course
import Schedulers
import TensorCore
import TestSupport
import Testing

// That the diagnosis names the cause: what the text of a failure mode says beside its two figures.
extension Lesson08FailureModes {
  private var problem: NoisyQuadratic { NoisyQuadratic() }

  private func record(_ run: FailureMode.Run, seed: UInt64 = 0) throws -> TrainingRecord {
    try #require(try run.measure(seed: seed).record)
  }

  // MARK: Noise

  // F8.1: the gain is that of tuned rates, and what an untuned rate seems to show.
  @Test func `a line gains 1.9, an untuned cosine 18`() throws {
    let mode = FailureMode.constantRate
    let gain = try mode.broken.measure().value / mode.remedies[0].measure().value
    #expect(abs(gain - 1.88) < 0.01)
    let untuned =
      problem.finalSquare(ConstantRate(), from: 0.5, stepCount: 200)
      / problem.finalSquare(CosineDecay(length: 200), from: 0.5, stepCount: 200)
    #expect(abs(untuned - 18.1) < 0.1)
  }

  // Small rates have floors in proportion; the best constant rate has nearly come to rest at its own.
  @Test func `the floor is about proportional to the rate`() {
    for rate in [0.01, 0.02, 0.05] {
      #expect(abs(problem.floor(at: 2 * rate) / problem.floor(at: rate) - 2) < 0.06)
    }
    let best = problem.tuned(ConstantRate(), bounds: 0.005...1.5, stepCount: 200)
    #expect(problem.floor(at: best.base) / best.square > 0.9)
    #expect(problem.floor(at: best.base) / best.square < 0.95)
  }

  @Test func `without noise a constant rate has no floor`() {
    let quiet = NoisyQuadratic(noise: 0)
    #expect(quiet.finalSquare(ConstantRate(), from: 0.5, stepCount: 200) < 1e-100)
  }

  // F8.4: the loss goes on falling while the rate is still low.
  @Test func `a short cosine is best soon after its length`() throws {
    for length in [50, 100, 150] {
      let rates = CosineDecay(length: length).rates(stepCount: 200, from: 0.5)
      let squares = problem.expectedSquares(rates: rates)
      let best = try #require(squares.indices.prefix(2 * length).min { squares[$0] < squares[$1] })
      #expect((length..<length + length / 3).contains(best), "\(best)")
    }
  }

  // F8.17: a quarter of a cosine leaves 85 % of the peak.
  @Test func `a quarter of a cosine ends at 85 %`() {
    #expect(abs(CosineDecay(length: 800).rate(at: 200, from: 1) - 0.854) < 1e-3)
  }

  // F8.15: within ten steps the restart costs more than five times what the cycle ended with.
  @Test func `a restart brings the noise back at once`() {
    let rates = CosineRestarts(firstLength: 50).rates(stepCount: 100, from: 0.5)
    let squares = problem.expectedSquares(rates: rates)
    #expect(squares[60] > 5 * squares[50])
    #expect(squares[52] > 3 * squares[50])
    #expect(abs(squares[100] - squares[50]) < 1e-9)
  }

  // F8.11, in the words of the diagnosis.
  @Test func `0.99 a step is below a hundredth after 459 steps`() {
    let steps = ExponentialDecay(factor: 0.99).rates(stepCount: 1000, from: 1)
    #expect(steps.firstIndex { $0 < 0.01 } == 459)
    let cosine = CosineDecay(length: 1000).rates(stepCount: 1000, from: 1)
    #expect(cosine.count { $0 < 0.1 } == 204)
    #expect(cosine.count { $0 < 0.01 } == 63)
  }

  // MARK: Counting

  @Test(arguments: [2, 4, 8]) func `k micro-batches end it after a k-th`(count: Int) throws {
    let scheduler = Scheduler(
      momentum(rates: [0.1]), try PolynomialDecay(length: 100).sound(stepCount: 800))
    var zeros = 0
    for batch in 0..<(100 * count) {
      if batch % count == count - 1, scheduler.optimizer.learningRate == 0 { zeros += 1 }
      try scheduler.step()
    }
    #expect(zeros == 100 - 100 / count)
  }

  // F8.19: the scale that is left says how many steps were skipped.
  @Test(arguments: [(200.0, 8), (100.0, 7), (1.0, 1), (0.9, 0)])
  func `the scaler halves until nothing overflows`(gradient: Double, skipped: Int) {
    let scales = (0..<20).map { 65_536 / Double.pow(2, $0) }
    let found = scales.prefix { !($0 * gradient).roundedToFloat16().isFinite }.count
    #expect(found == skipped)
  }

  // F8.6: the drop comes early by exactly one step, at every drop.
  @Test func `stepped first, every drop is one step early`() throws {
    func rates(schedulerFirst: Bool) throws -> [Scalar] {
      let optimizer = momentum(rates: [0.1])
      let scheduler = Scheduler(optimizer, StepDecay(period: 3))
      return try (0..<12).map { _ in
        if schedulerFirst { try scheduler.step() }
        let rate = optimizer.learningRate
        optimizer.step()
        if !schedulerFirst { try scheduler.step() }
        return rate
      }
    }
    #expect(
      Array(try rates(schedulerFirst: true).dropLast())
        == Array(try rates(schedulerFirst: false).dropFirst()))
  }

  // MARK: Warm-up

  // F8.8, as corrected: a transient and no divergence on a bowl.
  @Test func `a bowl forgives a missing warm-up`() throws {
    let losses = try record(FailureMode.withoutWarmUp.broken).steps
    let distances = losses.map { $0.parameterNorms["0"] ?? .nan }
    try #require(distances.count == 200)
    let peak = try #require(distances.max())
    #expect(peak > 5000)
    let last = try #require(distances.lastIndex { $0 > 1e-3 })
    #expect((20...24).contains(last + 1), "\(last + 1)")
    #expect(distances[199] < 1e-20)
    // The distance grows as long as the rate 0.1 is above 2 / curvature.
    let rising = zip(distances.dropFirst(), distances).prefix { $0 > $1 }.count
    let limit = (0..<200).prefix { 0.1 * (5 + 45 * Scalar.exp(-Scalar($0) / 10)) > 2 }.count
    #expect(rising == limit)
  }

  // F8.9: the mean is half of what is reached.
  @Test func `a quarter of a warm-up has an eighth of the rate`() {
    let rates = LinearWarmUp(length: 4000).rates(stepCount: 1000, from: 1)
    let mean = rates.reduce(0, +) / 1000
    #expect(abs(mean - 0.125) < 2e-4)
  }

  // F8.10: every weight moves by the rate, whatever its gradient.
  @Test(arguments: [1e-4, 1, 1e4] as [Scalar])
  func `Adam's first step does not ask for the gradient`(scale: Scalar) throws {
    let w = leaf(Tensor([0, 0]))
    let optimizer = AdamW([w], AdamWRule(learningRate: 0.01, weightDecay: 0))
    try trainingStep(optimizer) { (w * Variable(Tensor([scale, -3 * scale]))).sum() }
    for (value, sign) in zip(w.value.scalars, [-1, 1] as [Scalar]) {
      #expect(abs(value - 0.01 * sign) < 0.01 * 2e-4)
    }
  }
}
