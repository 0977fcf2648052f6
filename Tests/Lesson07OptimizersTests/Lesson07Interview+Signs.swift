import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// A rule that looks at signs.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 38), level: .explain, minutes: 2,
      question: "What does Lion do differently from Adam, and what follows for its settings?",
      answer: """
        It steps by the sign of a momentum. Without decay each weight moves by the rate, whatever its gradients. It keeps one mean and no squares. Half of Adam's state, and a lower rate: its authors take three to ten times \
        less than Adam's, and a decay as many times higher, since the decay is multiplied by the rate. Adam's steps shrink where gradients are mostly noise, Lion's do not, so the rate has to fall at the end.
        """,
      commonMistake: "Lion is Adam with β₂ = 0; the same learning rate will do.",
      otherMistakes: [
        "Lion keeps two means like Adam, since it has two betas.":
          "Both betas work on one stored mean: β₁ mixes the gradient into this step's direction, β₂ into what is kept. Lion keeps {numbers of Lion} number a weight, Adam {numbers of Adam}.",
        "The sign makes its steps shorter than Adam's at the same rate.":
          "A sign is ±1 however small the momentum is, so each step is a full rate, where in pure noise Adam's are {Adam|2} rates long on average. That is why Lion gets the lower rate.",
      ],
      refutation: """
        Under pure noise, 1000 weights after 500 steps, Lion's steps are {Lion|3} rates long and Adam's {Adam|2} on average. Lion keeps {numbers of Lion} number a weight, Adam {numbers of Adam}. With β₂ = 0 Adam would divide m by |g|, which is no sign and has no bound. In a bowl ½ w² without noise, rate 0.03, the last 100 of 500 steps of Lion leave the weight within {Lion in a bowl|2} of the minimum, Adam within {Adam in a bowl|1}.
        """,
      followUps: [
        "What are Lion's two betas for?": """
        0.9 mixes the gradient into the direction of this step, 0.99 is how slowly the stored mean forgets.
        """,
        "Is the scale of the loss of any account?": """
        A constant factor is of none, and there is no ε: the sign forgets it. With weight decay too, as the decay does not pass through the gradient.
        """,
      ]))
  func `Lion's steps stay a rate long where Adam's shrink`() {
    func meanStep<Rule: UpdateRule>(_ rule: Rule) -> Scalar {
      var generator = SplitMix64(seed: 38)
      let w = leaf(.zeros([1000]))
      let optimizer = FirstOrderOptimizer([w], rule)
      var before = w.value
      for _ in 0..<500 {
        before = w.value
        w.gradient = .normal([1000], using: &generator)
        optimizer.step()
      }
      return (w.value - before).map { abs($0) }.mean() / rule.learningRate
    }
    func farthest<Rule: UpdateRule>(_ rule: Rule) -> Scalar {
      var places: [Scalar] = []
      _ = end(rule, from: Tensor([1]), stepCount: 500) { w, _ in
        places.append(abs(w[0]))
        return w
      }
      return places.suffix(100).max() ?? .nan
    }
    func numbers<Rule: UpdateRule>(_ rule: Rule) -> Int {
      FirstOrderOptimizer([leaf(.ones([10]))], rule).rememberedScalarCount / 10
    }
    let steps = (meanStep(LionRule(learningRate: 0.01)), meanStep(AdamRule(learningRate: 0.01)))
    evidence("Lion", steps.0)
    evidence("Adam", steps.1)
    evidence("numbers of Lion", numbers(LionRule()))
    evidence("numbers of Adam", numbers(AdamRule()))
    let bowl = (farthest(LionRule(learningRate: 0.03)), farthest(AdamRule(learningRate: 0.03)))
    evidence("Lion in a bowl", bowl.0)
    evidence("Adam in a bowl", bowl.1)
    #expect(abs(steps.0 - 1) < 1e-9 && steps.1 < 0.3 && numbers(LionRule()) == 1)
    #expect(bowl.0 > 0.01 && bowl.1 < bowl.0 / 10)
  }
}
