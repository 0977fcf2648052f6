import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// Probabilities, margins, and the losses that go with them.

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
        "It is 1 − s², where s is the function's own value.",
        "It is s / (1 + e⁻ᶻ), where s is the function's own value.",
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
        Cross-entropy is the mean negative log-likelihood of the labels, and it is their entropy \
        plus the KL divergence from the labels' distribution to the model's. The entropy does \
        not depend on the model. So least cross-entropy, least divergence and greatest \
        likelihood are reached by the same weights. For labels of nine to one and a model that \
        says 0.7 and 0.3 it is {cross-entropy} = {entropy} + {divergence}.
        """,
      whiteboard: """
        H(q, p) = −Σ qᵢ log pᵢ = −Σ qᵢ log qᵢ + Σ qᵢ log(qᵢ/pᵢ) = H(q) + KL(q ‖ p)
        −(1/N) log Π p(yₙ) = −(1/N) Σ log p(yₙ) = H(q, p),   q: frequencies of the labels
        """,
      commonMistake: "A perfect classifier has a cross-entropy of 0.",
      otherMistakes: [
        """
        Cross-entropy is the KL divergence from the labels' distribution to the model's, less \
        their entropy.
        """,
        "Cross-entropy is the likelihood of the labels, and the KL divergence is its logarithm.",
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

  @Test(
    .interview(
      .question(1, 26), level: .explain, minutes: 4,
      question: "How do the perceptron, the support vector machine and logistic regression differ?",
      answer: """
        All three score a sample by w · x + b; they differ in the loss as a function of the \
        margin y z, with labels of ±1. The perceptron's loss is 0 as soon as the sign is right, \
        the hinge loss of the support vector machine wants a margin of 1, the logistic loss \
        always wants a little more. So the perceptron stops at the first line that separates, \
        the support vector machine, with its penalty on the weights, trades a wide margin \
        against violations of it, and logistic regression gives probabilities.
        """,
      commonMistake: """
        Once every sample is on the right side, none of the three moves its weights any more.
        """,
      otherMistakes: [
        """
        All three find the same boundary, that of the widest margin; they differ in how soon \
        they are there.
        """,
        """
        They differ in the boundary: a line for the perceptron, a curve for logistic regression, \
        a band for the support vector machine.
        """,
      ],
      refutation: """
        At the margin 0.5 the slope of the perceptron's loss is {slope, perceptron}, that of the \
        hinge loss {slope, hinge}, that of the logistic loss {slope, logistic}. Only the \
        perceptron has come to rest.
        """,
      followUps: [
        "What do the three losses say at a margin of 2?":
          """
        The perceptron's and the hinge loss are 0 and flat, the logistic one is {logistic loss \
        at 2}. Samples that are flat do not shape the solution, which is why a support vector \
        machine depends on its support vectors alone.
        """,
        "Why does the support vector machine need the penalty?":
          """
        Without it any separating weights, scaled up until all margins exceed 1, have a hinge \
        loss of 0. The penalty makes length expensive, and the shortest weights with margins \
        of 1 are those of the widest margin.
        """,
      ]))
  func `at a margin of 0.5 only the perceptron is at rest`() {
    func values(at z: Scalar) -> [Scalar] {
      [
        PerceptronLoss().value(of: z, target: 1), HingeLoss().value(of: z, target: 1),
        LogisticLoss().value(of: z, target: 1),
      ]
    }
    evidence("slope, perceptron", PerceptronLoss().slope(at: 0.5, target: 1))
    evidence("slope, hinge", HingeLoss().slope(at: 0.5, target: 1))
    let logistic = LogisticLoss().slope(at: 0.5, target: 1)
    evidence("slope, logistic", logistic)
    evidence("logistic loss at 2", values(at: 2)[2])
    #expect(values(at: 2).prefix(2) == [0, 0] && values(at: -1).prefix(2) == [1, 2])
    #expect(values(at: 0.5).prefix(2) == [0, 0.5])
    #expect(abs(values(at: 2)[2] - .log(1 + .exp(-2))) < 1e-12)
    #expect(PerceptronLoss().slope(at: 0.5, target: 1) == 0)
    #expect(HingeLoss().slope(at: 0.5, target: 1) == -1 && abs(logistic + 0.3775407) < 1e-6)
  }

  @Test(
    .interview(
      .question(1, 27), level: .debug, minutes: 3,
      question: """
        A logistic regression is right on all training samples, and yet its weights keep \
        growing. Why?
        """,
      answer: """
        Because the classes are separable, and then the logistic loss has no minimum: scaling \
        separating weights up always costs less. Under gradient descent they grow slowly, like \
        the logarithm of the number of steps, and their direction tends to that of the widest \
        margin. It is no bug, but the probabilities become too confident. Weight decay, early \
        stopping or a prior ends it. In statistics the same is called complete separation.
        """,
      commonMistake: "When the training accuracy is 1, the gradient is 0.",
      otherMistakes: [
        "Because the learning rate is too large, so that every step goes beyond the minimum.",
        "Because some label is wrong, and the weights grow until that sample is fitted too.",
      ],
      refutation: """
        On two samples, −1 and 1, at the rate 1 the weight is {weight after 100 steps} after 100 \
        steps and {weight after 10,000 steps} after 10,000, with an accuracy of 1 from the first \
        step on; the gradient is then still {gradient after 10,000 steps|2}. With a penalty of \
        0.01 w² / 2 it stops at {weight with a penalty}.
        """,
      followUps: [
        "Does it happen to networks too?":
          """
        Yes. Once all training samples are right, cross-entropy falls further by scaling the \
        logits up. Confidence grows, and the validation loss may rise while the validation \
        accuracy stays.
        """,
        "What do you see in a statistics package?":
          """
        Newton's method finds no finite estimate: coefficients and standard errors explode, \
        and the package warns of separation. A ridge penalty or Firth's correction makes the \
        estimate finite.
        """,
      ]))
  func `on separable data logistic weights grow without end`() {
    let loss = LogisticLoss()
    // Both samples, x = y = ±1, have the margin w.
    func weight(after stepCount: Int, decay: Scalar, rate: Scalar = 1) -> Scalar {
      var w: Scalar = 0
      for _ in 0..<stepCount {
        let gradient = loss.gradient(
          at: Tensor([-w, w]), targets: Tensor([-1, 1]))
        w -= rate * (gradient[1] - gradient[0] + decay * w)
      }
      return w
    }
    let (early, late) = (weight(after: 100, decay: 0), weight(after: 10_000, decay: 0))
    let held = weight(after: 10_000, decay: 0.01)
    evidence("weight after 100 steps", early)
    evidence("weight after 10,000 steps", late)
    evidence("gradient after 10,000 steps", abs(loss.slope(at: late, target: 1)))
    evidence("weight with a penalty", held)
    #expect(weight(after: 1, decay: 0) > 0 && late > early + 4)
    #expect(abs(late - .log(10_000)) < 0.1)
    #expect(abs(held - weight(after: 5000, decay: 0.01)) < 1e-9)
    // It stops where the pull of the samples, σ(−w), equals that of the penalty.
    #expect(abs(Scalar.sigmoid(-held) - 0.01 * held) < 1e-9)
    #expect(loss.value(of: late, target: 1) < loss.value(of: early, target: 1) / 50)
    #expect(abs(loss.value(of: late, target: 1) - .log(1 + .exp(-late))) < 1e-12)
    // A tenth of the rate takes ten times the steps to the same place.
    #expect(abs(weight(after: 1000, decay: 0, rate: 0.1) - early) < 0.05)
  }
}
