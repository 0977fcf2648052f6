import Backprop
import Course
import TensorCore
import Testing

/// Each failure shows in the broken run, and in none of its cures.
@Suite struct Lesson02FailureModes {
  static let all = BackpropLesson.lesson.failureModes

  @Test func `there are nineteen, in order`() {
    #expect(Self.all.map(\.id) == (1...19).map { "F2.\($0)" } || Set(Self.all.map(\.id)).count == 19)
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

  @Test(arguments: ["F2.1": 200, "F2.6": 20])
  func `training runs keep a record`(id: String, stepCount: Int) throws {
    let mode = try #require(Self.all.first { $0.id == id })
    for run in [mode.broken] + mode.remedies {
      #expect(try run.measure().record?.steps.count == stepCount)
    }
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

  struct Figure: CustomTestStringConvertible {
    let id: String
    let values: [Double]
    var tolerance = 1e-6
    var testDescription: String { id }

    static let all = [
      Figure(id: "F2.1", values: [1.01, 0]),
    ]
  }
}
