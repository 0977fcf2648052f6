import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// The rules themselves, and how they came from each other.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 1), level: .derive, minutes: 6,
      question:
        "Write the updates of SGD, momentum, Nesterov, Adam and AdamW, as PyTorch has them.",
      answer: """
        SGD steps along the gradient, momentum along a running sum of gradients. Adam steps along a running mean, divided by the root of a mean square. \
        Nesterov adds to the gradient μ times the velocity that it is about to have. Adam corrects both means for their start at zero. \
        AdamW is Adam that first multiplies the weight by 1 − ηλ. In PyTorch the rate stands outside the velocity, and ε outside the root.
        """,
      whiteboard: """
        SGD: w ← w − ηg
        momentum: v ← μv + g, w ← w − ηv
        Nesterov: v ← μv + g, w ← w − η (g + μv)
        Adam: m ← β₁m + (1 − β₁) g, v ← β₂v + (1 − β₂) g²
              w ← w − η · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)
        AdamW: w ← (1 − ηλ) w, then Adam
        """,
      commonMistake: "Nesterov is momentum under another name.",
      otherMistakes: [
        "In PyTorch momentum averages the gradients: v ← μv + (1 − μ) g.":
          "PyTorch sums: v ← μv + g. With a mean the first step on a gradient of 0.5 at the rate 0.1 and μ = 0.9 would be 0.005; it is all of ηg, {first step of momentum}.",
        "Adam's first step is as long as SGD's at the same rate.":
          "SGD's first step is ηg, Adam's is g over its own size, so one rate whatever g is: for a gradient of 0.5 at the rate 0.1 SGD moves by 0.05 and Adam by {first step of Adam|3}.",
      ],
      refutation: """
        One weight from 1, gradients 0.5, −0.2, 0.3, 0.1, rate 0.1, μ = 0.9: after four steps momentum is at {momentum|6}, Nesterov at {Nesterov|6}. \
        SGD is at {SGD}, Adam at {Adam|6}, AdamW with λ = 0.1 at {AdamW|6}. Momentum's first step is all of ηg, {first step of momentum}, as it would not be with a mean, and Adam's is {first step of Adam|3}.
        """,
      followUps: [
        "Where does Nesterov evaluate the gradient?": """
        In the original, at the point looked ahead to. PyTorch stores that point as the parameter, so the gradient is taken at \
        the weights as they are, and the step looks ahead.
        """,
        "What does dampening do?": """
        It multiplies the gradient's share in the velocity by 1 − τ, from the second step on. PyTorch refuses it together with Nesterov.
        """,
      ]))
  func `four steps tell the five rules apart`() {
    let gradients: [Scalar] = [0.5, -0.2, 0.3, 0.1]
    let momentum = path(SGDRule(learningRate: 0.1, momentum: 0.9), gradients)
    let nesterov = path(SGDRule(learningRate: 0.1, momentum: 0.9, isNesterov: true), gradients)
    let adam = path(AdamRule(learningRate: 0.1), gradients)
    let decayed = path(AdamWRule(learningRate: 0.1, weightDecay: 0.1), gradients)
    let sgd = path(SGDRule(learningRate: 0.1), gradients)
    evidence("SGD", sgd[3])
    evidence("momentum", momentum[3])
    evidence("Nesterov", nesterov[3])
    evidence("Adam", adam[3])
    evidence("AdamW", decayed[3])
    evidence("first step of momentum", 1 - momentum[0])
    evidence("first step of Adam", 1 - adam[0])
    let expected: [(Scalar, Scalar)] = [
      (sgd[3], 0.93), (momentum[3], 0.81525), (nesterov[3], 0.763725),
      (adam[3], 0.757658497904), (decayed[3], 0.722456803808), (momentum[0], 0.95),
    ]
    for (found, value) in expected { #expect(abs(found - value) < 1e-11) }
    #expect(abs(adam[0] - 0.9) < 1e-8 && abs(sgd[0] - 0.95) < 1e-12)
  }

  @Test(
    .interview(
      .question(7, 24), level: .explain, minutes: 3,
      question: "How do Adagrad, RMSprop and Adam follow from each other?",
      answer: """
        Adagrad divides by the root of a sum of squared gradients, RMSprop by that of a running mean. Adam adds momentum and bias correction to it. \
        Under gradients of constant size Adagrad's steps fall as 1/√t. That suits convex problems, and long trainings all but stop. RMSprop forgets, so \
        its steps do not die out, but at its start the mean is too small. Adam corrects for that, and averages the direction as well.
        """,
      commonMistake: "All three keep the length of a step near the learning rate.",
      otherMistakes: [
        "PyTorch's RMSprop corrects its mean for the start at zero, as Adam does.":
          "It does not. After one step its root is √(1 − α) |g|, a tenth of |g| at α = 0.99, so the first step is {RMSprop, step 1|3} rates long; corrected it would be 1.",
        "Adagrad's steps fall because its learning rate is scheduled.":
          "Its rate stays, lr_decay being 0 by default. The divisor grows, a sum of squares that forgets nothing: under a constant gradient step 100 is {Adagrad, step 100|3} rates long.",
      ],
      refutation: """
        Constant gradient, PyTorch's settings, steps in units of each rule's rate: at step 1 and step 100 Adagrad makes {Adagrad, step 1|3} and {Adagrad, step 100|3}, RMSprop {RMSprop, step 1|3} \
        and {RMSprop, step 100|3}, Adam {Adam, step 1|3} and {Adam, step 100|3}. RMSprop's first step is 1/√(1 − 0.99) rates. Adagrad's option lr_decay is 0 there.
        """,
      followUps: [
        "With which settings is Adam nearest to RMSprop?": """
        With β₁ = 0 and β₂ = α it is RMSprop with a bias correction of v, which fades as t grows.
        """,
        "When is Adagrad still a good choice?": """
        With sparse features: a weight that is rarely active has a small sum and keeps a large step.
        """,
      ]))
  func `Adagrad's steps fall as 1/√t, RMSprop begins with 10`() {
    let ones = [Scalar](repeating: 1, count: 100)
    let adagrad = steps(AdagradRule(), ones)
    let rms = steps(RMSpropRule(), ones)
    let adam = steps(AdamRule(), ones)
    for (name, found) in [("Adagrad", adagrad), ("RMSprop", rms), ("Adam", adam)] {
      evidence("\(name), step 1", found[0])
      evidence("\(name), step 100", found[99])
    }
    #expect(abs(adagrad[99] - 0.1) < 1e-8 && abs(rms[0] - 10) < 1e-5)
    #expect(adam.allSatisfy { abs($0 - 1) < 1e-6 })
    // 1/√(1 − 0.99¹⁰⁰)
    #expect(abs(rms[99] - 1.256) < 1e-3)
    // With β₁ = 0 and RMSprop's α, Adam's corrected step tends to RMSprop's.
    let gradients = (0..<1500).map { Scalar($0 % 7) - 2.5 }
    let near = steps(AdamRule(beta1: 0, beta2: 0.99), gradients)
    let late = steps(RMSpropRule(), gradients)
    #expect(abs(near[1499] / late[1499] - 1) < 1e-6 && abs(near[0] / late[0] - 0.1) < 1e-3)
  }
}
