import Answers07
import Course

/// Has the exercises of lesson 07 checked; nothing in this file is to be edited.
@main public enum CheckLesson07 {
  /// What the learner wrote, each function beside the checker of its exercise.
  public static var attempts: [Attempt] {
    [
      Lesson07Answers.twoPaths.attempt {
        try parameterPaths(from: $0, gradients: $1, rate: $2, decay: $3)
      },
      Lesson07Answers.missingCorrection.attempt(uncorrectedSteps),
      Lesson07Answers.ravine.attempt(ravineSettings),
      Lesson07Answers.losingGame.attempt { try playedGame(slope: $0, roundCount: $1) },
      Lesson07Answers.twoGroups.attempt {
        try groupedStep(of: $0, gradients: $1, rate: $2, decay: $3)
      },
      Lesson07Answers.stateStore.attempt(
        StateStore(save: { try savedState($0) }, restore: { try restoredState($0) })),
      Lesson07Answers.centralizedGradient.attempt { try centralized($0, shape: $1) },
      Lesson07Answers.optimizerCheck.attempt { try acceptsOptimizer($0) },
    ]
  }

  /// Prints the verdict on the exercise that the command line names.
  public static func main() { CheckProgram.run(attempts) }
}
