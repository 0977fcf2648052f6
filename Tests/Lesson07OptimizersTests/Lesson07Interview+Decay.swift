import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// Weight decay in Adam.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 5), level: .explain, minutes: 3,
      question:
        "PyTorch's Adam(weight_decay=0.1) and AdamW(weight_decay=0.1): what is the difference?",
      answer: """
        Adam adds λw to the gradient, so the decay is divided by √v like any gradient. AdamW multiplies the weight by 1 − ηλ beside the step. In Adam weights with small \
        gradients then decay fast and those with large gradients hardly, and where nothing else pulls, λ cancels: the weight moves by about one rate a step. So coupled decay in Adam is not weak but unevenly spread. \
        PyTorch 2.13's Adam has a switch for the other form, decoupled_weight_decay.
        """,
      whiteboard: """
        coupled:   g ← g + λw, then m, v, step
        decoupled: w ← (1 − ηλ) w, then m, v, step with g alone
        """,
      commonMistake: "weight_decay in Adam is weight decay; only the default differs.",
      otherMistakes: [
        "Adam's weight decay has no effect, since it is divided away.":
          "λ cancels, the decay does not: where nothing else pulls, λw over its own root is a full step, so ten steps at the rate 0.01 take a weight of 1 to {Adam, λ = 0.001|5} even with λ = 0.001.",
        "In Adam the weights with large gradients decay most.":
          "They decay least: λw is divided by √v, which large gradients inflate. Of a weight of 1 Adam leaves {Adam, large gradients|3} under gradients of ±10 and {Adam, small gradients|3} under ±0.1.",
      ],
      refutation: """
        A weight of 1 whose loss has no gradient, rate 0.01: after ten steps Adam leaves {Adam, λ = 0.1|5} with λ = 0.1 and {Adam, λ = 0.001|5} with 0.001, AdamW with 0.1 {AdamW|6}. \
        After 500 steps Adam leaves {Adam, 500 steps, at most}, AdamW {AdamW, 500 steps|3}. With gradients of ±10 and ±0.1, λ = 0.1, 200 steps, Adam leaves {Adam, large gradients|3} and {Adam, small gradients|3}, AdamW {AdamW, large gradients|3} and {AdamW, small gradients|3}.
        """,
      followUps: [
        "Are the two equal in plain SGD?": """
        Yes, to rounding: w − η (g + λw) is (1 − ηλ) w − ηg. With momentum they differ.
        """,
        "Does λ carry over when you change from Adam to AdamW?": """
        No. It has to be tuned anew, as it means a rate of shrinking now and weighed a term in the gradient before.
        """,
      ]))
  func `coupled decay forgets its strength, decoupled does not`() {
    let idle = [Scalar](repeating: 0, count: 500)
    func left(_ decay: WeightDecay) -> [Scalar] {
      path(AdamRule(learningRate: 0.01, weightDecay: decay), idle)
    }
    let (strong, weak, decoupled) = (
      left(.coupled(0.1)), left(.coupled(0.001)), left(.decoupled(0.1))
    )
    evidence("Adam, λ = 0.1", strong[9])
    evidence("Adam, λ = 0.001", weak[9])
    evidence("AdamW", decoupled[9])
    evidence("Adam, 500 steps, at most", abs(strong[499]), atMost: 1e-6)
    evidence("AdamW, 500 steps", decoupled[499])
    #expect(abs(strong[9] - weak[9]) < 1e-4 && abs(strong[9] - 0.90035) < 1e-4)
    #expect(abs(decoupled[9] - .pow(0.999, 10)) < 1e-12)
    func alternating(_ decay: WeightDecay) -> Tensor {
      end(
        AdamRule(learningRate: 0.01, weightDecay: decay), from: .ones([2]), stepCount: 200
      ) { _, step in Tensor([10, 0.1]) * (step % 2 == 0 ? 1 : -1) }
    }
    let (coupled, even) = (alternating(.coupled(0.1)), alternating(.decoupled(0.1)))
    evidence("Adam, large gradients", coupled[0])
    evidence("Adam, small gradients", coupled[1])
    evidence("AdamW, large gradients", even[0])
    evidence("AdamW, small gradients", even[1])
    #expect(abs(coupled[0] - 0.963) < 2e-3 && abs(coupled[1] - 0.173) < 2e-3)
    #expect(abs(even[0] - even[1]) < 1e-6 && abs(even[0] - 0.804) < 2e-3)
    #expect(path(AdamRule(), [1]) != path(AdamWRule(weightDecay: 0.1), [1]))
  }

  @Test(
    .interview(
      .question(7, 28), level: .debug, minutes: 2,
      question:
        "With AdamW you lower the learning rate tenfold and keep weight_decay. What else have you changed?",
      answer: """
        The decay, which is a tenth of what it was. PyTorch multiplies a weight by 1 − ηλ a step. A weight that nothing pulls keeps about e to the −ηλT after T steps, so the product ηλ sets how far the past is \
        forgotten. To hold it I raise λ tenfold. The paper writes the decay apart from the rate, with a schedule for both, so its λ and PyTorch's are not the same number. \
        A schedule of the rate schedules the decay with it.
        """,
      commonMistake: "Nothing: in PyTorch's AdamW the decay does not depend on the learning rate.",
      otherMistakes: [
        "The decay becomes stronger, as smaller steps oppose it less.":
          "Step and decay both carry η, so their balance stays and both become a tenth: after 1000 steps {left, rate 0.01|3} of a weight without gradient is left at the rate 0.01 and {left, rate 0.001|3} at 0.001.",
        "The decay changes with the square of the rate.":
          "η enters once, in 1 − ηλ. With a square a tenth of the rate would need a hundred times λ; ten times brings the weight back to {left, λ = 1|3}.",
      ],
      refutation: """
        A weight of 1 without gradient after 1000 steps with λ = 0.1: {left, rate 0.01|3} is left at the rate 0.01, {left, rate 0.001|3} at 0.001. With λ = 1 at 0.001 it is {left, λ = 1|3} again.
        """,
      followUps: [
        "What is decoupled, then?": """
        The decay from the gradient: it enters neither m nor v. From the rate it is not decoupled in PyTorch.
        """,
        "What decays during warm-up?": """
        Little, since ηλ begins near 0. With a schedule the total decay is about λ times the sum of the rates.
        """,
      ]))
  func `a tenth of the rate is a tenth of AdamW's decay`() {
    func left(_ rate: Scalar, _ decay: Scalar) -> Scalar {
      path(
        AdamWRule(learningRate: rate, weightDecay: decay), .init(repeating: 0, count: 1000))[999]
    }
    let (usual, lower, restored) = (left(0.01, 0.1), left(0.001, 0.1), left(0.001, 1))
    evidence("left, rate 0.01", usual)
    evidence("left, rate 0.001", lower)
    evidence("left, λ = 1", restored)
    #expect(abs(usual - .exp(-1)) < 1e-3 && abs(lower - .exp(-0.1)) < 1e-4)
    #expect(abs(restored - usual) < 1e-12)
  }
}
