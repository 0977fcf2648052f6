import Answers10
import Course

/// Has the exercises of lesson 10 checked; nothing in this file is to be edited.
@main public enum CheckLesson10 {
  /// What the learner wrote, each function beside the checker of its exercise.
  public static var attempts: [Attempt] {
    []
  }

  /// Prints the verdict on the exercise that the command line names.
  public static func main() { CheckProgram.run(attempts) }
}
