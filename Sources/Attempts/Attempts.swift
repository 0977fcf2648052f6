public import Course
import ExerciseAnswers
import Exercises

// What the learner wrote, each function beside the checker of its exercise.

/// All exercises of the course, in order.
public let allAttempts: [Attempt] = lesson01 + lesson02

private let lesson01: [Attempt] = [
  Lesson01Answers.costs.attempt(predictedCosts),
  Lesson01Answers.huber.attempt(huberLoss(error:delta:)),
  Lesson01Answers.squaredError.attempt(meanSquaredError(predictions:targets:)),
  Lesson01Answers.poissonHead.attempt(poissonLoss(outputs:counts:)),
  Lesson01Answers.pocket.attempt(pocketWeights(inputs:labels:visits:)),
  Lesson01Answers.xor.attempt(xorDesign),
  Lesson01Answers.sampleLeak.attempt(treatsSamplesAlone(layer:samples:)),
]

private let lesson02: [Attempt] = [
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
