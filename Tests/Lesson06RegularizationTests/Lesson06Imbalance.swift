import Autograd
import Datasets
import Regularization
import TensorCore
import TestSupport
import Testing

/// Weights, samples and thresholds where a class is rare.
@Suite struct Lesson06Imbalance {
  // MARK: Weights

  @Test func `balanced weights give every class the same share`() {
    let weights = ClassWeights.balanced(counts: [90, 10])
    #expect(difference(weights, Tensor([100.0 / 180, 5])) < rounding)
    // n₁ w₁ = n₂ w₂, and the mean weight of a sample is 1.
    #expect(abs(weights[0] * 90 - weights[1] * 10) < 100 * rounding)
    #expect(abs(weights[0] * 90 + weights[1] * 10 - 100) < 100 * rounding)
  }

  // Without features a model can only learn the frequencies; weights w make them ∝ w n.
  @Test func `weights change probabilities, a correction undoes it`() throws {
    let labels = (0..<100).map { $0 < 90 ? 0 : 1 }
    let logits = leaf(.zeros([1, 2]))
    let weights = ClassWeights.balanced(counts: [90, 10])
    try #require(weights.scalars.allSatisfy { $0 > 0 })
    let optimizer = GradientDescent([logits], learningRate: 2)
    for _ in 0..<300 {
      try trainingStep(optimizer) {
        softmaxCrossEntropy(
          logits.broadcast(to: [100, 2]), classes: labels, classWeights: weights)
      }
    }
    let weighted = logits.value.softmax()
    #expect(difference(weighted, Tensor([[0.5, 0.5]])) < 1e-5)
    let corrected = (logits.value + ClassWeights.logitCorrection(undoing: weights)).softmax()
    #expect(difference(corrected, Tensor([[0.9, 0.1]])) < 1e-5)
  }

  // MARK: Samples

  private var rare: LabeledData {
    LabeledData(
      name: "rare", features: Tensor((0..<100).map { [Scalar($0)] }),
      labels: (0..<100).map { $0 % 20 == 0 ? 1 : 0 }, classCount: 2)
  }

  @Test func `a balanced sample has equal classes, rare ones repeat`() {
    var generator = SplitMix64(seed: 1)
    let sample = rare.balancedSample(count: 4_000, using: &generator)
    // Five standard errors of a coin.
    #expect(abs(sample.classHistogram[1] - 2_000) < 160)
    let indices = Set(zip(sample.features.scalars, sample.labels).filter { $0.1 == 1 }.map { $0.0 })
    #expect(indices == [0, 20, 40, 60, 80])
  }

  @Test func `undersampling keeps the rare class and as many others`() {
    var generator = SplitMix64(seed: 1)
    let sample = rare.undersampled(using: &generator)
    #expect(sample.classHistogram == [5, 5])
    #expect(Set(sample.features.scalars).count == 10)
    #expect(sample.features.scalars.allSatisfy { rare.features.scalars.contains($0) })
  }

  // MARK: Decisions

  private let scores = [0.9, 0.8, 0.7, 0.4, 0.3, 0.2]
  private let isPositive = [true, false, true, true, false, false]

  @Test func `counts and what is made of them`() {
    let counts = BinaryCounts(scores: scores, isPositive: isPositive, threshold: 0.7)
    #expect(counts.truePositives == 2 && counts.falsePositives == 1)
    #expect(counts.falseNegatives == 1 && counts.trueNegatives == 2)
    #expect(counts.precision == 2.0 / 3 && counts.recall == 2.0 / 3)
    #expect(counts.f1 == 2.0 / 3 && counts.accuracy == 2.0 / 3)
    #expect(abs(counts.balancedAccuracy - 2.0 / 3) < 1e-15)
    #expect(counts.cost(missed: 10, falseAlarm: 1) == 11.0 / 6)
    let none = BinaryCounts(scores: scores, isPositive: isPositive, threshold: 2)
    #expect(none.precision == 0 && none.recall == 0 && none.f1 == 0)
  }

  // Of 1,000 samples 10 are positive: never to answer “positive” is 99 % accurate.
  @Test func `accuracy does not see a rare class`() {
    let counts = BinaryCounts(
      scores: Array(repeating: 0, count: 1000), isPositive: (0..<1000).map { $0 < 10 },
      threshold: 0.5)
    #expect(counts.accuracy == 0.99)
    #expect(counts.recall == 0 && counts.balancedAccuracy == 0.5)
  }

  @Test func `costs set the threshold`() {
    #expect(DecisionThreshold.forCosts(missed: 1, falseAlarm: 1) == 0.5)
    #expect(abs(DecisionThreshold.forCosts(missed: 9, falseAlarm: 1) - 0.1) < 1e-15)
    // Calibrated scores: a score s is right with probability s. No threshold costs less.
    let scores = (1...99).flatMap { percent in Array(repeating: Double(percent) / 100, count: 100) }
    let isPositive = (1...99).flatMap { percent in (0..<100).map { $0 < percent } }
    let best = DecisionThreshold.maximizing(
      { -$0.cost(missed: 9, falseAlarm: 1) }, scores: scores, isPositive: isPositive)
    #expect(abs(best - 0.1) < 0.011)
  }

  @Test func `the best threshold is one of the scores`() {
    let best = DecisionThreshold.maximizing(\.f1, scores: scores, isPositive: isPositive)
    #expect(best == 0.4)
    let f1 = BinaryCounts(scores: scores, isPositive: isPositive, threshold: best).f1
    for threshold in scores {
      #expect(BinaryCounts(scores: scores, isPositive: isPositive, threshold: threshold).f1 <= f1)
    }
  }
}
