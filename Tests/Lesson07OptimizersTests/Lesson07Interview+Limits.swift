import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// Where Adam goes wrong: a short memory, and a long one.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 8), level: .explain, minutes: 4,
      question: "Does Adam converge on convex problems?",
      answer: """
        Not with every choice of betas. Reddi and others gave a convex problem on which Adam with a short memory goes to the worst point. A rare large gradient points the right way, but divided by its own size it counts for about one rate; β₂ then forgets it, \
        and the small ones, pointing the wrong way, count for nearly one each. A β₂ near 1 goes to the right end there, and so does AMSGrad, which keeps the greatest v. For any fixed \
        betas with β₁ < √β₂ they construct such a problem.
        """,
      whiteboard: """
        on [−1, 1], every third step gradient 3, else −1; mean gradient 1/3, best x = −1
        β₁ = 0, β₂ = 0.1: v goes 8.2, 1.7, 1.07 round and round
        a cycle moves by −3/√8.2 + 1/√1.7 + 1/√1.07 ≈ +0.7 rates
        """,
      commonMistake: "Yes, with a rate that falls as 1/√t it converges on every convex problem.",
      otherMistakes: [
        "No: under the gradients 3, −1, −1 in turn it goes to the wrong end whatever β₂ is.":
          "What fails is a short memory: β₂ = 0.1 forgets the rare large gradient and ends at {Adam, β₂ = 0.1|3}, the worst point; 0.999 remembers it and ends at {Adam, β₂ = 0.999|3}, next to the best.",
        "It fails because the rate is too large; a smaller one cures it.":
          "Under gradients 3, −1, −1 in turn each cycle moves the wrong way, and a smaller rate only goes there more slowly: a tenth of it leads from 0 to {Adam, a tenth of the rate|3}, and −1 is best.",
      ],
      refutation: """
        Gradients 3, −1, −1 in turn on [−1, 1], β₁ = 0, rate 0.1/√t, 3,000 steps from 0; −1 is best. Adam with β₂ = 0.1 ends at {Adam, β₂ = 0.1|3}, with a tenth of the rate at {Adam, a tenth of the rate|3}; \
        with β₂ = 0.999 it ends at {Adam, β₂ = 0.999|3}, AMSGrad with 0.1 at {AMSGrad|3}.
        """,
      followUps: [
        "Do people use AMSGrad, then?": """
        It is an option and not the default in PyTorch's Adam. On this problem β₂ = 0.999 is cure enough.
        """,
        "Does PyTorch's AMSGrad follow the paper?": """
        Nearly: it takes the maximum of the raw v, as the paper does, and then corrects for bias, which the paper does not.
        """,
      ]))
  func `Adam with β₂ = 0.1 ends at the wrong end`() {
    func final<Rule: UpdateRule>(_ rule: Rule, rate: Scalar = 0.1) -> Scalar {
      let x = leaf(Tensor([0]))
      let optimizer = FirstOrderOptimizer([x], rule)
      for step in 1...3000 {
        optimizer.learningRate = rate / .squareRoot(Scalar(step))
        x.gradient = Tensor([step % 3 == 1 ? 3 : -1])
        optimizer.step()
        x.modify { $0 = $0.clamped(to: -1...1) }
      }
      return x.value[0]
    }
    let short = final(AdamRule(beta1: 0, beta2: 0.1))
    let slow = final(AdamRule(beta1: 0, beta2: 0.1), rate: 0.01)
    let long = final(AdamRule(beta1: 0, beta2: 0.999))
    let greatest = final(AMSGradRule(beta1: 0, beta2: 0.1))
    evidence("Adam, β₂ = 0.1", short)
    evidence("Adam, a tenth of the rate", slow)
    evidence("Adam, β₂ = 0.999", long)
    evidence("AMSGrad", greatest)
    #expect(short > 0.9 && slow > 0.2 && long < -0.9 && greatest < -0.9)
  }

  @Test(
    .interview(
      .question(7, 30), level: .explain, minutes: 3,
      question:
        "Language models are often trained with β₂ = 0.95 instead of Adam's 0.999. What does that change?",
      answer: """
        The memory of v: about 20 steps instead of 1000. When gradients grow, a long memory still divides by the small old ones, and the steps become several rates long; when one outlier passes, a long memory divides by it \
        for hundreds of steps and the run crawls. A short memory does neither for long. Its price is a noisier divisor, as it averages fewer squares. \
        The right value is a matter of tuning, together with the batch.
        """,
      commonMistake: "β₂ only sets how the first steps are corrected.",
      otherMistakes: [
        "It shortens the average of the gradients, so the momentum is noisier.":
          "β₁ averages the gradients, and it stays at 0.9. β₂ averages their squares, so what gets noisier is the divisor and not the momentum.",
        "A longer memory is safer in every case, since v is then larger.":
          "When gradients grow, a long memory keeps v small with old squares: from 0.01 to 1 the longest step is {longest, β₂ = 0.999|3} rates at 0.999 and {longest, β₂ = 0.95|3} at 0.95.",
      ],
      refutation: """
        Gradients of 0.01 for 1000 steps, then 1: the longest step is {longest, β₂ = 0.999|3} rates at 0.999 and {longest, β₂ = 0.95|3} at 0.95. One gradient of 1000 among ones, at step 100 of 350: the last hundred steps \
        together are {way, β₂ = 0.999|2} rates long at 0.999 and {way, β₂ = 0.95|3} at 0.95. β₁ is 0.9 throughout.
        """,
      followUps: [
        "What helps as well against outliers?": """
        Clipping the gradient's norm before the step: the outlier then enters v at the bound.
        """,
        "What does the bias correction do at 0.95?": """
        It fades within some 60 steps. Without it the first step would be too short: (1 − 0.9)/√(1 − 0.95) is 0.45 rates.
        """,
      ]))
  func `a memory of 1000 steps makes long steps, then short ones`() {
    let growing = [Scalar](repeating: 0.01, count: 1000) + .init(repeating: 1, count: 100)
    func longest(_ beta2: Scalar) -> Scalar {
      steps(AdamRule(beta2: beta2), growing)[1000...].max() ?? .nan
    }
    var outlier = [Scalar](repeating: 1, count: 350)
    outlier[100] = 1000
    func way(_ beta2: Scalar) -> Scalar {
      steps(AdamRule(beta2: beta2), outlier)[250...].reduce(0, +)
    }
    for beta2 in [0.999, 0.95] as [Scalar] {
      evidence("longest, β₂ = \(beta2)", longest(beta2))
      evidence("way, β₂ = \(beta2)", way(beta2))
    }
    #expect(longest(0.999) > 5 && longest(0.95) < 2)
    #expect(way(0.999) < 10 && way(0.95) > 50)
  }
}
