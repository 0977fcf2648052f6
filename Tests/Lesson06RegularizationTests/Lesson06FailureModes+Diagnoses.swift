import Autograd
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// That the diagnosis names the cause: what the text of a failure mode says beside its two figures.
extension Lesson06FailureModes {
  private func record(_ run: FailureMode.Run, seed: UInt64 = 0) throws -> TrainingRecord {
    try #require(try run.measure(seed: seed).record)
  }

  // MARK: Dropout

  @Test(arguments: [0.1, 0.3, 0.5] as [Scalar])
  func `a layer without the factor is off by 1/(1 − p)`(p: Scalar) {
    for seed in FailureModeContract.seeds {
      let layer = ClassicDropout(probability: p, seed: seed)
      let x = Variable(.ones([20_000]))
      let ratio = x.value.mean() / layer(x).value.mean()
      // Five standard deviations of the mean of a mask are 0.018 for p = ½, and twice that of its inverse.
      #expect(abs(ratio * (1 - p) - 1) < 0.04, "seed \(seed)")
    }
  }

  @Test(arguments: FailureModeContract.seeds)
  func `a missing factor has the right zeros`(seed: UInt64) {
    let error = FailureMode.errorOfGradient(seed) { mask, _ in mask / 2 }
    #expect(abs(error.value - 0.5) < 1e-6)
    // With p = 0.1 a gradient check with a tolerance of a tenth would not see it.
    let mask = Tensor([0, 1 / 0.9, 1 / 0.9])
    #expect(abs((mask * 0.9 - mask).norm() / mask.norm() - 0.1) < 1e-6)
  }

  @Test(arguments: [0.2, 0.5] as [Scalar])
  func `dropout keeps the mean and not the variance`(p: Scalar) {
    for seed in FailureModeContract.seeds {
      var generator = SplitMix64(seed: seed)
      let x = Tensor.normal([40_000], using: &generator)
      let y = Dropout(probability: p, using: &generator)(Variable(x)).value
      #expect(abs(y.mean() - x.mean()) < 0.04, "seed \(seed)")
      #expect(abs(y.variance() * (1 - p) - 1) < 0.06, "seed \(seed)")
    }
  }

  @Test(arguments: FailureModeContract.seeds)
  func `0.9 leaves a tenth, ten times as large`(seed: UInt64) {
    let output = Dropout(probability: 0.9, seed: seed)(Variable(.ones([1000]))).value
    #expect(Set(output.scalars.map { $0.rounded() }) == [0, 10])
  }

  @Test func `every other dropped logit costs ln 10`() throws {
    let values = try FailureModeContract.seeds.map {
      try FailureMode.droppedLogits.broken.measure(seed: $0).value
    }
    // The logit that is dropped costs ln 10, the one that is kept, 20, next to nothing.
    let mean = values.reduce(0, +) / Double(values.count)
    #expect(abs(mean - Double.log(10) / 2) < 0.15)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `what dropout adds to the loss is the penalty`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let x = Tensor.normal([64, 4], using: &generator)
    let w = Tensor.normal([4], using: &generator)
    let linear = LinearDropout(inputs: x, targets: matvec(x, w), weights: w, probability: 0.2)
    #expect(linear.plainLoss < 1e-9)
    let tolerance: Scalar = isDoublePrecision ? 1e-12 : 1e-4
    #expect(abs(linear.enumeratedLoss - linear.expectedLoss) < tolerance * linear.expectedLoss)
    #expect(linear.expectedLoss > 1)
  }

  // MARK: Decay

  @Test func `where only a bias fits, half of the mean is left`() throws {
    let bias = Variable(.zeros([1]), requiresGradient: true)
    let rule = CoupledDecay(GradientDescentRule(learningRate: 0.1), strength: 1)
    let optimizer = FirstOrderOptimizer([bias], rule)
    for _ in 0..<300 {
      try trainingStep(optimizer) { meanSquaredError(bias, targets: Tensor([5])) / 2 }
    }
    #expect(abs(bias.value.scalars[0] - 2.5) < 1e-5)
  }

