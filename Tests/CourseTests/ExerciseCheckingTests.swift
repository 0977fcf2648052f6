import Course
import Foundation
import Synchronization
import TensorCore
import Testing

/// The checker itself, on an exercise small enough to see through.
struct ExerciseCheckingTests {
  struct Refusal: Error {}

  @Test func `a right answer passes, one that differs by roundings too`() {
    #expect(HalfExercise.assignment().verdict(on: { $0 / 2 }) == .passed)
    #expect(HalfExercise.assignment().verdict(on: { ($0 / 3) * 1.5 }) == .passed)
  }

  @Test func `an answer that differs by more fails`() {
    let verdict = HalfExercise.assignment().verdict(on: { $0 / 2 * (1 + 2 * defaultTolerance) })
    #expect(findings(verdict).first?.input == "x 10")
  }

  @Test func `at most three failing inputs are told, the smallest first`() {
    let verdict = HalfExercise.assignment().verdict(on: { $0 })
    #expect(findings(verdict).map(\.input) == ["x 1", "x 10", "x 20"])
    #expect(findings(verdict).first?.got == "half 1")
    #expect(findings(verdict).first?.wanted == "half 0.5")
    #expect(findings(verdict).first?.mistake == nil)
  }

  @Test func `a wrong answer is asked no more than it takes to tell`() {
    func callCount(_ answer: @escaping @Sendable (Double) -> Double) -> Int {
      let count = Mutex(0)
      _ = HalfExercise.assignment().verdict(on: { x in
        count.withLock { $0 += 1 }
        return answer(x)
      })
      return count.withLock { $0 }
    }
    // The inputs are 0, 1, 10, 0, 1, 20, 0, 1, 30; a right answer is asked again in the other order.
    #expect(callCount { $0 } == 6)
    #expect(callCount { x in x + x } == 9)
    #expect(callCount { $0 == 30 ? 0 : $0 / 2 } == 9)
    #expect(callCount { $0 / 2 } == 18)
  }

  @Test func `the numbers of a known mistake are called by its name`() {
    let verdict = HalfExercise.assignment().verdict(on: { x in x + x })
    #expect(findings(verdict).count == 1)
    #expect(findings(verdict).first?.mistake == Mistake(name: "doubled", explanation: "Twice."))
  }

  @Test func `an answer that is a mistake on one input only has no name`() {
    let verdict = HalfExercise.assignment().verdict(on: { $0 == 1 ? 2 : $0 / 2 })
    #expect(findings(verdict).map(\.input) == ["x 1"])
    #expect(findings(verdict).first?.mistake == nil)
  }

  @Test func `of a wrong prediction the name is told, not the number`() {
    let prediction = HalfExercise.assignment(.predict)
    #expect(
      findings(prediction.verdict(on: { $0 })).map(\.wanted)
        == Array(repeating: "other numbers for half", count: 3))
    #expect(findings(prediction.verdict(on: { $0 * 2 })).first?.wanted == "other numbers for half")
    #expect(
      findings(prediction.verdict(on: { _ in throw Refusal() })).first?.wanted == "numbers")
  }

  @Test func `one part not attempted leaves the exercise open`() {
    #expect(HalfExercise.assignment().verdict(on: { _ in throw NotAttempted() }) == .notAttempted)
    #expect(
      HalfExercise.assignment().verdict(on: { x in
        if x > 1 { throw NotAttempted() }
        return x / 2
      }) == .notAttempted)
  }

  @Test func `what is wrong fails although the rest is not attempted`() {
    let verdict = HalfExercise.assignment().verdict(on: { x in
      if x > 1 { throw NotAttempted() }
      return x * 2
    })
    #expect(findings(verdict).first?.mistake?.name == "doubled")
  }

  @Test func `what is small is compared as small where that is asked for`() {
    func passes(_ number: Double, floor: Double) -> Bool {
      let probe = HalfExercise.probe(0, wanted: 1e-9, floor: floor)
      return HalfExercise.assignment(probe: probe).verdict(on: { _ in number }) == .passed
    }
    let other = 1e-9 + defaultTolerance / 2
    #expect(passes(other, floor: 1) && !passes(other, floor: 1e-9))
    #expect(passes(1e-9 * (1 + defaultTolerance / 2), floor: 1e-9))
  }

  @Test func `a repair is open as long as it is wrong in the old way`() {
    let repair = HalfExercise.assignment(handedOut: { $0 + 1 })
    #expect(repair.verdict(on: { 1 + $0 }) == .notAttempted)
    #expect(findings(repair.verdict(on: { $0 + 2 })).first?.input == "x 0")
    #expect(repair.verdict(on: { $0 / 2 }) == .passed)
  }

  @Test func `only the seeds that are asked for are tried`() {
    let wrongForThree: Half = { $0 == 30 ? 0 : $0 / 2 }
    #expect(HalfExercise.assignment().verdict(on: wrongForThree, seeds: [1, 2]) == .passed)
    #expect(HalfExercise.assignment().verdict(on: wrongForThree, seeds: [3]) != .passed)
  }

  @Test func `a goal accepts every answer that reaches it, with any remark`() {
    let goal = Probe<Half>(
      "the half of 2", goal: "at least 1",
      answer: { Answer(.number("half", try $0(2)), .remark("at", "\(try $0(1))")) },
      accepts: { ($0["half"] ?? 0) >= 1 })
    let assignment = HalfExercise.assignment(
      .tune, probe: goal, mistake: ("nothing", { $0 == 2 ? 0 : 7 }))
    #expect(assignment.verdict(on: { $0 }) == .passed)
    let told = findings(assignment.verdict(on: { _ in 0 }))
    #expect(told.first?.mistake?.name == "nothing")
    #expect(told.first?.got == "half 0, at 0.0")
    #expect(told.first?.wanted == "at least 1")
  }

  @Test func `a repair without a fault to start from is refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = Assignment<Half>(
        HalfExercise.words(.repair), solution: { $0 }, alternative: { $0 }, mistakes: [],
        impostors: .init(zero: { _ in 0 }, notANumber: nil, identity: nil)
      ) { _ in [] }
    }
  }
}
