import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// Losses of a regression under outliers.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 28), level: .explain, minutes: 4,
      question: "Squared error, absolute error or Huber's loss: what do outliers do to each?",
      answer: """
        Under the squared error the pull of a sample grows with its error, so a few outliers can \
        decide the fit. The other two bound that pull. For the targets 1, 2, 3, 4, 100 the best \
        constant is {best constant, squared} under the squared error, the mean, and {best \
        constant, absolute} under the absolute one, the median; under Huber's loss with δ = 1 it \
        is {best constant, Huber}. Huber's loss is smooth at 0, so descent settles there. If one \
        large error costs more than many small ones, squared error may be right.
        """,
      commonMistake: "Huber's loss protects a regression from every outlier.",
      otherMistakes: [
        """
        Huber's loss treats large errors as the squared error does; only the absolute error \
        bounds their pull.
        """:
          """
        It treats small errors so. Beyond δ its slope is bounded: with δ = 1 an error of 100 pulls \
        with 1, under the squared error with 200.
        """,
        """
        The absolute error leaves outliers out of the fit, so that its best constant is the mean \
        of the others.
        """:
          """
        It counts an outlier, by its side and not by its distance. The mean of 1, 2, 3, 4 is 2.5, \
        and the best constant is {best constant, absolute}, the median of all five.
        """,
      ],
      refutation: """
        It bounds the pull on the prediction, and a weight feels that pull times the input. On y \
        = x at −2 … 2 a target of 102 in place of 2 moves the slope from 1 to {slope, outlier in \
        the target, Huber}, with the squared error to {slope, outlier in the target, squared}. \
        But one more sample with the input 100 and the target 0 moves Huber's slope to {slope, \
        outlier in the input, Huber}.
        """,
      followUps: [
        "How do you choose δ?":
          """
        As the size of error that is still noise. With 1.345 standard deviations of the noise, \
        measured robustly, one loses about 5 % of efficiency if the noise is normal after all. \
        Otherwise it is a hyperparameter.
        """,
        "Is the constant of least absolute error unique?":
          """
        Not for an even number of targets: for 1, 2, 3, 4 every constant from 2 to 3 has the \
        same absolute error. The squared error has exactly one minimum.
        """,
      ]))
  func `Huber's loss bounds outliers in targets, not in inputs`() {
    func best(_ candidates: [Scalar], _ cost: (Scalar) -> Scalar) -> Scalar {
      candidates.min { cost($0) < cost($1) } ?? .nan
    }
    let targets = Tensor([1, 2, 3, 4, 100])
    func constant(_ loss: some PointwiseLoss) -> Scalar {
      best((0...200).map { Scalar($0) / 2 }) { c in
        loss.mean(of: Tensor(repeating: c, shape: [5]), targets: targets)
      }
    }
    let constants = (constant(SquaredError()), constant(AbsoluteError()), constant(HuberLoss()))
    evidence("best constant, squared", constants.0)
    evidence("best constant, absolute", constants.1)
    evidence("best constant, Huber", constants.2)
    #expect(constants == (22, 3, 3))
    // The mean of the others is 2.5, and leaving the outlier out would give a median from 2 to 3.
    #expect(
      HuberLoss().slope(at: 100, target: 0) == 1 && SquaredError().slope(at: 100, target: 0) == 200)

    func slope(
      _ loss: some PointwiseLoss, _ x: [Scalar], _ y: [Scalar], _ slopes: [Scalar]
    ) -> Scalar {
      best(slopes) { loss.mean(of: $0 * Tensor(x), targets: Tensor(y)) }
    }
    let x: [Scalar] = [-2, -1, 0, 1, 2]
    let coarse = (0...3000).map { Scalar($0) / 100 }
    let fine = (0...12000).map { Scalar($0) / 10000 }
    let target = slope(HuberLoss(), x, [-2, -1, 0, 1, 102], coarse)
    let squared = slope(SquaredError(), x, [-2, -1, 0, 1, 102], coarse)
    let input = slope(HuberLoss(), x + [100], x + [0], fine)
    evidence("slope, outlier in the target, Huber", target)
    evidence("slope, outlier in the target, squared", squared)
    evidence("slope, outlier in the input, Huber", input)
    #expect(slope(HuberLoss(), x, x, coarse) == 1)
    #expect(abs(target - 4.0 / 3) < 0.006 && squared == 21 && input < 0.001)
  }
}
