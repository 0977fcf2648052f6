import Backprop
import Course
import TensorCore
import TestSupport
import Testing

// How the engine walks a graph, and what is summed on the way.

extension Lesson02Interview {
  @Test(
    .interview(
      .question(2, 3), level: .explain, minutes: 3,
      question: "Why does deep learning differentiate in reverse mode?",
      answer: """
        Reverse mode takes one sweep for each output, forward mode one for each input. The loss is \
        one number and the parameters are millions, so one evaluation and one backward pass give \
        the whole gradient, together at about three times the cost of the evaluation. Forward mode \
        would take one pass for every parameter. It wins where inputs are few and outputs many, \
        and it keeps nothing of the forward pass. Reverse mode does: it pays in memory.
        """,
      commonMistake: """
        Finite differences give the same gradient; they are just a bit slower than backpropagation.
        """,
      // Refuted by: the distance of the two modes, which is rounding; and only reverse mode keeps a graph.
      otherMistakes: [
        "Forward mode gives approximate derivatives, reverse mode exact ones.":
          """
        Both apply the chain rule to exact derivatives, and here they differ by {reverse − \
        forward}, which is rounding. It is finite differences that approximate.
        """,
        "Reverse mode needs less memory, because it keeps nothing of the forward pass.":
          """
        It is forward mode that keeps nothing, since its derivatives go along with the values. \
        Reverse mode starts when the evaluation is over and needs the values from it.
        """,
      ],
      refutation: """
        They take two evaluations for every parameter: {evaluations, 784-256-128-10} for one \
        gradient of a network 784-256-128-10, and even then truncation and rounding leave an \
        error in it.
        """,
      followUps: [
        "When is forward mode the better choice?":
          """
        With few inputs and many outputs, such as the sensitivity of a whole trajectory to \
        three constants, or when only the slope along one direction is wanted. It stores \
        nothing for later.
        """,
        "What does a Hessian-vector product cost?":
          """
        A small multiple of a gradient: forward mode through the backward pass, or a second \
        backward pass, gives it without ever forming the Hessian of P² entries.
        """,
      ]))
  func `reverse mode takes one pass, forward mode one for each input`() {
    func f<Number: DifferentiableNumber>(_ x: [Number]) -> Number {
      .tanh(x.indices.reduce(Number(0)) { sum, i in sum + x[i] * .exp(x[(i + 1) % x.count]) })
    }
    let x = (0..<12).map { 0.05 * Double($0) - 0.3 }
    let reverse = reverseModeGradient(of: f, at: x)
    let forward = forwardModeGradient(of: f, at: x)
    let differences = centralDifferenceGradient(of: f, at: x, step: 1e-5)
    func distance(_ other: CountedGradient) -> Double {
      zip(reverse.gradient, other.gradient).map { abs($0 - $1) }.reduce(0, max)
    }
    evidence("reverse mode, evaluations for 12 inputs", reverse.evaluationCount)
    evidence("reverse mode, backward passes for 12 inputs", reverse.backwardPassCount)
    evidence("forward mode, evaluations for 12 inputs", forward.evaluationCount)
    evidence("central differences, evaluations for 12 inputs", differences.evaluationCount)
    evidence("reverse − forward", distance(forward), atMost: 1e-14)
    evidence("reverse − differences", distance(differences), atMost: 1e-9)
    #expect(reverse.evaluationCount == 1 && reverse.backwardPassCount == 1)
    #expect(forward.evaluationCount == 12 && differences.evaluationCount == 24)

    var generator = SplitMix64(seed: 1)
    let model = Sequential.multilayerPerceptron([784, 256, 128, 10], using: &generator)
    evidence("evaluations, 784-256-128-10", 2 * model.parameterCount)
    #expect(2 * model.parameterCount == 470_292)
  }

