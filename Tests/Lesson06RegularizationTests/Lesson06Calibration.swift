import Autograd
import Datasets
import Regularization
import TensorCore
import TestSupport
import Testing

/// How sure a classifier is, and how sure it should be.
@Suite struct Lesson06Calibration {
  // V6.11
  @Test func `the same accuracy, 0.02 and 0.299`() {
    let isRight = (0..<100).map { $0 < 70 }
    for (confidence, error) in [(0.72, 0.02), (0.999, 0.299)] {
      let reliability = Reliability(
        confidences: Array(repeating: confidence, count: 100), isRight: isRight)
      #expect(abs(reliability.expectedCalibrationError - error) < 1e-12)
      #expect(abs(reliability.maximumCalibrationError - error) < 1e-12)
    }
  }

  @Test func `bins hold their upper end`() throws {
    let reliability = Reliability(
      confidences: [0.1, 0.100001, 0.95, 1, 0], isRight: [true, false, true, false, true])
    try #require(reliability.bins.map(\.count) == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2])
    #expect(reliability.bins[9].accuracy == 0.5 && reliability.bins[9].confidence == 0.975)
    #expect(reliability.count == 5)
    #expect(reliability.bins[2].range == 0.2...0.3)
  }

  @Test func `the error is the weighted mean of the bins' gaps`() {
    let reliability = Reliability(
      confidences: [0.6, 0.6, 0.6, 0.9], isRight: [true, false, false, true], binCount: 5)
    // 3/4 · |1/3 − 0.6| + 1/4 · |1 − 0.9|
    #expect(abs(reliability.expectedCalibrationError - (0.75 * (0.6 - 1.0 / 3) + 0.025)) < 1e-12)
  }

  // Corrections to F6.17: what the measure cannot see.
  @Test func `a constant base rate scores 0 and knows nothing`() {
    let reliability = Reliability(
      confidences: Array(repeating: 0.7, count: 100), isRight: (0..<100).map { $0 < 70 })
    #expect(reliability.expectedCalibrationError < 1e-12)
  }

  @Test func `a calibrated model scores 0.07 with 100 samples`() {
    var generator = SplitMix64(seed: 1)
    func error(_ count: Int) -> Double {
      (0..<200).map { _ in
        let confidences = (0..<count).map { _ in 0.5 + 0.5 * generator.uniform() }
        return Reliability(
          confidences: confidences, isRight: confidences.map { generator.uniform() < $0 }
        ).expectedCalibrationError
      }.reduce(0, +) / 200
    }
    let (few, many) = (error(100), error(2_500))
    #expect((0.05...0.09).contains(few))
    // Five times less with twenty-five times the samples.
    #expect(abs(few / many - 5) < 0.8)
  }

  // MARK: Temperature

  /// Logits of a calibrated model, with labels drawn from its own probabilities.
  private func calibrated(_ count: Int, seed: UInt64) -> (logits: Tensor, classes: [Int]) {
    var generator = SplitMix64(seed: seed)
    let logits = Tensor.normal([count, 4], standardDeviation: 1.5, using: &generator)
    let p = logits.softmax()
    let classes = (0..<count).map { row in
      var rest = generator.uniform()
      for k in 0..<3 {
        rest -= Double(p[row, k])
        if rest < 0 { return k }
      }
      return 3
    }
    return (logits, classes)
  }

  @Test func `the documented temperature undoes a factor`() {
    let (logits, classes) = calibrated(4_000, seed: 1)
    let own = TemperatureScaling(logits: logits, classes: classes)
    #expect(abs(own.temperature - 1) < 0.06)
    for factor in [0.25, 3.0] {
      let scaling = TemperatureScaling(logits: logits * Scalar(factor), classes: classes)
      #expect(abs(scaling.temperature / (factor * own.temperature) - 1) < 1e-4)
    }
  }

  @Test func `the fitted temperature has the least loss`() throws {
    let (logits, classes) = calibrated(500, seed: 2)
    let scaling = TemperatureScaling(logits: logits * 2.5, classes: classes)
    func loss(_ temperature: Double) -> Double {
      ProbabilityScore.crossEntropy(
        TemperatureScaling(temperature: temperature).probabilities(of: logits * 2.5),
        classes: classes)
    }
    try #require(scaling.temperature > 0)
    let least = loss(scaling.temperature)
    for factor in [0.5, 0.8, 0.95, 1.05, 1.25, 2] {
      #expect(loss(scaling.temperature * factor) > least)
    }
  }

  @Test func `no answer changes`() {
    let (logits, _) = calibrated(300, seed: 3)
    for temperature in [0.1, 0.7, 4, 50] {
      let scaled = TemperatureScaling(temperature: temperature).probabilities(of: logits)
      #expect(scaled.argmax() == logits.argmax())
    }
  }

  @Test func `ends of the range where the loss only falls`() {
    let logits = Tensor([[3, 0], [0, 5]])
    #expect(TemperatureScaling(logits: logits, classes: [0, 1], in: 0.5...10).temperature == 0.5)
    #expect(TemperatureScaling(logits: logits, classes: [1, 0], in: 0.5...10).temperature == 10)
  }

  // The overfitted network is too sure; its temperature is fitted on one half, and measured on the other.
  // The loss of right answers rounds to 0 long before the end, and thousands added to logits round as well.
  @Test(arguments: [Scalar(0), 3000])
  func `right answers far apart take the least temperature`(added: Scalar) {
    let logits = Tensor([[30, 0, 10], [0, 20, 0]]) + Tensor(added)
    #expect(TemperatureScaling(logits: logits, classes: [0, 1]).temperature < 0.010001)
  }

  @Test(arguments: Array(UInt64(0)..<10))
  func `a temperature calibrates an overfitted network`(seed: UInt64) throws {
    var trial = try digits(trainingCount: 100, seed: seed)
    (trial.epochCount, trial.learningRate) = (60, 0.02)
    let outcome = try trial.run(seed: seed)
    var generator = SplitMix64(seed: seed)
    let (fitting, test) = trial.validation.shuffled(using: &generator).splitByOrder(testCount: 180)
    let (first, second) = withoutGradient {
      (
        outcome.model(Variable(fitting.features)).value,
        outcome.model(Variable(test.features)).value
      )
    }
    let scaling = TemperatureScaling(logits: first, classes: fitting.labels)
    let before = ProbabilityScore.crossEntropy(second.softmax(), classes: test.labels)
    let after = ProbabilityScore.crossEntropy(
      scaling.probabilities(of: second), classes: test.labels)
    #expect(scaling.temperature > 1.2)
    #expect(after < 0.99 * before)
  }
}
