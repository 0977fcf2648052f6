import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// Layers and their sizes: what a network can compute, and what it costs.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 2), level: .design, minutes: 4,
      question: "What is the smallest network for XOR?",
      answer: """
        Two hidden rectifiers and a linear output, nine parameters. The first unit counts the ones, the \
        second counts those beyond the first, and the output takes the second off twice: h₁ − 2h₂. That \
        such weights exist does not mean that training finds them: with so few units most random starts \
        end with a dead or a redundant unit. So in practice one takes more units than the task needs.
        """,
      whiteboard: """
        h₁ = relu(x₁ + x₂)      h₂ = relu(x₁ + x₂ − 1)      y = h₁ − 2 h₂
        00: 0 − 0 = 0     01: 1 − 0 = 1     10: 1 − 0 = 1     11: 2 − 2 = 0
        """,
      commonMistake: "Two hidden units suffice for XOR, so gradient descent finds the weights.",
      refutation: """
        From 20 random starts two rectifiers solve it {solved by 2 rectifiers} times, eight \
        {solved by 8 rectifiers} times.
        """,
      followUps: [
        "Which starts get stuck, and how do you see it?":
          "",
        "Can you do it with one hidden unit and a connection from the inputs to the output?":
          "",
      ]))
  func `two rectifiers compute XOR, but training wants eight`() {
    let network = MultilayerPerceptron.exclusiveOr
    #expect(network(Gates.inputs) == Tensor([[0], [1], [1], [0]]))
    evidence("parameters", network.parameterCount)
    #expect(network.parameterCount == 9)
    func solved(_ hiddenCount: Int) -> Int {
      let training = XORTraining(hiddenCount: hiddenCount, nonlinearity: .relu)
      return (0..<20).count { training.solves(seed: UInt64($0)) }
    }
    let (two, eight) = (solved(2), solved(8))
    evidence("solved by 2 rectifiers", two)
    evidence("solved by 8 rectifiers", eight)
    #expect(two < 10 && eight > 15)
  }

  @Test(
    .interview(
      .question(1, 4), level: .explain, minutes: 3,
      question: "Why are nonlinear activations needed?",
      answer: """
        Without them a stack of layers is one affine map, however many layers it has. The product of the \
        weight matrices is a matrix again, and the biases add up to one bias. So depth buys nothing, and \
        a narrow layer in between even takes rank away. One nonlinearity between two layers is enough to \
        break this, and then the units can bend the input space for each other.
        """,
      whiteboard: """
        W₂ (W₁ x + b₁) + b₂ = (W₂ W₁) x + (W₂ b₁ + b₂)
        """,
      commonMistake: "Five linear layers are more expressive than one.",
      refutation: """
        Collapsed into one layer, five affine layers give the same outputs up to rounding, \
        {stack − collapsed map}. The additivity defect f(x + y) − f(x) − f(y) + f(0) of the stack is rounding as \
        well; with rectifiers between the layers it is {additivity defect with rectifiers}.
        """,
      followUps: [
        "Does a deep linear network train like a shallow one?":
          "",
        "How would you find a missing activation in a model that you did not write?":
          "",
      ]))
  func `affine layers collapse into one, rectified layers do not`() {
    func network(_ nonlinearity: Nonlinearity) -> MultilayerPerceptron {
      var generator = SplitMix64(seed: 4)
      return MultilayerPerceptron(
        widths: [8, 16, 16, 16, 16, 4], nonlinearity: nonlinearity, using: &generator)
    }
    var generator = SplitMix64(seed: 5)
    let (x, y) = (
      Tensor.normal([10, 8], using: &generator), Tensor.normal([10, 8], using: &generator)
    )
    let (linear, bent) = (network(.identity), network(.relu))
    evidence(
      "stack − collapsed map", (linear(x) - linear.collapsed(x)).maximumMagnitude(), atMost: 1e-14)
    evidence(
      "additivity defect of the stack", additivityDefect(of: { linear($0) }, at: x, y),
      atMost: 1e-14)
    let defect = additivityDefect(of: { bent($0) }, at: x, y)
    evidence("additivity defect with rectifiers", defect)
    #expect(defect > 1e-2)
  }

  @Test(
    .interview(
      .question(1, 5), level: .recall, minutes: 2,
      question: "How many parameters has the network 784-256-128-10?",
      answer: """
        It has {parameters} parameters: for each layer the inputs plus one, times the outputs. The \
        layers have {parameters, layer 1}, {parameters, layer 2} and {parameters, layer 3}. Nearly all of \
        it sits in the first one, because the image is wide. In single precision that is just under a \
        megabyte; training with Adam takes four times as much, for gradients and two averages.
        """,
      whiteboard: """
        (784 + 1) · 256 + (256 + 1) · 128 + (128 + 1) · 10
        """,
      commonMistake: "A network 784-256-128-10 has {weights} parameters.",
      refutation: """
        Those are the weights alone; the {biases} biases are missing.
        """,
      followUps: [
        "How many multiply-adds does one forward pass take?":
          "",
        "What does a convolution with 256 kernels of 3 × 3 have instead?":
          "",
      ]))
  func `784-256-128-10 has 235,146 parameters, biases included`() {
    let widths = [784, 256, 128, 10]
    var generator = SplitMix64(seed: 5)
    let network = MultilayerPerceptron(widths: widths, nonlinearity: .relu, using: &generator)
    let ledger = Ledger(widths: widths)
    evidence("parameters", network.parameterCount)
    for (index, entry) in ledger.entries.enumerated() {
      evidence("parameters, layer \(index + 1)", entry.parameterCount)
    }
    evidence("weights", ledger.weightCount)
    evidence("biases", network.parameterCount - ledger.weightCount)
    #expect(network.parameterCount == 235_146 && ledger.parameterCount == 235_146)
    #expect(ledger.weightCount == 234_752)
  }

  @Test(
    .interview(
      .question(1, 8), level: .design, minutes: 5,
      question: "Wide or deep, for the same number of parameters?",
      answer: """
        It depends on the target, and the first thing is to count, because the two are rarely the same \
        size. The parameters of a hidden layer grow with the square of the width, with the depth only \
        linearly. Depth composes features and is exponentially cheaper for some functions, such as \
        parity; width is easier to train and to run in parallel. I would start with two or three layers, \
        compare architectures of one budget on held-out data, and only then argue.
        """,
      commonMistake: "Four layers of 512 and two layers of 2048 are the same size.",
      refutation: """
        With 512 inputs and ten outputs four layers of 512 have {4 × 512} parameters and two of 2048 \
        {2 × 2048}. One layer of 2048 has {1 × 2048}, about as many; but with ten inputs the four have \
        {4 × 512, 10 inputs} and the one {1 × 2048, 10 inputs}.
        """,
      followUps: [
        "Which functions need depth?":
          "",
        "How do memory and latency differ between the two?":
          "",
      ]))
  func `50,000 parameters buy every depth from one layer to six`() {
    func count(_ inputs: Int, _ hidden: [Int]) -> Int {
      Ledger(widths: [inputs] + hidden + [10]).parameterCount
    }
    let deep = Array(repeating: 512, count: 4)
    let figures = [
      ("4 × 512", count(512, deep)), ("1 × 2048", count(512, [2048])),
      ("2 × 2048", count(512, [2048, 2048])), ("4 × 512, 10 inputs", count(10, deep)),
      ("1 × 2048, 10 inputs", count(10, [2048])),
    ]
    for (name, value) in figures { evidence(name, value) }
    #expect(figures.map(\.1) == [1_055_754, 1_071_114, 5_267_466, 798_730, 43_018])
    let found = Architecture.spending(50_000, inputCount: 20, outputCount: 10, depths: 1...6)
    evidence("widths and depths within 2 % of 50,000 parameters", found.count)
    #expect(Set(found.map(\.depth)).count == 6)
    #expect(found.allSatisfy { abs($0.parameterCount - 50_000) <= 1000 })
  }

  @Test(
    .interview(
      .question(1, 12), level: .derive, minutes: 3,
      question: "What does a forward pass cost, and what does the backward pass?",
      answer: """
        Forward, the sum of in · out multiply-adds for every sample, one for each weight; backward, about \
        twice that. Going back, a layer makes two products of the size of the forward one, one for the \
        gradient of its input and one for that of its weight. So a training step costs three forward \
        passes, or six floating-point operations for every weight and sample, which is how budgets of \
        large models are estimated.
        """,
      whiteboard: """
        forward   Y = X Wᵀ        batch · in · out multiply-adds
        backward  dX = dY W       batch · in · out
                  dW = dYᵀ X      batch · in · out
        """,
      commonMistake: "A backward pass costs as much as a forward pass.",
      refutation: """
        The counter reports {multiply-adds forward} multiply-adds forward and {multiply-adds backward} \
        backward for a batch of 32 through a layer 256-128: exactly {backward ÷ forward} times as many.
        """,
      followUps: [
        "Why is the first layer cheaper on the way back?":
          "",
        "What does the optimizer's step cost beside it?":
          "",
      ]))
  func `backward takes twice the multiply-adds of forward`() {
    var generator = SplitMix64(seed: 12)
    let layer = AffineMap(inputCount: 256, outputCount: 128, using: &generator)
    let x = Tensor.normal([32, 256], using: &generator)
    let cotangent = Tensor.normal([32, 128], using: &generator)
    var (forward, backward) = (ProductCounter(), ProductCounter())
    let y = layer.forward(x, counting: &forward)
    let gradient = layer.pullback(input: x, cotangent: cotangent, counting: &backward)
    // The counted passes are the real ones: the same outputs, and gradients of the right shapes.
    #expect((y - layer(x)).maximumMagnitude() < 1e-12)
    #expect(gradient.input.shape == x.shape && gradient.weight.shape == layer.weight.shape)
    evidence("multiply-adds forward", forward.multiplyAddCount)
    evidence("multiply-adds backward", backward.multiplyAddCount)
    let ratio = Double(backward.multiplyAddCount) / Double(forward.multiplyAddCount)
    evidence("backward ÷ forward", ratio)
    #expect(forward.multiplyAddCount == layer.multiplyAddCount(batch: 32) && ratio == 2)
    #expect(forward.multiplyAddCount == Ledger(widths: [256, 128], batch: 32).multiplyAddCount)
  }

  @Test(
    .interview(
      .question(1, 14), level: .explain, minutes: 4,
      question: "Can multilayer perceptrons compute every Boolean function?",
      answer: """
        Yes: two layers of threshold units compute any of them. One hidden unit recognizes each row of the \
        truth table where the function is 1, and the output is their OR. Or one argues with NAND, which is \
        a single unit and universal. The catch is the size: the truth table of n bits has 2ⁿ rows, while \
        a deeper network may need far fewer units. Parity is the standard example.
        """,
      commonMistake: "Parity of n bits needs exponentially many units, whatever the depth.",
      refutation: """
        Two layers take {hidden units of two layers, parity of 8} hidden units for eight bits. A tree of \
        distances |a − b| = relu(a − b) + relu(b − a) takes {rectifiers of the tree, parity of 8} rectifiers in \
        {levels of the tree} levels and is right on all {inputs checked} inputs.
        """,
      followUps: [
        "How does the number of units of the tree grow with n?":
          "",
        "Can gradient descent learn parity?":
          "",
      ]))
  func `two layers compute all gates, but depth makes parity cheap`() {
    var wrong = 0
    for table in Gates.allInputs(bitCount: 4).rowScalars {
      let network = ThresholdNetwork(truthTable: table)
      wrong += zip(Gates.inputs.rowScalars, table).count { network(Tensor($0)) != $1 }
    }
    evidence("wrong answers over all 16 functions of two bits", wrong)
    #expect(wrong == 0)
    for bits in Gates.inputs.rowScalars {
      #expect(Gates.exclusiveOrByNand(bits[0], bits[1]) == abs(bits[0] - bits[1]))
    }

    let inputs = Gates.allInputs(bitCount: 8)
    let parity = inputs.rowScalars.map { Scalar(Int($0.reduce(0, +)) % 2) }
    let tree = ParityTree(bitCount: 8)
    #expect(tree(inputs).flattened == Tensor(parity))
    evidence("inputs checked", parity.count)
    evidence("rectifiers of the tree, parity of 8", tree.rectifierCount)
    evidence("levels of the tree", tree.depth)
    let flat = ThresholdNetwork(truthTable: parity)
    evidence("hidden units of two layers, parity of 8", flat.hidden.count)
    #expect(tree.rectifierCount == 14 && tree.depth == 3 && flat.hidden.count == 128)
  }
}

extension Tensor {
  /// The scalars of each row of a matrix.
  fileprivate var rowScalars: [[Scalar]] { (0..<shape[0]).map { row($0).scalars } }
}
