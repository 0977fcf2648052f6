import Autograd
import Course
import Init
import TensorCore
import TestSupport
import Testing

// Residual networks.

extension Lesson04Interview {
  @Test(
    .interview(
      .question(4, 10), level: .explain, minutes: 3,
      question: "How does a residual connection x + F(x) change what an initialization has to do?",
      answer: """
        The branch must be small for the depth, not right for itself. A branch that keeps the \
        second moment, with random last weights, adds as much as is there, so every block doubles \
        it, and L blocks multiply it by about 2ᴸ. Branches of 1/L of the stream's second moment \
        leave (1 + 1/L)ᴸ, less than e. So scale the last layer of each branch by 1/√L, or start it \
        at zero, which makes every block the identity. If each branch normalizes what it reads, \
        growth is linear in L.
        """,
      commonMistake: "Skip connections make the initialization irrelevant.",
      otherMistakes: [
        "Layers that each keep the second moment keep that of a residual network as well.":
          "They keep the branch's, and the sum adds that to the stream's: every block doubles the second moment. Twenty wide ones multiply it by {growth predicted, unscaled}; here it is {growth, unscaled}.",
        "A branch that starts at zero can never learn.":
          "Its zero last layer gets a gradient at once, since what it reads is not 0; the rest follows from the second step on. With one zero in the branch {moved, one zero} of 3 parameters move in 20 steps.",
      ],
      refutation: """
        With them the signal no longer fades, it grows. Twenty blocks of width 64 whose layers \
        each keep the second moment multiply it by {growth, unscaled} here; \
        {growth predicted, unscaled} is predicted for wide ones. Scaled by 1/√20 it is \
        {growth, scaled}; {growth predicted, scaled} is predicted.
        """,
      followUps: [
        "Which ways are in use?": """
        Zero for the last scale of a branch's normalization, ReZero's trained factor that starts \
        at 0, Fixup's zero last layer with smaller others, and 1/√L factors in transformers.
        """,
        "What if both the factor and the last layer start at zero?": """
        Then the branch never learns: the gradient of each has the other as a factor. Of three \
        parameters {moved, both zero} move in 20 steps, with one zero {moved, one zero}.
        """,
      ]))
  func `unscaled residual blocks double the second moment`() throws {
    let growth = try FailureMode.residualGrowth.measure()
    evidence("growth, unscaled", growth.broken)
    evidence("growth, scaled", growth.cured)
    let predicted = [ResidualScaling.none, .inverseSquareRoot].map {
      $0.predictedGrowth(blockCount: 20)
    }
    evidence("growth predicted, unscaled", predicted[0])
    evidence("growth predicted, scaled", predicted[1])
    #expect(growth.broken > 1e5 && growth.broken < 1e7 && (2...3.4).contains(growth.cured))
    #expect(predicted[0] == 1_048_576 && abs(predicted[1] - 2.6533) < 1e-4)
    let moved = try FailureMode.gateAndLayerZero.measure()
    evidence("moved, both zero", moved.broken)
    evidence("moved, one zero", moved.cured)
    #expect(moved.broken == 0 && moved.cured == 3)
  }

  @Test(
    .interview(
      .question(4, 16), level: .explain, minutes: 3,
      question: "What do skip connections change for the gradient of a deep network?",
      answer: """
        They give it a path that multiplies by 1. The Jacobian of x + F(x) is I + J, so the \
        product over the blocks contains the identity, and the gradient arrives even where the \
        branches are nearly zero. A plain chain multiplies the J alone, and there it loses the \
        gradient. The identity does not bound it: branches that are not scaled add their part in \
        every block, and then it grows with depth.
        """,
      commonMistake: "With skip connections gradients can neither vanish nor explode.",
      otherMistakes: [
        "They give it a shorter way, since the layers that they pass are not computed.":
          "The layers are computed: the block returns x + F(x), and F gets its gradient and learns. What helps is the other path beside it, which multiplies the gradient by 1.",
        "Nothing at first: the Jacobian of x + F(x) is that of F.":
          "It is I + J, and the I makes the difference: of a gradient of ones, 20 layers with weights of deviation 0.01 leave {input gradient, residual} with it and {input gradient, chain} with J alone.",
      ],
      refutation: """
        Of a gradient of ones at the output, twenty ReLU layers of width 32 with weights of \
        deviation 0.01 leave a root mean square of {input gradient, chain} at the input, with skip \
        connections {input gradient, residual}. Twenty unscaled branches of width 64 that \
        each keep the second moment make it grow by {gradient growth, unscaled}, scaled by 1/√20 by {gradient growth, \
        scaled}.
        """,
      followUps: [
        "How can a gradient vanish in spite of a skip connection?": """
        If something stands on the skip path itself, such as an activation behind the sum or a \
        projection with small weights, it multiplies in every block. Or if a branch cancels its \
        input: behind F(x) = −x the gradient is {input gradient, branch −x}.
        """,
        "Does the same hold for the signal forward?": """
        Yes. The input passes along the identity, and what random branches add comes on top, so \
        at the start the signal does not fade and can explode.
        """,
      ]))
  func `the identity carries the gradient, and does not bound it`() throws {
    func inputGradient(_ wrap: (any Layer) -> any Layer) throws -> Double {
      let layers: [any Layer] = (0..<20).map { index in
        var generator = SplitMix64(seed: 16, for: "\(index)")
        let weight = Initializer.normal(standardDeviation: 0.01)([32, 32], using: &generator)
        return wrap(Sequential(Linear(weight: weight, bias: nil), FunctionLayer("relu", relu)))
      }
      let signals = try SignalPropagation(
        through: Sequential(layers), inputs: normalBatch(8, 32, seed: 16)
      ) { $0.sum() }
      return try #require(signals.inputGradient).rootMeanSquare
    }
    let (chain, residual) = (try inputGradient { $0 }, try inputGradient { ResidualBlock($0) })
    evidence("input gradient, chain", chain)
    evidence("input gradient, residual", residual)
    let cancelled = try SignalPropagation(
      through: Sequential(ResidualBlock(Linear(weight: -Tensor.identity(32), bias: nil))),
      inputs: normalBatch(8, 32, seed: 16)
    ) { $0.sum() }
    evidence(
      "input gradient, branch −x", try #require(cancelled.inputGradient).rootMeanSquare)
    #expect(try #require(cancelled.inputGradient).rootMeanSquare == 0)
    // 0.01 · √16 = 0.04 a layer; with the identity 1 + a little.
    #expect((1e-30...1e-26).contains(chain) && (0.8...1.6).contains(residual))

    func growth(_ scaling: ResidualScaling) throws -> Double {
      let model = Sequential.residualStack(
        inputCount: 8, width: 64, blockCount: 20, outputCount: 2, scaling: scaling, seed: 16)
      let stages = try SignalPropagation(
        through: model, inputs: normalBatch(16, 8, seed: 16)
      ) { $0.sum() }.stages.filter { !$0.name.contains(".") }
      try #require(stages.count == 22)
      let (first, last) = (stages[0].gradient, stages[20].gradient)
      return try #require(first).rootMeanSquare / #require(last).rootMeanSquare
    }
    let (unscaled, scaled) = (try growth(.none), try growth(.inverseSquareRoot))
    evidence("gradient growth, unscaled", unscaled)
    evidence("gradient growth, scaled", scaled)
    // √2²⁰ = 1024 and √(1 + 1/20)²⁰ = 1.63 in wide networks.
    #expect((300...4000).contains(unscaled) && (1.35...2).contains(scaled))
  }
}
