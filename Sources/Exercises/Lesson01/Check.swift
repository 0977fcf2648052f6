import Answers01
import Course

/// Has the exercises of lesson 01 checked; nothing in this file is to be edited.
@main public enum CheckLesson01 {
  /// What the learner wrote, each function beside the checker of its exercise.
  public static var attempts: [Attempt] {
    [
      Lesson01Answers.costs.attempt(predictedCosts),
      Lesson01Answers.huber.attempt(huberLoss(error:delta:)),
      Lesson01Answers.squaredError.attempt(meanSquaredError(predictions:targets:)),
      Lesson01Answers.poissonHead.attempt(poissonLoss(outputs:counts:)),
      Lesson01Answers.pocket.attempt(pocketWeights(inputs:labels:visits:)),
      Lesson01Answers.xor.attempt(xorDesign),
      Lesson01Answers.sampleLeak.attempt(treatsSamplesAlone(layer:samples:)),
    ]
  }

  /// Prints the verdict on the exercise that the command line names.
  public static func main() { CheckProgram.run(attempts) }
}
