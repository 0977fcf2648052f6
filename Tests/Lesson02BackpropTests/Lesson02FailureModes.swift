import Backprop
import Course
import TensorCore
import TestSupport
import Testing

/// Each failure shows in the broken run, and in none of its cures.
@Suite struct Lesson02FailureModes {
  static let all = BackpropLesson.lesson.failureModes

  @Test func `there are nineteen, in order`() {
    #expect(Self.all.map(\.id) == (1...19).map { "F2.\($0)" })
  }

  @Test(arguments: all) func `every part is written`(mode: FailureMode) {
    for text in [mode.title, mode.symptom, mode.diagnosis, mode.fix, mode.quantity] {
      #expect(text.count > 10, "\(mode.id)")
    }
    for run in [mode.broken] + mode.remedies { #expect(!run.name.isEmpty) }
    #expect(Set(([mode.broken] + mode.remedies).map(\.name)).count == mode.remedies.count + 1)
  }

  @Test(arguments: all) func `the broken run shows the symptom`(mode: FailureMode) throws {
    let value = try mode.broken.measure().value
    #expect(mode.symptomatic.holds(for: value), "\(mode.id): \(value) is not \(mode.symptomatic)")
  }

  @Test(arguments: all) func `no remedy shows the symptom`(mode: FailureMode) throws {
    for run in mode.remedies {
      let value = try run.measure().value
      #expect(
        !mode.symptomatic.holds(for: value),
        "\(mode.id), \(run.name): \(value) is \(mode.symptomatic)")
      #expect(value.isFinite)
    }
  }

  @Test(arguments: all) func `a run gives the same result every time`(mode: FailureMode) throws {
    for run in [mode.broken] + mode.remedies {
      let (first, second) = (try run.measure(), try run.measure())
      #expect(first.value == second.value)
      #expect(first.record == second.record)
    }
  }

  /// The failure modes that train: how many steps they make, and the parameters that they train.
  static let trained: [String: (stepCount: Int, parameters: Set<String>)] = [
    "F2.1": (200, ["x"]),
    "F2.3": (5, ["weight"]),
    "F2.6": (20, ["0.weight", "0.bias", "1.weight", "1.bias"]),
  ]

  @Test(arguments: all) func `training runs keep a record, and only they`(
    mode: FailureMode
  ) throws {
    let expected = Self.trained[mode.id]
    try expectRecords(
      of: mode, stepCount: expected?.stepCount, parameters: expected?.parameters ?? [])
  }

  @Test(arguments: trained.keys.sorted())
  func `the broken run's record differs from each remedy's`(id: String) throws {
    let mode = try #require(Self.all.first { $0.id == id })
    let broken = try #require(try mode.broken.measure().record)
    for run in mode.remedies {
      let healthy = try #require(try run.measure().record)
      #expect(broken.losses != healthy.losses, "\(id), \(run.name)")
      // A gradient is missing from the record exactly where the graph is cut.
      #expect(healthy.steps.allSatisfy { $0.gradientNorms.keys == $0.parameterNorms.keys })
    }
  }

  @Test func `the records show the fault`() throws {
    func record(_ id: String) throws -> TrainingRecord {
      let mode = try #require(Self.all.first { $0.id == id })
      return try #require(try mode.broken.measure().record)
    }
    // Gradients grow on the way down.
    let sums = try record("F2.1").steps.compactMap { $0.gradientNorms["x"] }
    #expect(sums[0] < sums[1] && sums[1] < sums[2])
    // A gradient arrives, and nothing moves: (3 − 1)² = 4 forever.
    let refused = try record("F2.3")
    #expect(refused.losses == [4, 4, 4, 4, 4])
    #expect(refused.steps.allSatisfy { $0.gradientNorms["weight"] == 4 })
    #expect(refused.steps.allSatisfy { $0.updateNorms["weight"] == 0 })
    // No gradient arrives before the cut.
    let cut = try record("F2.6").steps
    #expect(cut.allSatisfy { Set($0.gradientNorms.keys) == ["1.weight", "1.bias"] })
    #expect(cut.allSatisfy { $0.updateNorms["0.weight"] == 0 && $0.updateNorms["0.bias"] == 0 })
  }

  // The figures of the broken run and of each remedy, in order. A relative error of 1e-6 covers the
  // digits given, and in single precision 1e-4 the rounding of a few hundred operations. Where
  // a figure is itself a rounding error, the bound beside it is all that can be said.
  @Test(arguments: Figure.all) func `the measured figures are`(figure: Figure) throws {
    let mode = try #require(Self.all.first { $0.id == figure.id })
    let values = try ([mode.broken] + mode.remedies).map { try $0.measure().value }
    try #require(values.count == figure.values.count)
    #if SinglePrecision
      let tolerance = max(figure.tolerance, 1e-4)
    #else
      let tolerance = figure.tolerance
    #endif
    for (value, expected) in zip(values, figure.values) {
      #expect(abs(value - expected) <= tolerance * max(1, abs(expected)), "\(figure.id): \(values)")
    }
  }

  @Test func `the smallest figures are as small as they should be`() throws {
    func values(_ id: String) throws -> [Double] {
      let mode = try #require(Self.all.first { $0.id == id })
      return try ([mode.broken] + mode.remedies).map { try $0.measure().value }
    }
    // 0.9 to the power 150, and the product of 50 slopes of at most a quarter.
    #expect(abs(try values("F2.1")[1] / 1.232e-7 - 1) < 1e-3)
    #expect(abs(try values("F2.12")[0] / 9.2855e-33 - 1) < 1e-3)
    // Rounding only.
    #expect(try values("F2.10")[1...].allSatisfy { $0 < 10 * Double(Scalar.ulpOfOne) })
    // Blind: no worse than the differences themselves are; and no longer blind.
    let errors = try values("F2.19")
    #expect(errors[0] < 1e-6)
    #expect(errors[1] > 1e-4)
    #expect(errors[2] > 0.99)
  }

  struct Figure: Sendable, CustomTestStringConvertible {
    let id: String
    let values: [Double]
    var tolerance = 1e-6
    var testDescription: String { id }

    static let all = [
      Figure(id: "F2.1", values: [1.0104094294962467, 1.232023311527294e-07]),
      Figure(id: "F2.2", values: [-1.2655052240185276, 0.19661193324148185, 0.19661193324148185]),
      Figure(id: "F2.3", values: [5, 0]),
      Figure(id: "F2.4", values: [3, 6, 6]),
      Figure(id: "F2.5", values: [12, 24, 24]),
      Figure(id: "F2.6", values: [2, 0]),
      Figure(id: "F2.7", values: [32, 1]),
      Figure(id: "F2.8", values: [0.125, 1]),
      Figure(id: "F2.9", values: [0.6267239600809782, 0]),
      Figure(id: "F2.10", values: [0.2969319290162193, 0, 0]),
      Figure(id: "F2.11", values: [0.773957299203321, 1]),
      Figure(id: "F2.12", values: [0, 1.0269048942242835, 1.1973035222696564]),
      Figure(id: "F2.13", values: [4.065611775352152e+17, 1, 1]),
      Figure(id: "F2.14", values: [0.505, 1, 1]),
      Figure(id: "F2.15", values: [100, 0]),
      Figure(id: "F2.16", values: [2, 1, 1]),
      Figure(id: "F2.17", values: [1792, 0]),
      Figure(id: "F2.18", values: [0, 5.477225575051661, 3.864206270527896]),
      Figure(id: "F2.19", values: [3.4978628487458283e-07, 0.0014078432973068874, 1]),
    ]
  }
}
