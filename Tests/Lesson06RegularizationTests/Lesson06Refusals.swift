import Autograd
import Datasets
import RefusalSupport
import Regularization
import TensorCore
import Testing

/// Every precondition of the lesson stops the program with the function and the values.
@Suite struct Lesson06Refusals {
  static let all: [Misuse] = [
    Misuse("Tensor.mask: no probability: 1.5") {
      var generator = SplitMix64(seed: 0)
      _ = Tensor.mask([2], dropping: 1.5, using: &generator)
    },
    Misuse("Dropout.init: no probability: -0.1") { _ = Dropout(probability: -0.1, seed: 0) },
    Misuse("AlphaDropout.init: no probability: nan") {
      _ = AlphaDropout(probability: .nan, seed: 0)
    },
    Misuse("dropout: a mask [3] for inputs [2]") {
      _ = dropout(Variable(.ones([2])), mask: .ones([3]))
    },
    Misuse("dropout: a mask [2, 2] for inputs [2]") {
      _ = dropout(Variable(.ones([2])), mask: .ones([2, 2]))
    },
    Misuse("alphaDropout: a mask [1] for inputs [2]") {
      _ = alphaDropout(Variable(.ones([2])), mask: .ones([1]), probability: 0.5)
    },
    Misuse("AlphaConstants.init: no probability: 2.0") { _ = AlphaConstants(probability: 2) },
    Misuse("Dropout2d: no [batch, channels, …]: [2, 3]") {
      _ = Dropout2d(seed: 0)(Variable(.ones([2, 3])))
    },
    Misuse("VariationalDropout: no [steps, batch, features]: [2, 3]") {
      _ = VariationalDropout(seed: 0)(Variable(.ones([2, 3])))
    },
    Misuse("StochasticDepth: no [batch, …]: []") {
      _ = StochasticDepth(probability: 0.5, seed: 0)(Variable(Tensor(1)))
    },
    Misuse("StochasticDepth.probabilities: 0 blocks up to 0.5") {
      _ = StochasticDepth.probabilities(blockCount: 0, last: 0.5)
    },
    Misuse("SkippedBlock: the branch made [1, 2] of [1, 3]") {
      _ = SkippedBlock(Linear(weight: .ones([2, 3]), bias: nil), probability: 0, seed: 0)(
        Variable(.ones([1, 3])))
    },
    Misuse("weightedCrossEntropy: coefficients [2, 2] for logits [2, 3]") {
      _ = weightedCrossEntropy(Variable(.ones([2, 3])), coefficients: .ones([2, 2]))
    },
    Misuse("softmaxCrossEntropy: 1 classes for logits [2, 3]") {
      _ = softmaxCrossEntropy(Variable(.ones([2, 3])), classes: [0], smoothing: 0.1)
    },
    Misuse("softmaxCrossEntropy: class -100 is outside 0 ..< 3") {
      _ = softmaxCrossEntropy(Variable(.ones([1, 3])), classes: [-100], smoothing: 0.1)
    },
    Misuse("softmaxCrossEntropy: the smoothing is no share: 1.5") {
      _ = softmaxCrossEntropy(Variable(.ones([1, 3])), classes: [0], smoothing: 1.5)
    },
    Misuse("softmaxCrossEntropy: weights [2] for 3 classes") {
      _ = softmaxCrossEntropy(Variable(.ones([1, 3])), classes: [0], classWeights: .ones([2]))
    },
    Misuse("softmaxCrossEntropy: the weights of the batch sum to 0.0") {
      _ = softmaxCrossEntropy(
        Variable(.ones([1, 3])), classes: [0], classWeights: Tensor([0, 1, 1]))
    },
    Misuse("LabelSmoothing.floor: no other class: 1") {
      _ = LabelSmoothing.floor(classCount: 1, smoothing: 0.1)
    },
    Misuse("LabelSmoothing.targetsOverOthers: no other class: 1") {
      _ = LabelSmoothing.targetsOverOthers([0], classCount: 1, smoothing: 0.1)
    },
    Misuse("WeightPenalty.l2: the strength is negative or NaN: -1.0") {
      _ = WeightPenalty.l2([Variable(.ones([1]))], strength: -1)
    },
    Misuse("WeightPenalty.l1: there are no parameters") { _ = WeightPenalty.l1([], strength: 1) },
    Misuse("CoupledDecay<GradientDescentRule>: the decay is negative or not finite: -1.0") {
      _ = FirstOrderOptimizer([parameter], CoupledDecay(GradientDescentRule(), strength: -1))
    },
    Misuse("ProximalDescentRule: a penalty is negative or NaN: -1.0, 0.0") {
      _ = ProximalDescent([parameter], ProximalDescentRule(learningRate: 0.1, l1: -1))
    },
    Misuse("Tensor.softThresholded: the threshold is negative or NaN: -1.0") {
      _ = Tensor([1]).softThresholded(by: -1)
    },
    Misuse("MaxNorm.init: the bound is not positive: 0.0") { _ = MaxNorm(bound: 0) },
    Misuse("MaxNorm.projection: no weight [out, in, …]: [3]") {
      _ = MaxNorm(bound: 1).projection(of: .ones([3]))
    },
    Misuse("EarlyStopping.init: the patience is not positive: 0") {
      _ = EarlyStopping(patience: 0)
    },
    Misuse("EarlyStopping.init: the minimum improvement is negative or NaN: -1.0") {
      _ = EarlyStopping(patience: 1, minimumImprovement: -1)
    },
    Misuse("Augmentation.noise: the deviation is negative or NaN: -1.0") {
      _ = Augmentation.noise(deviation: -1)
    },
    Misuse("Augmentation.shift: 3 pixels in 3 by 3") {
      _ = Augmentation.shift(height: 3, width: 3, by: 3)
    },
    Misuse("Augmentation.cutout: the side is not positive: 0") {
      _ = Augmentation.cutout(height: 3, width: 3, side: 0)
    },
    Misuse("Augmentation: mirror: no images of 3 by 3 pixels: [1, 8]") {
      var generator = SplitMix64(seed: 0)
      _ = Augmentation.mirror(height: 3, width: 3)(.ones([1, 8]), using: &generator)
    },
    Misuse("Mixup.init: alpha is not positive: 0.0") { _ = Mixup(alpha: 0) },
    Misuse("Mixup.mix: 1 partners, [2, 3] and [2, 2]") {
      _ = Mixup.mix(.ones([2, 3]), targets: .ones([2, 2]), partners: [0], share: 0.5)
    },
    Misuse("ClassWeights.balanced: a class has no samples: [3, 0]") {
      _ = ClassWeights.balanced(counts: [3, 0])
    },
    Misuse("BinaryCounts.init: 1 labels for 2 scores") {
      _ = BinaryCounts(scores: [0, 1], isPositive: [true], threshold: 0.5)
    },
    Misuse("DecisionThreshold.forCosts: a cost is not positive: 0.0, 1.0") {
      _ = DecisionThreshold.forCosts(missed: 0, falseAlarm: 1)
    },
    Misuse("Reliability.init: 0 confidences, 0 flags, 10 bins") {
      _ = Reliability(confidences: [], isRight: [])
    },
    Misuse("Reliability.init: a confidence is outside 0…1") {
      _ = Reliability(confidences: [1.5], isRight: [true])
    },
    Misuse("TemperatureScaling.init: the temperature is not positive: 0.0") {
      _ = TemperatureScaling(temperature: 0)
    },
    Misuse("Ensemble.init: there are no members") { _ = Ensemble([]) },
    Misuse("MonteCarloDropout.init: fewer than two passes: 1") {
      _ = MonteCarloDropout(passCount: 1)
    },
    Misuse("MagnitudePruning.init: 1 weights, sparsity 1.5") {
      _ = MagnitudePruning([parameter], sparsity: 1.5)
    },
    Misuse("MaskEnumeration: 21 units, probability 0.5") {
      _ = MaskEnumeration.expectation(unitCount: 21, probability: 0.5) { $0 }
    },
    Misuse("PolynomialFit.weights: the number of steps is negative: -1") {
      _ = PolynomialFit().weights(afterSteps: -1)
    },
    Misuse("DoubleDescent.validationError: no feature: 0") {
      _ = DoubleDescent().validationError(featureCount: 0, seed: 0)
    },
    Misuse("LeastSquares.ridge: the strength is negative or NaN: -1.0") {
      _ = LeastSquares.ridge(.ones([2, 2]), targets: .ones([2]), strength: -1)
    },
    Misuse("LeastSquares.minimumNorm: targets [3] for inputs [2, 2]") {
      _ = LeastSquares.minimumNorm(.ones([2, 2]), targets: .ones([3]))
    },
    Misuse("PolynomialFit.init: no degree of 0…11: 12") { _ = PolynomialFit(degree: 12) },
    Misuse("BiasVariance.init: predictions [2, 3] for a truth [2]") {
      _ = BiasVariance(predictions: .ones([2, 3]), truth: .ones([2]))
    },
    Misuse("FitReport.init: 1 training and 2 validation losses") {
      _ = FitReport(training: [1], validation: [1, 2], baseline: 2, target: 1)
    },
    Misuse("FitReport.init: the target 2.0 is not below 1.0") {
      _ = FitReport(training: [1], validation: [1], baseline: 1, target: 2)
    },
  ]

  private static var parameter: Variable { Variable(.ones([1]), requiresGradient: true) }

  @Test(arguments: all) func `misuse stops the program with the values`(misuse: Misuse) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [message = misuse.message as String] in
      Misuse.makeCall(failingWith: message, from: Lesson06Refusals.all)
    }
    expectMessage(result, says: ": \(misuse.message)\n")
  }

  @Test func `every message belongs to one call`() {
    #expect(Set(Self.all.map(\.message)).count == Self.all.count)
  }
}
