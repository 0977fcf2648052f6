import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

/// Every failure mode shows its symptom, and no remedy does.
@Suite struct Lesson01FailureModes {
  @Test(
    arguments: FailureModeContract.claims(
      on: PerceptronLesson.lesson,
      // The frequencies are taken off after the training, which is the same.
      afterTraining: ["log frequencies taken off the logits"]))
  func `every failure mode keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test func `there are eleven`() { #expect(PerceptronLesson.lesson.failureModes.count == 11) }

  /// The measured figures of the lesson: broken, first remedy, and how far they may be off.
  static let figures: [(mode: FailureMode, broken: Double, healthy: Double, tolerance: Double)] = [
    (.linearModelOnXOR, 0.25, 0, 1e-6), (.doubleSoftmax, 1.4612, 0, 1e-4),
    (.broadcastTargets, 2.5, 0, 1e-6),
    (.reluOutput, 0.5, 0, 1e-6), (.missingBias, 1, 0, 1e-6),
    (.unluckyStart, 0.2, 0.95, isDouble ? 1e-9 : 0.11),
    (.imbalancedClasses, 2.1972, 0, 1e-4),
  ]

  @Test(arguments: figures)
  func `the figures are those of the lesson`(
    figure: (mode: FailureMode, broken: Double, healthy: Double, tolerance: Double)
  ) throws {
    let (broken, healthy) = try figure.mode.measure()
    #expect(abs(broken - figure.broken) < figure.tolerance)
    #expect(abs(healthy - figure.healthy) < figure.tolerance)
  }

  @Test func `the rest of the figures`() throws {
    let additivity = try FailureMode.missingNonlinearity.measure()
    #expect(additivity.broken < (isDouble ? 1e-12 : 1e-4))
    #expect(1e-3 < additivity.cured)
    #expect(try FailureMode.doubleSoftmax.measure().cured < 1e-6)
    let overflow = try FailureMode.naiveCrossEntropyOverflow.measure()
    #expect(overflow.broken.isNaN)
    #expect(overflow.cured == 0)
    let leak = try FailureMode.reshapedBatch.measure()
    #expect(0.1 < leak.broken)
    #expect(leak.cured == 0)
    let scales = try FailureMode.badlyScaledFeatures.measure()
    #expect(1 < scales.broken)
    #expect(scales.cured < 1e-6)
  }

  /// The failure modes that train: how many steps are on record, and the parameters trained.
  private func training(of mode: FailureMode) -> (stepCount: Int?, parameters: Set<String>) {
    switch mode.id {
    // Every thousandth of 200 000 steps.
    case FailureMode.badlyScaledFeatures.id: (200, ["weights"])
    case FailureMode.reluOutput.id: (200, ["layers.0.weight", "layers.0.bias"])
    case FailureMode.unluckyStart.id:
      (500, ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"])
    case FailureMode.imbalancedClasses.id: (500, ["bias"])
    default: (nil, [])
    }
  }

  @Test(arguments: PerceptronLesson.lesson.failureModes)
  func `training runs keep a record, and only they`(mode: FailureMode) throws {
    let (stepCount, parameters) = training(of: mode)
    try expectRecords(of: mode, stepCount: stepCount, parameters: parameters)
  }

  @Test func `no recorded loss ends higher, and every norm has a name`() throws {
    for mode in PerceptronLesson.lesson.failureModes {
      for run in mode.runs {
        guard let record = try run.measure().record else { continue }
        let (first, last) = (try #require(record.losses.first), try #require(record.losses.last))
        // With class weights F1.11 starts where it should end, up to a rounding.
        #expect(last <= first + Double(rounding), "\(mode.id), \(run.name)")
        for step in record.steps {
          #expect(step.gradientNorms.keys == step.parameterNorms.keys)
          for (name, norm) in step.gradientNorms {
            let update = try #require(step.updateNorms[name])
            #expect(abs(update - step.learningRate * norm) <= Double(rounding) * max(1, update))
          }
        }
      }
    }
  }

  @Test func `a record begins with the loss and rate of its run`() throws {
    func first(of mode: FailureMode) throws -> TrainingRecord.Step {
      try #require(mode.broken.measure().record?.steps.first)
    }
    let (x, y) = PerceptronLesson.twoScales()
    let problem = LeastSquaresProblem(inputs: x, targets: y)
    let scales = try first(of: .badlyScaledFeatures)
    #expect(scales.learningRate == Double(1 / problem.curvatures[0]))
    // The loss that is descended is half the mean of the squares.
    let loss = Double((y * y).mean()) / 2
    #expect(abs(scales.loss / loss - 1) < Double(rounding))
    // From ½ x the outputs for −1 and 1 are 0 and ½.
    let head = try first(of: .reluOutput)
    #expect(head.loss == 0.625)
    #expect(head.learningRate == Double(0.1 as Scalar))
    let exclusiveOr = XORTraining(hiddenCount: 2, nonlinearity: .relu)
    #expect(try first(of: .unluckyStart).learningRate == Double(exclusiveOr.learningRate))
    #expect(try first(of: .imbalancedClasses).learningRate == 1)
  }

  @Test func `imbalanced softmax predicts frequencies, log 9 apart`() throws {
    let mode = FailureMode.imbalancedClasses
    let broken = try mode.broken.measure()
    let gap = broken.value
    let losses = try #require(broken.record).losses
    #expect(zip(losses, losses.dropFirst()).allSatisfy { $1 <= $0 + Double(rounding) })
    // From log 2 down to the entropy of the frequencies.
    #expect(abs(try #require(losses.first) - 0.693147) < 1e-6)
    #expect(abs(try #require(losses.last) - 0.325083) < 1e-5)
    let probabilities = Tensor([Scalar(gap), 0]).softmax()
    #expect(probabilities.distance(to: Tensor([0.9, 0.1])) < 1e-5)
    // The frequent class wins everywhere: all of it is right and all of the other wrong.
    #expect(probabilities.reshaped(to: [1, 2]).argmax() == [0])
    for remedy in mode.remedies {
      #expect(abs(try remedy.measure().value) < 1e-5)
    }
  }
}
