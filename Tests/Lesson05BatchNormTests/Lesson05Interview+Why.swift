import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport
import Testing

// Why it helps, and what is known of it.

extension Lesson05Interview {
  /// The last loss of ten layers of width 16 with ReLU, trained on two classes of 64 samples; NaN if a step was not finite.
  private func lastLoss(normalizes: Bool, learningRate: Scalar, seed: UInt64) throws -> Scalar {
    var generator = SplitMix64(seed: seed)
    let x = Tensor.normal([64, 2], using: &generator)
    let classes = (0..<64).map { x[$0, 0] * x[$0, 1] > 0 ? 1 : 0 }
    var layers: [any Layer] = []
    for inputCount in [2] + Array(repeating: 16, count: 9) {
      let gain = Scalar.squareRoot(2 / Scalar(inputCount))
      let weight = gain * Tensor.normal([16, inputCount], using: &generator)
      layers.append(Linear(weight: weight, bias: .zeros([16])))
      if normalizes { layers.append(BatchNorm1d(featureCount: 16)) }
      layers.append(FunctionLayer("relu", relu))
    }
    layers.append(Linear(inputCount: 16, outputCount: 2, using: &generator))
    let model = Sequential(layers)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: learningRate)
    var last: Scalar = .nan
    do {
      for _ in 0..<40 {
        last = try trainingStep(optimizer) {
          softmaxCrossEntropy(model(Variable(x)), classes: classes)
        }
      }
    } catch is TrainingError {
      return .nan
    }
    return last
  }

  @Test(
    .interview(
      .question(5, 10), level: .explain, minutes: 4,
      question: "Does batch norm work because it reduces internal covariate shift?",
      answer: """
        That was the paper's reason, and it is disputed. Santurkar and others (2018) added noise with another mean and variance behind the norms, more \
        shift than without them, and training went almost as before; they found losses and gradients \
        that change less along a step. What one can measure easily is the consequence: a far larger learning rate can be used. \
        Independence of the weights' scale has a part in that. I would call the cause open; the usable rate can be measured.
        """,
      commonMistake: "Yes: batch norm works by reducing internal covariate shift, which is proven.",
      otherMistakes: [
        "Batch norm makes any learning rate usable.":
          "It makes larger rates usable, not all: at rate 100 one run with the norm was tried, and {lost at 100, normalized} of 1 ended above a loss of 0.5 or was not finite.",
        "Without batch norm ten layers cannot be trained.":
          "They can, at a smaller rate: of two runs of ten ReLU layers with He's weights and rate 0.1, {lost at 0.1, plain} fails and the other learns. At rate 1 it is {lost at 1, plain} of 10 that fail.",
      ],
      refutation: """
        Nothing proves it: Santurkar and others put more shift in behind the norms, and training \
        went almost as before. What was measured here is the rate and no shift: ten ReLU layers \
        of width 16, He's weights, 64 samples, 40 steps of plain gradient descent, ten seeds. At \
        rate 1 the loss ends above 0.5 or stops being finite for {lost at 1, plain} of 10 \
        without the norm and {lost at 1, normalized} of 10 with it. The norm is no guarantee and \
        no necessity: at rate 0.1 without it {lost at 0.1, plain} of 2 runs fails, at rate 100 \
        with it {lost at 100, normalized} of 1.
        """,
      followUps: [
        "What is internal covariate shift?": """
        The change of the distribution of a layer's inputs while the layers before it learn. The paper wanted to fix \
        mean and variance of these inputs.
        """,
        "What would be evidence that the shift matters?": """
        That training becomes worse when shift is put in and nothing else is changed. The experiment with noise behind the norms was meant as that, and hardly showed it.
        """,
      ]))
  func `with batch norm a larger learning rate is usable`() throws {
    func lost(
      normalizes: Bool, _ learningRate: Scalar, seeds: ClosedRange<UInt64> = 1...10
    ) throws -> Int {
      try seeds.count { seed in
        let loss = try lastLoss(normalizes: normalizes, learningRate: learningRate, seed: seed)
        return !(loss < 0.5)
      }
    }
    let (plain, normalized) = (try lost(normalizes: false, 1), try lost(normalizes: true, 1))
    evidence("lost at 1, plain", plain)
    evidence("lost at 1, normalized", normalized)
    let slow = try lost(normalizes: false, 0.1, seeds: 1...2)
    let fast = try lost(normalizes: true, 100, seeds: 1...1)
    evidence("lost at 0.1, plain", slow)
    evidence("lost at 100, normalized", fast)
    #expect(plain >= 8 && normalized == 0)
    #expect(slow < 2 && fast == 1)
  }

  @Test(
    .interview(
      .question(5, 12), level: .explain, minutes: 3,
      question: "Is batch norm a regularizer?",
      answer: """
        It adds noise in training: what a sample becomes depends on which others are drawn into its batch. The variance of \
        that noise falls about as one over the batch size, and in evaluation mode it is gone. That acts like other noise in \
        the hidden layers, and the paper could do with less dropout. How much it improves a given \
        network has to be measured; and it is tied to the batch size, unless the batch is normalized in parts, as ghost batch norm does.
        """,
      commonMistake: """
        Yes, to the same degree whatever the batch size, since each batch gets mean 0 and \
        variance 1.
        """,
      otherMistakes: [
        "It regularizes because γ and β are additional parameters.":
          "More parameters let a network fit more. What regularizes is noise from the other samples, and it is there with γ = 1 and β = 0 held fixed: a variance of {variance, 8} in batches of 8.",
        "The noise is there in evaluation mode as well.":
          "There mean and variance are constants, so a sample gets the same output among any others: over 2000 draws of them its variance is {variance, evaluation}.",
      ],
      refutation: """
        The noise falls as the batch grows. A sample of value 1 among others from N(0, 1): the variance of its output over 2000 draws of the others is {variance, 8} for batches of 8, {variance, 32} for 32 \
        and {variance, 128} for 128, all with γ = 1 and β = 0; by one over B the last would be a sixteenth of the first. In evaluation mode it is {variance, evaluation}.
        """,
      followUps: [
        "Batches had to be made larger, and the test accuracy fell. What may you try?": """
        Ghost batch norm: statistics over parts of the batch. With parts of 8 in a batch of 128 the variance is {variance, ghost} \
        again, as for a batch of 8.
        """,
        "Why about one over B?": """
        Mean and variance of B independent samples have errors whose variances are proportional to 1/B. For small B \
        the sample itself is a part of its statistics, so that the law holds only about.
        """,
      ]))
  func `a sample's noise falls about as one over B`() {
    // 2000 channels, each with draws of its own, beside a first sample of 1.
    let data = Tensor.concatenation([.ones([1, 2000]), normals([127, 2000], seed: 26)])
    func variance(_ size: Int) -> Scalar {
      outputs(BatchNorm1d(featureCount: 2000), data.slice(0..<size)).row(0).variance()
    }
    let variances = [8, 32, 128].map(variance)
    for (size, value) in zip([8, 32, 128], variances) { evidence("variance, \(size)", value) }
    #expect((2.5...6).contains(variances[0] / variances[1]))
    #expect((3...5).contains(variances[1] / variances[2]))
    let ghost = GhostBatchNorm(BatchNorm1d(featureCount: 2000), ghostSize: 8)
    let ghostVariance = outputs(ghost, data).row(0).variance()
    evidence("variance, ghost", ghostVariance)
    #expect(abs(ghostVariance - variances[0]) < 1e-12)
    let alone = served(BatchNorm1d(featureCount: 2000), data).row(0).variance()
    evidence("variance, evaluation", alone, atMost: 1e-29)
  }
}
