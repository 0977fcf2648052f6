import Activations
import Autograd
import Course
import TensorCore
import TestSupport
import Testing

// The function of whole rows: shifts, temperatures, logarithms.

extension Lesson03Interview {
  /// The entropy of a distribution, in nats.
  private func entropy(_ p: Tensor) -> Scalar { p.map { p in p > 0 ? -p * .log(p) : 0 }.sum() }

  @Test(
    .interview(
      .question(3, 10), level: .derive, minutes: 5,
      question:
        "What does softmax do under a shift and a scaling of the logits, and what is its Jacobian?",
      answer: """
        A constant added to all logits changes nothing, since it cancels in the quotient. A factor does \
        change the result. Dividing by a temperature near 0 leaves a one-hot vector at the largest \
        logit, if it is the only largest one; a large temperature leaves the uniform distribution. The \
        Jacobian is diag(p) − p pᵀ. Its rows sum to 0, which is the shift invariance again, and it vanishes \
        when p is one-hot.
        """,
      whiteboard: """
        pᵢ = e^zᵢ / Σₖ e^zₖ
        log pᵢ = zᵢ − log Σₖ e^zₖ
        ∂ log pᵢ / ∂zⱼ = [i = j] − pⱼ
        ∂pᵢ / ∂zⱼ = pᵢ ([i = j] − pⱼ)
        Σⱼ ∂pᵢ / ∂zⱼ = pᵢ (1 − Σⱼ pⱼ) = 0
        """,
      commonMistake:
        "A factor on all logits changes nothing, since the softmax normalizes its outputs anyway.",
      otherMistakes: [
        "Its Jacobian is diagonal, since every output has its own logit.":
          "All outputs share one denominator, so raising one logit lowers every other output: off the diagonal ∂pᵢ/∂zⱼ is −pᵢpⱼ, {second logit, first output} for the first output of [2, 1, 0.1] and the second logit.",
        "As the temperature grows, the distribution becomes one-hot.":
          "The other way round: a large T divides all logits to nearly 0, and equal logits give equal shares. Of [2, 1, 0.1] the first class gets {largest, a tenth} at T = 10 and {largest, ten times|5} at T = 0.1.",
      ],
      refutation: """
        The logits [2, 1, 0.1] give the first class {largest, as they are}, ten times these logits \
        {largest, ten times|5}, a tenth of them {largest, a tenth}. Off the diagonal the Jacobian is −pᵢpⱼ, \
        {second logit, first output} for the first output and the second logit.
        """,
      followUps: [
        "Why does one subtract the maximum first?": """
        By the shift invariance the result is the same, and no exponent is positive, so nothing overflows. \
        At least one term of the sum is 1, so it cannot vanish either.
        """,
        "What if two logits share the maximum and T goes to 0?": """
        Each gets a half. The limit is uniform over the largest logits, not one-hot.
        """,
      ]))
  func `softmax ignores shifts, not factors; its rows sum to 0`() throws {
    let z = Tensor([[2, 1, 0.1]])
    func softmax(_ z: Tensor, temperature: Scalar = 1) -> Tensor {
      Softmax(temperature: temperature)(Variable(z)).value
    }
    let p = softmax(z)
    evidence("change by a shift of 100", (softmax(z + 100) - p).maximumMagnitude(), atMost: 1e-13)
    evidence("largest, as they are", p.max())
    evidence("largest, ten times", softmax(z, temperature: 0.1).max())
    evidence("largest, a tenth", softmax(z, temperature: 10).max())
    let rows = try (0..<3).map { index -> Tensor in
      let logits = leaf(z)
      try Softmax()(logits).backward(cotangent: .oneHot([index], classCount: 3))
      return try #require(logits.gradient)
    }
    let jacobian = Tensor.concatenation(rows, axis: 0)
    let expected = Tensor.identity(3) * p - matmul(p, p, transposing: .left)
    evidence("second logit, first output", jacobian[0, 1])
    evidence("Jacobian by hand and by engine", difference(jacobian, expected), atMost: 1e-14)
    evidence("sums of its rows", jacobian.sum(axis: 1).maximumMagnitude(), atMost: 1e-15)
    #expect(difference(softmax(z, temperature: 0.1), softmax(z * 10)) < 1e-12)
    #expect(difference(softmax(z, temperature: 0.001), Tensor([[1, 0, 0]])) < 1e-12)
    #expect((softmax(z, temperature: 1e6) - 1.0 / 3).maximumMagnitude() < 1e-5)
    #expect(softmax(Tensor([[1, 1, 0]]), temperature: 0.001)[0, 0] == 0.5)
  }

