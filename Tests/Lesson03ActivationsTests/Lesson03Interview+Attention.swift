import Activations
import Autograd
import Course
import TensorCore
import TestSupport
import Testing

// The softmax of attention: its scale and its mask.

extension Lesson03Interview {
  @Test(
    .interview(
      .question(3, 23), level: .derive, minutes: 3,
      question: "Why does attention divide its scores by √d before the softmax?",
      answer: """
        Because without it the scores have the standard deviation √d. That is what a scalar \
        product of two independent vectors with d independent entries of mean 0 and variance 1 \
        has. A softmax of such scores is nearly one-hot before anything is learned, more so the \
        larger d, and which key wins is chance. Its slopes p(1 − p) shrink, and in a wide head \
        most queries get next to no gradient. Divided by √d the scores have the standard deviation \
        1 at the start, whatever the width. Learned queries may still grow.
        """,
      whiteboard: """
        s = Σᵢ qᵢ kᵢ, with E qᵢ = E kᵢ = 0 and variances 1, independent
        E s = 0
        Var s = Σᵢ E qᵢ² E kᵢ² = d
        Var(s/√d) = 1
        """,
      commonMistake: "The scale keeps the exponentials from overflowing.",
      otherMistakes: [
        "Because at first the scores' standard deviation grows like d, and √d takes off a part of it.":
          "Products with random signs partly cancel, so the deviation of their sum grows like √d, and √d takes all of it off. Divided by d it would be {deviation, divided by d} at width 64, and attention nearly uniform at first.",
        "By convention only: softmax normalizes, so the scale does not matter.":
          "Softmax ignores a constant added to all scores, not a factor: over 16 keys of width 64 the mean entropy is {entropy, unscaled} nats unscaled and {entropy, scaled} scaled.",
      ],
      refutation: """
        Softmax subtracts the maximum, so nothing overflows: of the scores 1,000, 999 and −1,000 \
        the greatest weight is {greatest weight, scores of 1000}. What is lost is the spread: over \
        16 keys of width 64 the mean entropy is {entropy, unscaled} nats unscaled and \
        {entropy, scaled} scaled, of ln 16 = {entropy, uniform} at most.
        """,
      followUps: [
        "What does a one-hot softmax do to the gradient?": """
        Its Jacobian diag(p) − p pᵀ vanishes there, so queries and keys learn nothing, while the value of the one key \
        still gets its gradient. At width 64 it has not come to that: unscaled, all queries together get a gradient {query gradient, width 64} times as large as \
        scaled. At width 1024 the median query's gradient is {median query gradient, width 1024} of what it is with the scale.
        """,
        "Are one-hot weights always bad?": """
        No. A trained head may well attend to one key. They are bad at the start, when the choice is random.
        """,
        "Does the scale suffice for the whole training?": """
        No: queries and keys may grow as they learn, and then scores grow with them. Normalizing \
        queries and keys guards against that.
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
    let (narrow, wide) = (try queryGradients(width: 64), try queryGradients(width: 1024))
    evidence("query gradient, width 64", narrow.norms)
    evidence("median query gradient, width 1024", wide.medians)
    #expect(narrow.norms > 3 && narrow.medians > 0.5 && wide.medians < 0.05)
  }

  /// The gradient of 64 queries without the scale over that with it: of the norms, and of the medians over queries.
  private func queryGradients(width: Int) throws -> (norms: Scalar, medians: Scalar) {
    let results = try [1, 1 / Scalar.squareRoot(Scalar(width))].map { scale -> (Scalar, Scalar) in
      var generator = SplitMix64(seed: 333)
      let queries = leaf(.normal([64, width], using: &generator))
      let keys = Variable(.normal([width, 16], using: &generator))
      let values = Variable(.normal([16, width], using: &generator))
      let weights = (matmul(queries, keys) * scale).softmax()
      try matmul(weights, values).backward(cotangent: .normal([64, width], using: &generator))
      let gradient = try #require(queries.gradient)
      let norms = (0..<64).map { gradient.row($0).norm() }.sorted()
      return (gradient.norm(), (norms[31] + norms[32]) / 2)
    }
    return (results[0].0 / results[1].0, results[0].1 / results[1].1)
  }

  @Test(
    .interview(
      .question(3, 29), level: .debug, minutes: 3,
      question: "How do you mask a softmax, and what goes wrong when you mask its output instead?",
      answer: """
        I fill −∞ into the masked scores before the softmax: their weights are then exactly 0. The others sum to 1. \
        Zeros after the softmax come too late, since the denominator already holds the masked scores: weights no \
        longer sum to 1, and later tokens leak into earlier ones, unless each row is divided by its sum again. A \
        row that is masked completely needs care: −∞ minus −∞ is NaN. I set such rows to 0 afterwards and leave \
        them out of the loss.
        """,
      commonMistake: "Multiplying the weights by the mask after the softmax is the same.",
      otherMistakes: [
        "I set the masked scores to 0 before the softmax: their weights are then 0 too.":
          "A score of 0 is an ordinary score with the exponential 1: between two others of 0 it gets the weight {weight of a score of 0}. To mask, a score has to be −∞, or so low that its exponential rounds to 0.",
        "I fill −∞ into the masked scores; the softmax itself makes zeros of a row of nothing but −∞.":
          "Its maximum is −∞ as well, and −∞ − (−∞) is NaN: in a batch with one empty sequence {undefined weights} of 18 weights are NaN. Zeros come only if you, or a kernel made for it, put them there.",
      ],
      refutation: """
        The denominator still holds the masked scores, so weights do not sum to 1 and what was \
        masked leaks: a change of the last of 8 tokens moves an earlier token's weights by up to \
        {leak, masked afterwards}; masked before, by {leak, masked before}. Only weights that are \
        divided by their sums again are right: their difference from those masked before is \
        {renormalized − masked before}.
        """,
      followUps: [
        "Why not a large negative number instead of −∞?": """
        The lowest finite number works too and keeps an empty row finite: it becomes uniform, which is not nothing. A number such as −10⁹ does not fit into Float16.
        """,
        "Which test finds the leak?": """
        Change the last token and compare the outputs at all earlier positions: they must not change; on a CPU, not by a bit.
        """,
        "Is it enough to set a row without keys to 0 behind the softmax?": """
        For the outputs yes, for the gradient it depends: {NaN gradients, −∞ added} of 6 score \
        gradients are NaN where −∞ was added to the scores, {NaN gradients, −∞ filled in} where it \
        was filled in, since what was replaced gets no gradient.
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
    let late = Softmax()(Variable(Tensor([[1, 5, 2]]))).value * Tensor([[1, 0, 1]])
    evidence(
      "renormalized − masked before", (late / late.sum() - masked).maximumMagnitude(),
      atMost: 1e-15)
    let (added, filled) = (
      try undefinedGradients(isAdded: true), try undefinedGradients(isAdded: false)
    )
    evidence("NaN gradients, −∞ added", added)
    evidence("NaN gradients, −∞ filled in", filled)
    #expect(added == 3 && filled == 0)
  }

  /// How many of six score gradients are NaN if the second of two rows has no key and is set to 0 afterwards.
  private func undefinedGradients(isAdded: Bool) throws -> Int {
    let keep = Tensor([[1, 1, 0], [0, 0, 0]])
    let hasKeys = Tensor([[1, 1, 1], [0, 0, 0]])
    let scores = leaf(Tensor([[0.3, -1, 2], [1, 0, -0.5]]))
    let lowest = Variable(
      Tensor.zeros([2, 3]).selected(where: keep, otherwise: Tensor(-.infinity)))
    let masked = isAdded ? scores + lowest : scores.selected(where: keep, otherwise: lowest)
    let weights = masked.softmax().selected(where: hasKeys, otherwise: Variable(Tensor(0)))
    try (weights * weights).sum().backward()
    return try #require(scores.gradient).scalars.count { $0.isNaN }
  }
}
