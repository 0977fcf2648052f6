import Answers03
import Course

/// Has the exercises of lesson 03 checked; nothing in this file is to be edited.
@main public enum CheckLesson03 {
  /// What the learner wrote, each function beside the checker of its exercise.
  public static var attempts: [Attempt] {
    [
      Lesson03Answers.squareplus.attempt(squareplus(_:)),
      Lesson03Answers.rate.attempt(killingRate),
      Lesson03Answers.gradientFlow.attempt(gradientLeft),
      Lesson03Answers.quickGELU.attempt(quickConstant),
      Lesson03Answers.maxoutUnit.attempt(maxoutUnit(slopes:biases:at:)),
      Lesson03Answers.stableSoftplus.attempt(stableSoftplus(_:)),
      Lesson03Answers.activeShares.attempt(activeShares(_:)),
    ]
  }

  /// Prints the verdict on the exercise that the command line names.
  public static func main() { CheckProgram.run(attempts) }
}
