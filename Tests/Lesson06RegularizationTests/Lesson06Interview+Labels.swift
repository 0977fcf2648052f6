import Autograd
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// Smoothed labels.

extension Lesson06Interview {
  @Test(
    .interview(
      .question(6, 9), level: .explain, minutes: 3,
      question: "What does label smoothing do to the logits?",
      answer: """
        It makes the best logits finite. The target gets the probability 1 − e + e/K, each other class e/K, and the gradient \
        p − q vanishes when the softmax gives just that. With hard labels on separable data no finite logits are best: their \
        difference keeps growing, like the logarithm of the number of steps. Smoothing often helps calibration for that \
        reason; it is not guaranteed to.
        """,
      whiteboard: """
        q = (1 − e) onehot + e/K,  dL/dz = p − q = 0 at p = q
        z_y − z_k = ln(q_y/q_k) = ln((1 − e + e/K)/(e/K))
        K = 2, e = 0.1: ln(0.95/0.05) = ln 19
        """,
      commonMistake: "It only adds a constant to the loss.",
      otherMistakes: [
        "It changes some labels at random.",
        "It bounds each logit, as clipping does.",
      ],
      refutation: """
        Two points at ±1, one of each class, linear softmax, learning rate 1: without smoothing the difference of the logits is \
        {gap, 1,000 steps|3} after 1,000 steps and {gap, 10,000 steps|3} after 10,000. With e = 0.1 it is {gap, smoothed} at both. A \
        constant would change no gradient.
        """,
      followUps: [
        "What else stops the growth?": """
        Weight decay or early stopping. On these two points a decay of 0.01 also gives a finite difference.
        """,
        "Does every code use e/K?": """
        No. PyTorch spreads e over all K classes; others give e/(K − 1) to the wrong ones. The forms agree with e scaled by K/(K − 1).
        """,
      ]))
  func `smoothing makes the best gap of logits finite`() {
    let plain = [1_000, 10_000].map { TwoPoints().gap(after: $0) }
    let smoothed = [1_000, 10_000].map { TwoPoints(smoothing: 0.1).gap(after: $0) }
    evidence("gap, 1,000 steps", plain[0])
    evidence("gap, 10,000 steps", plain[1])
    evidence("gap, smoothed", smoothed[1])
    let optimum = LabelSmoothing.optimalGap(classCount: 2, smoothing: 0.1)
    #expect(abs(plain[1] - plain[0] - 2.302585) < 0.01)
    #expect(smoothed.allSatisfy { abs($0 - optimum) < 1e-9 })
    let decayed = [10_000, 20_000].map { TwoPoints(weightDecay: 0.01).gap(after: $0) }
    #expect(abs(decayed[1] - decayed[0]) < 1e-9)
  }

  @Test(
    .interview(
      .question(6, 10), level: .derive, minutes: 3,
      question:
        "Label smoothing with e = 0.1, ten classes, targets as in PyTorch: what loss has a perfect model?",
      answer: """
        About 0.50: the entropy of the smoothed target, which no prediction can go below. The target has 0.91 on the right class \
        and 0.01 on nine others, and cross-entropy is entropy plus a divergence that is 0 at best. So a training loss near 0.5 can be \
        a perfect fit. Validation is measured without smoothing, else the curves cannot be compared with those of other runs.
        """,
      whiteboard: """
        H(q) = −0.91 ln 0.91 − 9 · 0.01 ln 0.01 = 0.0858 + 0.4145 = 0.5003
        cross-entropy(q, p) = H(q) + KL(q ‖ p) ≥ H(q)
        """,
      commonMistake: "0, as for every cross-entropy.",
      otherMistakes: [
        "0.1, the part that was smoothed away.", "−ln 0.91, the loss of the right class.",
      ],
      refutation: """
        The floor is {floor, K = 10}, reached by logits that differ by {best gap, K = 10}. Logits that are surer cost more: \
        a difference of 20 has the loss {loss at a gap of 20}. With three classes the floor is {floor, K = 3}.
        """,
      followUps: [
        "What does plain cross-entropy say of that perfect model?": """
        −ln 0.91, about {plain loss of the best logits}: it is sure by 91 percent only.
        """,
        "Your smoothed loss is below the floor. What happened?": """
        The loss is not what you think: another e or K, or the smoothing is not on. Nothing goes below the entropy of its targets.
        """,
      ]))
  func `ten classes and e = 0.1 have a floor of 0.5003`() {
    let floor = LabelSmoothing.floor(classCount: 10, smoothing: 0.1)
    let gap = LabelSmoothing.optimalGap(classCount: 10, smoothing: 0.1)
    func loss(_ gap: Double, smoothing: Scalar) -> Scalar {
      let logits = Variable(Tensor.oneHot([3], classCount: 10) * Scalar(gap))
      return softmaxCrossEntropy(logits, classes: [3], smoothing: smoothing).scalar
    }
    evidence("floor, K = 10", floor)
    evidence("floor, K = 3", LabelSmoothing.floor(classCount: 3, smoothing: 0.1))
    evidence("best gap, K = 10", gap)
    evidence("loss at a gap of 20", loss(20, smoothing: 0.1))
    evidence("plain loss of the best logits", loss(gap, smoothing: 0))
    #expect(abs(floor - 0.5002880) < 1e-6 && abs(Double(loss(gap, smoothing: 0.1)) - floor) < 1e-9)
    #expect(loss(20, smoothing: 0.1) > 1.5 && abs(loss(gap, smoothing: 0) + .log(0.91)) < 1e-9)
  }

  @Test(
    .interview(
      .question(6, 11), level: .explain, minutes: 3,
      question: "When can label smoothing hurt?",
      answer: """
        Where the ranking of the wrong classes is used, as in distillation. The smoothed target gives all wrong classes the same \
        probability, so training pushes their logits together, and what the teacher knew about similar classes fades. Müller, \
        Kornblith and Hinton measured that a smoothed teacher can teach worse. Also where e is larger than the \
        uncertainty of the data: the probabilities are then too low.
        """,
      commonMistake: "It cannot hurt: it is only a weaker label.",
      refutation: """
        Three classes, one point each, two of the points near each other, linear softmax, 300 steps of gradient descent: for the first class's point the similar \
        wrong class is {ratio, hard labels|3} times as probable as the other, with e = 0.1 {ratio, smoothed|3} times.
        """,
      followUps: [
        "What would you use for a teacher?": """
        Hard labels, and a temperature for the distillation, which keeps the order of the wrong classes.
        """,
        "And with noisy labels?": """
        Then a wrong label is expected now and then, and targets below 1 agree better with the data; it has to be measured.
        """,
      ]))
  func `smoothing brings the wrong classes together`() throws {
    let x = Variable(Tensor([[1, 0], [0.8, 0.6], [-1, 0.2]]))
    func ratio(_ smoothing: Scalar) throws -> Scalar {
      let bias = leaf(.zeros([3]))
      let weight = leaf(.zeros([3, 2]))
      let optimizer = GradientDescent([weight, bias], learningRate: 1)
      for _ in 0..<300 {
        try trainingStep(optimizer) {
          softmaxCrossEntropy(
            linear(x, weight: weight) + bias, classes: [0, 1, 2], smoothing: smoothing)
        }
      }
      let p = (linear(x, weight: weight) + bias).value.softmax()
      return p[0, 1] / p[0, 2]
    }
    let (hard, smoothed) = (try ratio(0), try ratio(0.1))
    evidence("ratio, hard labels", hard)
    evidence("ratio, smoothed", smoothed)
    #expect(hard > 5 * smoothed)
  }
}