  @Test(
    .interview(
      .question(3, 11), level: .explain, minutes: 3,
      question: "Why log-softmax in one function, and not the logarithm of the softmax?",
      answer: """
        Because a probability that is small enough rounds to 0, and its logarithm is minus infinity. Log-softmax never \
        forms the probability: it is z − max − log Σ exp(z − max), finite for logits of any ordinary \
        size, and its gradient for the class y is [i = y] − pᵢ. So the most wrong sample gets the strongest \
        gradient. Losses on logits contain it; the same holds for log-sigmoid.
        """,
      commonMistake:
        "log(softmax(z) + 1e-12) does the same as log-softmax, since it never is minus infinity.",
      otherMistakes: [
        "Because of single precision: in double precision the logarithm of the softmax is safe.":
          "Double precision only moves the border: its least positive number is about e⁻⁷⁴⁴. For the logits [−1000, 0] the first probability is still 0, and the loss {loss without epsilon}.",
        "Because one function saves time; the numbers are the same as those of two.":
          "Not where a probability rounds to 0: for the logits [−1000, 0] and the first class log-softmax gives the loss {loss by log-softmax}; by way of the probability it is {loss without epsilon}.",
      ],
      refutation: """
        The epsilon keeps the logarithm finite and the answer wrong. For the logits [−1000, 0] and \
        the first class the loss is {loss by log-softmax}, but with the epsilon \
        {loss with epsilon}, and the gradient has the norm {gradient with epsilon} where it should \
        be {gradient by log-softmax}: the sample that is most wrong teaches nothing.
        """,
      followUps: [
        "What does log σ(x) do at x = −1000?": """
        In one piece it is −softplus(1000) = {log-sigmoid of −1000}; in two pieces σ is 0 there and the logarithm \
        −∞.
        """,
        "May I feed log-softmax into a cross-entropy on logits?": """
        In exact arithmetic nothing changes: log-softmax of log-softmax is itself, because its exponentials already sum to 1. \
        It is wasted work, and a sign that somebody misread the loss.
        """,
        "Can log-softmax itself overflow?": """
        Only where a difference of two logits is beyond the largest number: −1.8 · 10³⁰⁸ beside \
        +1.8 · 10³⁰⁸ gives {log-softmax of the largest}.
        """,
      ]))
  func `log-softmax keeps a loss and a gradient of 1000`() throws {
    let logits = Variable(Tensor([[-1000, 0]]))
    let loss = -LogSoftmax()(logits).value[0, 0]
    let p = Softmax()(logits).value[0, 0]
    evidence("loss by log-softmax", loss)
    evidence("loss with epsilon", -Scalar.log(p + 1e-12))
    evidence("loss without epsilon", -Scalar.log(p))
    let gradients = try FailureMode.logarithmOfSoftmax.measure()
    evidence("gradient with epsilon", gradients.broken)
    evidence("gradient by log-softmax", gradients.cured)
    evidence("log-sigmoid of −1000", Activation.logSigmoid.value(at: -1000))
    #expect(loss == 1000 && p == 0 && gradients.broken == 0)
    #expect(abs(gradients.cured - Double(2).squareRoot()) < 1e-12)
    let most = Scalar.greatestFiniteMagnitude
    let largest = LogSoftmax()(Variable(Tensor([[-most, most]]))).value[0, 0]
    evidence("log-softmax of the largest", largest)
    #expect(Activation.logSigmoid.value(at: -1000) == -1000 && largest == -.infinity)
    let twice = LogSoftmax()(LogSoftmax()(Variable(Tensor([[2, 1, 0.1]])))).value
    #expect(difference(twice, LogSoftmax()(Variable(Tensor([[2, 1, 0.1]]))).value) < 1e-14)
  }

