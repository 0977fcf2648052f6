import Answers10
import Course

/// Has the exercises of lesson 10 checked; nothing in this file is to be edited.
@main public enum CheckLesson10 {
  /// What the learner wrote, each function beside the checker of its exercise.
  public static var attempts: [Attempt] {
    [
      Lesson10Answers.pieceCount.attempt {
        try sufficientPieces(coefficients: $0, from: $1, to: $2, error: $3)
      },
      Lesson10Answers.tenTents.attempt { try tents(peaks: $0) },
      Lesson10Answers.squares.attempt(squareFloors),
      Lesson10Answers.bumps.attempt { try planeBumps(over: $0, margin: $1) },
      Lesson10Answers.slide.attempt(ownBudget),
      Lesson10Answers.pruning.attempt {
        try prunedMasks(layers: $0, prunedShare: $1, draws: $2)
      },
    ]
  }

  /// Prints the verdict on the exercise that the command line names.
  public static func main() { CheckProgram.run(attempts) }
}
