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
    case FailureMode.decayedSlope.id: (200, ["slope"])
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
    func record(_ run: FailureMode.Run) throws -> TrainingRecord {
      try #require(try run.measure().record)
    }
    // Nothing arrives at a dead unit; at one of slope 0.2 something does from the first step on.
    let dead = try record(FailureMode.deadUnit.broken)
    #expect(dead.steps.allSatisfy { $0.gradientNorms["0.weight"] == 0 })
    #expect(Set(dead.losses).count == 1)
    let leaky = try record(FailureMode.deadUnit.remedies[0])
    #expect((leaky.steps[0].gradientNorms["0.weight"] ?? 0) > 0.1)
    // The layer that dies had a large gradient before.
    let dying = try record(FailureMode.dyingLayer.broken).steps
    #expect((dying[0].gradientNorms["0.bias"] ?? 0) > 1)
    #expect((dying[19].gradientNorms["0.bias"] ?? 1) < 0.1)
    // At chance: the loss is near ln 2 from the beginning to the end.
    let chance = try record(FailureMode.stuckAtChance.broken).losses
    #expect(chance[75...].allSatisfy { abs($0 - 0.693) < 0.01 })
    // A softmax of one logit sends no gradient, not even a small one.
    let lone = try record(FailureMode.loneSoftmax.broken).steps
    #expect(lone.allSatisfy { $0.gradientNorms["weight"] == 0 && $0.gradientNorms["bias"] == 0 })
    // Three classes on a sigmoid: below zero, and falling.
    let three = try record(FailureMode.threeClassesOnASigmoid.broken).losses
    #expect(three[99] < three[50] && three[50] < 0)
    // Bits in a competition: the loss has a floor.
    let bits = try record(FailureMode.softmaxOverBits.broken).losses
    #expect(bits[99] > 0.5)
    #expect(try record(FailureMode.softmaxOverBits.remedies[0]).losses[99] < 0.1)
    // A ReLU on the logit: samples that have reached 0 send nothing more, and the loss has a floor.
    let rectified = try record(FailureMode.rectifiedLogit.broken).losses
    #expect(rectified[49] > 0.34)
    #expect(try record(FailureMode.rectifiedLogit.remedies[0]).losses[49] < 0.05)
  }

  // The figures of the broken run and of each remedy, in order, at the seed of the page. In single precision
  // rounding passes through up to fifty layers or a thousand steps.
  @Test func `figures`() throws {
    for mode in ActivationsLesson.lesson.failureModes {
      let start = ContinuousClock.now
      let v = try mode.runs.map { try $0.measure().value }
      print("FIG", mode.id, v, ContinuousClock.now - start)
    }
  }

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

    static let all: [Figure] = []
  }
}