  /// How many times as likely as another a sequence of two tokens is.
  ///
  /// The first token of the other is the likelier one; what follows it is an even choice of three.
  private func sequenceRatio(temperature: Scalar) -> Scalar {
    func softmax(_ z: [Scalar]) -> Tensor {
      Softmax(temperature: temperature)(Variable(Tensor([z]))).value
    }
    let first = softmax([1, 0.8])
    return first[0, 1] * softmax([2, 0, 0])[0, 0] / (first[0, 0] * softmax([0, 0, 0])[0, 0])
  }

  @Test(
    .interview(
      .question(3, 18), level: .explain, minutes: 3,
      question: "What does the temperature of a softmax do when a language model is sampled?",
      answer: """
        It divides the logits before the softmax. Below 1 the distribution becomes sharper, above 1 \
        flatter. The order of the tokens does not change, so greedy decoding does not notice it; \
        sampling does, and so does a beam search that scores with it. Near 0 one gets the likeliest token, for large values a uniform choice. It \
        divides logits, not probabilities, whose factor the normalization takes out again.
        """,
      commonMistake: "A higher temperature can make another token the likeliest.",
      otherMistakes: [
        "It divides the probabilities, which are then normalized again.":
          "Normalizing takes the factor out again: for [2, 1, 0.1] and T = 0.1 that leaves the first token at {probabilities divided}, where dividing the logits gives {logits divided|5}. T acts before the exponential.",
        "It limits how many tokens may be drawn.":
          "That is what top-k and top-p do. A temperature reshapes all probabilities: at 0.5, 1 and 2 each token of [2, 1, 0.1] can still be drawn. Only underflow makes one 0, as the second at 0.001: {second at temperature 0.001}.",
      ],
      refutation: """
        Division by a positive number keeps the order: for the logits [2, 1, 0.1] the first \
        token leads at every temperature, with {at temperature 0.5} at 0.5, {at temperature 1} \
        at 1 and {at temperature 2} at 2. It is the order of whole sequences that may change: \
        one sequence of two tokens is {sequences at temperature 1} times as likely as another one \
        at 1, and {sequences at temperature 0.1} times at 0.1.
        """,
      followUps: [
        "What happens at temperature 0?": """
        Division by 0. llama.cpp takes 0 as a request for the largest logit, without drawing; Hugging Face's Transformers refuse it with an error.
        """,
        "How does it differ from top-k and top-p?": """
        These cut off the tail and renormalize, so the tokens cut have probability 0. A temperature reshapes all \
        probabilities and, underflow apart, sets none to 0. One may combine them.
        """,
      ]))
  func `temperature sharpens or flattens, and keeps the order`() throws {
    let z = Variable(Tensor([[2, 1, 0.1]]))
    var entropies: [Scalar] = []
    for (name, temperature): (String, Scalar) in [("0.5", 0.5), ("1", 1), ("2", 2)] {
      let p = Softmax(temperature: temperature)(z).value
      evidence("at temperature \(name)", p.max())
      entropies.append(entropy(p))
      #expect(p.argmax() == [0] && p[0, 1] > p[0, 2] && p.min() > 0)
    }
    #expect(abs(Softmax()(z).value.max() - 0.659001) < 1e-6)
    #expect(abs(Softmax(temperature: 0.5)(z).value.max() - 0.863777) < 1e-6)
    let cold = Softmax(temperature: 0.001)(z).value[0, 1]
    evidence("second at temperature 0.001", cold)
    let (warm, cool) = (sequenceRatio(temperature: 1), sequenceRatio(temperature: 0.1))
    evidence("sequences at temperature 1", warm)
    evidence("sequences at temperature 0.1", cool)
    #expect(cold == 0 && warm > 1.5 && cool < 0.6)
    let divided = try FailureMode.temperatureOfProbabilities.measure()
    evidence("probabilities divided", divided.broken)
    evidence("logits divided", divided.cured)
    #expect(entropies[0] < entropies[1] && entropies[1] < entropies[2])
    #expect(abs(divided.broken - Double(Softmax()(z).value.max())) < 1e-12 && divided.cured > 0.999)
  }
}
