import Autograd
import Regularization
import TensorCore
import TestSupport
import Testing

/// Smoothed labels, soft targets and weighted classes.
@Suite struct Lesson06Losses {
  private let logits = Variable(Tensor([[2, 1, 0.1]]))

  // V6.1 and V6.2
  @Test func `floors and gaps of smoothed labels`() {
    #expect(abs(LabelSmoothing.floor(classCount: 10, smoothing: 0.1) - 0.5002880) < 5e-8)
    #expect(abs(LabelSmoothing.floor(classCount: 3, smoothing: 0.1) - 0.2911398) < 5e-8)
    for (count, gap) in [(10, 4.51086), (3, 3.33220), (2, 2.944439)] {
      #expect(abs(LabelSmoothing.optimalGap(classCount: count, smoothing: 0.1) - gap) < 5e-6)
    }
    #expect(LabelSmoothing.floor(classCount: 10, smoothing: 0) == 0)
    #expect(LabelSmoothing.optimalGap(classCount: 10, smoothing: 0) == .infinity)
  }

  // V6.3, and with class weights by the corrections.
  @Test func `the documented loss of three logits`() {
    let loss = softmaxCrossEntropy(logits, classes: [0], smoothing: 0.1)
    #expect(abs(Double(loss.scalar) - 0.5136966829) < 2e-7)
  }

  @Test func `the optimal gap reaches the floor, with no gradient`() throws {
    for (count, smoothing) in [(10, 0.1), (3, 0.3), (2, 0.05)] {
      let gap = LabelSmoothing.optimalGap(classCount: count, smoothing: smoothing)
      let z = leaf(
        Tensor.oneHot([1], classCount: count) * Scalar(gap))
      let loss = softmaxCrossEntropy(z, classes: [1], smoothing: Scalar(smoothing))
      try loss.backward()
      let floor = LabelSmoothing.floor(classCount: count, smoothing: smoothing)
      #expect(difference(Double(loss.scalar), floor) < roundingOfDouble)
      #expect(try #require(z.gradient).maximumMagnitude() < rounding)
      // Any other logits cost more.
      var generator = SplitMix64(seed: 1)
      for _ in 0..<20 {
        let other = z.value + .normal(z.shape, standardDeviation: 0.3, using: &generator)
        let cost = softmaxCrossEntropy(
          Variable(other), classes: [1], smoothing: Scalar(smoothing))
        #expect(Double(cost.scalar) > floor)
      }
    }
  }

  @Test func `the gradient is p − q`() throws {
    let z = leaf(normalBatch(4, 5, seed: 1))
    let q = LabelSmoothing.targets([0, 4, 2, 2], classCount: 5, smoothing: 0.2)
    try softmaxCrossEntropy(z, classes: [0, 4, 2, 2], smoothing: 0.2).backward()
    #expect(difference(try #require(z.gradient), (z.value.softmax() - q) / 4) < rounding)
  }

  @Test func `without smoothing it is the plain loss`() {
    let z = Variable(normalBatch(6, 4, seed: 2))
    let classes = [0, 1, 2, 3, 3, 0]
    let plain = softmaxCrossEntropy(z, classes: classes)
    let smoothed = softmaxCrossEntropy(z, classes: classes, smoothing: 0)
    #expect(difference(smoothed.value, plain.value) < rounding)
  }

  @Test func `smoothed labels are soft targets`() {
    let z = Variable(normalBatch(4, 5, seed: 3))
    let targets = LabelSmoothing.targets([0, 4, 2, 1], classCount: 5, smoothing: 0.3)
    let soft = softmaxCrossEntropy(z, targets: targets)
    let smoothed = softmaxCrossEntropy(z, classes: [0, 4, 2, 1], smoothing: 0.3)
    #expect(difference(soft.value, smoothed.value) < rounding)
  }

