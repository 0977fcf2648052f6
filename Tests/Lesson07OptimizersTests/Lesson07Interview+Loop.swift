import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// What goes wrong in the loop: rounding, and parameters that nobody trains.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 33), level: .debug, minutes: 3,
      question:
        "With weights in bfloat16 the loss stops falling early; with single precision it goes on. What happens?",
      answer: """
        The steps round away. bfloat16 keeps 8 significant bits, so a weight of 1 can fall by 1/256 or not at all, and a step below half of that is lost every time. Small \
        weights are hit less, since the spacing is relative. The cure is a copy of the weights in single precision that the optimizer changes, with bfloat16 for the products only, \
        as autocast has it; or stochastic rounding, which is right on average.
        """,
      commonMistake: "bfloat16 has single precision's range, so training needs no changes.",
      otherMistakes: [
        "The gradients underflow; loss scaling cures it.":
          "bfloat16 has single precision's range, so gradients underflow hardly sooner. And loss scaling is undone before the step, which is as short as before and still lost in the weight.",
        "The steps are rounded but add up, so the run only takes longer.":
          "There is nothing left to add up: each step is rounded away by itself, and the next one starts from the same weight. After 100 steps of 0.001 a weight of 1 is still {bfloat16}.",
      ],
      refutation: """
        A weight of 1, gradient 1, SGD at the rate 0.001: after 100 steps it is {bfloat16} if rounded to bfloat16 after each, and {single|3} if not. Started at 0.1 it goes {bfloat16, from 0.1|3} of the way to 0 in bfloat16. The nearest numbers below 1 are {below 1|5} in bfloat16 and {below 1, float16|6} in float16.
        """,
      followUps: [
        "Does AdamW's decay survive?": """
        A decay of ηλ = 1e-5 a step is far below 1/256, so in bfloat16 every weight rounds back to what it was.
        """,
        "Is float16 better here?": """
        Its 11 bits lose steps below some 1/4096 of a weight near 1; but its range is small, so that small gradients underflow.
        """,
      ]))
  func `small steps round away in bfloat16`() {
    func trained(from start: Scalar, rounded: Bool) -> Scalar {
      let w = leaf(Tensor([start]))
      let optimizer = SGD([w], learningRate: 0.001)
      for _ in 0..<100 {
        w.gradient = Tensor([1])
        optimizer.step()
        if rounded { w.modify { $0 = $0.roundedToBFloat16() } }
      }
      return w.value[0]
    }
    let (stuck, single) = (trained(from: 1, rounded: true), trained(from: 1, rounded: false))
    let small = (0.1 - trained(from: 0.1, rounded: true)) / 0.1
    evidence("bfloat16", stuck)
    evidence("single", single)
    evidence("bfloat16, from 0.1", small)
    let below = (Scalar(0.997).roundedToBFloat16(), Scalar(0.9996).roundedToFloat16())
    evidence("below 1", below.0)
    evidence("below 1, float16", below.1)
    #expect(stuck == 1 && abs(single - 0.9) < 1e-9 && small > 0.7)
    #expect(below.0 == 1 - 1.0 / 256 && below.1 == 1 - 1.0 / 2048)
    #expect(Scalar(1 - 1e-5).roundedToBFloat16() == 1)
  }

  @Test(
    .interview(
      .question(7, 34), level: .debug, minutes: 3,
      question: "Some layers of a model never change. Gradients arrive there. What do you check?",
      answer: """
        Whether the optimizer holds those very tensors. It gets its list once, when it is made: a head that was replaced later, layers unfrozen later through a filtered list, or modules kept in a plain Python list are \
        not in it. backward fills their gradients all the same. The check takes a minute: look for the layer's own tensors in the optimizer's groups, by identity, as model.parameters() misses a plain list too, and after one step \
        list what has moved.
        """,
      commonMistake: "If gradients arrive, the optimizer trains the layer.",
      otherMistakes: [
        "Whether they are in training mode, as the optimizer skips layers in evaluation mode.":
          "The optimizer knows tensors and no modes: eval() changes dropout and batch norm. In the example there are neither, and {moved, broken} of 4 parameters move, since the optimizer never got the others.",
        "Whether requires_grad is still off there, so that backward passes them by.":
          "Then no gradient would arrive, and the question says that they do. In the example {gradients, broken} of 4 parameters have one, and the step moves {moved, broken}: the others are missing from the optimizer's list.",
      ],
      refutation: """
        Two layers, the optimizer made before the second is replaced: {gradients, broken} of 4 parameters have gradients after backward, and the step moves {moved, broken}. With the optimizer made last it moves {moved, cured}.
        """,
      followUps: [
        "A weight that two layers share, given twice?": """
        PyTorch warns of duplicates inside one group and raises an error across groups. Stepped twice it moves twice as far; here the list is refused.
        """,
        "Why not hand the parameters over as a set?": """
        Its order may differ from run to run, and saved state is matched by position. PyTorch refuses a set as the params of a group, but takes one that is passed by itself.
        """,
      ]))
  func `the optimizer trains what it was given, and no more`() throws {
    func counts(replacedAfter: Bool) throws -> (gradients: Int, moved: Int) {
      var generator = SplitMix64(seed: 34)
      let body = Linear(inputCount: 3, outputCount: 3, using: &generator)
      let old = Linear(inputCount: 3, outputCount: 2, using: &generator)
      let head = Linear(inputCount: 3, outputCount: 2, using: &generator)
      let early = SGD(Sequential(body, old).trainedVariables, learningRate: 0.1)
      let model = Sequential(body, head)
      let optimizer = replacedAfter ? early : SGD(model.trainedVariables, learningRate: 0.1)
      let before = model.trainedVariables.map(\.value)
      let x = Variable(Tensor.normal([4, 3], using: &generator))
      try (model(x) * model(x)).sum().backward()
      optimizer.step()
      return (
        model.trainedVariables.count { $0.gradient != nil },
        zip(model.trainedVariables, before).count { $0.value != $1 }
      )
    }
    let (broken, cured) = try (counts(replacedAfter: true), counts(replacedAfter: false))
    evidence("gradients, broken", broken.gradients)
    evidence("moved, broken", broken.moved)
    evidence("moved, cured", cured.moved)
    #expect(broken == (4, 2) && cured == (4, 4))
  }
}
