import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// What stands behind the last layer: the losses of classifiers.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 6), level: .debug, minutes: 4,
      question: "Why does the loss want logits and not probabilities?",
      answer: """
        Because the loss applies the softmax itself, in a form that neither overflows nor takes \
        the logarithm of 0. Fed with probabilities it applies a second softmax, whose inputs \
        differ by at most 1, so it stays far from certain however sure the model's own softmax \
        is. The loss then stops at a floor that depends on the number of classes alone: {perfect \
        prediction, softmax twice} for ten. The accuracy often looks fine, though some runs lose \
        a class. That is PyTorch's `CrossEntropyLoss`; Keras' losses expect probabilities by default.
        """,
      commonMistake:
        "It does not matter: a second softmax before the loss only rescales the probabilities.",
      otherMistakes: [
        """
        Because probabilities add up to 1: their sum is fixed, so that no gradient can come back \
        through them to the logits.
        """:
          """
        A gradient does come back: that the sum is fixed takes away one direction, the one in \
        which all logits rise alike. What hurts is a second softmax on numbers between 0 and 1.
        """,
        """
        Because the loss then sees larger numbers, and the first loss is larger, so that \
        training is faster.
        """:
          """
        With equal logits the first loss is log K either way, since the softmax of equal numbers \
        is 1/K for each. And descent feels the slope of a loss, not its height.
        """,
      ],
      refutation: """
        A perfect prediction of ten classes then costs {perfect prediction, softmax twice|6}; from the \
        logits it costs {perfect prediction, logits}. And written out as exp and log, the loss of the \
        logits 1000 and 0 is {loss step by step} where it should be {loss from logits}, that of −1000 and \
        0 {loss step by step of a confident mistake} where it should be \
        {loss from logits of a confident mistake}.
        """,
      followUps: [
        "What is the floor for two classes, and for a thousand?":
          """
        It is log(1 + (K − 1)/e): {floor, 2 classes|4} for two classes and {floor, 1000 \
        classes|4} for a thousand. With a thousand, even a perfect answer costs only about 1 \
        less than a uniform guess, which costs log K, {uniform guess, 1000 classes|4}.
        """,
        "Where in the code do you apply the softmax then?":
          """
        Where somebody reads probabilities: when serving, in calibration plots, in logs. Not \
        in the forward pass that feeds the loss. For the predicted class alone none is needed, \
        since the softmax keeps the order of the logits.
        """,
      ]))
  func `a second softmax leaves perfect predictions a loss of 1.46`() throws {
    let (twice, once) = try FailureMode.doubleSoftmax.measure()
    evidence("perfect prediction, softmax twice", twice)
    evidence("perfect prediction, logits", once, atMost: 1e-12)
    // ln(1 + 9/e)
    #expect(abs(twice - 1.4611501) < 1e-6)
    let (naive, stable) = try FailureMode.naiveCrossEntropyOverflow.measure()
    evidence("loss step by step", naive)
    evidence("loss from logits", stable)
    #expect(naive.isNaN && stable == 0)
    let mistaken = Tensor([[-1000, 0]])
    let lost = PerceptronLesson.naiveCrossEntropy(of: mistaken, classes: [0])
    let kept = SoftmaxCrossEntropy().mean(of: mistaken, classes: [0])
    evidence("loss step by step of a confident mistake", lost)
    evidence("loss from logits of a confident mistake", kept)
    #expect(lost == .infinity && kept == 1000)
    for classCount in [2, 1000] {
      let perfect = Tensor.oneHot([0], classCount: classCount)
      let floor = SoftmaxCrossEntropy().mean(of: perfect, classes: [0])
      evidence("floor, \(classCount) classes", floor)
      // A gradient does come back from probabilities.
      let slope = SoftmaxCrossEntropy().gradient(at: perfect, classes: [0])
      #expect(slope.maximumMagnitude() > 0.2)
      #expect(abs(floor - .log(1 + Scalar(classCount - 1) / .exp(1))) < 1e-9)
    }
    let uniform = SoftmaxCrossEntropy().mean(of: .zeros([1, 1000]), classes: [0])
    evidence("uniform guess, 1000 classes", uniform)
  }

  @Test(
    .interview(
      .question(1, 7), level: .derive, minutes: 4,
      question: "Squared error or cross-entropy for classification?",
      answer: """
        Cross-entropy, because its gradient by the logit is p − y and does not vanish when the \
        model is confidently wrong. The squared error of a sigmoid carries the slope s (1 − s), \
        and in the flat parts of the sigmoid that is nearly 0 on the wrong side as well. \
        Cross-entropy is also the negative log-likelihood, and convex in the logits. The squared \
        error of probabilities, the Brier score, is a sound score for evaluation.
        """,
      whiteboard: """
        cross-entropy:  dL/dz = s − y
        squared error:  dL/dz = 2 (s − y) · s (1 − s)
        z = −10, y = 1: s = 4.5·10⁻⁵
        """,
      commonMistake: """
        Squared error and cross-entropy have the same minimum, so for classification it does not matter.
        """,
      otherMistakes: [
        """
        Squared error, because its gradient by the logit is p − y, while that of cross-entropy \
        vanishes where the model is sure.
        """:
          """
        The two have changed places. At the logit −10 with target 1 the gradient of cross-entropy \
        is {cross-entropy gradient|6} in size, and that of the squared error {squared error \
        gradient}.
        """,
        """
        Cross-entropy, because its gradient is greatest where the model is unsure, near its \
        boundary.
        """:
          """
        At the boundary p − y is one half in size; it is nearly 1 where the model is sure and \
        wrong. What peaks at the boundary is the factor s (1 − s) of the squared error.
        """,
      ],
      refutation: """
        At the logit −10 with target 1 the gradient of cross-entropy is {cross-entropy \
        gradient|6} in size, that of the squared error {squared error gradient}: {ratio|5} times \
        less, for a prediction that could hardly be worse. Nor is the minimum the same. For a no \
        at x = 1, a yes at x = 3 and one weight, cross-entropy is least at {best weight, \
        cross-entropy}, the squared error at {best weight, squared error}.
        """,
      followUps: [
        "For which classifiers is the squared error used nevertheless?":
          """
        For linear ones that are fitted in closed form, and for scoring probabilities. Hui and \
        Belkin (2021) also trained modern networks with it, on the raw outputs without a \
        softmax, and found it about as good. Without the sigmoid the vanishing slope is gone.
        """,
        "What does label smoothing change in p − y?":
          """
        It changes y: with smoothing ε and K classes the target of the right class is 1 − ε + \
        ε/K, that of each other one ε/K. So the gradient is 0 at finite logits, and driving \
        them apart without end no longer pays.
        """,
      ]))
  func `far on the wrong side only cross-entropy keeps its gradient`() {
    let (z, y): (Scalar, Scalar) = (-10, 1)
    let s = Nonlinearity.sigmoid(Tensor(z))
    let entropy = abs(BinaryCrossEntropy().slope(at: z, target: y))
    let squared = abs(
      SquaredError().slope(at: s.scalar, target: y)
        * Nonlinearity.sigmoid.slope(fromOutput: s).scalar)
    evidence("cross-entropy gradient", entropy)
    evidence("squared error gradient", squared)
    evidence("ratio", entropy / squared)
    #expect(abs(entropy - 0.9999546) < 1e-6 && abs(squared - 9.0791e-5) < 1e-8)
    #expect(entropy > abs(BinaryCrossEntropy().slope(at: 0, target: y)))

    // Two samples share a weight and cannot both be fitted: each loss settles the dispute in its way.
    func best(_ cost: (Tensor) -> Scalar) -> Scalar {
      let weights = (0...2000).map { Scalar($0) / 1000 }
      return weights.min { cost($0 * Tensor([1, 3])) < cost($1 * Tensor([1, 3])) } ?? .nan
    }
    let targets = Tensor([0, 1])
    let likely = best { BinaryCrossEntropy().mean(of: $0, targets: targets) }
    let close = best { SquaredError().mean(of: Nonlinearity.sigmoid($0), targets: targets) }
    evidence("best weight, cross-entropy", likely)
    evidence("best weight, squared error", close)
    #expect(likely == 0.454 && close == 0.362)
  }

  @Test(
    .interview(
      .question(1, 9), level: .debug, minutes: 3,
      question: "Which loss do you expect before the first step?",
      answer: """
        The logarithm of the number of classes, if the logits start near 0: each class then gets \
        1/K. The frequencies of the classes play no part. For ten classes the loss is \
        {loss, 10 classes, zero last layer|4}, for a yes or no {loss, binary, zero last layer}. \
        I check it before every training run. Far above usually means that the last layer starts \
        too large, or a sum where a mean was meant. Far below: a mean that also counts classes \
        or masked positions, or a head that was trained before; an untrained network cannot use \
        a leak.
        """,
      commonMistake: """
        At the start the loss is about 1, whatever the number of classes, because nothing is known \
        yet.
        """,
      otherMistakes: [
        """
        The entropy of the class frequencies, equal or not, since a model that knows nothing \
        answers with them.
        """:
          """
        Frequencies are knowledge, which has to be learned or put into the last bias. At 1 % \
        positives logits of 0 cost {loss, binary, zero last layer}; the entropy, {first loss, \
        prior bias}, takes that bias.
        """,
        "One over the number of classes, since that is the probability that each class gets.":
          """
        1/K is the probability, and the loss is its negative logarithm: for ten classes {loss, 10 \
        classes, zero last layer|4}, not 0.1.
        """,
      ],
      refutation: """
        With a zero last layer it is {loss, 10 classes, zero last layer|6} for ten classes and \
        {loss, binary, zero last layer|6} for a binary question. With a last layer a hundred times too \
        large it is {loss, 10 classes, last layer × 100}.
        """,
      followUps: [
        "What is the first loss when 1 % of the labels are positive?":
          """
        Still log 2 if the logits start at 0, because a probability of one half costs the same \
        for either label. If the last bias starts at the log odds, it is the entropy of the \
        labels, {first loss, prior bias}.
        """,
        "How do you set the last bias so that the first loss is the entropy of the classes?":
          """
        For a softmax to the logarithms of the class frequencies, for a sigmoid to log(p/(1 − \
        p)), and the last layer's weights near 0. At 1 % positives the bias is {bias for 1 % \
        positives}.
        """,
      ]))
  func `the first loss is the logarithm of the class count`() throws {
    var generator = SplitMix64(seed: 9)
    let network = MultilayerPerceptron(
      widths: [20, 30, 10], nonlinearity: .relu, using: &generator)
    let x = Tensor.normal([50, 20], using: &generator)
    let classes = (0..<50).map { $0 % 10 }
    func loss(scale: Scalar) -> Scalar {
      var scaled = network
      scaled.layers[1].weight *= scale
      scaled.layers[1].bias? *= scale
      return SoftmaxCrossEntropy().mean(of: scaled(x), classes: classes)
    }
    let (zero, large) = (loss(scale: 0), loss(scale: 100))
    let binary = BinaryCrossEntropy().mean(of: .zeros([4]), targets: Tensor([0, 1, 1, 0]))
    evidence("loss, 10 classes, zero last layer", zero)
    evidence("loss, 10 classes, PyTorch's first weights", loss(scale: 1))
    evidence("loss, 10 classes, last layer × 100", large)
    evidence("loss, binary, zero last layer", binary)
    #expect(abs(zero - 2.302585093) < 1e-9 && abs(binary - 0.6931471806) < 1e-9)
    #expect(abs(loss(scale: 1) - zero) < 0.1 && large > 10)
    let expected = try #require(TargetKind.oneOfMany.initialLoss(classCount: 10))
    #expect(abs(zero - expected) < 1e-12)
    // Equal logits cost log K whatever the labels are.
    let oneClass = SoftmaxCrossEntropy().mean(
      of: .zeros([50, 10]), classes: classes.map { _ in 3 })
    #expect(abs(oneClass - zero) < 1e-12)

    let rare = Tensor((0..<100).map { $0 == 0 ? 1 : 0 })
    let prior = Scalar.log(0.01 / 0.99)
    evidence("bias for 1 % positives", prior)
    let first = BinaryCrossEntropy().mean(of: Tensor(repeating: prior, shape: [100]), targets: rare)
    evidence("first loss, prior bias", first)
    #expect(abs(first + 0.01 * .log(0.01) + 0.99 * .log(0.99)) < 1e-12)
  }
}
