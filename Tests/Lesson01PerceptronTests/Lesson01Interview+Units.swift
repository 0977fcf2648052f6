import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// What a unit and a narrow layer can do.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 39), level: .explain, minutes: 3,
      question: "What does a narrow layer between two wide ones do?",
      answer: """
        It lets through as many numbers as it has units, and the layers behind it see nothing \
        else. Without nonlinearities the whole map has at most that rank: 16-2-16 has rank \
        {greatest rank}, and moving the input along the other 14 directions changes no output. \
        With nonlinearities the two numbers may be a clever code, but they are still two. It is \
        wanted in autoencoders and to save parameters, {parameters, 16-2-16} here against \
        {parameters, 16-16}; as an accident before the head it may cost accuracy.
        """,
      commonMistake: """
        It drops some of what it gets, but wide layers behind it restore that, as they have \
        units enough.
        """,
      otherMistakes: [
        "It averages what the wide layer says, so that the noise in it cancels.":
          """
        Its units take weighted sums, with learned weights of either sign, not means. In 16-2-16 \
        what the input does along 14 directions is lost, signal as well as noise.
        """,
        "It changes nothing as long as the layers behind it are as wide as those before.":
          """
        In 16-2-16 the layer behind sees two numbers, and inputs that agree in these agree in all \
        outputs. Without nonlinearities the rank is at most {greatest rank}, where that of 16-16 \
        may be 16.
        """,
      ],
      refutation: """
        The map that 16-2-16 makes without a nonlinearity has 16 singular values, of which \
        {singular values above rounding} are more than rounding. Nothing behind the narrow layer \
        can tell inputs apart that agree in it, unless a skip connection goes round it.
        """,
      followUps: [
        "How is low-rank adaptation related?":
          """
        It adds to a frozen weight matrix the product of two narrow ones, so the change has \
        rank r and r · (in + out) parameters instead of in · out. It works if the change that \
        a task needs is nearly of low rank.
        """,
        "How narrow may all layers of a deep ReLU network be?":
          """
        For continuous functions from n numbers to one, on a bounded region, a width of n + 1 \
        is enough if the network may be as deep as it likes, and n is not (Hanin and Sellke, \
        2017).
        """,
      ]))
  func `a narrow layer limits the rank to its width`() {
    var generator = SplitMix64(seed: 39)
    let network = MultilayerPerceptron(
      widths: [16, 2, 16], nonlinearity: .identity, using: &generator)
    let weight = network.collapsed.weight
    let squares = matmul(weight, weight, transposing: .left).symmetricEigenvalues().values.scalars
    let rank = squares.count { $0 > 1e-12 * (squares.max() ?? 0) }
    let ledger = Ledger(widths: [16, 2, 16])
    evidence("singular values above rounding", rank)
    evidence("greatest rank", ledger.rankLimit)
    evidence("parameters, 16-2-16", ledger.parameterCount)
    evidence("parameters, 16-16", Ledger(widths: [16, 16]).parameterCount)
    #expect(rank == 2 && ledger.rankLimit == 2 && ledger.parameterCount == 82)

    // Two inputs that agree in the narrow layer agree behind it, with a nonlinearity too.
    let first = AffineMap(weight: Tensor([[1, 0, 0], [0, 1, 0]]), bias: Tensor([0, 0]))
    let second = AffineMap(inputCount: 2, outputCount: 16, using: &generator)
    let bent = MultilayerPerceptron(layers: [first, second], nonlinearity: .tanh)
    #expect(bent(Tensor([[1, 2, 3]])) == bent(Tensor([[1, 2, -50]])))
  }

  @Test(
    .interview(
      .question(1, 40), level: .recall, minutes: 2,
      question: "Give the weights of AND, OR and NOT as one threshold unit each.",
      answer: """
        With a unit that fires at z ≥ 0 and bits of 0 and 1: AND is x₁ + x₂ − 2, OR is x₁ + x₂ − \
        1, NOT is −x. They are not unique: any line that separates the same points will do, and \
        of the {settings of the grid} settings with weights and bias from −2 to 2 in quarters, \
        {settings that compute AND} compute AND. NAND is −x₁ − x₂ + 1, and all other gates can \
        be built from it.
        """,
      commonMistake: "With larger weights AND needs no bias.",
      otherMistakes: [
        """
        With a unit that fires at z ≥ 0 and bits of 0 and 1: AND is x₁ + x₂ − 1, OR is x₁ + x₂, \
        NOT is 1 − x.
        """:
          """
        These are the biases of a unit that fires only above 0. At z ≥ 0 the first one fires at 01 \
        and 10 as well, which is OR, and the other two fire at every input.
        """,
        """
        With a unit that fires at z ≥ 0 and bits of 0 and 1: AND is x₁ + x₂, OR is x₁ + x₂ + 1, \
        NOT is −x + 1.
        """:
          """
        None of the three ever says 0: on bits x₁ + x₂ and −x + 1 are at least 0 and x₁ + x₂ + 1 \
        is at least 1. To stay silent a unit needs a sum below 0.
        """,
      ],
      refutation: """
        To say 0 at 01 and at 10 both weights must then be negative, and so the sum at 11 is \
        negative too. Of the settings with the bias 0, {settings without bias that compute AND} \
        compute AND.
        """,
      followUps: [
        "How is XOR made of NANDs?":
          """
        With four of them: c = NAND(a, b), then NAND(NAND(a, c), NAND(b, c)). A network of it \
        has three layers of units; with other gates two are enough.
        """,
        "Is the majority of three bits one unit?":
          """
        Yes: weights of 1 and the bias −2 fire at two ones or more. A threshold unit can \
        count, which is why it can do more than a single gate.
        """,
      ]))
  func `AND, OR and NOT are one unit each, AND only with a bias`() {
    let not = Neuron(weights: Tensor([-1]), bias: 0, nonlinearity: .step)
    #expect(not(Tensor([0])) == 1 && not(Tensor([1])) == 0)
    // With a threshold in mind that fires above 0 and not at 0, one writes biases that are 1 too large.
    let late = Neuron(weights: Tensor([1, 1]), bias: -1, nonlinearity: .step)
    let always = Neuron(weights: Tensor([1, 1]), bias: 0, nonlinearity: .step)
    #expect(late.outputs(for: Gates.inputs) == Gates.or.outputs(for: Gates.inputs))
    #expect(always.outputs(for: Gates.inputs) == .ones([4]))
    #expect(Gates.and.outputs(for: Gates.inputs) == Tensor([0, 0, 0, 1]))
    #expect(Gates.or.outputs(for: Gates.inputs) == Tensor([0, 1, 1, 1]))
    #expect(Gates.nand.outputs(for: Gates.inputs) == Tensor([1, 1, 1, 0]))
    let steps = (-8...8).map { Scalar($0) / 4 }
    let and: [Scalar] = [0, 0, 0, 1]
    var (count, found, withoutBias) = (0, 0, 0)
    for w1 in steps {
      for w2 in steps {
        for b in steps {
          let unit = Neuron(weights: Tensor([w1, w2]), bias: b, nonlinearity: .step)
          let outputs = unit.outputs(for: Gates.inputs).scalars
          count += 1
          if outputs == and { found += 1 }
          if b == 0 && outputs == and { withoutBias += 1 }
        }
      }
    }
    evidence("settings of the grid", count)
    evidence("settings that compute AND", found)
    evidence("settings without bias that compute AND", withoutBias)
    #expect(count == 4913 && found == 84 && withoutBias == 0)

    let majority = Neuron(weights: Tensor([1, 1, 1]), bias: -2, nonlinearity: .step)
    let bits = Gates.allInputs(bitCount: 3)
    #expect(majority.outputs(for: bits) == (bits.sum(axis: 1) .>= 2))
    for pair in [[0, 0], [0, 1], [1, 0], [1, 1]] as [[Scalar]] {
      #expect(Gates.exclusiveOrByNand(pair[0], pair[1]) == abs(pair[0] - pair[1]))
    }
  }
}
