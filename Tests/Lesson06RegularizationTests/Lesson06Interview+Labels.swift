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
        p − q vanishes when the softmax gives just that. With hard labels on separable data no finite logits are best: under \
        gradient descent their difference keeps growing, like the logarithm of the number of steps. Müller and others (2019) found \
        better calibration with smoothing; it is not guaranteed.
        """,
      whiteboard: """
        q = (1 − e) onehot + e/K,  dL/dz = p − q = 0 at p = q
        z_y − z_k = ln(q_y/q_k) = ln((1 − e + e/K)/(e/K))
        K = 2, e = 0.1: ln(0.95/0.05) = ln 19
        """,
      commonMistake: "It only adds a constant to the loss.",
      otherMistakes: [
        "It changes some labels at random.":
          "Nothing is drawn: the target is the same mixture in every call. It is the mean of what random labels would give, without their noise.",
        "It bounds each logit, as clipping does.":
          "It has a goal for differences of logits, none for a single one: 100 added to both changes the loss by {change by a shift}. And it clips nothing: a larger difference is possible, it costs more.",
      ],
      refutation: """
        Two points at ±1, one of each class, linear softmax, learning rate 1: without smoothing the difference of the logits is \
        {gap, 1,000 steps|3} after 1,000 steps and {gap, 10,000 steps|3} after 10,000. With e = 0.1 it is {gap, smoothed} at both. A \
        constant would change no gradient. Nothing is drawn: two calls give the same loss. And 100 added to both logits changes it by \
        {change by a shift}: it is the difference that has a goal, not the single logit.
        """,
      followUps: [
        "What else stops the growth?": """
        Weight decay or early stopping. On these two points a decay of 0.01 also gives a finite difference.
        """,
        "Does every code use e/K?": """
        No. PyTorch spreads e over all K classes; others give e/(K − 1) to the wrong ones. They agree if PyTorch's e is K/(K − 1) times the other.
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
    func loss(_ shift: Scalar) -> Scalar {
      let logits = Variable(Tensor([[shift + 1, shift - 2]]))
      return softmaxCrossEntropy(logits, classes: [0], smoothing: 0.1).scalar
    }
    evidence("change by a shift", abs(loss(100) - loss(0)), atMost: 1e-12)
    let floor = LabelSmoothing.floor(classCount: 2, smoothing: 0.1)
    #expect(loss(0) == loss(0) && Double(loss(0)) > floor)
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
      commonMistake:
        "0, as for every cross-entropy: a perfect model gives the right class the probability 1.",
      otherMistakes: [
        "0.1: the part of the label that was smoothed away is the part that stays wrong.":
          "The loss is not the share that was smoothed away but the entropy of the target: nine wrong classes at −0.01 ln 0.01 = 0.046 each make 0.41, the right one adds 0.09, in all {floor, K = 10}.",
        "−ln 0.91, about 0.09: only the right class, with its target of 0.91, enters the loss.":
          "That is the plain loss of the perfect model, {plain loss of the best logits}. The smoothed one weighs this term by 0.91 and adds −0.01 ln 0.01 for each of nine wrong classes.",
      ],
      refutation: """
        With hard labels it could come near 0. With these the floor is {floor, K = 10}, reached by logits that differ by {best gap, K = 10}. Logits that are surer cost more: \
        a difference of 20 has the loss {loss at a gap of 20}. −ln 0.91 = {plain loss of the best logits} is the perfect model's \
        plain loss. With three classes the floor is {floor, K = 3}.
        """,
      followUps: [
        "What does plain cross-entropy say of that perfect model?": """
        −ln 0.91, about {plain loss of the best logits}: it says 0.91 where it could say 1.
        """,
        "Your smoothed loss is below the floor. What happened?": """
        The loss is not what you think: another e or K, no smoothing, or class weights. With weights of 0.1 on the other classes the \
        perfect model has {loss with class weights}.
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
    let weights = Tensor((0..<10).map { $0 == 3 ? 1 : 0.1 })
    let weighted = softmaxCrossEntropy(
      Variable(Tensor.oneHot([3], classCount: 10) * Scalar(gap)), classes: [3], smoothing: 0.1,
      classWeights: weights
    ).scalar
    evidence("loss with class weights", weighted)
    #expect(weighted < 0.2)
    #expect(loss(20, smoothing: 0.1) > 1.5 && abs(loss(gap, smoothing: 0) + .log(0.91)) < 1e-9)
  }

  @Test(
    .interview(
      .question(6, 11), level: .explain, minutes: 3,
      question: "When can label smoothing hurt?",
      answer: """
        Where the ranking of the wrong classes is used, as in distillation. The smoothed target gives all wrong classes the same \
        probability, so training pushes their logits together, and what the teacher knew about similar classes fades: Müller, \
        Kornblith and Hinton (2019) measured worse students. On noisy labels Lukasik and others (2020) found better ones. Also where e is \
        larger than the uncertainty of the data: the probabilities are then too low.
        """,
      commonMistake: "It cannot hurt: it is only a weaker label, and a right answer stays right.",
      otherMistakes: [
        "A model with smoothed labels is better calibrated in every case.":
          "Where the model is always right, smoothing makes it too modest: all three points are answered rightly, with the mean probability {probability, smoothed|3}, where only 1 would be calibrated.",
        "What the model knows about the wrong classes stays as it is.":
          "All wrong classes get the same target, which pushes their logits together: the similar one is {ratio, smoothed|3} times as probable as the other, with hard labels {ratio, hard labels|3} times.",
      ],
      refutation: """
        The right answer stays; what the model says of the other classes does not. Three classes, one point each, two of the points near each other, linear softmax, 300 steps of gradient descent: for the first class's point the similar \
        wrong class is {ratio, hard labels|3} times as probable as the other, with e = 0.1 {ratio, smoothed|3} times. All three points are answered rightly with it, with the mean probability {probability, smoothed|3}, where only 1 would be calibrated.
        """,
      followUps: [
        "What would you use for a teacher?": """
        Hard labels, and a temperature for the distillation, which keeps the order of the wrong classes.
        """,
        "And with noisy labels?": """
        On average smoothing is the loss of labels that are redrawn at random with the rate e, so it adds to the noise; Lukasik and others \
        found it competitive with losses that correct for noise. It has to be measured.
        """,
      ]))
  func `smoothing brings the wrong classes together`() throws {
    let x = Variable(Tensor([[1, 0], [0.8, 0.6], [-1, 0.2]]))
    func probabilities(_ smoothing: Scalar) throws -> Tensor {
      let bias = leaf(.zeros([3]))
      let weight = leaf(.zeros([3, 2]))
      let optimizer = GradientDescent([weight, bias], learningRate: 1)
      for _ in 0..<300 {
        try trainingStep(optimizer) {
          softmaxCrossEntropy(
            linear(x, weight: weight) + bias, classes: [0, 1, 2], smoothing: smoothing)
        }
      }
      return (linear(x, weight: weight) + bias).value.softmax()
    }
    let (plain, soft) = (try probabilities(0), try probabilities(0.1))
    let (hard, smoothed) = (plain[0, 1] / plain[0, 2], soft[0, 1] / soft[0, 2])
    let probability = soft.picking(columns: [0, 1, 2]).mean()
    evidence("probability, smoothed", probability)
    #expect(soft.argmax() == [0, 1, 2] && probability < 0.94)
    evidence("ratio, hard labels", hard)
    evidence("ratio, smoothed", smoothed)
    #expect(hard > 5 * smoothed)
  }
}
