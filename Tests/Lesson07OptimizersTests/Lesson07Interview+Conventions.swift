import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// Where the rate stands, and what a zero is.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 26), level: .debug, minutes: 3,
      question:
        "A run with momentum matched another framework's exactly until the first drop of the learning rate. Which convention differs?",
      answer: """
        Where the learning rate stands. PyTorch computes v ← μv + g and w ← w − ηv, so a new rate acts on the whole velocity at once. Sutskever and others, and Keras, keep the rate inside, \
        v ← μv − ηg, so what is already in the velocity goes on at the old rate. At a constant rate the two are one, which is why the runs matched. After a drop by ten the second keeps making \
        large steps for about 1/(1 − μ) steps.
        """,
      whiteboard: """
        PyTorch: v ← μv + g,   w ← w − ηv
        inside:  u ← μu + ηg,  w ← w − u
        constant η: u = ηv
        """,
      commonMistake: "There is one momentum; the difference must be rounding.",
      otherMistakes: [
        "Whether the momentum is Nesterov's.":
          "Runs with it part at once, at a constant rate: in PyTorch and Keras Nesterov's first step is (1 + μ) ηg, at μ = 0.9 nearly twice the heavy ball's ηg. These runs matched up to the drop.",
        "One of them averages with 1 − μ; that shows at the drop only.":
          "A factor of 1 − μ would make the first step a tenth as long at μ = 0.9, so those runs would part at step 1 and not at the drop.",
      ],
      refutation: """
        ½ w² from 1, μ = 0.9, rate 0.1, dropped to 0.01 after step 10: up to the drop the weights differ by {difference before the drop}, afterward by up to {difference after the drop|3}. \
        The first step after the drop is {first step, outside|3} with the rate outside and {first step, inside|3} with it inside.
        """,
      followUps: [
        "How do you get the other behavior in PyTorch?": """
        Multiply the velocity by the old rate over the new one at each change of rate. Then both go the same way.
        """,
        "Does Adam have the same question?": """
        No: its means are of gradients without the rate, in the paper and in PyTorch.
        """,
      ]))
  func `conventions of momentum part where the rate drops`() {
    func rate(_ step: Int) -> Scalar { step < 10 ? 0.1 : 0.01 }
    let (outside, inside) = (leaf(Tensor([1])), leaf(Tensor([1])))
    let optimizer = SGD([outside], SGDRule(learningRate: 0.1, momentum: 0.9))
    // The rate inside is a rate of 1 with gradients that contain it.
    let other = SGD([inside], SGDRule(learningRate: 1, momentum: 0.9))
    var differences: [Scalar] = []
    var firstSteps: (Scalar, Scalar) = (0, 0)
    for step in 0..<20 {
      let before = (outside.value[0], inside.value[0])
      optimizer.learningRate = rate(step)
      outside.gradient = outside.value
      inside.gradient = inside.value * rate(step)
      optimizer.step()
      other.step()
      differences.append(abs(outside.value[0] - inside.value[0]))
      if step == 10 {
        firstSteps = (abs(before.0 - outside.value[0]), abs(before.1 - inside.value[0]))
      }
    }
    evidence("difference before the drop", differences[..<10].max() ?? .nan, atMost: 1e-14)
    evidence("difference after the drop", differences.max() ?? .nan)
    evidence("first step, outside", firstSteps.0)
    evidence("first step, inside", firstSteps.1)
    #expect((differences.max() ?? 0) > 0.05 && firstSteps.1 > 2 * firstSteps.0)
  }

  @Test(
    .interview(
      .question(7, 27), level: .debug, minutes: 2,
      question:
        "A model has two heads, and every batch trains one of them, with Adam. The idle head's weights still move. Why?",
      answer: """
        Its gradient is a tensor of zeros, and zeros are a gradient. Adam decays its means and goes on along the old direction. With a gradient of None PyTorch's \
        first-order optimizers skip the parameter. zero_grad sets None by default since version 2.0; with set_to_none=False, or a loss multiplied by 0 for the idle head, zeros come back. \
        Momentum has the same fault, plain SGD without decay has not.
        """,
      commonMistake: "A gradient of zero and no gradient are the same: nothing moves.",
      otherMistakes: [
        "Adam moves it because ε keeps the step above zero.":
          "ε stands in the divisor, where it only shortens steps. The numerator moves the weight: m still holds old gradients, and were it 0, the step would be 0 whatever ε is.",
        "Weight decay moves it; without decay it would rest.":
          "Without any decay the weight moves on by {Adam, zeros|3} over ten idle steps at the rate 0.1, since Adam's mean still holds the old gradients.",
      ],
      refutation: """
        One weight, ten steps with a gradient of 1 and then ten idle steps, Adam at the rate 0.1: with zeros it moves on by {Adam, zeros|3}, without gradient by {Adam, none}. \
        SGD with momentum 0.9 moves on by {momentum, zeros|3}, plain SGD by {SGD, zeros}.
        """,
      followUps: [
        "When does a weight that gets zeros come to rest?": """
        The steps fall about as β₁ᵗ, so in some dozens of steps. Here its whole further way is {further way, in steps|2} steps of full length.
        """,
        "And weight decay with a gradient of None?": """
        PyTorch skips the whole parameter, decay included. With zeros AdamW does decay it.
        """,
      ]))
  func `zeros go on along the old direction, None does not`() {
    func way(_ optimizer: any Optimizer, _ weight: Variable, idle: Tensor?) -> Scalar {
      for _ in 0..<10 {
        weight.gradient = Tensor([1])
        optimizer.step()
      }
      let before = weight.value[0]
      for _ in 0..<10 {
        weight.gradient = idle
        optimizer.step()
      }
      return before - weight.value[0]
    }
    func way<Rule: UpdateRule>(_ rule: Rule, idle: Tensor?) -> Scalar {
      let weight = leaf(Tensor([0]))
      return way(FirstOrderOptimizer([weight], rule), weight, idle: idle)
    }
    let adam = way(AdamRule(learningRate: 0.1), idle: Tensor([0]))
    let none = way(AdamWRule(learningRate: 0.1, weightDecay: 0.1), idle: nil)
    let momentum = way(SGDRule(learningRate: 0.1, momentum: 0.9), idle: Tensor([0]))
    let plain = way(SGDRule(learningRate: 0.1), idle: Tensor([0]))
    evidence("Adam, zeros", adam)
    evidence("Adam, none", none)
    evidence("momentum, zeros", momentum)
    evidence("SGD, zeros", plain)
    #expect(adam > 0.3 && none == 0 && momentum > 1 && plain == 0)
    // The whole further way, in steps of full length.
    let zeros = [Scalar](repeating: 0, count: 300)
    let all = steps(AdamRule(learningRate: 0.1), [Scalar](repeating: 1, count: 10) + zeros)
    let further = all[10...].reduce(0, +)
    evidence("further way, in steps", further)
    #expect((8..<11).contains(further))
  }
}
