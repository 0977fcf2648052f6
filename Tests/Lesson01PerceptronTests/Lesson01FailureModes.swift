import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

/// Every failure mode shows its symptom, and no remedy does.
@Suite struct Lesson01FailureModes {
  static let failureModes = PerceptronLesson.lesson.failureModes
  static let ids = failureModes.map(\.id)

  /// The failure mode of an id.
  func mode(_ id: String) throws -> FailureMode {
    try #require(Self.failureModes.first { $0.id == id })
  }

  @Test func `the eleven failure modes stand in order`() {
    #expect(Self.ids == (1...11).map { "F1.\($0)" })
  }

  @Test(arguments: ids)
  func `the words are complete`(id: String) throws {
    let mode = try mode(id)
    for text in [mode.title, mode.symptom, mode.diagnosis, mode.fix, mode.quantity] {
      #expect(!text.isEmpty)
    }
    let names = [mode.broken.name] + mode.remedies.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: ids)
  func `the broken run shows the symptom and the remedies do not`(id: String) throws {
    let mode = try mode(id)
    let broken = try mode.broken.measure()
    #expect(mode.symptomatic.holds(for: broken.value), "\(mode.id): \(broken.value)")
    for remedy in mode.remedies {
      let healthy = try remedy.measure()
      #expect(!mode.symptomatic.holds(for: healthy.value), "\(remedy.name): \(healthy.value)")
      #expect(healthy.value.isFinite)
      #expect((healthy.record == nil) == (broken.record == nil))
    }
  }

  @Test(arguments: ids)
  func `the same run gives the same number every time`(id: String) throws {
    let mode = try mode(id)
    let (first, second) = (try mode.broken.measure(), try mode.broken.measure())
    #expect(first.value == second.value || (first.value.isNaN && second.value.isNaN))
    // Compared apart, because a failure would print both records. NaN differs from itself.
    if first.value.isFinite {
      let recordsAgree = first.record == second.record
      #expect(recordsAgree)
    }
  }

  /// The measured figures of the lesson: id, broken, first remedy, and how far they may be off.
  static let figures: [(id: String, broken: Double, healthy: Double, tolerance: Double)] = [
    ("F1.1", 0.25, 0, 1e-6), ("F1.3", 1.4612, 0, 1e-4), ("F1.4", 2.5, 0, 1e-6),
    ("F1.7", 0.5, 0, 1e-6), ("F1.8", 1, 0, 1e-6), ("F1.10", 0.2, 0.95, isDouble ? 1e-9 : 0.11),
    ("F1.11", 2.1972, 0, 1e-4),
  ]

  @Test(arguments: figures)
  func `the figures are those of the lesson`(
    figure: (id: String, broken: Double, healthy: Double, tolerance: Double)
  ) throws {
    let mode = try mode(figure.id)
    #expect(abs(try mode.broken.measure().value - figure.broken) < figure.tolerance)
    #expect(abs(try mode.remedies[0].measure().value - figure.healthy) < figure.tolerance)
  }

  @Test func `the rest of the figures`() throws {
    func measure(_ id: String) throws -> (broken: Double, healthy: Double) {
      let mode = try mode(id)
      return (try mode.broken.measure().value, try mode.remedies[0].measure().value)
    }
    let additivity = try measure("F1.2")
    #expect(additivity.broken < (isDouble ? 1e-12 : 1e-4))
    #expect(1e-3 < additivity.healthy)
    #expect(try measure("F1.3").healthy < 1e-6)
    let overflow = try measure("F1.5")
    #expect(overflow.broken.isNaN)
    #expect(overflow.healthy == 0)
    let leak = try measure("F1.9")
    #expect(0.1 < leak.broken)
    #expect(leak.healthy == 0)
    let scales = try measure("F1.6")
    #expect(1 < scales.broken)
    #expect(scales.healthy < 1e-6)
  }

  /// The failure modes that train: how many steps are on record, and the parameters trained.
  static let trained: [String: (stepCount: Int, parameters: Set<String>)] = [
    // Every thousandth of 200 000 steps.
    "F1.6": (200, ["weights"]),
    "F1.7": (200, ["layers.0.weight", "layers.0.bias"]),
    "F1.10": (
      2000, ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"]
    ),
    "F1.11": (500, ["bias"]),
  ]

  @Test func `training runs keep a record, and only they`() throws {
    for mode in Self.failureModes {
      let expected = Self.trained[mode.id]
      try expectRecords(
        of: mode, stepCount: expected?.stepCount, parameters: expected?.parameters ?? [])
    }
  }

  @Test(arguments: trained.keys.sorted())
  func `the broken run's record differs from the remedies'`(id: String) throws {
    let mode = try mode(id)
    let broken = try #require(try mode.broken.measure().record)
    for remedy in mode.remedies {
      let healthy = try #require(try remedy.measure().record)
      // The frequencies are taken off after the training, which is the same.
      let isSame = remedy.name == "log frequencies taken off the logits"
      #expect((broken.losses == healthy.losses) == isSame, "\(id), \(remedy.name)")
    }
  }

  @Test func `no recorded loss ends higher, and every norm has a name`() throws {
    for mode in Self.failureModes {
      for run in [mode.broken] + mode.remedies {
        guard let record = try run.measure().record else { continue }
        let (first, last) = (try #require(record.losses.first), try #require(record.losses.last))
        // With class weights F1.11 starts where it should end, up to a rounding.
        #expect(last <= first + Double(rounding), "\(mode.id), \(run.name)")
        for step in record.steps {
          #expect(step.gradientNorms.keys == step.parameterNorms.keys)
          #expect(step.updateNorms == step.gradientNorms.mapValues { step.learningRate * $0 })
        }
      }
    }
  }

  @Test func `imbalanced softmax predicts frequencies, log 9 apart`() throws {
    let mode = try mode("F1.11")
    let broken = try mode.broken.measure()
    let gap = broken.value
    let losses = try #require(broken.record).losses
    #expect(zip(losses, losses.dropFirst()).allSatisfy { $1 <= $0 + Double(rounding) })
    // From log 2 down to the entropy of the frequencies.
    #expect(abs(losses[0] - 0.693147) < 1e-6)
    #expect(abs(losses[losses.count - 1] - 0.325083) < 1e-5)
    let probabilities = Tensor([Scalar(gap), 0]).softmax()
    #expect(probabilities.distance(to: Tensor([0.9, 0.1])) < 1e-5)
    // The frequent class wins everywhere: all of it is right and all of the other wrong.
    #expect(probabilities.reshaped(to: [1, 2]).argmax() == [0])
    for remedy in mode.remedies {
      #expect(abs(try remedy.measure().value) < 1e-5)
    }
  }
}
