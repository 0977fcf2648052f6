import Answers04
import Course

/// Has the exercises of lesson 04 checked; nothing in this file is to be edited.
@main public enum CheckLesson04 {
  /// What the learner wrote, each function beside the checker of its exercise.
  public static var attempts: [Attempt] {
    [
      Lesson04Answers.factors.attempt(predictedFactors),
      Lesson04Answers.activationGain.attempt { try gain(keeping: $1, through: $0) },
      Lesson04Answers.fanMixup.attempt(kaimingDeviation(shape:isTransposed:)),
      Lesson04Answers.labelBiases.attempt(startingBiases(positives:of:)),
      Lesson04Answers.unitVariance.attempt(unitVariance(weights:on:)),
      Lesson04Answers.widthRates.attempt(learningRates(baseShapes:shapes:rate:)),
      Lesson04Answers.startCheck.attempt(acceptsStart(outputs:)),
      Lesson04Answers.deepTanh.attempt(deepTanhStart),
    ]
  }

  /// Prints the verdict on the exercise that the command line names.
  public static func main() { CheckProgram.run(attempts) }
}
