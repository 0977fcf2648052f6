import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport
import Testing

// What the norm takes from the scale of weights, and where it stands.

extension Lesson05Interview {
  @Test(
    .interview(
      .question(5, 11), level: .explain, minutes: 4,
      question: "What does weight decay do to weights that stand before batch norm?",
      answer: """
        It does not restrain the function: behind the norm, outputs do not depend on the length of a row of weights, but for \
        ε. Its gradient is orthogonal to the row and inversely proportional to the length. So decay only sets the length, and with it \
        how far a step turns the row: for plain gradient descent the effective rate is the rate over the squared length. Without decay the rows grow and the effective rate falls. γ, β and the last layer are another matter.
        """,
      commonMistake: """
        It restrains the function, as elsewhere: smaller weights give smaller outputs, and \
        these a smoother network.
        """,
      otherMistakes: [
        "Nothing at all: behind the norm the length of the weights plays no part, in training or afterward.":
          "To the function nothing, to training much: it holds the rows short, and with plain gradient descent the effective rate is the rate over the squared length. Without decay it falls as rows grow.",
        "The effective rate is the rate over the squared length with any optimizer.":
          "Adam divides by the size of the gradient, so only one power of the length is left: rows ten times as long move {relative step, Adam} as far, relatively, not {relative step, gradient descent}.",
      ],
      refutation: """
        With ε = 1e-12, weights ten times as large change the outputs by {change of outputs}; halved γ and β change them by {change by γ and β}, relatively. The gradient is \
        {gradient ÷ before} of what it was, so that a step of gradient descent turns the weights {relative step, gradient descent} as much, \
        one of Adam {relative step, Adam}. The product of a row with its gradient is {row · gradient}.
        """,
      followUps: [
        "Why do the rows grow without decay?": """
        A step orthogonal to the row makes it longer, by Pythagoras: ‖w − ηg‖² = ‖w‖² + η²‖g‖². Here one step of rate 1 takes the squared \
        length of all rows from {squared length, before} to {squared length, after}.
        """,
        "Would you decay γ and β?": """
        Often they are left out, so that a channel is not drawn to 0 by its scale. It is a choice, to be measured; it does restrain \
        the function.
        """,
      ]))
  func `ten times the weights, a tenth of the gradient`() throws {
    let x = Variable(normals([32, 4], seed: 27))
    let d = Variable(normals([32, 8], seed: 28))
    func pass(_ factor: Scalar) throws -> (weight: Variable, output: Tensor, gradient: Tensor) {
      let weight = leaf(normals([8, 4], seed: 29) * factor)
      let norm = BatchNorm1d(featureCount: 8, epsilon: 1e-12)
      let output = norm(linear(x, weight: weight))
      try (tanh(output) * d).sum().backward()
      return (weight, output.value, try #require(weight.gradient))
    }
    let (one, ten) = (try pass(1), try pass(10))
    evidence("change of outputs", (ten.output - one.output).maximumMagnitude(), atMost: 1e-9)
    let ratio = ten.gradient.norm() / one.gradient.norm()
    evidence("gradient ÷ before", ratio)
    #expect(abs(ratio - 0.1) < 1e-6)
    let along = (one.weight.value * one.gradient).sum(axis: 1).maximumMagnitude()
    evidence("row · gradient", along, atMost: 1e-9)
    let halved = try FailureMode.decayWithoutEffect.remedies[0].measure().value
    evidence("change by γ and β", halved)
    #expect(halved > 0.4 && one.gradient.norm() > 0.1)
    func step(_ run: (weight: Variable, output: Tensor, gradient: Tensor), adam: Bool) -> Scalar {
      let before = run.weight.value
      if adam {
        AdamW([run.weight], AdamWRule(learningRate: 0.01, weightDecay: 0)).step()
      } else {
        GradientDescent([run.weight], learningRate: 1).step()
      }
      let relative = (run.weight.value - before).norm() / before.norm()
      if !adam && run.gradient == one.gradient {
        evidence("squared length, before", (before * before).sum())
        evidence("squared length, after", (run.weight.value * run.weight.value).sum())
        #expect(run.weight.value.norm() > before.norm())
      }
      return relative
    }
    let descent = step(ten, adam: false) / step(one, adam: false)
    let adam = step(try pass(10), adam: true) / step(try pass(1), adam: true)
    evidence("relative step, gradient descent", descent)
    evidence("relative step, Adam", adam)
    #expect(abs(descent - 0.01) < 1e-6 && abs(adam - 0.1) < 1e-3)
  }

  @Test(
    .interview(
      .question(5, 22), level: .design, minutes: 3,
      question: "Batch norm before or behind the activation: what differs?",
      answer: """
        What the activation gets differs, and so does what the next layer gets. Before a ReLU, as in the paper, a unit starts with mean 0, so about half of evenly spread values pass, and the next layer gets positive means. Behind the ReLU the next layer gets mean 0, and variance 1 where a channel is not constant, \
        and nothing controls how much the ReLU cuts off. The bias of the layer before is \
        superfluous if nothing but linear layers lie between it and the norm. Both orders are in use; I would measure.
        """,
      commonMistake: "The order makes no difference, since the norm has γ and β.",
      otherMistakes: [
        "With the norm before the ReLU, the next layer gets inputs of mean 0.":
          "It is the ReLU that gets mean 0. It cuts off what is negative, so what goes on to the next layer is never below 0 and has the mean {mean, norm first} here.",
        "The bias of the layer before is superfluous in both orders.":
          "With a ReLU in between, the bias decides what is cut off, and no subtraction undoes that: for N(0, 1) its gradient is up to {bias gradient, ReLU first}. Directly before the norm it is dead: {bias gradient, norm first}.",
      ],
      refutation: """
        Whatever γ and β are, with the norm first no output is negative; with the ReLU first some are here, the least {least, ReLU first}. \
        For pre-activations from N(−3, 1), 256 samples, γ = 1, β = 0: with the norm first the ReLU passes {share passed, norm first} of them \
        and gives the next layer the mean {mean, norm first}. With the ReLU first it passes {share passed, ReLU first}, and the mean behind the norm is {mean, ReLU first}.
        """,
      followUps: [
        "Can γ and β turn one order into the other?": """
        No. Norm, then ReLU has no negative outputs, whatever γ and β are; ReLU, then norm has some here, the least \
        {least, ReLU first}.
        """,
        "Does it change what folding can do?": """
        Directly behind a linear layer the norm folds into it. Behind a ReLU it can be folded into the next linear layer; with a \
        convolution padded by zeros, the borders are then wrong.
        """,
      ]))
  func `the order decides what passes, and which mean goes on`() throws {
    let z = normals([256, 16], mean: -3, seed: 30)
    let d = Variable(normals([256, 16], seed: 31))
    func norm() -> BatchNorm1d { BatchNorm1d(featureCount: 16) }
    let activation = FunctionLayer("relu", relu)
    let (normFirst, reluFirst) = (Sequential(norm(), activation), Sequential(activation, norm()))
    evidence("share passed, norm first", (outputs(normFirst, z) .> 0).mean())
    evidence("share passed, ReLU first", (outputs(activation, z) .> 0).mean())
    evidence("mean, norm first", outputs(normFirst, z).mean())
    evidence("mean, ReLU first", abs(outputs(reluFirst, z).mean()), atMost: 1e-12)
    evidence("least, ReLU first", outputs(reluFirst, z).min())
    #expect(
      (outputs(normFirst, z) .> 0).mean() > 0.4 && (outputs(activation, z) .> 0).mean() < 0.01)
    #expect(outputs(normFirst, z).min() == 0 && outputs(reluFirst, z).min() < 0)
    func biasGradient(_ model: Sequential) throws -> Scalar {
      let bias = leaf(.zeros([16]))
      try (model(Variable(z + 3) + bias) * d).sum().backward()
      return try #require(bias.gradient).maximumMagnitude()
    }
    let (dead, alive) = (try biasGradient(normFirst), try biasGradient(reluFirst))
    evidence("bias gradient, norm first", dead, atMost: 1e-12)
    evidence("bias gradient, ReLU first", alive)
    #expect(alive > 0.01)
  }
}
