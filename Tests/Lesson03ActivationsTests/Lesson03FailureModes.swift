import Activations
import Course
import TensorCore
import TestSupport
import Testing

/// Each failure shows in the broken run, and in none of its cures.
@Suite struct Lesson03FailureModes {
  @Test(arguments: FailureModeContract.claims(on: ActivationsLesson.lesson))
  func `every failure mode keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test func `there are forty-one`() {
    #expect(ActivationsLesson.lesson.failureModes.count == 41)
  }

  /// The failure modes that train: how many steps they make, and the parameters that they train.
  private func training(of mode: FailureMode) -> (stepCount: Int?, parameters: Set<String>) {
    func layers(_ positions: Int...) -> Set<String> {
      Set(positions.flatMap { ["\($0).weight", "\($0).bias"] })
    }
    return switch mode.id {
    case FailureMode.deadUnit.id: (1000, layers(0))
    case FailureMode.dyingLayer.id: (20, layers(0, 2))
    case FailureMode.squashedHead.id: (200, layers(0))
    case FailureMode.stuckAtChance.id: (150, layers(0, 2, 4, 6, 8))
    case FailureMode.rectifiedAutoencoder.id: (300, layers(0, 1))
    case FailureMode.loneSoftmax.id, FailureMode.lossOfRawLogits.id: (50, ["weight", "bias"])
    case FailureMode.threeClassesOnASigmoid.id, FailureMode.softmaxOverBits.id:
      (100, ["weight", "bias"])
    case FailureMode.decayedSlope.id: (200, ["weight"])
    case FailureMode.rectifiedLogit.id: (50, layers(0))
    default: (nil, [])
    }
  }

  @Test(arguments: ActivationsLesson.lesson.failureModes)
  func `training runs keep a record, and only they`(mode: FailureMode) throws {
    let (stepCount, parameters) = training(of: mode)
    try expectRecords(of: mode, stepCount: stepCount, parameters: parameters)
  }

  @Test func `the records show the fault`() throws {
    func record(_ run: FailureMode.Run, of mode: FailureMode) throws -> TrainingRecord {
      let record = try #require(try run.measure().record)
      try #require(record.steps.count == training(of: mode).stepCount, "\(mode.id), \(run.name)")
      return record
    }
    // Nothing arrives at a dead unit; at one of slope 0.2 something does from the first step on.
    let dead = try record(FailureMode.deadUnit.broken, of: .deadUnit)
    #expect(dead.steps.allSatisfy { $0.gradientNorms["0.weight"] == 0 })
    #expect(Set(dead.losses).count == 1)
    let leaky = try record(FailureMode.deadUnit.remedies[0], of: .deadUnit)
    #expect((leaky.steps[0].gradientNorms["0.weight"] ?? 0) > 0.1)
    // The layer that dies had a large gradient before.
    let dying = try record(FailureMode.dyingLayer.broken, of: .dyingLayer).steps
    #expect((dying[0].gradientNorms["0.bias"] ?? 0) > 1)
    #expect((dying[19].gradientNorms["0.bias"] ?? 1) < 0.1)
    // At chance: the loss is near ln 2 from the beginning to the end.
    let chance = try record(FailureMode.stuckAtChance.broken, of: .stuckAtChance).losses
    #expect(chance[75...].allSatisfy { abs($0 - 0.693) < 0.01 })
    // A softmax of one logit sends no gradient, not even a small one.
    let lone = try record(FailureMode.loneSoftmax.broken, of: .loneSoftmax).steps
    #expect(lone.allSatisfy { $0.gradientNorms["weight"] == 0 && $0.gradientNorms["bias"] == 0 })
    // Three classes on a sigmoid: below zero, and falling.
    let three = try record(FailureMode.threeClassesOnASigmoid.broken, of: .threeClassesOnASigmoid)
      .losses
    #expect(three[99] < three[50] && three[50] < 0)
    // Bits in a competition: the loss has a floor.
    let bits = try record(FailureMode.softmaxOverBits.broken, of: .softmaxOverBits).losses
    #expect(bits[99] > 0.5)
    #expect(
      try record(FailureMode.softmaxOverBits.remedies[0], of: .softmaxOverBits).losses[99] < 0.1)
    // A ReLU on the logit: samples that have reached 0 send nothing more, and the loss has a floor.
    let rectified = try record(FailureMode.rectifiedLogit.broken, of: .rectifiedLogit).losses
    #expect(rectified[49] > 0.34)
    #expect(
      try record(FailureMode.rectifiedLogit.remedies[0], of: .rectifiedLogit).losses[49] < 0.05)
  }

  // The figures of the broken run and of each remedy, in order, at the seed of the page. In single precision
  // rounding passes through up to fifty layers or a thousand steps.
  @Test(arguments: Figure.all) func `the measured figures are`(figure: Figure) throws {
    let values = try figure.mode.runs.map { try $0.measure().value }
    try #require(values.count == figure.values.count)
    #if SinglePrecision
      let tolerance = 0.02
    #else
      let tolerance = 1e-6
    #endif
    for (value, expected) in zip(values, figure.values) {
      let isClose = abs(value - expected) <= tolerance * max(1, abs(expected))
      #expect(isClose || value == expected, "\(values)")
    }
  }

  struct Figure: Sendable, CustomTestStringConvertible {
    let mode: FailureMode
    let values: [Double]
    var testDescription: String { mode.id.description }

    static let all: [Figure] = [
      Figure(mode: .deadUnit, values: [0.35000000000000003, 0.00013034220426702968]),
      Figure(mode: .dyingLayer, values: [0.78125, 0.0]),
      Figure(
        mode: .deepSigmoids,
        values: [
          2.351362139308466e-12, 1.3505280745989292, 1.0687953146527949, 0.22213339469755145,
        ]),
      Figure(mode: .saturatedTanh, values: [0.68017578125, 0.0439453125]),
      Figure(mode: .gradientsOfOneSign, values: [1, 0, 0.453125]),
      Figure(mode: .geluVariantExchanged, values: [0.001041682095802553, 0.0]),
      Figure(mode: .squashedHead, values: [0.5065275228129471, 0.0]),
      Figure(mode: .squashedTwice, values: [1.461150171734475, 0]),
      Figure(mode: .shrinkingStack, values: [0.00032278679279534444, 0.3305336758224332]),
      Figure(mode: .unscaledAttention, values: [0.47152899032174744, 2.3873336223324446]),
      Figure(mode: .bornDead, values: [0.91, 0, 0.0]),
      Figure(mode: .inPlaceRefused, values: [1, 0, 0.0]),
      Figure(mode: .inPlaceSkip, values: [0.38432821376791326, 0.0]),
      Figure(mode: .stuckAtChance, values: [0.421875, 1.0]),
      Figure(mode: .rectifiedAutoencoder, values: [0.5205841284811653, 0.00033365095759354873]),
      Figure(mode: .loneSoftmax, values: [0.5, 1.0]),
      Figure(mode: .threeClassesOnASigmoid, values: [0.5666666666666667, 1.0]),
      Figure(mode: .softmaxOverBits, values: [0.006734006734006734, 1.0]),
      Figure(mode: .softmaxOverTheBatch, values: [2.092858682173289, 2.220446049250313e-16]),
      Figure(mode: .splitAlongTokens, values: [1, 0.0]),
      Figure(mode: .gateExchanged, values: [0.6424288119191525, 0.0]),
      Figure(mode: .wrongStartForSELU, values: [9.78284398920251, 0.9641996734075258]),
      Figure(mode: .ordinaryDropout, values: [2.7094973366895427, 0.9960482183319563]),
      Figure(mode: .logarithmOfSoftmax, values: [0, 1.4142135623730951]),
      Figure(mode: .temperatureOfProbabilities, values: [0.6590011388859678, 0.9999545965290099]),
      Figure(mode: .decayedSlope, values: [0.0404921206324523, 0.25]),
      Figure(mode: .collapsingCorrelations, values: [0.9979765849709002, -0.05239512014703442]),
      Figure(mode: .unsignedQuantization, values: [0.23965158173786724, 0.006294061052253537]),
      Figure(mode: .outlierSetsTheScale, values: [1, 0.010689990437774119]),
      Figure(mode: .overflowingSoftplus, values: [.infinity, 1000.0]),
      Figure(mode: .sureAndWrong, values: [0, 1.0]),
      Figure(mode: .rectifiedLogit, values: [0.5, 0.0021916937329769415]),
      Figure(mode: .thirdMatrix, values: [1.5, 1.0]),
      Figure(mode: .foreignDefault, values: [0.6372436412845975, 0.0]),
      Figure(mode: .leftInTrainingMode, values: [30, 0.0]),
      Figure(mode: .maskedCompletely, values: [6, 0, 0.0]),
      Figure(mode: .maskedAfterSoftmax, values: [0.2006186465469657, 0.0]),
      Figure(mode: .squaredInHalf, values: [115, 0.0]),
      Figure(mode: .hardForSmooth, values: [0.35248261654894175, 0.0]),
      Figure(mode: .lossOfRawLogits, values: [-48.11816879062509, 0.014031565073384907]),
      Figure(mode: .unboundedRecurrence, values: [38277614350.709435, 0.7760753506010871]),
    ]
  }
}
