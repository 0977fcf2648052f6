import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// Layers and their sizes: what a network can compute.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 4), level: .explain, minutes: 3,
      question: "Why are nonlinear activations needed?",
      answer: """
        Without them a stack of layers is one affine map, however many layers it has. The \
        product of the weight matrices is a matrix again, and the biases add up to one bias. So \
        depth adds nothing to what the network can compute, and a narrow layer in between even \
        limits the rank. With ReLUs between the layers they no longer collapse: hidden units \
        compute new coordinates, in which one straight cut can do what it cannot do in the \
        inputs.
        """,
      whiteboard: """
        W₂ (W₁ x + b₁) + b₂ = (W₂ W₁) x + (W₂ b₁ + b₂)
        """,
      commonMistake: "Five linear layers are more expressive than one.",
      otherMistakes: [
        """
        Without them no gradient gets from one layer to the one before, so a stack of layers \
        does not learn.
        """:
          """
        An affine layer passes the gradient on, multiplied by its weights, so deep linear networks \
        do train. All that they can learn is one affine map.
        """,
        """
        Without them the outputs of a stack of layers grow without end, since nothing bounds \
        them.
        """:
          """
        How large they get is up to the weights: one affine map may shrink its inputs as well. And \
        a bound is not what is needed, since ReLU has none above and does the work.
        """,
      ],
      refutation: """
        Collapsed into one layer, five affine layers of eight units give the same outputs up to \
        rounding, {stack − collapsed map}. The sum f(x + y) − f(x) − f(y) + f(0), which is 0 for \
        every affine map, is {additivity defect of the stack} at random points; with ReLUs \
        between the layers it reaches {additivity defect with ReLUs}.
        """,
      followUps: [
        "Does a deep linear network train like a shallow one?":
          """
        No. It computes the same functions, but its loss is no longer convex in the weights \
        and has saddle points. Descent from small weights learns the strong directions of the \
        data first and the weak ones much later, which one layer does not do in the same way.
        """,
        "How would you find a missing activation in a model that you did not write?":
          """
        I measure f(x + y) − f(x) − f(y) + f(0) at random points of both signs: if it is \
        rounding everywhere, no activation works. One pair of points is not enough, since a \
        ReLU is linear among positive sums. Then I test parts of the model until the part is \
        found. That a module declares an activation does not mean that its forward pass calls it.
        """,
      ]))
  func `affine layers collapse into one, ReLU layers do not`() throws {
    var generator = SplitMix64(seed: 4)
    var network = MultilayerPerceptron(
      widths: [8, 8, 8, 8, 8, 8], nonlinearity: .identity, using: &generator)
    let x = Tensor.normal([10, 8], using: &generator)
    evidence(
      "stack − collapsed map", (network(x) - network.collapsed(x)).maximumMagnitude(),
      atMost: 1e-14)
    network = MultilayerPerceptron(layers: network.layers, nonlinearity: .relu)
    #expect((network(x) - network.collapsed(x)).maximumMagnitude() > 1e-2)
    // The same five layers as in F1.2, so that one network has one figure.
    let (stack, bent) = try FailureMode.missingNonlinearity.measure()
    evidence("additivity defect of the stack", stack, atMost: 1e-14)
    evidence("additivity defect with ReLUs", bent)
    #expect(bent > 1e-2)
    // A ReLU itself has the defect 0 at two positive points, and −1 at 1 and −1.
    func unit(_ x: Tensor) -> Tensor { Nonlinearity.relu(x) }
    #expect(additivityDefect(of: unit, at: Tensor([[1]]), Tensor([[2]])) == 0)
    #expect(additivityDefect(of: unit, at: Tensor([[1]]), Tensor([[-1]])) == 1)
    // Affine layers pass a gradient on.
    let back = network.layers[4].pullback(input: x, cotangent: .ones([10, 8])).input
    #expect(network.layers[3].pullback(input: x, cotangent: back).input.maximumMagnitude() > 0.01)
  }

  @Test(
    .interview(
      .question(1, 8), level: .design, minutes: 5,
      question: "Wide or deep, for the same number of parameters?",
      answer: """
        It depends on the target, so I count first: what is called the same size rarely is. The \
        parameters between hidden layers grow with the square of the width, with the depth only \
        linearly. Some functions, such as a sawtooth, take few units in many layers and \
        exponentially many in one. Wide layers run in parallel and are \
        often easier to train. I start with two or three layers and compare architectures of one \
        budget on held-out data.
        """,
      commonMistake: "Four layers of 512 and two layers of 2048 are the same size.",
      otherMistakes: [
        "Deep, because every function takes exponentially fewer parameters in more layers.":
          """
        Some functions do, such as a sawtooth. An affine function is complete in one layer, and \
        layers behind it only add parameters.
        """,
        "Wide, because one hidden layer computes every function, and layers behind it add nothing.":
          """
        It comes close to any continuous function, with enough units, and that may be too many: a \
        tent map applied k times takes at least 2ᵏ − 1 ReLUs in one layer, 2k in k layers.
        """,
      ],
      refutation: """
        With 512 inputs and ten outputs four hidden layers of 512 have {4 × 512} parameters and \
        two of 2048 {2 × 2048}. One hidden layer of 2048 has {1 × 2048}, about as many as the \
        four; but with ten inputs the four have {4 × 512, 10 inputs} and the one {1 × 2048, 10 \
        inputs}.
        """,
      followUps: [
        "Which functions need depth?":
          """
        Those that apply one step again and again. A tent map applied k times has 2ᵏ linear pieces \
        and takes 2k ReLUs in k layers; one hidden layer of n ReLUs makes at most n + 1 pieces on \
        a line, so it needs at least 2ᵏ − 1.
        """,
        "How do memory and latency differ between the two?":
          """
        Memory may not differ: with 512 inputs four layers of 512 and one of 2048 both keep \
        {activations, 4 × 512} activations a sample, input and output included. Latency does: \
        the deep one has five products, each of which waits for the one before, the wide one \
        two larger ones, which fill a parallel machine better.
        """,
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
    let (narrow, wide) = (Ledger(widths: [512] + deep + [10]), Ledger(widths: [512, 2048, 10]))
    evidence("activations, 4 × 512", narrow.activationCount)
    #expect(narrow.activationCount == 2570 && wide.activationCount == 2570)
    #expect(figures.map(\.1) == [1_055_754, 1_071_114, 5_267_466, 798_730, 43_018])
    let found = Architecture.spending(50_000, inputCount: 20, outputCount: 10, depths: 1...6)
    evidence("widths and depths within 2 % of 50,000 parameters", found.count)
    #expect(Set(found.map(\.depth)).count == 6)
    #expect(found.allSatisfy { abs($0.parameterCount - 50_000) <= 1000 })
  }
}
