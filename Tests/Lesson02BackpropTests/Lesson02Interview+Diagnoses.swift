import Backprop
import Course
import TensorCore
import TestSupport
import Testing

// Symptoms of a training run, and what the gradient says of them.

extension Lesson02Interview {
  @Test(
    .interview(
      .question(2, 32), level: .debug, minutes: 4,
      question:
        "The loss is finite, but a gradient is NaN. The code reads where(x > 0, sqrt(x), 0). Why?",
      answer: """
        The branch that was not taken is differentiated too. Its gradient is 0 times an infinite \
        slope, and that is NaN. where computes both branches and sends a zero into the one that \
        was not selected; at x = 0 the slope of the root is infinite. The cure is to make the \
        input safe before the root: where(x > 0, x, 1), then the root, then select again. Anomaly \
        detection names the operation whose backward pass made the first NaN.
        """,
      commonMistake: "Selecting the safe branch afterward keeps the other branch's gradient out.",
      otherMistakes: [
        "The comparison x > 0 has no derivative, and where passes a NaN on for it.":
          """
        The comparison yields booleans, and no gradient is asked of them: they only say which \
        branch the arriving gradient goes to. The NaN is made in the root, where the other \
        branch's 0 meets the slope ∞.
        """,
        "Some x are negative, and where hands the NaN of their roots on to the loss.":
          """
        Then the loss would be NaN, and it is finite: for x ≤ 0 where picks the 0. The NaN is made \
        on the way back, where a gradient of 0 is multiplied by the slope of the root, at x = 0 by \
        ∞.
        """,
      ],
      refutation: """
        Masked after the root, the values 0 and 4 give the loss {sum for 0 and 4, masked after} and at 0 the \
        gradient {gradient at 0, masked after}. Masked before it the loss is the same, {sum for 0 and 4, \
        masked before}, and the gradients are {gradient at 0, masked before} and {gradient at 4, masked \
        before}.
        """,
      followUps: [
        "Which other operations do this?": """
        All with an infinite slope or value at the edge: the logarithm at 0, a division by 0, \
        powers below 1 at 0, the arc cosine at ±1, and a norm written as the root of a sum of \
        squares, at the zero vector.
        """,
        "Can gradient clipping repair the NaN?": """
        No. The norm is NaN then, and in PyTorch so is the factor, which spreads it to all gradients. One \
        skips the step, or finds the operation.
        """,
      ]))
  func `a mask after the root lets NaN through, one before does not`() throws {
    let values = Tensor([0, 4])
    let mask = values .> 0
    func measured(_ function: (Variable) -> Variable) throws -> (loss: Scalar, gradient: Tensor) {
      let x = leaf(values)
      let loss = function(x)
      try loss.backward()
      return (loss.scalar, try #require(x.gradient))
    }
    let after = { (x: Variable) in (squareRoot(x) * Variable(mask)).sum() }
    let before = { (x: Variable) in
      (squareRoot(x * Variable(mask) + Variable(1 - mask)) * Variable(mask)).sum()
    }
    let (late, early) = (try measured(after), try measured(before))
    evidence("sum for 0 and 4, masked after", late.loss)
    evidence("gradient at 0, masked after", late.gradient[0])
    evidence("sum for 0 and 4, masked before", early.loss)
    evidence("gradient at 0, masked before", early.gradient[0])
    evidence("gradient at 4, masked before", early.gradient[1])
    #expect(late.loss == 2 && late.gradient[0].isNaN && late.gradient[1] == 0.25)
    #expect(early.loss == 2 && early.gradient == Tensor([0, 0.25]))
    let culprit = try firstNonFiniteOperation { try after(leaf(values)).backward() }
    #expect(culprit == "squareRoot (backward)")
  }

  @Test(
    .interview(
      .question(2, 33), level: .debug, minutes: 3,
      question:
        "Training runs and the loss falls, but one layer's weights never change. What do you check?",
      answer: """
        First whether its weights get a gradient, because that splits the causes in two. If \
        none arrives, the graph is cut: detach, no_grad, a number taken out, a frozen flag, or \
        the layer is not used. If one arrives, most often the optimizer does not hold these \
        weights: the layer sits in a plain list, was made after the optimizer, or was replaced \
        by a copy. A gradient of exact zeros points to a dead or flat activation behind it.
        """,
      commonMistake: """
        Only whether its weights get a gradient: a weight that receives one is trained.
        """,
      otherMistakes: [
        "Only whether it has run long enough: a layer begins to move once those behind it have settled.":
          """
        Layers do not take turns: one step moves all that the optimizer holds. After 20 steps the \
        registered layer has moved by {movement, registered}, the other by {movement, not \
        registered}.
        """,
        "Nothing: the layer has reached its optimum earlier than the others, as the loss still falls.":
          """
        Weights that never change did not go to an optimum, they stand where they were drawn. And \
        at an optimum they would still move, since the other layers change and the batches differ.
        """,
      ],
      refutation: """
        The optimizer updates what it was given. A layer that a model uses without registering \
        it gathers a gradient of norm {norm of the gradient} in 20 steps, which nobody zeroes, \
        and its weight moves by {movement, not registered}; registered, by {movement, \
        registered}. A count of parameters shows it at once: {parameters, not registered} \
        instead of {parameters, registered}.
        """,
      followUps: [
        "How do you make sure that it never happens?": """
        After a few steps of the first run I assert that every parameter has moved, and I compare the \
        number of parameters in the optimizer with the one that I expect.
        """,
        "Why does a layer in a Python list not train in PyTorch?": """
        Module registers what is assigned as an attribute: parameters and modules. A list is neither, so \
        parameters(), state_dict() and .to() pass over what is in it; ModuleList is the cure.
        """,
      ]))
  func `a gradient does not train what the optimizer does not hold`() throws {
    func train(registered: Bool) throws -> (moved: Scalar, gradient: Scalar, count: Int) {
      var generator = SplitMix64(seed: 33)
      let x = Variable(.normal([16, 4], using: &generator))
      let y = Tensor.normal([16, 1], using: &generator)
      let inner = Linear(inputCount: 4, outputCount: 5, using: &generator)
      let outer = Linear(inputCount: 5, outputCount: 1, using: &generator)
      let model =
        registered
        ? Sequential(inner, FunctionLayer("tanh", tanh), outer)
        : Sequential(FunctionLayer("hidden") { tanh(inner($0)) }, outer)
      let before = inner.weight.value
      let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
      for _ in 0..<20 { try trainingStep(optimizer) { meanSquaredError(model(x), targets: y) } }
      return (
        (inner.weight.value - before).norm(), try #require(inner.weight.gradient).norm(),
        model.parameterCount
      )
    }
    let (lost, held) = (try train(registered: false), try train(registered: true))
    evidence("norm of the gradient", lost.gradient)
    evidence("movement, not registered", lost.moved)
    evidence("movement, registered", held.moved)
    evidence("parameters, not registered", lost.count)
    evidence("parameters, registered", held.count)
    #expect(lost.gradient > 0 && lost.moved == 0 && held.moved > 0.01)
    #expect(lost.count == 6 && held.count == 31)
  }

  @Test(
    .interview(
      .question(2, 34), level: .explain, minutes: 3,
      question: """
        A network has four linear layers of one width. You train only one of them and freeze the other \
        three. What does the backward pass cost if it is the last, and if it is the first?
        """,
      answer: """
        If only the last layer is trained, the backward pass is one matrix product; if only the \
        first is, it is four. The last weight's gradient needs the gradient that arrives and \
        the layer's input; before that nobody wants a gradient, so the pass ends there. The \
        first weight's gradient has to come through the three frozen layers, one product each, \
        and then takes one of its own. Frozen layers save their weight's product, not the way \
        through.
        """,
      commonMistake: """
        In either case a quarter: freezing three of four layers saves three quarters of the \
        backward pass.
        """,
      otherMistakes: [
        "If only the last layer is trained, the backward pass is four matrix products; if only the first is, it is one.":
          """
        The gradient starts at the loss, so it meets the last layer first and can end there. To \
        reach the first it has to come through the three others, one product each.
        """,
        "In either case four matrix products: the gradient has to pass through all four layers.":
          """
        It goes only as far as a trained weight wants it. In front of the last layer none does, so \
        one product is enough: {only the last trained} of a forward pass, which has four.
        """,
      ],
      refutation: """
        In units of one forward pass the whole backward pass costs {all trained}. With only the last layer \
        trained it costs {only the last trained}, with only the first {only the first trained}.
        """,
      followUps: [
        "And the memory for activations?": """
        It follows the same rule. Before the first trained layer nothing is kept; a frozen linear layer \
        behind it keeps no input, since that serves its weight only, but activation functions keep theirs.
        """,
        "When one fine-tunes only the last layer, what else can one save?": """
        The forward pass of everything before it: the features do not change, so they are computed once and \
        stored, as long as there is no augmentation or dropout in front.
        """,
      ]))
  func `frozen layers cost the way through, if one must pass`() throws {
    var generator = SplitMix64(seed: 34)
    let x = Variable(.normal([8, 16], using: &generator))
    let weights = (0..<4).map { _ in Tensor.normal([16, 16], using: &generator) * 0.3 }
    func cost(training trained: Set<Int>) throws -> Double {
      let parameters = weights.enumerated().map { index, weight in
        Variable(weight, requiresGradient: trained.contains(index))
      }
      let (forward, backward) = (WorkMeter(), WorkMeter())
      let output = forward.measuring {
        parameters.reduce(x) { tanh(Linear(sharing: $1, nil)($0)) }.sum()
      }
      try backward.measuring { try output.backward() }
      return Double(backward.multiplyAdds) / Double(forward.multiplyAdds)
    }
    let (all, last, first) = (
      try cost(training: [0, 1, 2, 3]), try cost(training: [3]), try cost(training: [0])
    )
    evidence("all trained", all)
    evidence("only the last trained", last)
    evidence("only the first trained", first)
    #expect(all == 1.75 && last == 0.25 && first == 1)
  }

  @Test(
    .interview(
      .question(2, 39), level: .explain, minutes: 3,
      question: "What is the gradient of the loss with respect to the input good for?",
      answer: """
        It says which small change of the input would raise the loss most, at the cost of one \
        more product in the first layer. One uses it for saliency maps, for adversarial \
        examples, for gradient penalties, and to train something in front of the network, such \
        as a generator or an image. The weights stay as they are: the input is the leaf, and \
        nothing else is updated. As an explanation it is local, and often noisy.
        """,
      commonMistake:
        """
        For little: a random change of the input does about as much harm as one of the same size \
        along the gradient.
        """,
      otherMistakes: [
        """
        It says how much the loss would rise if an input were left out, so that inputs can be \
        ranked by it, whatever their values are.
        """:
          """
        Leaving an input out changes it by its value, so even a straight loss would change by slope \
        times value. And losses bend: where a softmax is sure and right the slope is near 0, and \
        yet the prediction may flip.
        """,
        "The first layer cannot be trained without it, since its weights' gradient is computed from it.":
          """
        The first weights' gradient takes the gradient at that layer's output and the input \
        itself. The input's gradient is one more product, which training leaves out, as nothing in \
        front wants it.
        """,
      ],
      refutation: """
        In many dimensions a random direction is nearly orthogonal to the gradient. With 256 inputs, each \
        moved by 0.05, the loss goes from {loss} to {loss, signs of the gradient} if the signs are the \
        gradient's, and to {loss, random signs} on the mean over random signs.
        """,
      followUps: [
        "How do you get it in PyTorch?": """
        Set x.requires_grad_() before the forward pass, go back, and read x.grad; or torch.autograd.grad of \
        the loss by x, which leaves the weights' gradients alone.
        """,
        "Why can it vanish although the prediction hangs on the input?": """
        Where the model is sure and right: for the logits 10 and 0 the cross-entropy's p − y is {p − y, sure \
        and right} at the right class, and so small is all that follows. One then differentiates the logit \
        instead of the loss. Sure and wrong, the same logits give {p − y, sure and wrong}.
        """,
      ]))
  func `the input's gradient finds what chance does not`() throws {
    var generator = SplitMix64(seed: 39)
    let model = Sequential.multilayerPerceptron([256, 64, 2], using: &generator)
    let values = Tensor.normal([1, 256], using: &generator)
    func loss(_ x: Variable) -> Variable { softmaxCrossEntropy(model(x), classes: [0]) }
    let x = leaf(values)
    let start = loss(x)
    try start.backward()
    let signs = try #require(x.gradient).map { $0 < 0 ? -1 : 1 }
    let directed = loss(Variable(values + signs * 0.05)).scalar
    let random = (0..<20).map { _ in
      let signs = Tensor.normal([1, 256], using: &generator).map { $0 < 0 ? -1 : 1 }
      return loss(Variable(values + signs * 0.05)).scalar
    }
    let mean = random.reduce(0, +) / 20
    evidence("loss", start.scalar)
    evidence("loss, signs of the gradient", directed)
    evidence("loss, random signs", mean)
    let sure = leaf(Tensor([[10, 0]]))
    func error(at right: Int) throws -> Scalar {
      sure.zeroGradient()
      try softmaxCrossEntropy(sure, classes: [right]).backward()
      return try #require(sure.gradient)[0, right]
    }
    let (small, full) = (try error(at: 0), try error(at: 1))
    evidence("p − y, sure and right", small)
    evidence("p − y, sure and wrong", full)
    // −1 / (1 + e¹⁰)
    #expect(abs(small + 4.539_786_870e-5) < 1e-13 && abs(full + 1 + small) < 1e-12)
    let greatest = random.max() ?? .infinity
    #expect(directed - start.scalar > 3 * (greatest - start.scalar))
  }
}