  @Test(
    .interview(
      .question(2, 5), level: .explain, minutes: 3,
      question: "Why does backpropagation need a topological order?",
      answer: """
        A node may pass its gradient on only when all of its consumers have sent their share. \
        Its gradient is the sum of the shares, and reverse topological order guarantees that \
        none is missing. One gets it by counting consumers and releasing a node when its count \
        reaches zero, or by reversing a depth-first post-order. Recursion is fine for a drawing \
        on the board; an engine uses an explicit list, because a deep graph would overflow the \
        stack.
        """,
      commonMistake: """
        Any walk from the loss that visits every node once, as soon as it is reached, computes \
        the right gradients.
        """,
      // Refuted by: the pre-order, which keeps the order along paths and gives 12, not 24; and by
      // leaves, which pass nothing on.
      otherMistakes: [
        """
        Along each path the derivatives have to be multiplied in the order of the operations, \
        which only a topological order keeps.
        """:
          """
        Every walk along the edges keeps that. The pre-order does, and yet s = x², y = 2s · 3s at \
        x = 1 comes out as {in pre-order, each node once} instead of {in topological order}: s has \
        not waited for its second share.
        """,
        "The order matters for the leaves only, because only they keep their gradients.":
          """
        For leaves it does not matter: they pass nothing on, and a sum does not ask in which order \
        its shares came. It matters for what passes on, such as s in y = 2s · 3s, kept or not.
        """,
      ],
      refutation: """
        That is a pre-order. For s = x², y = 2s · 3s at x = 1 the gradient is {in topological \
        order}; in depth-first pre-order, where s passes on what has arrived by its first \
        consumer, it comes out as {in pre-order, each node once}. The fault needs an \
        intermediate value with several consumers, so simple chains do not show it. The \
        post-order, completed first and then reversed, is right.
        """,
      followUps: [
        "Why does the fault not show if the shared value is a leaf?":
          """
        A leaf passes nothing on. Its shares may arrive in any order, early or late; their \
        sum is the same.
        """,
        "How do you find the order without recursion?":
          """
        In a first walk with an explicit list, count for every node how many consumers it \
        has. Then start at the loss, and put a node on the list when the last of its \
        consumers has sent its share: Kahn's algorithm.
        """,
      ]))
  func `only in topological order are shared values right`() throws {
    let (preorder, right) = try FailureMode.visitedTooEarly.measure()
    let engine = try slope(at: 1) { x in
      let s = x * x
      return (2 * s) * (3 * s)
    }
    evidence("in topological order", engine)
    evidence("in pre-order, each node once", preorder)
    #expect(engine == 24 && right == 24 && preorder == 12)
  }

  @Test(
    .interview(
      .question(2, 6), level: .explain, minutes: 3,
      question: "Why do gradients accumulate instead of being overwritten?",
      answer: """
        Within one backward pass the chain rule demands the sum; between two calls it is \
        PyTorch's choice. A value that is used several times gets the sum of all its uses, in \
        every framework. Between calls PyTorch adds to .grad, so that I can gather a large batch \
        from small ones, each weighted by its share of the samples, before one step. The price \
        is that somebody has to zero the gradients. JAX and torch.autograd.grad return a fresh \
        gradient instead.
        """,
      commonMistake: """
        Gradients have to add up between two calls of backward, or shared weights would come \
        out wrong.
        """,
      // Refuted by: the fresh gradients of the proof: nothing but the choice of the interface adds them up.
      otherMistakes: [
        "They add up so that momentum has the gradients of earlier steps to work with.":
          """
        Momentum keeps its own running sum in the optimizer and expects a fresh gradient in each \
        step. With unzeroed ones the old gradients would be added again in every step, in .grad \
        and in the velocity.
        """,
        "They add up because the backward pass cannot know which gradients are old.":
          """
        It can know: it sums its shares in fresh buffers and hands the result over at the end. \
        torch.autograd.grad does so; for x · x at x = 3 the second call gives {fresh gradient, \
        second call} again.
        """,
      ],
      refutation: """
        Shared uses are summed within one call. For y = x · x at x = 3 a fresh gradient is \
        {fresh gradient, second call} at every call, while accumulation makes it {accumulated \
        after two calls} after the second. What must not be assigned are the shares within one \
        pass: that leaves {one share, assigned} instead of {both shares, added}.
        """,
      followUps: [
        "How do you weight micro-batches of different sizes?":
          """
        By their share of what the loss averages over: n of the part divided by N of the \
        whole, counted in samples, or in tokens for a language model. For 4 and 2 of 6 \
        samples the result then differs from the whole batch by {batch of 6 − micro-batches \
        of 4 and 2}.
        """,
        "What goes wrong with batch normalization under gradient accumulation?":
          """
        Each micro-batch is normalized by its own mean and variance, so outputs and gradients \
        are not those of the large batch. Accumulation is exact only for layers that treat \
        samples independently, such as layer or group normalization.
        """,
      ]))
  func `gradients of several uses and of micro-batches add up`() throws {
    let (assigned, added) = try FailureMode.gradientAssigned.measure()
    let engine = try slope(at: 3) { $0 * $0 }
    evidence("one share, assigned", assigned)
    evidence("both shares, added", engine)
    #expect(assigned == 3 && added == 6 && engine == 6)

    let three = leaf(Tensor(3))
    let vector = ParameterVector([three])
    _ = try vector.gradient { three * three }
    let fresh = try vector.gradient { three * three }[0]
    for _ in 0..<2 { try (three * three).backward() }
    let accumulated = try #require(three.gradient).scalar
    evidence("fresh gradient, second call", fresh)
    evidence("accumulated after two calls", accumulated)
    #expect(fresh == 6 && accumulated == 12)

    var generator = SplitMix64(seed: 3)
    let x = Tensor.normal([6, 4], using: &generator)
    let y = Tensor.normal([6, 1], using: &generator)
    let weight = leaf(.normal([1, 4], using: &generator))
    func loss(_ rows: Range<Int>) -> Variable {
      meanSquaredError(linear(Variable(x.slice(rows)), weight: weight), targets: y.slice(rows))
    }
    try loss(0..<6).backward()
    let whole = try #require(weight.gradient)
    weight.zeroGradient()
    try accumulateGradients(sizes: [4, 2]) { loss([0..<4, 4..<6][$0]) }
    let gathered = try #require(weight.gradient)
    evidence(
      "batch of 6 − micro-batches of 4 and 2", (gathered - whole).maximumMagnitude(), atMost: 1e-14)
  }

