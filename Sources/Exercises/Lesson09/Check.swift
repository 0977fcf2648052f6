import Answers09
import Course

/// Has the exercises of lesson 09 checked; nothing in this file is to be edited.
@main public enum CheckLesson09 {
  /// What the learner wrote, each function beside the checker of its exercise.
  public static var attempts: [Attempt] {
    [
      Lesson09Answers.oneGate.attempt {
        try buggyUpdate(parameter: $0, gradient: $1, rate: $2, step: $3)
      },
      Lesson09Answers.thresholds.attempt {
        try triedThresholds(healthy: $0, faulty: $1, thresholds: $2, patience: $3)
      },
      Lesson09Answers.nanSentinel.attempt { try sentinel(results: $0, gradients: $1) },
      Lesson09Answers.divergence.attempt { try divergenceLimit(count: $0, product: $1) },
      Lesson09Answers.staleWeights.attempt { try staleSteps(validations: $0) },
      Lesson09Answers.halfPrecision.attempt {
        try halfSteps(weight: $0, gradients: $1, rate: $2, scale: $3)
      },
      Lesson09Answers.epochMean.attempt { try epochMetric(samples: $0, batchSize: $1) },
    ]
  }

  /// Prints the verdict on the exercise that the command line names.
  public static func main() { CheckProgram.run(attempts) }
}
