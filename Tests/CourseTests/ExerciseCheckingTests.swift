import Course
import Foundation
import Synchronization
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

  @Test(arguments: [Double.infinity, -.infinity])
  func `infinity is never right, whatever the tolerance`(_ number: Double) {
    #expect(findings(assignment().verdict(on: { _ in number })).count == 3)
    // Right where the value is small, infinite where it is large.
    #expect(assignment().verdict(on: { $0 > 15 ? number : $0 / 2 }) != .passed)
  }

  @Test func `a mistake with infinities is still called by its name`() {
    let blown = Assignment<Half>(
      exercise(.implement), solution: { $0 / 2 }, alternative: { $0 / 2 },
      mistakes: [.init("blown up", explanation: "It is.", { $0 > 5 ? .infinity : $0 / 2 })],
      impostors: .init(zero: { _ in 0 }, notANumber: nil, identity: nil)
    ) { _ in [Probe("8", wanted: Answer(.number("half", 4))) { Answer(.number("half", try $0(8))) }]
    }
    #expect(findings(blown.verdict(on: { _ in .infinity })).first?.mistake?.name == "blown up")
  }

  @Test func `answers of another shape or length are wrong`() {
    typealias List = @Sendable () throws -> [Double]
    let wanted = Answer(.tensor("list", Tensor([1, 2])))
    func passes(_ shape: Shape) -> Bool {
      let assignment = Assignment<List>(
        exercise(.implement), solution: { [1, 2] }, alternative: { [1, 2] }, mistakes: [],
        impostors: .init(zero: { [0] }, notANumber: nil, identity: nil)
      ) { _ in
        [
          Probe("", wanted: wanted) { _ in
            Answer(.tensor("list", Tensor.ones(shape) + Tensor([0, 1])))
          }
        ]
      }
      return assignment.verdict(on: { [] }) == .passed
    }
    #expect(passes([2]))
    #expect(!passes([1, 2]))
    #expect(!passes([2, 2]))
  }

  @Test func `what is small is compared as small where that is asked for`() {
    func passes(_ number: Double, floor: Double) -> Bool {
      let probe = Probe<Half>("", wanted: Answer(.number("half", 1e-9)), floor: floor) {
        Answer(.number("half", try $0(0)))
      }
      let assignment = Assignment<Half>(
        exercise(.implement), solution: { $0 }, alternative: { $0 }, mistakes: [],
        impostors: .init(zero: { $0 }, notANumber: nil, identity: nil)
      ) { _ in [probe] }
      return assignment.verdict(on: { _ in number }) == .passed
    }
    let other = 1e-9 + defaultTolerance / 2
    #expect(passes(other, floor: 1) && !passes(other, floor: 1e-9))
    #expect(passes(1e-9 * (1 + defaultTolerance / 2), floor: 1e-9))
  }

  @Test func `an answer that changes from call to call is told so`() {
    let calls = Mutex(0)
    let verdict = assignment().verdict(on: { x in
      calls.withLock { $0 += 1 }
      return calls.withLock { $0 } <= 9 ? x / 2 : 7
    })
    #expect(findings(verdict).first?.mistake?.name == "the answer changes from call to call")
    #expect(findings(verdict).first?.got == "half 7")
  }

  @Test(arguments: [Int32(0), 1, 3])
  func `an answer that ends the process fails, whatever its status`(_ status: Int32) async {
    await #expect(processExitsWith: .exitCode(70)) { [status] in
      let probe = Probe<Half>("", wanted: Answer(.number("half", 0))) {
        Answer(.number("half", try $0(0)))
      }
      let assignment = Assignment<Half>(
        Exercise(
          id: .exercise(1, 1), title: "", kind: .implement, minutes: 1, difficulty: .easy,
          fileName: "", statement: "",
          hints: Exercise.Hints(nudge: "", approach: "", almostThere: "")),
        solution: { $0 }, alternative: { $0 }, mistakes: [],
        impostors: .init(zero: { $0 }, notANumber: nil, identity: nil)
      ) { _ in [probe] }
      _ = assignment.verdict(on: { _ in exit(status) })
    }
  }

  @Test func `the end of a process that judges nothing is its own`() async {
    await #expect(processExitsWith: .exitCode(5)) {
      let exercise = Exercise(
        id: .exercise(1, 1), title: "", kind: .implement, minutes: 1, difficulty: .easy,
        fileName: "", statement: "",
        hints: Exercise.Hints(nudge: "", approach: "", almostThere: ""))
      let assignment = Assignment<Half>(
        exercise, solution: { $0 }, alternative: { $0 }, mistakes: [],
        impostors: .init(zero: { $0 }, notANumber: nil, identity: nil)
      ) { _ in [Probe("", wanted: Answer(.number("a", 0))) { Answer(.number("a", try $0(0))) }] }
      _ = assignment.verdict(on: { $0 })
      exit(5)
    }
  }

  @Test func `every exercise has impostors of infinities`() {
    let names = assignment().candidates.compactMap {
      if case .impostor(let name) = $0.role { name } else { nil }
    }
    #expect(names.suffix(2) == ["all infinite", "all minus infinite"])
  }

  @Test func `a right answer that calls what it was to write fails`() {
    let exercise = Exercise(
      id: .exercise(1, 1), title: "", kind: .implement, minutes: 1, difficulty: .easy,
      fileName: "Half.swift", statement: "",
      hints: Exercise.Hints(nudge: "", approach: "", almostThere: ""), forbidden: ["halved"])
    let attempt = Attempt(exercise: exercise) { .passed }
    #expect(attempt.verdict(onSource: "func half(x: Double) { x.halved() }") != .passed)
    #expect(attempt.verdict(onSource: "// not halved\nlet halvedTwice = 1") == .passed)
    #expect(attempt.verdict(onSource: "") == .passed)
    #expect(attempt.verdict(onSource: "/* not /* x */ halved */ let a = 1") == .passed)
    #expect(attempt.verdict(onSource: "let text = \"halved \\\" halved\"") == .passed)
    #expect(attempt.verdict(onSource: "let text = \"// no comment\"; x.halved()") != .passed)
    #expect(attempt.verdict(onSource: "/* a */ x.halved() // b") != .passed)
    let open = Attempt(exercise: exercise) { .notAttempted }
    #expect(open.verdict(onSource: "halved") == .notAttempted)
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
