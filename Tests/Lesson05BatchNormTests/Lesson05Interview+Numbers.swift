import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport
import Testing

// Epsilon, the two variances, and what another library takes.

extension Lesson05Interview {
  @Test(
    .interview(
      .question(5, 15), level: .explain, minutes: 3,
      question:
        "What does epsilon do in batch norm, and what happens to a channel that is constant in training?",
      answer: """
        It stands under the root beside the variance, so that nothing is divided by 0. A constant channel becomes β in training, and its \
        running variance goes to 0. That is the danger: in evaluation mode it is divided by √ε, so that \
        an input that differs by 1 gives 316 at the default of 1e-5. The gradient through such a channel is divided by √ε as well, in training. ε also matters, quietly, \
        wherever a variance is not far above it.
        """,
      commonMistake: "Epsilon matters only where the variance is exactly 0.",
      otherMistakes: [
        "A large epsilon such as 0.1 costs nothing: the outputs still have variance 1.":
          "Their variance is σ²/(σ² + ε). With ε = 0.1 a channel of deviation 0.01 leaves with the deviation {deviation, epsilon 0.1} instead of about 1, and even one of variance 1 with the variance 0.91.",
        "A constant channel gives NaN.":
          "x − μ is 0 and is divided by √ε, not by 0, so in training the channel is β: {constant channel, training} here. What becomes large is another value in evaluation mode.",
      ],
      refutation: """
        In a channel of variance 1e-4 the outputs for ε = 1e-5 and 1e-3 differ by the factor {factor at variance 1e-4}; at variance 1 by {factor at variance 1|5}. With ε = 0.1 a \
        channel of deviation 0.01 leaves with {deviation, epsilon 0.1} instead of about 1. After 200 constant batches of 0 an input of 1 gives {constant channel, evaluation}; in training the \
        channel gave {constant channel, training}, and the gradient of its input is {gradient, constant channel} · (d − mean of d).
        """,
      followUps: [
        "How would you protect a service from such a channel?": """
        Drop features that never vary, look at the least running variance before a release, or clip behind the norm. A larger \
        ε changes all other channels too: with 0.1 the same input gives {constant channel, epsilon 0.1}.
        """,
        "May epsilon be 0?": """
        In training no: PyTorch and this code refuse it. In evaluation mode it works as long as all running variances \
        are positive.
        """,
      ]))
  func `a constant channel is β in training, 316 in service`() throws {
    let constant = try FailureMode.constantFeature.measure()
    evidence("constant channel, evaluation", constant.broken)
    evidence("constant channel, epsilon 0.1", constant.cured)
    #expect(abs(constant.broken - 316.2) < 0.5 && constant.cured < 4)
    let x = leaf(Tensor(repeating: 7, shape: [4, 1]))
    let y = BatchNorm1d(featureCount: 1)(x)
    try (y * Variable(normals([4, 1]))).sum().backward()
    evidence("constant channel, training", y.value.maximumMagnitude())
    let gradient = try #require(x.gradient)
    let d = normals([4, 1])
    let gain = gradient.maximumMagnitude() / (d - d.mean()).maximumMagnitude()
    evidence("gradient, constant channel", gain)
    #expect(abs(gain - 316.2) < 0.1)
    #expect(y.value == .zeros([4, 1]))
    func answer(_ epsilon: Scalar, variance: Scalar) -> Scalar {
      let norm = BatchNorm1d(featureCount: 1, epsilon: epsilon)
      norm.running?.variance = Tensor([variance])
      return served(norm, Tensor([[1]]))[0, 0]
    }
    let small = answer(1e-5, variance: 1e-4) / answer(1e-3, variance: 1e-4)
    evidence("factor at variance 1e-4", small)
    evidence("factor at variance 1", answer(1e-5, variance: 1) / answer(1e-3, variance: 1))
    #expect(small > 3)
    let narrow = normals([64, 4], deviation: 0.01)
    let spread = deviation(outputs(BatchNorm1d(featureCount: 4, epsilon: 0.1), narrow))
    evidence("deviation, epsilon 0.1", spread)
    #expect(spread < 0.05)
  }

