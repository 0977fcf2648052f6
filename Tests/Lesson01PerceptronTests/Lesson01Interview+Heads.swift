import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// Heads for counts and for several labels.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 15), level: .design, minutes: 4,
      question: "Which head and loss do you choose for counts?",
      answer: """
        An exponential of one output, trained with the Poisson likelihood. The network predicts \
        the logarithm of the rate. The rate is then always positive, influences multiply, which \
        often suits rates, and the gradient by the output is simply rate − count. The loss is eᶻ − \
        y z, up to a constant, and takes the output z as it is. If the variance of the counts, \
        given the inputs, exceeds their mean, I would move on to a negative binomial.
        """,
      whiteboard: """
        L = eᶻ − y z (+ log y!)         dL/dz = eᶻ − y = 0  at  eᶻ = y
        """,
      commonMistake: "A ReLU on the output is the right head when targets cannot be negative.",
      otherMistakes: [
        "An identity head with the squared error, as the variance of counts is the same everywhere.":
          """
        The variance of counts grows with their mean; for a Poisson count it equals the mean. The \
        squared error lets the large counts rule the fit, and an identity head can predict \
        negative rates.
        """,
        "A sigmoid of one output, trained with the binary cross-entropy.":
          """
        A sigmoid ends at 1, and counts go on. With the count 5 the gradient by the output z is \
        σ(z) − 5, negative everywhere, so descent drives z up without end, and the prediction to \
        1.
        """,
      ],
      refutation: """
        Where the output is negative, a ReLU has no slope: the gradient at the output −1 with \
        the count 3 is {gradient, ReLU head}, so this sample does not move the unit. The Poisson \
        loss says {gradient, Poisson} there. And fitted to the counts 0, 1, 2, 5 one bias finds \
        the rate {fitted rate}, their mean.
        """,
      followUps: [
        "How do you bring in different observation times?":
          """
        As an offset: I add the logarithm of the observation time to the output, with a weight \
        fixed at 1. The network then predicts the rate for a unit of time, and the expected \
        count is that rate times the time.
        """,
        "Which head and loss for a price?":
          """
        If relative errors matter, I predict the logarithm of the price with the squared \
        error. Exponentiated, that predicts the median rather than the mean, if the errors of \
        the logarithm are symmetric. If totals matter, an exponential head with a gamma \
        likelihood fits the mean.
        """,
      ]))
  func `the Poisson loss learns a rate where a ReLU is stuck`() {
    let poisson = PoissonLoss()
    let output: Scalar = -1
    let clamped = Nonlinearity.relu(Tensor(output))
    let stuck =
      SquaredError().slope(at: clamped.scalar, target: 3)
      * Nonlinearity.relu.slope(fromOutput: clamped).scalar
    let moved = poisson.slope(at: output, target: 3)
    evidence("gradient, ReLU head", stuck)
    evidence("gradient, Poisson", moved)
    #expect(stuck == 0 && abs(moved - (Scalar.exp(-1) - 3)) < 1e-12)

    let counts = Tensor([0, 1, 2, 5])
    var z: Scalar = 0
    for _ in 0..<200 {
      z -= 0.2 * poisson.gradient(at: Tensor(repeating: z, shape: [4]), targets: counts).sum()
    }
    let rate = TargetKind.count.predictions(fromOutputs: Tensor(z)).scalar
    evidence("fitted rate", rate)
    #expect(abs(rate - 2) < 1e-9)
    let lowest = TargetKind.count.predictions(fromOutputs: Tensor([-50, 0, 5])).min()
    #expect(lowest > 0)
  }

  @Test(
    .interview(
      .question(1, 18), level: .design, minutes: 3,
      question: "Softmax, or a sigmoid for each class?",
      answer: """
        A softmax if exactly one class is right, a sigmoid for each if several may be. The \
        softmax makes the classes compete for one unit of probability, so of two labels that \
        hold at once at most one can get more than one half. Sigmoids ask K separate questions, \
        each with its own threshold and its own weight for rare positives. The loss follows: \
        cross-entropy over the classes, or the sum or mean of K binary ones.
        """,
      commonMistake: "A softmax with a threshold of 0.5 works for several labels at the same time.",
      otherMistakes: [
        "A sigmoid for each in any case, since it makes the classes compete for the probability.":
          """
        It is the softmax that makes them compete, since its probabilities add up to 1. Sigmoids \
        are independent: if exactly one class is right, nothing keeps two of them from saying yes.
        """,
        "A softmax if the classes are balanced, a sigmoid for each if some of them are rare.":
          """
        Rare classes are a matter of weights and thresholds under either head. If two diagnoses \
        exclude each other they take a softmax, however rare one of them is.
        """,
      ],
      refutation: """
        Two labels that are true at once share at most 1: with the logits 20, 20 and −20 the \
        softmax gives each {probability of each, softmax}, so neither exceeds the threshold, and \
        never can both. Two sigmoids with the same logits are both sure, each short of 1 by \
        {shortfall of each, sigmoids|2}.
        """,
      followUps: [
        "Mean or sum over the labels: what changes for the learning rate?":
          """
        The gradient of the sum over K labels is K times that of the mean, so plain gradient \
        descent needs a rate K times smaller for the same steps. Adam divides such a factor \
        out, except for its ε.
        """,
        "How do you choose the thresholds?":
          """
        On validation data, for each label by itself. If the probabilities are calibrated, the \
        costs give it: say yes if p exceeds the cost of a false alarm divided by the sum of \
        the costs of a false alarm and a miss. For a metric such as F1 I search.
        """,
      ]))
  func `softmax halves two true labels, sigmoids give each nearly 1`() {
    let logits = Tensor([[20, 20, -20]])
    let softmax = TargetKind.oneOfMany.predictions(fromOutputs: logits)
    let sigmoids = TargetKind.severalOfMany.predictions(fromOutputs: logits)
    evidence("probability of each, softmax", softmax[0, 0])
    evidence("probability of each, sigmoids", sigmoids[0, 0])
    evidence("shortfall of each, sigmoids", 1 - sigmoids[0, 0])
    evidence("sum of the probabilities, softmax", softmax.sum())
    evidence("sum of the probabilities, sigmoids", sigmoids.sum())
    #expect(abs(softmax[0, 0] - 0.5) < 1e-9 && sigmoids[0, 0] > 0.999999)
    #expect(abs(softmax.sum() - 1) < 1e-12 && abs(sigmoids.sum() - 2) < 1e-6)

    let targets = Tensor([[1, 1, 0]])
    let separate = MultiLabelCrossEntropy(positiveWeights: [1, 1, 1])
    let summed = separate.meanOfSums(of: logits, targets: targets)
    let competing = [0, 1].reduce(0) { sum, label in
      sum + SoftmaxCrossEntropy().mean(of: logits, classes: [label])
    }
    evidence("loss of both labels, softmax", competing)
    evidence("loss of both labels, sigmoids", summed, atMost: 1e-7)
    #expect(abs(competing - 2 * Scalar.log(2)) < 1e-9)
  }
}
