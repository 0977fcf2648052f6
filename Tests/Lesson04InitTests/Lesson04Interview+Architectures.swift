import Autograd
import Course
import Init
import TensorCore
import TestSupport
import Testing

// Embeddings, recurrent cells, and width.

extension Lesson04Interview {
  @Test(
    .interview(
      .question(4, 22), level: .design, minutes: 4,
      question: """
        How do you initialize an embedding, the recurrent matrix of an LSTM, and the bias of its \
        forget gate?
        """,
      answer: """
        An embedding is looked up, so no fan applies: N(0, 1) is PyTorch's default. GPT-2 and BERT \
        take a deviation of 0.02, which suits one that is tied to the output. The recurrent matrix \
        is multiplied in every step, so I make each gate's part orthogonal. The forget bias starts \
        at 1, so that the gate is mostly open and the cell keeps more until it has learned to \
        forget. PyTorch adds two biases: I write the 1 into one of them.
        """,
      commonMistake:
        "For a forget bias of 1 PyTorch wants the forget part of both biases set to 1.",
      otherMistakes: [
        "A forget bias of 0 keeps the cell's state, since zero means no forgetting.":
          "The bias passes through the sigmoid: σ(0) is ½, so each step keeps half at first. After ten such steps {kept after ten steps, bias 0} of the cell are left, with a bias of 1 {kept after ten steps, bias 1}.",
        "An embedding needs He's rule with the vocabulary as fan_in.":
          "A lookup picks one row and sums nothing over the vocabulary, so the output is as large as the row's entries. He's √(2/50,000) for 50,000 tokens would make them about 0.006.",
      ],
      refutation: """
        They are added: the gate then starts at {gate, both biases} instead of {gate, one bias}. \
        If it stays there, {kept after ten steps, bias 2} of the cell are left after ten steps \
        instead of {kept after ten steps, bias 1}; with a bias of 0 it would be {kept after ten \
        steps, bias 0}.
        """,
      followUps: [
        "Why gate by gate?": """
        The weight of shape [4h, h] holds four matrices. Made orthogonal as a whole, as Keras does \
        with its [h, 4h], only the four together are orthonormal; each gate's part alone has about \
        half the size of an orthogonal matrix.
        """,
        "What is special about the row of the padding token?": """
        nn.Embedding zeroes it and gives it no gradient. An initialization of the whole table \
        fills it again, and no gradient takes that back: zero it once more.
        """,
      ]))
  func `PyTorch's two forget biases are added`() throws {
    let gate = try FailureMode.forgetBiasTwice.measure()
    evidence("gate, both biases", gate.broken)
    evidence("gate, one bias", gate.cured)
    #expect(abs(gate.broken - .sigmoid(2)) < 1e-12 && abs(gate.cured - .sigmoid(1)) < 1e-12)
    func kept(_ bias: Double) -> Double {
      var generator = SplitMix64(seed: 22)
      let cell = RecurrentParameters.orthogonal(
        inputCount: 2, hiddenCount: 4, forgetBias: bias, using: &generator)
      return .pow(.sigmoid(Double(cell.forgetBias.scalars[0])), 10)
    }
    for bias in 0...2 { evidence("kept after ten steps, bias \(bias)", kept(Double(bias))) }
    #expect(kept(0) < 0.001 && abs(kept(1) - 0.0437) < 1e-3 && abs(kept(2) - 0.281) < 1e-3)
    var generator = SplitMix64(seed: 22)
    let cell = RecurrentParameters.orthogonal(inputCount: 2, hiddenCount: 16, using: &generator)
    let matrix = cell.recurrence(ofGate: 1)
    let product = matmul(matrix, matrix, transposing: .left)
    evidence(
      "forget gate's matrix from orthogonal", (product - .identity(16)).maximumMagnitude(),
      atMost: 1e-13)
    let whole = Initializer.orthogonal()([64, 16], using: &generator).slice(0..<16)
    #expect((0.35...0.65).contains(whole.norm() / 4))
  }

  @Test(
    .interview(
      .question(4, 25), level: .design, minutes: 4,
      question: """
        You tuned Adam's learning rate on a narrow network and now make it sixteen times as wide. \
        What has to change, and why?
        """,
      answer: """
        The rates of the layers whose inputs get wider: they must fall like 1/width. One step of Adam moves \
        each weight by about the rate, and these moves agree with the inputs, so a hidden unit's \
        output moves by about the width times the rate. Under muP the hidden and the last \
        weights get a rate divided by the factor of the width, the last weights a deviation that \
        falls like 1/width; input weights and biases keep theirs. Then each layer moves about as \
        far as before, and the tuned rate nearly carries over.
        """,
      commonMistake:
        "Deviations that fall with the fan make the learning rate independent of the width.",
      otherMistakes: [
        "All rates must be divided by the square root of the factor.":
          "The root suits sums with random signs; Adam's moves agree with the inputs and add up like the width, so the hidden outputs would still move √16 = 4 times as far. Input weights and biases keep their rate.",
        "Wider layers need larger rates, since each weight matters less.":
          "Adam moves each weight by about the rate, however little it matters, and in a wide layer more such moves add up: at the same rate the outputs of 512 units move {movement, 512 ÷ 32, same rate} times as far as those of 32.",
      ],
      refutation: """
        A step of size 0.01 by the signs of the gradient moves the outputs of a hidden ReLU layer \
        of width 512 by {movement, 512 ÷ 32, same rate} times as much as of width 32, both \
        He-initialized; with the rate over 16 by {movement, 512 ÷ 32, muP} times.
        """,
      followUps: [
        "How do you check that the scaling is right?": """
        By a coordinate check: train a few steps at several widths and compare how far each \
        layer's outputs have moved. The curves over the width should be flat.
        """,
        "Which factors does plain gradient descent get?": """
        Input weights and biases a rate times the factor, hidden weights the same rate, the last \
        weights a rate divided by the factor: gradients themselves depend on the width there.
        """,
      ]))
  func `a rate tuned on 32 units moves 512 units too far`() throws {
    func movement(width: Int, factor: Double) throws -> Double {
      let model = Sequential.stack([16, width, width, 4], scheme: .kaiming, seed: 25)
      let x = Variable(normalBatch(16, 16, seed: 25))
      let hidden = Sequential(Array(model.layers[0...2]))
      let before = withoutGradient { hidden(x).value }
      try softmaxCrossEntropy(model(x), classes: classes(16, of: 4)).backward()
      let linear = model.namedLinearLayers[1].layer
      let signs = try #require(linear.weight.gradient).map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
      linear.weight.initialize(to: linear.weight.value - signs * Scalar(0.01 * factor))
      return Signal(of: withoutGradient { hidden(x).value } - before).rootMeanSquare
    }
    let update = MaximalUpdate(baseWidth: 32, width: 512)
    let narrow = try movement(width: 32, factor: 1)
    let plain = try movement(width: 512, factor: 1) / narrow
    let scaled =
      try movement(
        width: 512, factor: update.rateFactor(of: .hidden, rule: .adam)) / narrow
    evidence("movement, 512 ÷ 32, same rate", plain)
    evidence("movement, 512 ÷ 32, muP", scaled)
    #expect(plain > 6 && (0.4...1.7).contains(scaled))
    let roles: [MaximalUpdate.Role] = [.input, .hidden, .output]
    #expect(roles.map { update.rateFactor(of: $0, rule: .adam) } == [1, 0.0625, 0.0625])
    #expect(
      roles.map { update.rateFactor(of: $0, rule: .gradientDescent) } == [16, 1, 0.0625])
    #expect(update.deviationFactor(of: .output) == 0.25)
  }
}
