import Autograd
import Optimizers
import TensorCore
import TestSupport
import Testing

/// What the theory of quadratics predicts, held against runs of the rules.
@Suite struct Lesson07Theory {
  /// The distances from the center in a run from ones.
  private func distances(
    _ rule: SGDRule, curvatures: [Scalar], stepCount: Int
  ) -> [Scalar] {
    let bowl = Quadratic(curvatures: curvatures)
    let x = leaf(.ones([curvatures.count]))
    let optimizer = SGD([x], rule)
    return (0..<stepCount).map { _ in
      x.gradient = bowl.gradient(at: x.value)
      optimizer.step()
      return x.value.norm()
    }
  }

  @Test(arguments: [0.0, 0.5, 0.9], [false, true])
  func `a run converges just below the limit and not above`(momentum: Double, nesterov: Bool) throws
  {
    let mu = Scalar(momentum)
    guard !(nesterov && mu == 0) else { return }
    let method: QuadraticTheory.Method =
      nesterov ? .nesterov(momentum: mu) : .heavyBall(momentum: mu)
    let limit = QuadraticTheory.greatestRate(method, curvature: 1)
    try #require(limit > 0 && limit.isFinite)
    for (share, converges) in [(0.99, true), (1.01, false)] as [(Scalar, Bool)] {
      let rule = SGDRule(learningRate: limit * share, momentum: mu, isNesterov: nesterov)
      let end = distances(rule, curvatures: [1], stepCount: 3000)[2999]
      #expect(converges ? end < 1e-3 : !(end <= 1e3))
      let factor = QuadraticTheory.factor(method, rate: limit * share, curvature: 1)
      #expect((factor < 1) == converges)
    }
  }

  @Test func `Nesterov's limit is below plain descent's`() {
    let nesterov = QuadraticTheory.greatestRate(.nesterov(momentum: 0.9), curvature: 1)
    #expect(abs(nesterov - 1.357) < 1e-3)
    #expect(nesterov < QuadraticTheory.greatestRate(.plain, curvature: 1))
  }

  @Test func `F7.1's three rates end as computed`() {
    for (rate, end) in [(1.99, 4.3e-5), (2, 1), (2.01, 2.1e4)] as [(Scalar, Scalar)] {
      let found = distances(SGDRule(learningRate: rate), curvatures: [1], stepCount: 1000)[999]
      #expect(abs(found / end - 1) < 0.05)
    }
  }

  // A run in one direction can end by accident, and then shows nothing about its rule.
  @Test func `at rate 1/λ one direction ends in a step, two do not`() {
    let rule = SGDRule(learningRate: 0.25)
    #expect(distances(rule, curvatures: [4], stepCount: 1) == [0])
    #expect(abs(distances(rule, curvatures: [4, 1], stepCount: 5)[4] - 0.2373) < 1e-4)
  }