  @Test(
    .interview(
      .question(2, 18), level: .derive, minutes: 3,
      question: "Two layers share one weight. What is its gradient?",
      answer: """
        The gradient of a shared weight is the sum of the gradients that its uses would have alone. \
        The chain rule says so: the loss depends on the weight along several paths, and paths add. \
        Recurrent networks, tied embeddings and convolutions all rest on it. In code nothing has to be \
        done but one thing: the weight must be the same object in both layers, and the optimizer must \
        hold it once.
        """,
      commonMistake: "A weight that two layers share receives the average of their gradients.",
      // Refuted by: the sum of the two gradients, which differences confirm.
      otherMistakes: [
        "The gradient of a shared weight is that of its last use, which overwrites the first.":
          """
        Moving the weight moves all of its uses at once, so each contributes. For x · x at x = 3 \
        the last use alone would give 3, and the slope is 6.
        """,
        "A shared weight has a gradient for each use, and the optimizer applies one after the other.":
          """
        There is one tensor with one .grad, in which the shares are added before any step. The \
        optimizer sees {parameters that the optimizer sees} parameter and makes one update.
        """,
      ],
      refutation: """
        The sum of the two gradients has the norm {norm of the shared gradient}, the average half of it, \
        {norm of the average}; the engine and differences both give the sum.
        """,
      followUps: [
        "What happens if the optimizer is given the shared weight twice?":
          """
        A plain loop would update it twice in each step, for SGD at twice the rate. PyTorch's \
        parameters() lists a shared weight once; its optimizers warn about a duplicate in one \
        group and refuse it across groups.
        """,
        "How do you tie an embedding to an output layer of another layout?":
          """
        Share the one tensor and transpose it where it is used; never copy it. In PyTorch an \
        embedding is [vocabulary, width], which is already the [out, in] of the output layer.
        """,
      ]))
  func `a shared weight's gradient is the sum of its uses'`() throws {
    var generator = SplitMix64(seed: 18)
    let value = Tensor.normal([4, 4], using: &generator)
    let x = Tensor.normal([3, 4], using: &generator)
    func loss(_ first: Variable, _ second: Variable) -> Variable {
      let hidden = tanh(Linear(sharing: first, nil)(Variable(x)))
      let output = Linear(sharing: second, nil)(hidden)
      return (output * output).mean()
    }
    let shared = leaf(value)
    try loss(shared, shared).backward()
    let (first, second) = (leaf(value), leaf(value))
    try loss(first, second).backward()
    let together = try #require(shared.gradient)
    let sum = try #require(first.gradient) + #require(second.gradient)
    let numeric = numericGradient(at: value) { loss(Variable($0), Variable($0)).scalar }
    evidence("norm of the shared gradient", together.norm())
    evidence("norm of the average", (sum / 2).norm())
    evidence("shared − sum of both", (together - sum).maximumMagnitude(), atMost: 1e-14)
    evidence(
      "relative distance from differences", relativeDistance(together, numeric), atMost: 1e-8)
    #expect(relativeDistance(sum / 2, numeric) > 0.3)
    let names = Sequential(Linear(sharing: shared, nil), Linear(sharing: shared, nil))
      .namedParameters
    evidence("parameters that the optimizer sees", names.count)
    #expect(names.count == 1)
  }
}
