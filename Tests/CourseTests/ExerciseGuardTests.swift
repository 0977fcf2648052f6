import Course
import Foundation
import Synchronization
import TensorCore
import Testing

/// What the checker does about answers that are none: numbers that are not finite, memory, the end of the
/// process, and borrowed code.
struct ExerciseGuardTests {
  @Test func `NaN is never right, and an error is told`() {
    #expect(findings(HalfExercise.assignment().verdict(on: { _ in .nan })).first?.got == "half nan")
    let refusing: Half = { _ in throw ExerciseCheckingTests.Refusal() }
    let verdict = HalfExercise.assignment().verdict(on: refusing)
    #expect(findings(verdict).first?.got == "the error Refusal()")
  }

  @Test(arguments: [Double.infinity, -.infinity])
  func `infinity is never right, whatever the tolerance`(_ number: Double) {
    #expect(findings(HalfExercise.assignment().verdict(on: { _ in number })).count == 3)
    // Right where the value is small, infinite where it is large.
    #expect(HalfExercise.assignment().verdict(on: { $0 > 15 ? number : $0 / 2 }) != .passed)
  }

  @Test func `a mistake with infinities is still called by its name`() {
    let blown = HalfExercise.assignment(
      probe: HalfExercise.probe(8, wanted: 4),
      mistake: ("blown up", { $0 > 5 ? .infinity : $0 / 2 }))
    #expect(findings(blown.verdict(on: { _ in .infinity })).first?.mistake?.name == "blown up")
  }

  @Test func `answers of another shape or length are wrong`() {
    typealias List = @Sendable () throws -> [Double]
    let wanted = Answer(.tensor("list", Tensor([1, 2])))
    func passes(_ shape: Shape) -> Bool {
      let assignment = Assignment<List>(
        HalfExercise.words(), solution: { [1, 2] }, alternative: { [1, 2] }, mistakes: [],
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

  @Test func `an answer that changes from call to call is told so`() {
    let calls = Mutex(0)
    let verdict = HalfExercise.assignment().verdict(on: { x in
      calls.withLock { $0 += 1 }
      return calls.withLock { $0 } <= 9 ? x / 2 : 7
    })
    #expect(findings(verdict).first?.mistake?.name == "the answer changes from call to call")
    #expect(findings(verdict).first?.got == "half 7")
  }

  @Test(arguments: [Int32(0), 1, 3])
  func `an answer that ends the process fails, whatever its status`(_ status: Int32) async {
    await #expect(processExitsWith: .exitCode(70)) { [status] in
      _ = HalfExercise.assignment().verdict(on: { _ in exit(status) })
    }
  }

  @Test func `the end of a process that judges nothing is its own`() async {
    await #expect(processExitsWith: .exitCode(5)) {
      _ = HalfExercise.assignment().verdict(on: { $0 })
      exit(5)
    }
  }

  @Test func `every exercise has impostors of infinities`() {
    let roles = HalfExercise.assignment().spoiledSolutions.map(\.role)
    #expect(roles == [.impostor("all infinite"), .impostor("all minus infinite")])
  }

  @Test func `a right answer that calls what it was to write fails`() {
    let exercise = HalfExercise.words(forbidden: ["halved"])
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
}