  @Test func `the K − 1 form is PyTorch's with e K/(K − 1)`() {
    let others = LabelSmoothing.targetsOverOthers([2, 0], classCount: 10, smoothing: 0.09)
    let all = LabelSmoothing.targets([2, 0], classCount: 10, smoothing: 0.1)
    #expect(difference(others, all) < rounding)
    #expect(abs(others[0, 2] - 0.91) < rounding && abs(others[0, 0] - 0.01) < rounding)
    for row in 0..<2 { #expect(abs(others.row(row).sum() - 1) < rounding) }
  }

  // MARK: Class weights

  // Corrections: 0.7154 against 0.5137 — the classes' own weights enter the smoothed part.
  @Test func `weights enter the smoothed part class by class`() throws {
    let weights = Tensor([1, 2, 3])
    let plain = softmaxCrossEntropy(logits, classes: [0], smoothing: 0.1)
    let weighted = softmaxCrossEntropy(logits, classes: [0], smoothing: 0.1, classWeights: weights)
    let logP = logits.value.logSoftmax()
    let byHand = -0.9 * logP[0, 0] - (0.1 / 3) * (logP[0, 0] + 2 * logP[0, 1] + 3 * logP[0, 2])
    #expect(abs(weighted.scalar - byHand) < rounding)
    // One sample of weight 1: a plain weighted mean would not change.
    #expect(abs(Double(plain.scalar) - 0.5137) < 5e-5)
    #expect(abs(Double(weighted.scalar) - 0.7154) < 5e-5)
  }

  @Test func `doubling all weights changes nothing`() {
    let z = Variable(normalBatch(5, 3, seed: 4))
    let (y, weights) = ([0, 1, 2, 1, 1], Tensor([1, 2, 5]))
    let once = softmaxCrossEntropy(z, classes: y, classWeights: weights)
    let twice = softmaxCrossEntropy(z, classes: y, classWeights: weights * 2)
    #expect(difference(once.value, twice.value) < rounding)
  }

  @Test func `a weight is as good as repeated samples`() {
    let z = normalBatch(3, 2, seed: 5)
    let weighted = softmaxCrossEntropy(
      Variable(z), classes: [0, 1, 1], classWeights: Tensor([3, 1]))
    let repeated = softmaxCrossEntropy(
      Variable(z.gathering(rows: [0, 0, 0, 1, 2])), classes: [0, 0, 0, 1, 1])
    #expect(difference(weighted.value, repeated.value) < rounding)
  }

  @Test func `a class without a target costs nothing at −∞`() {
    let loss = softmaxCrossEntropy(
      Variable(Tensor([[0, -.infinity, 0]])), targets: Tensor([[0.5, 0, 0.5]]))
    #expect(abs(Double(loss.scalar) - 0.6931471805599453) < 1e-6)
  }

  // MARK: Two points

  // V6.8
  @Test func `logits of separable points grow by ln 10 a decade`() {
    let gaps = [100, 1_000, 10_000, 100_000].map { TwoPoints().gap(after: $0) }
    for (gap, expected) in zip(gaps, [5.30, 7.60, 9.90, 12.21]) {
      #expect(abs(gap - expected) < 0.006)
    }
    #expect(abs(gaps[3] - gaps[2] - 2.302585) < 2e-4)
  }

  @Test func `with smoothing or decay they stop growing`() {
    let smoothed = TwoPoints(smoothing: 0.1)
    #expect(abs(smoothed.gap(after: 1_000) - 2.944439) < 5e-7)
    #expect(smoothed.gap(after: 100_000) == smoothed.gap(after: 10_000))
    let decayed = TwoPoints(weightDecay: 0.01)
    #expect(abs(decayed.gap(after: 100_000) - decayed.gap(after: 10_000)) < 1e-9)
  }

  @Test(.doublePrecision) func `the recursion is what the engine does`() throws {
    for problem in [TwoPoints(), TwoPoints(smoothing: 0.1), TwoPoints(weightDecay: 0.05)] {
      let weight = leaf(.zeros([2, 1]))
      let optimizer = GradientDescent([weight], learningRate: Scalar(problem.learningRate))
      for _ in 0..<50 {
        try trainingStep(optimizer) {
          let logits = linear(Variable(Tensor([[1], [-1]])), weight: weight)
          return softmaxCrossEntropy(
            logits, classes: [0, 1], smoothing: Scalar(problem.smoothing))
            + WeightPenalty.l2([weight], strength: Scalar(problem.weightDecay))
        }
      }
      let gap = Double(weight.value[0, 0] - weight.value[1, 0])
      #expect(difference(gap, problem.gap(after: 50)) < 1e-12)
    }
  }
}
