import Answers05
import Course

/// Has the exercises of lesson 05 checked; nothing in this file is to be edited.
@main public enum CheckLesson05 {
  /// What the learner wrote, each function beside the checker of its exercise.
  public static var attempts: [Attempt] {
    [
      Lesson05Answers.momentumConventions.attempt(predictedStatistics),
      Lesson05Answers.cumulativeAverage.attempt(runningStatistics(of:momentum:)),
      Lesson05Answers.ghostBatches.attempt(ghostNormalized(_:ghostSize:epsilon:)),
      Lesson05Answers.newDomain.attempt(renewStatistics(of:on:)),
      Lesson05Answers.frozenNorms.attempt(fineTune(_:on:learningRate:)),
      Lesson05Answers.groupedChannels.attempt(
        groupNormalized(_:groupCount:scale:offset:epsilon:)),
      Lesson05Answers.backwardPass.attempt(batchNormGradients(of:gradient:scale:epsilon:)),
      Lesson05Answers.servingCheck.attempt(answersEachAlone(model:requests:)),
    ]
  }

  /// Prints the verdict on the exercise that the command line names.
  public static func main() { CheckProgram.run(attempts) }
}
