import Course
import TestSupport
import Testing

/// The examples in the statements of exercises, held against what the checker knows.
struct StatementExampleTests {
  private let statement = """
    Double a number.

        doubled(1)    // 2, and not 1
        doubled(0.5,
                times: 3)     // about 4

    A shape stands in a line of its own:

        x [1, 2]
        // y [−2, 1.41]
        // and the mean −0.3
    """

  @Test func `an example is what stands on both sides of the slashes`() {
    #expect(
      StatementExample.all(in: statement) == [
        StatementExample(input: "doubled(1)", result: "2, and not 1"),
        StatementExample(input: "doubled(0.5, times: 3)", result: "about 4"),
        StatementExample(input: "x [1, 2]", result: "y [−2, 1.41] and the mean −0.3"),
      ])
  }

  @Test(
    arguments: [
      ("2, and not 1", "value 2"), ("[6, 1], not [3, 1]", "gradients [6, 1]"),
      ("−2.7726", "log -2.77259"), ("√2", "gain 1.41421"), ("1/2, 2 / 3", "[0.5, 0.666667]"),
      ("1e-3", "0.00099999"), ("0.5, 1; as given 2, 3", "rates [0.5, 1]"),
      ("0.693147180559945", "value 0.693147"), ("scale 2, x 1", "1, 2"),
    ])
  func `a result is rounded, in any order, and signed`(stated: String, answer: String) {
    #expect(StatementExample(input: "", result: stated).agrees(with: answer))
  }

  @Test(
    arguments: [
      ("2", "value 2.6"), ("−3", "value 3"), ("2.78", "value 2.77259"), ("√2", "gain 2"),
      ("1, 1", "y [1, 0]"), ("1/2", "[1, 2]"), ("1e-3", "0.002"),
    ])
  func `a number that is wrong or missing is seen`(stated: String, answer: String) {
    #expect(!StatementExample(input: "", result: stated).agrees(with: answer))
  }

  @Test(arguments: [("3", "6"), ("3", "7"), ("3", "2")])
  func `an exercise names its wrong examples`(asked: String, stated: String) {
    let assignment = Assignment<@Sendable (Double) -> Double>(
      Exercise(
        id: .exercise(1, 1), title: "A title", kind: .implement, minutes: 1, difficulty: .easy,
        fileName: "File.swift", statement: "Double it.\n\n    \(asked)    // \(stated)",
        hints: Exercise.Hints(nudge: "", approach: "", almostThere: "")),
      solution: { 2 * $0 }, alternative: { $0 + $0 }, mistakes: [],
      impostors: .init(zero: { _ in 0 }, notANumber: nil, identity: { $0 }),
      probes: { _ in
        [1.0, 3].map { x in
          Probe("x \(x)", wanted: Answer(.number("y", 2 * x))) { Answer(.number("y", $0(x))) }
        }
      })
    let unknown = StatementExample.unknown(to: assignment)
    #expect(
      unknown == (stated == "6" ? [] : [StatementExample(input: asked, result: stated)]))
  }
}
