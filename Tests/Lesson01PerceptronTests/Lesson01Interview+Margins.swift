import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// Margins, and what happens to a classifier that has them.

extension Lesson01Interview {
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
        """:
          """
        The perceptron stops at the first line that separates, which depends on the order of the \
        samples. Logistic descent tends to the widest margin only in the limit, and only on \
        separable data.
        """,
        """
        They differ in the boundary: a line for the perceptron, a curve for logistic regression, \
        a band for the support vector machine.
        """:
          """
        All three answer by the sign of w · x + b, so the boundary is straight each time. The \
        curve is the sigmoid of that score, and the band is the margin around a straight line.
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
        Because the classes are separable, and then the logistic loss has no minimum. Scaling \
        separating weights up always lowers it. Under gradient descent they grow slowly, like the \
        logarithm of the number of steps, and their direction tends to that of the widest margin. \
        It is no bug, but the probabilities become too confident. Weight decay, early stopping or \
        a prior ends it. In statistics the same is called complete separation.
        """,
      commonMistake: "When the training accuracy is 1, the gradient is 0.",
      otherMistakes: [
        "Because the learning rate is too large, so that every step goes beyond the minimum.":
          """
        There is no minimum to go beyond. A tenth of the rate leads to about the same weights in \
        ten times the steps, and too large a rate would show as a loss that rises, while this one \
        falls.
        """,
        "Because some label is wrong, and the weights grow until that sample is fitted too.":
          """
        All samples are fitted already, with the labels as they are. A sample that stays on the \
        wrong side does the opposite: it makes long weights expensive, so that they stop growing.
        """,
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
