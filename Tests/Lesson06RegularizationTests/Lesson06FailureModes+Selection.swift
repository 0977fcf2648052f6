import Autograd
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// What the texts say of capacity, curves, splits, rare classes and confidence.
extension Lesson06FailureModes {
  @Test func `the interpolating weights are large and cancel`() {
    let fit = PolynomialFit()
    let (wild, tame) = (fit.weights(strength: 0), fit.weights(strength: 0.1))
    #expect(wild.norm() > 5 * tame.norm())
    let errors = fit.errors(strength: 0)
    #expect(errors.training < (isDoublePrecision ? 1e-20 : 1e-4))
    // The variance of the noise is 0.09.
    #expect(errors.validation > 100 * 0.09)
  }

  @Test func `too strong a penalty shows in the training error`() {
    let (strong, right) = (
      PolynomialFit().errors(strength: 100), PolynomialFit().errors(strength: 0.1)
    )
    #expect(abs(strong.training - strong.validation) < 0.05)
    #expect(strong.training > 5 * right.training)
    // Predicting 0 everywhere gives 0.53: little is learned.
    #expect(strong.training > 0.45)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `on both sides of the peak the error is lower`(seed: UInt64) throws {
    let first = 160 &+ 20 &* seed
    let problem = DoubleDescent(validationCount: 100)
    func error(_ featureCount: Int) -> Double {
      problem.medianError(featureCount: featureCount, seeds: first..<first + 20)
    }
    let peak = error(20)
    #expect(error(10) < peak / 2)
    #expect(error(40) < peak / 4)
  }

  @Test func `the loss that is best is seen long before the end`() throws {
    let broken = try #require(try FailureMode.keptByReference.broken.measure().record)
    let losses = broken.validations.map(\.loss)
    try #require(losses.count == 500 && broken.losses.count == 500)
    let best = try #require(losses.firstIndex(of: losses.min() ?? 0))
    #expect(best < 100)
    #expect(losses[499] > 10 * losses[best])
    // Training goes on getting better meanwhile.
    #expect(broken.losses[499] < broken.losses[best])
  }

  @Test(arguments: FailureModeContract.seeds)
  func `within the epoch the loss falls`(seed: UInt64) throws {
    let record = try #require(try FailureMode.laggingMean.broken.measure(seed: seed).record)
    try #require(record.losses.count == 16)
    let first = record.losses[..<4].reduce(0, +)
    let last = record.losses[12...].reduce(0, +)
    #expect(first > 4 * last)
  }

  @Test func `coin tosses stay coin tosses when the split is first`() throws {
    let values = try FailureModeContract.seeds.map {
      try FailureMode.copiesOnBothSides.remedies[0].measure(seed: $0).value
    }
    // A standard deviation of one value is 0.07, of their mean 0.022.
    let mean = values.reduce(0, +) / Double(values.count)
    #expect(abs(mean - 0.5) < 0.1)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `multiplying before the split gives the class away`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let x = Tensor.normal([100, 8], using: &generator)
    let isRare = (0..<100).map { _ in generator.uniform() < 0.3 }
    /// The share of rare test samples that the nearest training sample finds.
    func recall(_ training: [Int], _ test: [Int]) -> Double {
      let (known, asked) = (x.gathering(rows: training), x.gathering(rows: test))
      let nearness = matmul(asked, known, transposing: .right) * 2 - (known * known).sum(axis: 1)
      let found = zip(nearness.argmax().map { isRare[training[$0]] }, test).filter { isRare[$1] }
      return Double(found.count { $0.0 }) / Double(found.count)
    }
    func multiplied(_ rows: [Int]) -> [Int] {
      rows.flatMap { Array(repeating: $0, count: isRare[$0] ? 4 : 1) }
    }
    let all = multiplied(Array(0..<100))
    let order = generator.permutation(of: all.count).map { all[$0] }
    let after = recall(Array(order.prefix(all.count / 2)), Array(order.suffix(all.count / 2)))
    let first = recall(multiplied(Array(0..<50)), Array(50..<100))
    #expect(after > 0.8)
    #expect(first < 0.65)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `the unseen class is no overfitting of the seen ones`(seed: UInt64) throws {
    let mode = FailureMode.sourceAfterSource
    let record = try #require(try mode.broken.measure(seed: seed).record)
    #expect(try #require(record.losses.last) < 0.2)
    let healthy = try #require(try mode.remedies[0].measure(seed: seed).record)
    #expect(try #require(healthy.losses.last) < 0.2)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `half turns alone leave the loss high`(seed: UInt64) throws {
    let mode = FailureMode.labelChanged
    let losses = try mode.runs.map { run in
      let record = try #require(try run.measure(seed: seed).record)
      return try #require(record.losses.last)
    }
    #expect(losses[0] > 3 * losses[1])
    #expect(losses[0] > 2 * losses[2])
  }

  @Test func `never finding anything is right in 95 of 100`() {
    let counts = BinaryCounts(
      scores: Array(repeating: 0, count: 500), isPositive: (0..<500).map { $0 % 20 == 0 },
      threshold: 0.5)
    #expect(counts.accuracy == 0.95 && counts.recall == 0)
    #expect(DecisionThreshold.forCosts(missed: 19, falseAlarm: 1) == 0.05)
    #expect(DecisionThreshold.forCosts(missed: 1, falseAlarm: 1) == 0.5)
  }

  @Test func `the more models guess, the better the best`() throws {
    var generator = SplitMix64(seed: 6)
    func best(of count: Int) -> Double {
      (0..<count).map { _ in
        Double((0..<30).count { _ in generator.uniform() < 0.5 }) / 30
      }.max() ?? 0
    }
    func mean(_ count: Int) -> Double {
      (0..<40).map { _ in best(of: count) }.reduce(0, +) / 40
    }
    #expect(mean(1) < 0.55)
    #expect(mean(100) > mean(10) + 0.03)
  }

  @Test func `the base rate is calibrated, the better model not`() {
    let classes = (0..<100).map { $0 < 70 ? 0 : 1 }
    let baseRate = Reliability(
      confidences: Array(repeating: 0.7, count: 100), isRight: classes.map { $0 == 0 })
    #expect(baseRate.expectedCalibrationError < 1e-12)
    let modest = Reliability(
      confidences: Array(repeating: 0.9, count: 100), isRight: (0..<100).map { $0 >= 5 })
    #expect(abs(modest.expectedCalibrationError - 0.05) < 1e-12)
    let sure = Reliability(
      confidences: Array(repeating: 0.99, count: 100), isRight: (0..<100).map { $0 >= 5 })
    #expect(abs(sure.expectedCalibrationError - 0.04) < 1e-12)
  }

  @Test func `a temperature changes no answer`() throws {
    let row: [Scalar] = [.log(999), 0]
    let logits = Tensor(Array(repeating: row, count: 100))
    let classes = (0..<100).map { $0 < 70 ? 0 : 1 }
    let scaling = TemperatureScaling(logits: logits, classes: classes)
    let scaled = scaling.scaled(logits)
    #expect(scaled.argmax() == logits.argmax())
    let (before, after) = (
      softmaxCrossEntropy(Variable(logits), classes: classes).scalar,
      softmaxCrossEntropy(Variable(scaled), classes: classes).scalar
    )
    #expect(after < 0.62 && before > 2)
    let lowest = TemperatureScaling(
      logits: logits, classes: Array(repeating: 0, count: 100))
    // Where all answers are right the slope has no zero but that of rounding.
    #expect(lowest.temperature < (isDoublePrecision ? 0.011 : 0.5))
  }
}
