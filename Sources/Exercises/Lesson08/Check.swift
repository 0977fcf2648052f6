import Answers08
import Course

/// Has the exercises of lesson 08 checked; nothing in this file is to be edited.
@main public enum CheckLesson08 {
  /// What the learner wrote, each function beside the checker of its exercise.
  public static var attempts: [Attempt] {
    [
      Lesson08Answers.otherCycle.attempt(oneCycleNumbers),
      Lesson08Answers.oneAfterAnother.attempt {
        try sequentialRates(schedules: $0, milestones: $1, stepCount: $2)
      },
      Lesson08Answers.bestSchedule.attempt {
        try bestRates(curvature: $0, noise: $1, start: $2, stepCount: $3)
      },
      Lesson08Answers.warmUpLengths.attempt {
        try warmUpSweep(lengths: $0, peak: $1, stepCount: $2)
      },
      Lesson08Answers.steppedPerEpoch.attempt {
        try usedRates(batchCounts: $0, accumulation: $1, warmUp: $2, peak: $3)
      },
      Lesson08Answers.layerwiseRates.attempt {
        try layerRates(names: $0, layerCount: $1, rate: $2, decay: $3)
      },
      Lesson08Answers.scheduleCheck.attempt { try acceptsSchedule($0) },
    ]
  }

  /// Prints the verdict on the exercise that the command line names.
  public static func main() { CheckProgram.run(attempts) }
}
