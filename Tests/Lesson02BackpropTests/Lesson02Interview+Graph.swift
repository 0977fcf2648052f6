import Backprop
import Course
import TensorCore
import TestSupport
import Testing

// How the engine walks a graph, what it keeps, and what it costs.

extension Lesson02Interview {
  @Test(
    .interview(
      .question(2, 3), level: .explain, minutes: 3,
      question: "Why does deep learning differentiate in reverse mode?",
      answer: """
        The loss is one number and the parameters are millions, and reverse mode takes one sweep for \
        each output, forward mode one for each input. So one evaluation and one pass back give the \
        whole gradient, at about three times the cost of the evaluation. Forward mode would take one \
        pass for every parameter. It wins where inputs are few and outputs many, and it needs no memory \
        of the way forward.
        """,
      commonMistake: """
        Finite differences give the same gradient; they are just a bit slower than backpropagation.
        """,
      refutation: """
        They take two evaluations for every parameter: {evaluations, 784-256-128-10} for one gradient \
        of a network 784-256-128-10, and even then the gradient is not exact.
        """,
      followUps: [
        "When is forward mode the better choice?":
          "",
        "What does a Hessian-vector product cost?":
          "",
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
    evidence("reverse mode, passes back for 12 inputs", reverse.backwardPassCount)
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
      .question(2, 4), level: .explain, minutes: 3,
      question: "What has to be stored from the forward pass, and why?",
      answer: """
        Whatever the derivative of an operation reads, and nothing else. A product reads its factors, \
        so a linear layer keeps its input and its weight. The sigmoid and tanh read their output, a \
        rectifier only where it was positive, and a sum or a bias reads nothing at all. That is why the \
        activations, and not the weights, fill the memory in training, why batch size and depth set \
        it, and why evaluation without recording is cheap.
        """,
      commonMistake: "Every operation has to keep its input and its output for the backward pass.",
      refutation: """
        With the input of tanh overwritten by NaN after the forward pass, the gradient changes by \
        {change after overwriting the input}. The graph of a tanh of a hundred numbers keeps \
        {kept by tanh} numbers, that of a sum {kept by a sum}.
        """,
      followUps: [
        "Which of a network's activations does in-place ReLU save?":
          "",
        "How much memory do activations take in mixed precision?":
          "",
      ]))
  func `tanh keeps its output, a product its factors, a sum nothing`() throws {
    var generator = SplitMix64(seed: 3)
    let numbers = Tensor.normal([10, 10], using: &generator)
    let x = leaf(numbers)
    evidence("kept by tanh", tanh(x).savedScalarCount)
    evidence("kept by a product of two", (x * leaf(numbers)).savedScalarCount)
    evidence("kept by a sum", (x + leaf(numbers)).savedScalarCount)
    #expect(tanh(x).savedScalarCount == 100 && (x + leaf(numbers)).savedScalarCount == 0)
    #expect((x * leaf(numbers)).savedScalarCount == 200)

    func gradient(overwriting: Bool) throws -> Tensor {
      let x = leaf(numbers)
      let z = x * 0.5
      let y = tanh(z)
      if overwriting { z.unguardedValue = Tensor(repeating: .nan, shape: z.shape) }
      try (y * y).sum().backward()
      return try #require(x.gradient)
    }
    let change = (try gradient(overwriting: true) - gradient(overwriting: false)).maximumMagnitude()
    evidence("change after overwriting the input", change)
    #expect(change == 0)
  }

  @Test(
    .interview(
      .question(2, 5), level: .explain, minutes: 3,
      question: "Why does backpropagation need a topological order?",
      answer: """
        A node may pass its gradient on only when all of its consumers have sent their share, because \
        the gradient is the sum of the shares. Reverse topological order guarantees exactly that. One \
        gets it by counting consumers and releasing a node when the count reaches zero, or by \
        reversing a depth-first post-order. It has to be done without recursion, or a deep graph \
        overflows the stack.
        """,
      commonMistake:
        "Any depth-first walk that visits every node once computes the right gradients.",
      refutation: """
        For s = x², y = 2s · 3s at x = 1 the gradient is {in topological order}; a depth-first walk that \
        passes on what has arrived so far gives {depth first, each node once}. It goes wrong exactly \
        where an intermediate value has two consumers, so simple chains do not show it.
        """,
      followUps: [
        "Why does the fault not show if the shared value is a leaf?":
          "",
        "How do you find the order without recursion?":
          "",
      ]))
  func `only in topological order are shared values right`() throws {
    let (preorder, right) = try FailureMode.visitedTooEarly.measure()
    let engine = try slope(at: 1) { x in
      let s = x * x
      return (2 * s) * (3 * s)
    }
    evidence("in topological order", engine)
    evidence("depth first, each node once", preorder)
    #expect(engine == 24 && right == 24 && preorder == 12)
  }

  @Test(
    .interview(
      .question(2, 6), level: .explain, minutes: 3,
      question: "Why do gradients accumulate instead of being overwritten?",
      answer: """
        Because a value that is used several times has the sum of all its uses as its gradient. Inside \
        one pass this makes shared weights and reused activations right. Between passes it lets me \
        gather the gradient of a large batch from small ones, each weighted by its share of the samples, \
        and take one step. The price is that somebody has to zero the gradients before the next \
        batch.
        """,
      commonMistake:
        "Accumulation is a historical accident; assigning the gradient would do as well.",
      refutation: """
        Then y = x · x at x = 3 would have the slope {one share, assigned} of the last use instead of \
        {both shares, added}, and micro-batches would leave the gradient of the last one.
        """,
      followUps: [
        "How do you weight micro-batches of different sizes?":
          "",
        "What goes wrong with batch normalization under gradient accumulation?":
          "",
      ]))
  func `gradients of several uses and of micro-batches add up`() throws {
    let (assigned, added) = try FailureMode.gradientAssigned.measure()
    let engine = try slope(at: 3) { $0 * $0 }
    evidence("one share, assigned", assigned)
    evidence("both shares, added", engine)
    #expect(assigned == 3 && added == 6 && engine == 6)

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
      refutation: """
        The sum of the two gradients has the norm {norm of the shared gradient}, the average half of it, \
        {norm of the average}; the engine and differences both give the sum.
        """,
      followUps: [
        "What happens if the optimizer is given the shared weight twice?":
          "",
        "How do you tie an embedding to an output layer of another layout?":
          "",
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
