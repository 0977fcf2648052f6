import Answers06
import Course

/// Has the exercises of lesson 06 checked; nothing in this file is to be edited.
@main public enum CheckLesson06 {
  /// What the learner wrote, each function beside the checker of its exercise.
  public static var attempts: [Attempt] {
    [
      Lesson06Answers.dropoutMoments.attempt(predictedMoments),
      Lesson06Answers.residualDepth.attempt {
        try residualOutput(of: $0, through: $1, lastProbability: $2, draws: $3)
      },
      Lesson06Answers.crossValidation.attempt {
        try crossValidated(inputs: $0, targets: $1, strengths: $2, foldCount: $3, ridge: $4)
      },
      Lesson06Answers.calibrationError.attempt(
        expectedCalibrationError(confidences:isRight:binCount:)),
      Lesson06Answers.othersSmoothing.attempt(smoothedLoss(logits:target:smoothing:)),
      Lesson06Answers.noisyStopping.attempt(
        stopping(losses:patience:window:minimumImprovement:)),
      Lesson06Answers.bothPasses.attempt {
        try dropoutPasses(of: $0, upstream: $1, probability: $2, isTraining: $3, draw: $4)
      },
      Lesson06Answers.dropoutCheck.attempt { try acceptsDropout($0) },
      Lesson06Answers.decoupledDecay.attempt {
        try decayedStep(of: $0, gradient: $1, step: $2, rate: $3, strength: $4, isBias: $5)
      },
      Lesson06Answers.fittedTemperature.attempt(fittedTemperature(logits:classes:)),
    ]
  }

  /// Prints the verdict on the exercise that the command line names.
  public static func main() { CheckProgram.run(attempts) }
}
