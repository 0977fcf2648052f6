import Activations
import Autograd
import Course
import TensorCore
import TestSupport
import Testing

// Gated feed-forward parts.

extension Lesson03Interview {
  @Test(
    .interview(
      .question(3, 21), level: .derive, minutes: 4,
      question: """
        What is SwiGLU, and why is its hidden width two thirds of that of the plain feed-forward part that it replaces?
        """,
      answer: """
        SwiGLU is a feed-forward part with a gate: silu(xW) times xV, element by element, and then W₂. It has \
        three matrices where the plain part has two, so for as many weights the hidden width is two \
        thirds: 8/3 of the model's width instead of 4 times. Shazeer (2020) compared the variants on that footing, found some of them \
        better than ReLU and GELU, and offers no explanation. LLaMA with 7 billion weights rounds the width up to a multiple of 256.
        """,
      whiteboard: """
        plain: d · h + h · d = 2dh weights, h = 4d: 8d²
        gated: d · g + d · g + g · d = 3dg weights
        3dg = 8d² for g = 8d/3 = ⅔ · 4d
        d = 4096: 8d/3 = 10922.7, the next multiple of 256 is 11008
        """,
      commonMistake:
        "SwiGLU is an activation that one puts in place of ReLU; nothing else in the feed-forward part changes.",
      otherMistakes: [
        "Two thirds is a hyperparameter that was found by a search.":
          "It is arithmetic: three matrices of hidden width g have 3dg weights, two of hidden width 4d have 8d². They are as many for g = 8d/3, which is two thirds of 4d.",
        "Which of the two halves is the gate does not matter when weights are loaded.":
          "Only the gate passes through silu, and silu(a) · b is not a · silu(b). With the two exchanged the features change by {gate exchanged} of their size, and as every shape fits, nothing complains.",
      ],
      refutation: """
        It brings a third matrix. At the same hidden width it has {weights at the same width} \
        times the weights of the plain part; at two thirds {weights at two thirds} times. For the \
        width 4096 and multiples of 256 the hidden width is {hidden width of LLaMA}.
        """,
      followUps: [
        "What are GLU, GEGLU and ReGLU?": """
        The same layer with another gate: the sigmoid, GELU, ReLU. With no function on the gate it is called bilinear.
        """,
        "What does the gate do that an activation cannot?": """
        It multiplies two maps of the input, so that the layer contains products of features. A plain ReLU part can only \
        approximate a product, by straight pieces.
        """,
      ]))
  func `SwiGLU at two thirds of the width has as many weights`() throws {
    let weights = try FailureMode.thirdMatrix.measure()
    evidence("weights at the same width", weights.broken)
    evidence("weights at two thirds", weights.cured)
    let hiddenCount = GatedFeedForward.hiddenCount(forWidth: 4096, multipleOf: 256)
    evidence("hidden width of LLaMA", hiddenCount)
    let exchanged = try FailureMode.gateExchanged.measure()
    evidence("gate exchanged", exchanged.broken)
    #expect(weights.broken == 1.5 && abs(weights.cured - 1) < 0.01 && hiddenCount == 11_008)
    #expect(exchanged.broken > 0.1 && exchanged.cured < 1e-12)
    // Gate and value multiply: twice the value, twice the output, whatever the gate.
    var generator = SplitMix64(seed: 321)
    let part = GatedFeedForward(width: 8, hiddenCount: 12, using: &generator)
    let doubled = GatedFeedForward(
      gateMap: part.gateMap, valueMap: Linear(weight: part.valueMap.weight.value * 2, bias: nil),
      outputMap: part.outputMap)
    let x = Variable(.normal([4, 8], using: &generator))
    #expect(difference(doubled(x).value, part(x).value * 2) < 1e-13)
  }
}