  @Test(arguments: [0.01, 0.3, 1] as [Scalar])
  func `no strength of L1 in the loss makes a zero`(strength: Scalar) throws {
    let w = Variable(.zeros([5]), requiresGradient: true)
    let target = Variable(Tensor([3, 0.5, -0.2, 0.05, -2]))
    let optimizer = GradientDescent([w], learningRate: 0.1)
    var signs: [Bool] = []
    for _ in 0..<500 {
      try trainingStep(optimizer) {
        let errors = w - target
        return (errors * errors).sum() / 2 + WeightPenalty.l1([w], strength: strength)
      }
      signs.append(w.value.scalars[3] > 0)
    }
    #expect(w.value.scalars.allSatisfy { $0 != 0 })
    // The fourth should be 0 where the strength exceeds its 0.05: it goes past 0 and comes back, within a step.
    let crossings = zip(signs, signs.dropFirst()).count { $0 != $1 }
    #expect((crossings > 100) == (strength > 0.05))
    #expect(abs(w.value.scalars[3]) <= 0.1 * strength + 0.05)
  }

  @Test func `a row and a frozen layer decay by the same factor`() throws {
    let kept = Double.pow(1 - 0.1 * 0.1, 100)
    #expect(abs(try FailureMode.unseenRows.broken.measure().value - kept) < 1e-4)
    #expect(abs(try FailureMode.frozenByZeros.broken.measure().value - (1 - kept)) < 1e-4)
    // 1 / (1 + λ) against the mean, 1 / (1 + λ/n) against the sum.
    #expect(abs(try FailureMode.summedLoss.broken.measure().value - 1.0 / 65) < 1e-5)
  }

  @Test func `in Adam ten times the loss is a tenth of the decay`() throws {
    func decay(_ rule: some UpdateRule, lossScale: Scalar) throws -> Scalar {
      let weights = Variable(.ones([2]), requiresGradient: true)
      let optimizer = FirstOrderOptimizer([weights], rule)
      for step in 0..<200 {
        let gradient = Variable(Tensor([1, -1]) * (step % 2 == 0 ? lossScale : -lossScale))
        try trainingStep(optimizer) { (weights * gradient).sum() }
      }
      return 1 - weights.value.mean()
    }
    let coupled = CoupledDecay(AdamWRule(learningRate: 0.01, weightDecay: 0), strength: 0.1)
    let decoupled = AdamWRule(learningRate: 0.01, weightDecay: 0.1)
    let ratio = try decay(coupled, lossScale: 1) / decay(coupled, lossScale: 10)
    #expect(abs(ratio - 10) < 1.5)
    let same = try decay(decoupled, lossScale: 1) / decay(decoupled, lossScale: 10)
    #expect(abs(same - 1) < 1e-3)
  }

  @Test func `frequent rows do not decay`() throws {
    let norms = try record(FailureMode.unseenRows.broken).steps.map { $0.gradientNorms["table"] }
    #expect(try #require(norms.first ?? nil) > 0.1)
    let healthy = try record(FailureMode.unseenRows.remedies[0])
    #expect(try #require(healthy.losses.last) < 0.05)
    #expect(try #require(try record(FailureMode.unseenRows.broken).losses.last) < 0.05)
  }

  // MARK: Labels and logits

  @Test func `the logits' difference grows by ln 10 a decade`() throws {
    let gaps = [100, 1000, 10_000].map { TwoPoints().gap(after: $0) }
    #expect(abs(gaps[1] - gaps[0] - Double.log(10)) < 0.02)
    #expect(abs(gaps[2] - gaps[1] - Double.log(10)) < 0.002)
    let trained = try FailureMode.growingLogits.broken.measure()
    #expect(abs(trained.value - gaps[1]) < 1e-3)
    let losses = try #require(trained.record).losses
    #expect(zip(losses, losses.dropFirst()).allSatisfy { $1 < $0 })
    let smoothed = try FailureMode.growingLogits.remedies[0].measure().value
    #expect(abs(smoothed - Double.log(19)) < 1e-4)
  }

  @Test func `without smoothing the weight of one sample cancels`() {
    let logits = Variable(Tensor([[2, 1, 0.1]]))
    for weights in [Tensor([1, 2, 3]), Tensor([5, 1, 1])] {
      let weighted = softmaxCrossEntropy(logits, classes: [0], classWeights: weights).scalar
      #expect(abs(weighted - softmaxCrossEntropy(logits, classes: [0]).scalar) < 1e-5)
      let smoothed = softmaxCrossEntropy(
        logits, classes: [0], smoothing: 0.1, classWeights: weights
      ).scalar
      let plain = softmaxCrossEntropy(logits, classes: [0], smoothing: 0.1).scalar
      // Light classes among heavy ones are smoothed more, heavy ones among light ones less.
      #expect((smoothed > plain) == (weights.scalars[0] == 1))
    }
  }
}
