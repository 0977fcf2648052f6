import Autograd
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// Settings that mean something else elsewhere.

extension Lesson06Interview {
  @Test(
    .interview(
      .question(6, 34), level: .debug, minutes: 2,
      question: "With Adam and weight_decay as L2, some weights hardly decay. Which, and why?",
      answer: """
        Those with large gradients. Adam divides the decay together with the gradient by the root of the mean square, so where gradients are large little \
        is left of λw. Decoupled decay, AdamW, multiplies by 1 − ηλ and treats all alike. When I change from one to the other, λ has to be tuned again.
        """,
      commonMistake: "The ones with small gradients, as the optimizer ignores them.",
      otherMistakes: [
        "None: every weight decays by the factor 1 − ηλ a step.":
          "That is decoupled decay, AdamW's. As L2 the decay goes through Adam's division: a weight with gradients of ±1 decays {ratio, L2 in Adam|3} times as much as one with ±100.",
        "Those with large gradients, and in AdamW it is the same.":
          "AdamW multiplies by 1 − ηλ beside the step, where no gradient divides it: weights with gradients of ±1 and of ±100 decay alike, their ratio is {ratio, decoupled|3}.",
      ],
      refutation: """
        It is the other way round. A weight of 1 with gradients of ±1 decays {ratio, L2 in Adam|3} times as much as one with ±100, after 200 steps of Adam with L2; with decoupled decay {ratio, decoupled|3} times.
        """,
      followUps: [
        "And if the loss is multiplied by 10?": """
        Then Adam's own steps stay nearly the same, and where the gradient outweighs it the L2 decay shrinks to {ratio, loss times 10|2} of what it was.
        """,
        "Is plain gradient descent free of that?": """
        Of the division, yes. But a sum instead of a mean still changes the balance of loss and penalty.
        """,
      ]))
  func `L2 in Adam decays weights with small gradients most`() throws {
    let ratio = try FailureMode.coupledWithAdam.measure()
    evidence("ratio, L2 in Adam", ratio.broken)
    evidence("ratio, decoupled", ratio.cured)
    #expect(ratio.broken > 50 && abs(ratio.cured - 1) < 0.1)
    func decay(gradient size: Scalar) throws -> Scalar {
      let w = leaf(.ones([2]))
      let rule = CoupledDecay(AdamWRule(learningRate: 0.01, weightDecay: 0), strength: 0.1)
      let optimizer = FirstOrderOptimizer([w], rule)
      for step in 0..<200 {
        let gradient = Variable(Tensor([1, -1]) * (step % 2 == 0 ? size : -size))
        try trainingStep(optimizer) { (w * gradient).sum() }
      }
      return 1 - w.value.mean()
    }
    let scaled = try decay(gradient: 100) / decay(gradient: 10)
    evidence("ratio, loss times 10", scaled)
    #expect(abs(scaled - 0.1) < 0.01)
  }

  @Test(
    .interview(
      .question(6, 35), level: .debug, minutes: 2,
      question:
        "After changing frameworks, a network with dropout 0.9 learns almost nothing. What do you suspect?",
      answer: """
        That the number is the probability of keeping in one interface and of dropping in the other. PyTorch's p is the probability of dropping. Meant to keep nine \
        tenths, 0.9 keeps one tenth, multiplied by ten, so the added variance is nine times the square of each unit instead of a ninth. Counting the zeros in one batch \
        settles it.
        """,
      commonMistake:
        "Not dropout: 0.9 keeps 90 % of the units in every framework, which disturbs little.",
      otherMistakes: [
        "The mean of the outputs shows the mistake.":
          "Inverted dropout keeps the mean for every p: behind p = 0.9 ones have {mean, 0.9|2}. What shows it is the share of zeros, or the variance.",
        "It makes no difference to the noise: p and 1 − p add the same variance.":
          "What is symmetric is p (1 − p), without the division. Inverted dropout adds p/(1 − p) x²: ones get the variance {variance, 0.9|2} behind p = 0.9 and {variance, 0.1|2} behind 0.1.",
      ],
      refutation: """
        In PyTorch 0.9 is the probability of dropping. With p = 0.9 the share of zeros is {zeros, 0.9|3} where 0.1 was meant, and with p = 0.1 it is {zeros, 0.1|3}. Kept units are multiplied by {scale, 0.9|3}. 20,000 ones have the mean {mean, 0.9|2} \
        behind p = 0.9 and the variance {variance, 0.9|2}; behind p = 0.1 the variance is {variance, 0.1|2}.
        """,
      followUps: [
        "Why does the mean not show it?": """
        Both are inverted, so the mean of the outputs is the input in both cases.
        """,
        "What would you assert in a port?": """
        The share of zeros on a large tensor of ones, and the value of what is kept.
        """,
      ]))
  func `0.9 as a probability of dropping leaves a tenth`() throws {
    let zeros = try FailureMode.keptForDropped.measure()
    evidence("zeros, 0.9", zeros.broken)
    evidence("zeros, 0.1", zeros.cured)
    evidence("scale, 0.9", Dropout(probability: 0.9, seed: 1).keptScale)
    #expect(abs(zeros.broken - 0.9) < 0.02 && abs(zeros.cured - 0.1) < 0.02)
    #expect(abs(Dropout(probability: 0.9, seed: 1).keptScale - 10) < 1e-9)
    func ones(_ p: Scalar) -> Tensor {
      Dropout(probability: p, seed: 635)(Variable(.ones([20_000]))).value
    }
    evidence("mean, 0.9", ones(0.9).mean())
    evidence("variance, 0.9", ones(0.9).variance())
    evidence("variance, 0.1", ones(0.1).variance())
    // Four standard errors of 20,000 draws of 0 or 10.
    #expect(abs(ones(0.9).mean() - 1) < 0.09 && abs(ones(0.9).variance() - 9) < 0.7)
    #expect(abs(ones(0.1).variance() - 1.0 / 9) < 0.02)
  }
}
