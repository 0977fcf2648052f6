import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// Probabilities, and the losses that go with them.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 21), level: .derive, minutes: 3,
      question: "Derive the derivative of the logistic function.",
      answer: """
        It is s (1 − s), where s is the function's own value. The chain rule on (1 + e⁻ᶻ)⁻¹ \
        gives e⁻ᶻ / (1 + e⁻ᶻ)². One factor 1 / (1 + e⁻ᶻ) is s, and what is left, e⁻ᶻ / (1 + \
        e⁻ᶻ), is 1 − s. The slope is greatest at 0, where it is {slope at 0}, and falls \
        exponentially on both sides, to {slope at 10} at 10. A backward pass therefore needs \
        only the output.
        """,
      whiteboard: """
        s  = (1 + e⁻ᶻ)⁻¹
        s′ = −(1 + e⁻ᶻ)⁻² · (−e⁻ᶻ) = 1 / (1 + e⁻ᶻ) · e⁻ᶻ / (1 + e⁻ᶻ) = s (1 − s)
        """,
      commonMistake: "At its steepest place the sigmoid has the slope 1.",
      otherMistakes: [
        "It is 1 − s², where s is the function's own value.":
          """
        That is the derivative of tanh, by its own value. At z = 0, where s is one half, it would \
        be 0.75, and the sigmoid has the slope {slope at 0} there.
        """,
        "It is s / (1 + e⁻ᶻ), where s is the function's own value.":
          """
        1 / (1 + e⁻ᶻ) is s once more, so this is s², which tends to 1 where the sigmoid is flat. \
        The e⁻ᶻ of the inner derivative has been lost; with it the second factor is 1 − s.
        """,
      ],
      refutation: """
        It has {slope at 0} there. A common bug makes it larger where it should be small: it \
        applies the sigmoid to its output once more before forming s (1 − s): at z = 2 that \
        gives {slope at 2, sigmoid applied twice} instead of {slope at 2}.
        """,
      followUps: [
        "And the derivative of tanh?":
          """
        It is 1 − tanh², which is 1 at 0. The two curves are one: tanh z = 2σ(2z) − 1, so the \
        slope of tanh at z is four times that of the sigmoid at 2z.
        """,
        "What follows for a deep stack of sigmoids?":
          """
        Each of them multiplies the gradient by one quarter at most, apart from the weights. \
        Ten of them leave at most {ten slopes of a quarter} of it, so the first layers learn \
        slowly unless the weights make up for it.
        """,
      ]))
  func `the slope of the sigmoid is s(1 − s), at most a quarter`() {
    let sigmoid = Nonlinearity.sigmoid
    func slope(_ z: Scalar) -> Scalar { sigmoid.slope(fromOutput: sigmoid(Tensor(z))).scalar }
    let h: Scalar = 1e-5
    let places: [Scalar] = [-10, -2, 0, 0.5, 2, 10]
    let gap =
      places.map { z in
        abs((Scalar.sigmoid(z + h) - Scalar.sigmoid(z - h)) / (2 * h) - slope(z))
      }.max() ?? .nan
    evidence("slope − difference quotient", gap, atMost: 1e-9)
    evidence("slope at 0", slope(0))
    evidence("slope at 2", slope(2))
    evidence("slope at 10", slope(10))
    let twice = sigmoid.slope(fromOutput: sigmoid(sigmoid(Tensor(2)))).scalar
    evidence("slope at 2, sigmoid applied twice", twice)
    evidence("ten slopes of a quarter", (0..<10).reduce(1) { product, _ in product * slope(0) })
    #expect(slope(0) == 0.25 && places.allSatisfy { slope($0) <= 0.25 })
    #expect(abs(slope(2) - 0.1049936) < 1e-6 && twice > 1.5 * slope(2))
    let tanh = Nonlinearity.tanh
    for z in places {
      let steep = tanh.slope(fromOutput: tanh(Tensor(z))).scalar
      #expect(abs(steep - 4 * slope(2 * z)) < 1e-12)
    }
  }

  @Test(
    .interview(
      .question(1, 22), level: .explain, minutes: 4,
      question: "How are cross-entropy, KL divergence and likelihood related?",
      answer: """
        Cross-entropy is the entropy of the labels plus the KL divergence from their distribution \
        to the model's. It is also the mean negative log-likelihood of the labels. The entropy \
        does not depend on the model. So least cross-entropy, least divergence and greatest \
        likelihood are reached by the same weights. For labels of nine to one and a model that \
        says 0.7 and 0.3 it is {cross-entropy} = {entropy} + {divergence}.
        """,
      whiteboard: """
        H(q, p) = −Σ qᵢ log pᵢ = −Σ qᵢ log qᵢ + Σ qᵢ log(qᵢ/pᵢ) = H(q) + KL(q ‖ p)
        −(1/N) log Π p(yₙ) = −(1/N) Σ log p(yₙ) = H(q, p),   q: frequencies of the labels
        """,
      commonMistake: "The best possible classifier has a cross-entropy of 0, whatever the data.",
      otherMistakes: [
        """
        Cross-entropy is the KL divergence from the labels' distribution to the model's, less \
        their entropy.
        """:
          """
        The entropy is added, not taken off. Otherwise a model with the frequencies of the labels, \
        whose divergence is 0, would have a negative cross-entropy, but a mean of −log p is never \
        negative.
        """,
        "Cross-entropy is the likelihood of the labels, and the KL divergence is its logarithm.":
          """
        The likelihood is a product of probabilities; its negative logarithm, divided by the \
        number of labels, is the cross-entropy. Less the entropy of the labels, that is the \
        divergence.
        """,
      ],
      refutation: """
        Only if the inputs determine the label. Labels of nine to one that no input explains \
        cost at least their entropy, {entropy}, which a model reaches that says 0.9 and 0.1. \
        One that says 0.99 and 0.01 is more confident and pays {cross-entropy of 0.99 and 0.01}.
        """,
      followUps: [
        "Which direction of the KL divergence is it, and does it matter?":
          """
        From the data to the model, KL(data ‖ model). It is infinite where something occurs to \
        which the model gives no probability, so the model must cover everything that occurs. \
        The other direction would let it ignore part of the data.
        """,
        "What is perplexity?":
          """
        The exponential of the cross-entropy in nats, here {perplexity}. A uniform guess among \
        K outcomes has perplexity K, so it reads as the number of outcomes among which the \
        model hesitates.
        """,
      ]))
  func `cross-entropy is entropy plus divergence`() {
    let (q, p): ([Scalar], [Scalar]) = ([0.9, 0.1], [0.7, 0.3])
    let classes = Array(repeating: 0, count: 9) + [1]
    func crossEntropy(_ model: [Scalar]) -> Scalar {
      let logits = Tensor(model.map { .log($0) }).broadcast(to: [10, 2])
      return SoftmaxCrossEntropy().mean(of: logits, classes: classes)
    }
    let divergence = zip(q, p).reduce(0) { $0 + $1.0 * .log($1.0 / $1.1) }
    evidence("cross-entropy", crossEntropy(p))
    evidence("entropy", crossEntropy(q))
    evidence("divergence", divergence)
    evidence("cross-entropy of 0.99 and 0.01", crossEntropy([0.99, 0.01]))
    evidence("perplexity", Scalar.exp(crossEntropy(p)))
    #expect(abs(crossEntropy(p) - crossEntropy(q) - divergence) < 1e-12)
    // The likelihood of the ten labels is 0.7⁹ · 0.3.
    let likelihood = classes.reduce(1) { $0 * p[$1] }
    #expect(abs(-Scalar.log(likelihood) / 10 - crossEntropy(p)) < 1e-12)
    for shift in [-0.05, 0.05] as [Scalar] {
      #expect(crossEntropy([0.9 + shift, 0.1 - shift]) > crossEntropy(q))
    }
  }
}
