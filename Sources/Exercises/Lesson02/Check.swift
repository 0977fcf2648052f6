import Answers02
import Course

/// Has the exercises of lesson 02 checked; nothing in this file is to be edited.
@main public enum CheckLesson02 {
  /// What the learner wrote, each function beside the checker of its exercise.
  public static var attempts: [Attempt] {
    [
      Lesson02Answers.forgottenZeroing.attempt(predictedPositions),
      Lesson02Answers.dualNumbers.attempt(
        DualOperations(quotient: dualQuotient, squareRoot: dualSquareRoot)),
      Lesson02Answers.tape.attempt(tapeGradients(of:)),
      Lesson02Answers.clipping.attempt(clipped(gradients:to:)),
      Lesson02Answers.linear.attempt(linearPullback(_:x:weight:)),
      Lesson02Answers.division.attempt(divisionPullback(_:a:b:)),
      Lesson02Answers.steps.attempt(differenceSteps),
      Lesson02Answers.pullbackCheck.attempt(acceptsPullback(value:pullback:at:)),
      Lesson02Answers.binarizer.attempt(binarized(_:)),
    ]
  }

  /// Prints the verdict on the exercise that the command line names.
  public static func main() { CheckProgram.run(attempts) }
}
