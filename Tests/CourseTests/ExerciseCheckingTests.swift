import Course
import TensorCore
import Testing

/// The checker itself, on an exercise small enough to see through: half of a number.
struct ExerciseCheckingTests {
  typealias Half = @Sendable (Double) throws -> Double

  struct Refusal: Error {}

  private func exercise(_ kind: Exercise.Kind) -> Exercise {
    Exercise(
      id: .exercise(1, 1), title: "Half", kind: kind, minutes: 1,
      difficulty: .easy, fileName: "Half.swift", statement: "Return the half.",
      hints: Exercise.Hints(nudge: "a", approach: "b", almostThere: "c"))
  }

  private func assignment(
    _ kind: Exercise.Kind = .implement, handedOut: Half? = nil
  ) -> Assignment<Half> {
    Assignment<Half>(
      exercise(handedOut == nil ? kind : .repair), solution: { $0 / 2 },
      alternative: { $0 * 0.5 }, handedOut: handedOut,
      mistakes: [
        .init("doubled", explanation: "Twice.", { $0 * 2 }),
        .init("negative", explanation: "Minus.", { -$0 / 2 }),
      ],
      impostors: .init(zero: { _ in 0 }, notANumber: { _ in .nan }, identity: { $0 })
    ) { seed in
      [0, 1, 10 * Double(seed)].map { x in
        Probe("x \(Answer.text(x))", wanted: Answer(.number("half", x / 2))) { half in
          Answer(.number("half", try half(x)))
        }
      }
    }
  }

  private func findings(_ verdict: Verdict) -> [Finding] {
    if case .failed(let findings) = verdict { findings } else { [] }
  }

  @Test func `a right answer passes, one that differs by roundings too`() {
    #expect(assignment().verdict(on: { $0 / 2 }) == .passed)
    #expect(assignment().verdict(on: { ($0 / 3) * 1.5 }) == .passed)
  }

  @Test func `an answer that differs by more fails`() {
    let verdict = assignment().verdict(on: { $0 / 2 * (1 + 2 * defaultTolerance) })
    #expect(findings(verdict).first?.input == "x 10")
  }

  @Test func `at most three failing inputs are told, the smallest first`() {
    let verdict = assignment().verdict(on: { $0 })
    #expect(findings(verdict).map(\.input) == ["x 1", "x 10", "x 20"])
    #expect(findings(verdict).first?.got == "half 1")
    #expect(findings(verdict).first?.wanted == "half 0.5")
    #expect(findings(verdict).first?.mistake == nil)
  }

  @Test func `the numbers of a known mistake are called by its name`() {
    let verdict = assignment().verdict(on: { x in x + x })
    #expect(findings(verdict).count == 1)
    #expect(findings(verdict).first?.mistake == Mistake(name: "doubled", explanation: "Twice."))
  }

  @Test func `an answer that is a mistake on one input only has no name`() {
    let verdict = assignment().verdict(on: { $0 == 1 ? 2 : $0 / 2 })
    #expect(findings(verdict).map(\.input) == ["x 1"])
    #expect(findings(verdict).first?.mistake == nil)
  }

  @Test func `of a wrong prediction the name is told, not the number`() {
    let prediction = assignment(.predict)
    #expect(
      findings(prediction.verdict(on: { $0 })).map(\.wanted)
        == Array(repeating: "other numbers for half", count: 3))
    #expect(findings(prediction.verdict(on: { $0 * 2 })).first?.wanted == "other numbers for half")
    #expect(
      findings(prediction.verdict(on: { _ in throw Refusal() })).first?.wanted == "numbers")
  }

  @Test func `one part not attempted leaves the exercise open`() {
    #expect(assignment().verdict(on: { _ in throw NotAttempted() }) == .notAttempted)
    #expect(
      assignment().verdict(on: { x in
        if x > 1 { throw NotAttempted() }
        return x / 2
      }) == .notAttempted)
  }

  @Test func `what is wrong fails although the rest is not attempted`() {
    let verdict = assignment().verdict(on: { x in
      if x > 1 { throw NotAttempted() }
      return x * 2
    })
    #expect(findings(verdict).first?.mistake?.name == "doubled")
  }

  @Test func `NaN is never right, and an error is told`() {
    #expect(findings(assignment().verdict(on: { _ in .nan })).first?.got == "half nan")
    let verdict = assignment().verdict(on: { _ in throw Refusal() })
    #expect(findings(verdict).first?.got == "the error Refusal()")
  }

  @Test func `a repair is open as long as it is wrong in the old way`() {
    let repair = assignment(handedOut: { $0 + 1 })
    #expect(repair.verdict(on: { 1 + $0 }) == .notAttempted)
    #expect(findings(repair.verdict(on: { $0 + 2 })).first?.input == "x 0")
    #expect(repair.verdict(on: { $0 / 2 }) == .passed)
  }

  @Test func `only the seeds that are asked for are tried`() {
    let wrongForThree: Half = { $0 == 30 ? 0 : $0 / 2 }
    #expect(assignment().verdict(on: wrongForThree, seeds: [1, 2]) == .passed)
    #expect(assignment().verdict(on: wrongForThree, seeds: [3]) != .passed)
  }

  @Test func `a goal accepts every answer that reaches it, with any remark`() {
    let goal = Probe<Half>(
      "the half of 2", goal: "at least 1",
      answer: { Answer(.number("half", try $0(2)), .remark("at", "\(try $0(1))")) },
      accepts: { ($0["half"] ?? 0) >= 1 })
    let assignment = Assignment<Half>(
      exercise(.tune), solution: { $0 }, alternative: { 2 * $0 },
      mistakes: [.init("nothing", explanation: "Nothing.", { $0 == 2 ? 0 : 7 })],
      impostors: .init(zero: { _ in 0 }, notANumber: nil, identity: nil)
    ) { _ in [goal] }
    #expect(assignment.verdict(on: { $0 }) == .passed)
    let findings = findings(assignment.verdict(on: { _ in 0 }))
    #expect(findings.first?.mistake?.name == "nothing")
    #expect(findings.first?.got == "half 0, at 0.0")
    #expect(findings.first?.wanted == "at least 1")
  }

  @Test func `a repair without a fault to start from is refused`() async {
    await #expect(processExitsWith: .failure) {
      let exercise = Exercise(
        id: .exercise(1, 1), title: "", kind: .repair, minutes: 1,
        difficulty: .easy, fileName: "", statement: "",
        hints: Exercise.Hints(nudge: "", approach: "", almostThere: ""))
      _ = Assignment<Half>(
        exercise, solution: { $0 }, alternative: { $0 }, mistakes: [],
        impostors: .init(zero: { _ in 0 }, notANumber: nil, identity: nil)
      ) { _ in [] }
    }
  }
}
