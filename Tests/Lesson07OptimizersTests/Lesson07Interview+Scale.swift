import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// What the size of the gradients does to a step.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 6), level: .explain, minutes: 3,
      question: "Is Adam invariant to the scale of the loss?",
      answer: """
        Up to ε, and without coupled weight decay, yes. A factor on all gradients multiplies m and √v alike, and cancels. It fails where gradients are near ε or below, \
        where decay is added to the gradient, and where the factor changes during the run, since v remembers the old one for about 1/(1 − β₂) steps. For SGD \
        the same factor multiplies every step.
        """,
      commonMistake: "Exactly: the scale of the loss never matters to Adam.",
      otherMistakes: [
        "No: a loss ten times as large makes steps ten times as long.":
          "SGD does that. In Adam the factor is in m and in √v alike and cancels: with the loss times 1000 SGD's first step is {ratio, SGD|4} times as long, and Adam's weight differs by {difference, Adam|2}.",
        "Only AMSGrad is invariant, Adam is not.":
          "AMSGrad only takes the greatest v so far, and a factor passes through a maximum as through a mean. Adam's m/√v cancels it just as well: times 1000 its weight differs by {difference, Adam|2}.",
      ],
      refutation: """
        Gradients 0.5, −0.2, 0.3, 0.1, rate 0.1: with the loss times 1000 Adam's weight differs by {difference, Adam|2}, with λ = 0.1 in the gradient by {difference, coupled decay|3}, with AdamW's decay by {difference, AdamW|2}; SGD's first step is \
        {ratio, SGD|4} times as long. With a gradient of 1e-10 Adam's first step is {step at 1e-10|3} instead of 0.1.
        """,
      followUps: [
        "What if the scale jumps during the run?": """
        Then v lags. After 100 gradients of 1, the first of 1000 makes a step of {step after the jump|3} rates, and the longest that follows is {longest after the jump|3}.
        """,
        "So does dividing the loss by the batch size matter?": """
        For Adam hardly, for SGD like a change of rate; and in front of a clip by norm for both, since the bound has a scale.
        """,
      ]))
  func `the loss's scale cancels in Adam, up to ε`() {
    let gradients: [Scalar] = [0.5, -0.2, 0.3, 0.1]
    let scaled = gradients.map { $0 * 1000 }
    func difference<Rule: UpdateRule>(_ rule: Rule) -> Scalar {
      abs(path(rule, gradients)[3] - path(rule, scaled)[3])
    }
    let adam = difference(AdamRule(learningRate: 0.1))
    let coupled = difference(AdamRule(learningRate: 0.1, weightDecay: .coupled(0.1)))
    let decoupled = difference(AdamWRule(learningRate: 0.1, weightDecay: 0.1))
    evidence("difference, Adam", adam)
    evidence("difference, coupled decay", coupled)
    evidence("difference, AdamW", decoupled)
    let sgd = SGDRule(learningRate: 0.1)
    let ratio = path(sgd, scaled, from: 0)[0] / path(sgd, gradients, from: 0)[0]
    evidence("ratio, SGD", ratio)
    evidence("step at 1e-10", -path(AdamRule(learningRate: 0.1), [1e-10], from: 0)[0])
    let jump = steps(
      AdamRule(), .init(repeating: 1, count: 100) + .init(repeating: 1000, count: 100))
    evidence("step after the jump", jump[100])
    evidence("longest after the jump", jump[100...].max() ?? .nan)
    #expect(adam < 1e-7 && coupled > 0.04 && decoupled < 1e-7 && abs(ratio - 1000) < 1e-6)
    #expect((jump[100...].max() ?? 0) > 2)
  }

  @Test(
    .interview(
      .question(7, 29), level: .debug, minutes: 2,
      question:
        "A colleague replaces SGD(lr=0.1) by Adam(lr=0.1), and the loss explodes at once. Why does the rate not carry over?",
      answer: """
        SGD's step is the rate times the gradient, Adam's first is the rate itself, in every weight. With gradients of 0.001, say, 0.1 means steps of 0.0001 in SGD and of 0.1 in Adam, \
        as large as the largest weights that PyTorch's Linear draws for 100 inputs. So Adam's rate is in units of the weights, 1e-3 to begin with, SGD's in units of weight per gradient. Later, \
        where the gradients are mostly noise, Adam's steps are shorter than its rate.
        """,
      commonMistake: "Adam adapts its rate, so any starting value will do.",
      otherMistakes: [
        "Adam divides by the gradient's norm, so it makes smaller steps than SGD.":
          "It divides each entry by that entry's own size, not by the norm, so small gradients step as far as large ones: the first step changes the weights by {change by Adam|3} of their norm, SGD's by {change by SGD|2}.",
        "An Adam step is exactly one rate long at every step.":
          "That holds for the first step and under a constant gradient. Where signs change, m is small beside √v: the second step on 0.5 and −0.2 is {second step|3} rates, the average in pure noise {mean step in noise|2}.",
      ],
      refutation: """
        A layer of 64 inputs and 32 units, weights uniform within ±1/8, gradients normal with deviation 0.001: the first step at the rate 0.1 changes the weights by {change by Adam|3} of their norm with Adam and by {change by SGD|2} with SGD. \
        Under pure noise Adam's steps are {mean step in noise|2} rates long on average, over 1000 weights after 1000 steps; its second step on the gradients 0.5 and −0.2 is {second step|3} rates.
        """,
      followUps: [
        "How would you find the new rate?": """
        Sweep it in equal ratios, say from 1e-5 to 1e-1, on short runs, and refine near the best. A range test gives a first guess.
        """,
        "And from Adam to Lion?": """
        Lion's steps are full length in every weight at every step. Its authors take a rate three to ten times lower than Adam's.
        """,
      ]))
  func `Adam's first step is its rate, in every weight`() {
    var generator = SplitMix64(seed: 729)
    let weights = Tensor.uniform([32, 64], in: -0.125..<0.125, using: &generator)
    let gradient = Tensor.normal([32, 64], using: &generator) * 0.001
    func change<Rule: UpdateRule>(_ rule: Rule) -> Scalar {
      (end(rule, from: weights, stepCount: 1) { _, _ in gradient } - weights).norm()
        / weights.norm()
    }
    let (adam, sgd) = (change(AdamRule(learningRate: 0.1)), change(SGDRule(learningRate: 0.1)))
    evidence("change by Adam", adam)
    evidence("change by SGD", sgd)
    #expect(adam > 1 && sgd < 0.01)
    let noise = leaf(.zeros([1000]))
    let optimizer = Adam([noise], learningRate: 1)
    var before = noise.value
    for _ in 0..<1000 {
      before = noise.value
      noise.gradient = .normal([1000], using: &generator)
      optimizer.step()
    }
    let mean = (noise.value - before).map { abs($0) }.mean()
    evidence("mean step in noise", mean)
    let second = steps(AdamRule(), [0.5, -0.2])[1]
    evidence("second step", second)
    #expect(abs(mean - 0.18) < 0.03 && abs(second - 0.346) < 1e-3)
  }
}
