import Activations
import Autograd
import Course
import Init
import TensorCore
import TestSupport
import Testing

// Orthogonal matrices, and deviations that are measured.

extension Lesson04Interview {
  @Test(
    .interview(
      .question(4, 23), level: .explain, minutes: 3,
      question: "What does an orthogonal initialization give that random normal weights do not?",
      answer: """
        A square one keeps the length of every vector exactly, not on average. Independent normal \
        numbers stretch some directions and shrink others, and a product of many such matrices \
        loses all but a few; a product of orthogonal matrices is orthogonal again. That holds for \
        linear networks and nearly so for tanh near 0, forward and backward. With ReLU, and the \
        gain √2, the length is kept on average only. Recurrent nets use it, since they multiply by \
        one matrix in every step.
        """,
      commonMistake: "Weights of variance 1/n keep every signal's length just as well.",
      otherMistakes: [
        "A ReLU network that keeps the length of every vector exactly, not on average.":
          "The matrix keeps them, ReLU does not: it cuts off the negative entries, and how much of the length lies in them differs from input to input. With the gain √2 it is right on average only.",
        "Uncorrelated features in the output of every layer, even where those of the input are correlated.":
          "An orthogonal map turns correlations, it does not remove them: the covariance Σ becomes QΣQᵀ, which is diagonal only if the rows of Q are eigenvectors of Σ. Whitening has to look at the data.",
      ],
      refutation: """
        On average only: each layer multiplies a squared length by a random factor of mean 1 and \
        deviation √(2/n), and stretches some directions while it shrinks others. Sixteen normal \
        inputs of width 32 have cosines of {cosine, inputs} in mean magnitude; behind 50 linear \
        layers {cosine, orthogonal} with orthogonal matrices and {cosine, normal} with normal \
        weights of variance 1/32, which have turned the inputs towards one line.
        """,
      followUps: [
        "How is a random orthogonal matrix drawn?": """
        By the QR decomposition of a matrix of normal numbers, with the columns of Q multiplied by \
        the signs of R's diagonal; without the signs it is not uniform over all orthogonal \
        matrices.
        """,
        "What is done in a layer that is not square?": """
        Either the rows or the columns are orthonormal, whichever are fewer. A layer that widens \
        still keeps lengths; one that narrows cannot keep all.
        """,
      ]))
  func `orthogonal products keep angles, normal ones lose them`() {
    let inputs = normalBatch(16, 32, seed: 23)
    func cosines(_ x: Tensor) -> [Double] {
      (0..<15).flatMap { i in
        (i + 1..<16).map { j in
          Double(dot(x.row(i), x.row(j)) / (x.row(i).norm() * x.row(j).norm()))
        }
      }
    }
    func outputs(_ rule: Initializer) -> Tensor {
      let model = Sequential.stack(
        Array(repeating: 32, count: 51), activation: { $0 },
        scheme: InitializationScheme("linear", hidden: rule), seed: 23)
      return withoutGradient { model(Variable(inputs)).value }
    }
    func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
    let turned = outputs(.orthogonal())
    let (before, kept, lost) = (
      cosines(inputs), cosines(turned), cosines(outputs(.leCunNormal()))
    )
    evidence("cosine, inputs", mean(before.map(abs)))
    evidence("cosine, orthogonal", mean(kept.map(abs)))
    evidence("cosine, normal", mean(lost.map(abs)))
    let change = zip(before, kept).map { abs($0 - $1) }.max() ?? .infinity
    evidence("change of a cosine, orthogonal", change, atMost: 1e-12)
    #expect(mean(lost.map(abs)) > 3 * mean(before.map(abs)))
    let lengths = (0..<16).map { row in
      abs(turned.row(row).norm() / inputs.row(row).norm() - 1)
    }
    evidence("change of a length, orthogonal", lengths.max() ?? .infinity, atMost: 1e-12)
  }

