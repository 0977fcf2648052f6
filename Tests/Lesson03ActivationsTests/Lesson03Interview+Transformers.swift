import Activations
import Autograd
import Course
import TensorCore
import TestSupport
import Testing

// Gated feed-forward parts, and the softmax of attention.

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
        thirds: 8/3 of the model's width instead of 4 times. Shazeer compared the variants on that footing and found them \
        better; he offers no explanation. LLaMA rounds the width up to a multiple of 256.
        """,
      whiteboard: """
        plain: d · h + h · d = 2dh weights, h = 4d: 8d²
        gated: d · g + d · g + g · d = 3dg weights
        3dg = 8d² for g = 8d/3 = ⅔ · 4d
        d = 4096: 8d/3 = 10922.7, the next multiple of 256 is 11008
        """,
      commonMistake:
        "SwiGLU is an activation that one puts in place of ReLU; nothing else changes.",
      otherMistakes: [
        "Two thirds is a hyperparameter that was found by a search.",
        "Which of the two halves is the gate does not matter when weights are loaded.",
      ],
      refutation: """
        At the same hidden width it has {weights at the same width} times the weights of the plain part; at two thirds {weights at two thirds} times. \
        For the width 4096 and multiples of 256 the hidden width is {hidden width of LLaMA}. And with gate and value exchanged the outputs \
        of a layer of width 16 change by {gate exchanged} of their size, though every shape fits.
        """,
      followUps: [
        "What are GLU, GEGLU and ReGLU?": """
        The same layer with another gate: the sigmoid, GELU, ReLU. With no function on the gate it is called bilinear.
        """,
        "What does the gate do that an activation cannot?": """
        It multiplies two maps of the input, so that the layer contains products of features. A plain part has to \
        approximate those by sums of bends.
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

  @Test(
    .interview(
      .question(3, 23), level: .derive, minutes: 3,
      question: "Why does attention divide its scores by √d before the softmax?",
      answer: """
        Because a scalar product of two vectors with d independent entries of mean 0 and variance 1 has the standard \
        deviation √d. Unscaled scores of that size make the softmax nearly one-hot; its slopes p(1 − p) are then \
        near 0, and hardly any gradient reaches queries and keys. Divided by √d the scores \
        have the standard deviation 1 at the start, whatever the width. Learned queries may still grow; \
        normalizing queries and keys guards against that.
        """,
      whiteboard: """
        s = Σᵢ qᵢ kᵢ, with E qᵢ = E kᵢ = 0 and variances 1, independent
        E s = 0
        Var s = Σᵢ E qᵢ² E kᵢ² = d
        Var(s/√d) = 1
        """,
      commonMistake: "The scale keeps the exponentials from overflowing.",
      otherMistakes: [
        "The scale is d, so that scores are means over the entries.",
        "The scale does not matter, since softmax normalizes.",
      ],
      refutation: """
        Softmax subtracts the maximum, so nothing overflows: of the scores 1,000, 999 and −1,000 the greatest weight is {greatest weight, scores of 1000}. What is lost is the spread: over 16 keys of \
        width 64 the mean entropy is {entropy, unscaled} nats unscaled and {entropy, scaled} scaled, of ln 16 = {entropy, uniform} at most. Divided by d \
        the scores have the standard deviation {deviation, divided by d}, and attention starts nearly uniform.
        """,
      followUps: [
        "What does a one-hot softmax do to the gradient?": """
        Its Jacobian diag(p) − p pᵀ vanishes there, so queries and keys learn nothing, while the value of the one key \
        still gets its gradient.
        """,
        "Are one-hot weights always bad?": """
        No. A trained head may well attend to one key. They are bad at the start, when the choice is random and hardly any gradient can change it.
        """,
      ]))
  func `unscaled scores of width 64 leave little entropy`() throws {
    let entropies = try FailureMode.unscaledAttention.measure()
    evidence("entropy, unscaled", entropies.broken)
    evidence("entropy, scaled", entropies.cured)
    evidence("entropy, uniform", Double.log(16))
    let large = Softmax()(Variable(Tensor([[1000, 999, -1000]]))).value
    evidence("greatest weight, scores of 1000", large.max())
    var generator = SplitMix64(seed: 323)
    let queries = Tensor.normal([64, 64], using: &generator)
    let keys = Tensor.normal([64, 64], using: &generator)
    let scores = matmul(queries, keys, transposing: .right)
    let deviation = Scalar.squareRoot((scores / 64).variance())
    evidence("deviation, divided by d", deviation)
    #expect(abs(Scalar.squareRoot(scores.variance()) - 8) < 0.5 && abs(deviation - 0.125) < 0.01)
    #expect(entropies.broken < 1 && entropies.cured > 2 && large.max().isFinite)
  }

  @Test(
    .interview(
      .question(3, 29), level: .debug, minutes: 3,
      question: "How do you mask a softmax, and what goes wrong when you mask its output instead?",
      answer: """
        I set the masked scores to −∞ before the softmax: their weights are exactly 0 and the others sum \
        to 1. Zeros after the softmax come too late, since the denominator already holds the masked scores: \
        weights no longer sum to 1, and later tokens leak into earlier ones. A row that is masked completely needs care: \
        −∞ minus −∞ is NaN. I set such rows to 0 afterwards and leave them out of the loss.
        """,
      commonMistake: "Multiplying the weights by the mask after the softmax is the same.",
      otherMistakes: [
        "Setting the masked scores to 0 masks them.",
        "A row without any key gets weights of 0 by itself.",
      ],
      refutation: """
        With zeros after the softmax a change of the last of 8 tokens moves an earlier token's weights by up to {leak, masked afterwards}; masked before, by \
        {leak, masked before}. A score of 0 is an ordinary score: between two others of 0 it gets {weight of a score of 0}. In a batch with one empty \
        sequence {undefined weights} of 18 weights are NaN.
        """,
      followUps: [
        "Why not a large negative number instead of −∞?": """
        The lowest finite number works too and keeps an empty row finite: it becomes uniform, which is not nothing. A number such as −10⁹ does not fit into Float16.
        """,
        "Which test finds the leak?": """
        Change the last token and compare the outputs at all earlier positions: they must be equal to the bit.
        """,
      ]))
  func `a mask after the softmax leaks, one before does not`() throws {
    let leak = try FailureMode.maskedAfterSoftmax.measure()
    evidence("leak, masked afterwards", leak.broken)
    evidence("leak, masked before", leak.cured)
    let empty = try FailureMode.maskedCompletely.measure()
    evidence("undefined weights", empty.broken)
    let zero = Softmax()(Variable(Tensor([[0, 0, 0]]))).value
    evidence("weight of a score of 0", zero[0, 1])
    #expect(leak.broken > 0.05 && leak.cured == 0)
    #expect(empty.broken == 6 && empty.cured == 0 && zero[0, 1] > 0.3)
    let masked = Softmax()(Variable(Tensor([[1, -.infinity, 2]]))).value
    #expect(masked[0, 1] == 0 && abs(masked.sum() - 1) < 1e-15)
  }
}
