import Answers00
import Course

/// Has the exercises of the self-check checked; nothing in this file is to be edited.
@main public enum CheckLesson00 {
  /// What the learner wrote, each function beside the checker of its exercise.
  public static var attempts: [Attempt] {
    [
      Lesson00Answers.product.attempt { try product($0, $1) },
      Lesson00Answers.angle.attempt { try lengthAndAngle($0, $1) },
      Lesson00Answers.eigenvalue.attempt { try greatestEigenvalue(of: $0, from: $1) },
      Lesson00Answers.shapes.attempt(differenceShapes),
      Lesson00Answers.partials.attempt { try partialDerivatives(of: $0, at: $1) },
      Lesson00Answers.chain.attempt { try twoSteps(w: $0, x: $1) },
      Lesson00Answers.pullback.attempt {
        try jacobian(ofProductWith: $0, at: $1, cotangent: $2)
      },
      Lesson00Answers.mask.attempt { try maskMoments(keep: $0) },
      Lesson00Answers.sum.attempt { try varianceOfSum(weights: $0, covariance: $1) },
      Lesson00Answers.gaussian.attempt { try gaussianMoments(mean: $0, deviation: $1) },
      Lesson00Answers.coin.attempt { try coinLikelihood(heads: $0, tails: $1, probability: $2) },
      Lesson00Answers.softmax.attempt { probabilities(of: $0) },
      Lesson00Answers.training.attempt { try train($0, stepCount: $1, loss: $2) },
    ]
  }

  /// Prints the verdict on the exercise that the command line names.
  public static func main() { CheckProgram.run(attempts) }
}