  @Test(
    .interview(
      .question(5, 25), level: .recall, minutes: 2,
      question: "Which variance does batch norm use where: divided by B or by B − 1?",
      answer: """
        PyTorch divides by B where it normalizes a training batch, and by B − 1 for the running \
        variance. The first variance, the biased one, makes the outputs' own variance 1, but for \
        ε; the second, the unbiased one, estimates the variance of the data, which evaluation \
        needs. B counts all values of a channel, so batch times height times width for images. \
        The two differ by B/(B − 1): a factor of 2 for two values, hardly anything for thousands.
        """,
      commonMistake: """
        PyTorch uses the same one for both: the variance that normalizes a training batch goes \
        into the running variance as well.
        """,
      otherMistakes: [
        "PyTorch normalizes a batch by the unbiased one, divided by B − 1, as x.var() is unbiased.":
          "The default of x.var() says nothing about the layer, which divides by B: its outputs have the biased variance {biased, outputs|5}. The unbiased one goes into the running variance alone.",
        "For images B is the number of images in the batch, whatever their height and width, in both variances.":
          "Each pixel of a channel is a value, so B is batch · height · width. 8 images of 4 · 4 have B = 128 and the factor {factor, images|4}; B = 8 would give {factor, vectors|4}.",
      ],
      refutation: """
        The batch (1, 2, 3, 6) has the biased variance {biased} and the unbiased {unbiased|5}. Its outputs have the biased variance {biased, outputs|5}; the running variance goes \
        from 1 to {running variance|5}, which is 0.9 + 0.1 · 4.6667. For 8 images of 4 · 4 the factor is {factor, images|4}, not {factor, vectors|4} as for 8 vectors. With the biased one averaged, batches of 4 end \
        at {running ÷ true, biased} of the true variance.
        """,
      followUps: [
        "How would such a mistake in a port show?": """
        Training mode agrees, evaluation mode does not, and the more the smaller the batches are. With batches of \
        32 the outputs are off by 1.6 %.
        """,
        "Is the running variance right, if batches are?": """
        It lacks what the means of the batches differ by. If each batch is a fair sample, that is included in B − 1; if each holds one \
        class, it is missing.
        """,
      ]))
  func `the biased variance normalizes, the unbiased is averaged`() throws {
    let x = Tensor([[1], [2], [3], [6]])
    let statistics = ChannelStatistics(of: x)
    evidence("biased", statistics.variance.scalar)
    evidence("unbiased", statistics.unbiasedVariance.scalar)
    let norm = BatchNorm1d(featureCount: 1)
    let leaves = ChannelStatistics(of: outputs(norm, x)).variance.scalar
    evidence("biased, outputs", leaves)
    let running = try #require(norm.running).variance.scalar
    evidence("running variance", running)
    #expect(abs(running - 1.3666666667) < 1e-9 && abs(leaves - 1) < 1e-5)
    func factor(_ shape: Shape) -> Scalar {
      let statistics = ChannelStatistics(of: normals(shape))
      return statistics.unbiasedVariance[0] / statistics.variance[0]
    }
    evidence("factor, images", factor([8, 1, 4, 4]))
    evidence("factor, vectors", factor([8, 1]))
    #expect(abs(factor([8, 1, 4, 4]) - 128 / 127) < 1e-12 && abs(factor([2, 1]) - 2) < 1e-12)
    let biased = try FailureMode.biasedRunningVariance.measure()
    evidence("running ÷ true, biased", biased.broken)
    #expect(biased.broken < 0.87 && biased.cured > 0.9)
  }

  @Test(
    .interview(
      .question(5, 33), level: .debug, minutes: 3,
      question: """
        A convolutional network is ported from Keras to PyTorch, weights and moving averages copied. Most channels agree closely, a \
        few are far off. Batch norm is suspected: what do you check?
        """,
      answer: """
        Epsilon first: Keras adds 1e-3 to the variance and PyTorch 1e-5. Epsilon is in the \
        configuration, not among the weights. Nobody sees it in a channel of variance 1, and it \
        is a factor of 3.2 at variance 1e-4. Then the order of the four arrays, and the axis: \
        Keras' channels come last by default. Momentum does not matter for the ported weights, \
        but for training on: 0.99 there is 0.01 here.
        """,
      commonMistake:
        "Not epsilon: it only keeps the division from failing, so it cannot move single channels.",
      otherMistakes: [
        "The momentum first: it has to be copied like the averages, else evaluation differs.":
          "Evaluation reads the averages; the momentum only says how training moves them. With 0.1 and with 0.99 the answers in evaluation mode differ by {change by momentum}.",
        "The two epsilons differ most in channels of large variance.":
          "Beside a large variance both epsilons vanish: the ratio is {port ÷ original, variance 1|5} at variance 1 and {port ÷ original, variance 1e-4} at 1e-4. It is the narrow channels that are off.",
      ],
      refutation: """
        At a running variance of 1e-4 the port answers {port ÷ original, variance 1e-4} times \
        the original; with the epsilon copied the ratio is {port ÷ original, epsilon copied}. At \
        variance 1 it is {port ÷ original, variance 1|5} even without.
        """,
      followUps: [
        "How do you find the channels at once?": """
        Compare each norm's √(running_var + ε) in both libraries, or list the channels whose running variance is below a hundred times \
        ε.
        """,
        "Can the port be made exact without touching eps?": """
        For evaluation yes: fold the norm, or add the difference of the epsilons to the running variance. In training mode \
        no.
        """,
      ]))
  func `another epsilon is a factor in narrow channels`() throws {
    let port = try FailureMode.otherEpsilon.measure()
    evidence("port ÷ original, variance 1e-4", port.broken)
    evidence("port ÷ original, epsilon copied", port.cured)
    #expect(port.broken > 3 && abs(port.cured - 1) < 1e-12)
    func answer(_ epsilon: Scalar, variance: Scalar, momentum: Scalar = 0.1) -> Scalar {
      let norm = BatchNorm1d(featureCount: 1, epsilon: epsilon, momentum: momentum)
      norm.running?.variance = Tensor([variance])
      return served(norm, Tensor([[2]]))[0, 0]
    }
    evidence("port ÷ original, variance 1", answer(1e-5, variance: 1) / answer(1e-3, variance: 1))
    let apart = answer(1e-5, variance: 1, momentum: 0.99) - answer(1e-5, variance: 1)
    evidence("change by momentum", apart)
    #expect(apart == 0 && abs(answer(1e-5, variance: 1) / answer(1e-3, variance: 1) - 1) < 1e-3)
    // The difference of the epsilons, added to the running variance.
    #expect(abs(answer(1e-5, variance: 1e-4 + 1e-3 - 1e-5) - answer(1e-3, variance: 1e-4)) < 1e-12)
  }
}