  @Test(arguments: [10, 100, 1000])
  func `steps grow as κ, and as its root with the heavy ball`(kappa: Int) throws {
    let curvatures: [Scalar] = [1, Scalar(kappa)]
    let range = 1...Scalar(kappa)
    func steps(_ rule: SGDRule) throws -> Int {
      let all = distances(rule, curvatures: curvatures, stepCount: 15000)
      return try #require(all.firstIndex { $0 < 1e-6 }) + 1
    }
    let plain = QuadraticTheory.bestPlain(curvatures: range)
    let heavy = QuadraticTheory.bestHeavyBall(curvatures: range)
    for rate in [plain.rate, heavy.rate] { try #require(rate > 0 && rate.isFinite) }
    try #require((0..<1).contains(heavy.momentum))
    let row = try [
      steps(SGDRule(learningRate: plain.rate)),
      steps(SGDRule(learningRate: 1 / Scalar(kappa))),
      steps(SGDRule(learningRate: heavy.rate, momentum: heavy.momentum)),
    ]
    // The curriculum's table, F7.2.
    let expected = [10: [71, 132, 27], 100: [709, 1375, 95], 1000: [7082, 13809, 321]]
    for (found, table) in zip(row, try #require(expected[kappa])) {
      #expect(abs(found - table) <= 1)
    }
    let predicted = QuadraticTheory.stepCount(factor: plain.factor, to: 1e-6)
    #expect(abs(Scalar(row[0]) / predicted - 1) < 0.05)
    let predictedHeavy = QuadraticTheory.stepCount(factor: heavy.factor, to: 1e-6)
    // A double eigenvalue adds a factor that grows with the steps.
    #expect((1...1.6).contains(Scalar(row[2]) / predictedHeavy))
  }

  @Test func `with little curvature, momentum can be slower`() throws {
    func steps(_ rule: SGDRule) throws -> Int {
      let all = distances(rule, curvatures: [1, 10], stepCount: 1000)
      return try #require(all.firstIndex { $0 < 1e-6 }) + 1
    }
    #expect(try steps(SGDRule(learningRate: 0.1, momentum: 0.9)) > 200)
    #expect(try steps(SGDRule(learningRate: 0.1)) < 140)
  }

  /// The mean square of noisy descent, over many weights at once.
  private func meanSquare(_ rule: SGDRule, decay: Scalar? = nil, seed: UInt64) -> Scalar {
    let count = 4000
    var generator = SplitMix64(seed: seed)
    let x = leaf(.zeros([count]))
    let optimizer = SGD([x], rule)
    let average = WeightAverage([x], .exponential(decay: decay ?? 0))
    for _ in 0..<1000 {
      x.gradient = x.value + .normal([count], using: &generator)
      optimizer.step()
      average.update()
    }
    return (average.averages[0] * average.averages[0]).mean()
  }

  // The mean of 4,000 squares has a relative deviation of 2.2 %; 12 % is more than five of them.
  @Test(arguments: [(0.01, 0.0), (0.1, 0.0), (0.5, 0.0), (0.1, 0.9)])
  func `noise floors are as predicted`(rate: Double, momentum: Double) {
    let (rate, momentum) = (Scalar(rate), Scalar(momentum))
    let floor = QuadraticTheory.noiseFloor(
      momentum: momentum, rate: rate, curvature: 1, noiseVariance: 1)
    let found = meanSquare(SGDRule(learningRate: rate, momentum: momentum), seed: 5)
    #expect(abs(found / floor - 1) < 0.12)
  }

  @Test func `V7.13's floors, and momentum's tenfold one`() {
    func floor(_ rate: Scalar, _ momentum: Scalar = 0) -> Scalar {
      QuadraticTheory.noiseFloor(momentum: momentum, rate: rate, curvature: 1, noiseVariance: 1)
    }
    #expect(abs(floor(0.01) - 0.00503) < 1e-5)
    #expect(abs(floor(0.1) - 0.0526) < 1e-4)
    #expect(abs(floor(0.5) - 0.333) < 1e-3)
    #expect(abs(floor(0.1, 0.9) - 0.514) < 1e-3)
  }

  @Test func `an average lies below the floor as predicted`() {
    let predicted = QuadraticTheory.averagedFloor(
      decay: 0.99, rate: 0.1, curvature: 1, noiseVariance: 1)
    #expect(abs(predicted - 0.004588) < 1e-6)
    let found = meanSquare(SGDRule(learningRate: 0.1), decay: 0.99, seed: 6)
    #expect(abs(found / predicted - 1) < 0.12)
  }

  @Test func `only noise leaves a saddle, in the steps predicted`() {
    let saddle = Quadratic(curvatures: [1, -0.5])
    func escape(noise: Scalar, seed: UInt64) -> Int? {
      var generator = SplitMix64(seed: seed)
      let x = leaf(Tensor([1, 0]))
      let optimizer = SGD([x], SGDRule(learningRate: 0.1))
      for step in 1...500 {
        let push = Tensor.normal([2], using: &generator) * noise
        x.gradient = saddle.gradient(at: x.value) + push
        optimizer.step()
        if abs(x.value[1]) > 1 { return step }
      }
      return nil
    }
    #expect(escape(noise: 0, seed: 0) == nil)
    let predicted = QuadraticTheory.escapeStepCount(
      rate: 0.1, negativeCurvature: 0.5, noiseVariance: 1e-4, to: 1)
    let found = (0..<40).compactMap { escape(noise: 0.01, seed: $0) }
    #expect(found.count == 40)
    let mean = Scalar(found.reduce(0, +)) / 40
    #expect(abs(mean / predicted - 1) < 0.2)
  }

  @Test func `Newton ends in one step, at a saddle too`() {
    let bowl = Quadratic(
      curvature: Tensor([[2, 0.5], [0.5, 1]]), center: Tensor([1, -1]))
    let x = Tensor([3, 4])
    #expect(difference(x + bowl.newtonStep(at: x), bowl.center) < 100 * rounding)
    let saddle = Quadratic(curvatures: [1, -1])
    let place = Tensor([0.5, 0.25])
    #expect((place + saddle.newtonStep(at: place)).norm() < 100 * rounding)
    let away = place + saddle.newtonStep(at: place, avoidsSaddles: true)
    #expect(abs(away[0]) < 100 * rounding)
    #expect(abs(away[1] - 0.5) < 100 * rounding)
  }

  @Test func `out to the spread of one step, half a doubling is needed`() {
    // η λ = 1, so that distances double; the spread η s² / (λ (2 + η λ)) is 1, and (4ᵗ − 1) · 1 = 1.
    let count = QuadraticTheory.escapeStepCount(
      rate: 1, negativeCurvature: 1, noiseVariance: 3, to: 1)
    #expect(abs(count - 0.5) < rounding)
  }
}