  @Test(
    .interview(
      .question(4, 24), level: .design, minutes: 3,
      question: """
        Your network uses an activation for which no gain is tabulated. How do you choose the \
        deviation of its weights?
        """,
      answer: """
        I compute the gain or measure it. For independent weights the pre-activations of a wide \
        layer are nearly normal, so the gain is 1/√(E φ(z)²) for a standard normal z: a numerical \
        integral or a mean over a million samples. Or I let data decide, as LSUV does: orthogonal \
        weights, then each layer in turn divided by the deviation of its own output on a batch. \
        Then I look at the gradient too, since a gain that keeps the signal need not keep that.
        """,
      commonMistake: "I take ReLU's gain of √2, since activations are much alike.",
      otherMistakes: [
        "I take 1 over the slope at 0, which fits signals of any size.":
          "That holds for small signals only. GELU's slope at 0 is ½, which would make the gain 2, but pre-activations of deviation 1 reach far from 0, and over all of them the gain is {gain, GELU}.",
        "A gain that keeps the signal also keeps the gradient.":
          "For ReLU it does, in general not: the signal depends on E φ(z)², the gradient on E φ'(z)². For tanh the one gain is {gain, tanh}, the other {gradient gain, tanh}.",
      ],
      refutation: """
        For GELU the gain is {gain, GELU}. At √2 its second moment falls to {second moment at \
        layer 30, gain √2} of a wide network's unit input by layer 30. For tanh the gain that \
        keeps a unit signal is {gain, tanh}, and the one that keeps the gradient there {gradient \
        gain, tanh}.
        """,
      followUps: [
        "What does LSUV need that a gain does not?": """
        A batch, and a pass or two a layer. In return it needs no formula for the activation; here \
        five layers of GELU end with variances that differ from 1 by {largest distance of a \
        variance from 1, LSUV}.
        """,
        "What does LSUV not repair?": """
        Inputs that become alike: in a ReLU network dividing a layer by a number changes no angle, \
        and the mean cosine of the outputs moved by {change of a cosine, LSUV}. Nor does it look \
        at the gradient.
        """,
      ]))
  func `GELU's gain is neither √2 nor the inverse slope at 0`() throws {
    let gain = Gain.keepingSecondMoment(of: Activation.gelu)
    evidence("gain, GELU", gain)
    #expect(abs(gain - 1.53353) < 1e-4)
    let fading = MeanField(Activation.gelu, weightVariance: 2).propagate(depth: 30)
    try #require(fading.count == 30)
    evidence("second moment at layer 30, gain √2", fading[29].secondMoment)
    #expect(fading[29].secondMoment < 0.1)
    evidence("gain, tanh", Gain.keepingSecondMoment(of: Activation.tanh))
    evidence("gradient gain, tanh", Gain.keepingGradient(of: Activation.tanh))
    #expect(abs(Gain.keepingGradient(of: Activation.tanh) - 1.46741) < 1e-4)
    #expect(abs(Gain.keepingSecondMoment(of: Activation.tanh) - 1.59254) < 1e-4)
    let model = Sequential.stack(
      [10, 40, 60, 40, 20, 5], activation: Activation.gelu, scheme: .normal(0.01), seed: 24)
    let variances = LayerSequentialUnitVariance().initialize(
      model, on: normalBatch(64, 10, seed: 24) * 3 + 1, seed: 24)
    let worst = variances.map { abs($0 - 1) }.max() ?? .infinity
    evidence("largest distance of a variance from 1, LSUV", worst, atMost: 0.01)
    #expect(variances.count == 5)
    let x = normalBatch(16, 10, seed: 24)
    func cosine(rescaled: Bool) throws -> Double {
      let scheme = InitializationScheme("orthogonal", hidden: .orthogonal())
      let model = Sequential.stack([10] + Array(repeating: 32, count: 12), scheme: scheme, seed: 24)
      if rescaled { LayerSequentialUnitVariance().initialize(model, on: x, seed: 24) }
      return try #require(Signal(of: withoutGradient { model(Variable(x)).value }).cosine)
    }
    let (before, after) = (try cosine(rescaled: false), try cosine(rescaled: true))
    evidence("change of a cosine, LSUV", abs(after - before), atMost: 1e-12)
    #expect(before > 0.5)
  }
}
