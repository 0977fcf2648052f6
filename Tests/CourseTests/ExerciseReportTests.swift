import Course
import TensorCore
import Testing

/// What the learner reads.
struct ExerciseReportTests {
  private let exercise = Exercise(
    id: .exercise(7, 12), title: "A title", kind: .writeTest, minutes: 5,
    difficulty: .hard, fileName: "File.swift",
    statement: "One paragraph.\n\n    an example   stays\n\n"
      + Array(repeating: "word", count: 30).joined(separator: " "),
    hints: Exercise.Hints(nudge: "a", approach: "b", almostThere: "c"))

  @Test func `numbers are shown with six digits, tensors in brackets`() {
    #expect(Answer.text(2.0) == "2")
    #expect(Answer.text(1.0 / 3) == "0.333333")
    #expect(Answer.text(-1234567.5) == "-1234570")
    #expect(Answer.text(Float(0.1)) == "0.1")
    #expect(Answer.text(1e-9) == "1e-09")
    #expect(Answer.text(Double.nan) == "nan")
    #expect(Answer.text(-Double.infinity) == "-inf")
    #expect(Answer.text(0.0) == "0")
    #expect(Answer.text(Tensor([[1, 2], [3, 4]])) == "[[1, 2], [3, 4]]")
    #expect(Answer.text(Tensor.zeros([0])) == "[]")
    #expect(Answer.text(Tensor.ones([9])) == "[1, 1, 1, 1, 1, 1, 1, 1, … 9 in all]")
  }

  @Test func `an answer shows its parts by name`() {
    let answer = Answer(
      .number("loss", 2.5), .tensor("gradient", Tensor([1, -1])), .word("the test", "accepts"))
    #expect(answer.description == "loss 2.5, gradient [1, -1], the test accepts")
  }

  @Test func `digits go on until two answers look different`() {
    typealias Give = @Sendable () throws -> Double
    // The tolerance is given, so that the test says the same in single precision.
    let probe = Probe<Give>("none", wanted: Answer(.number("norm", 3.000001)), within: 1e-12) {
      Answer(.number("norm", try $0()))
    }
    let assignment = Assignment<Give>(
      Exercise(
        id: .exercise(1, 1), title: "", kind: .implement, minutes: 1, difficulty: .easy,
        fileName: "", statement: "", hints: exercise.hints),
      solution: { 3.000001 }, alternative: { 3.000001 }, mistakes: [],
      impostors: .init(zero: { 0 }, notANumber: nil, identity: nil)
    ) { _ in [probe] }
    func texts(_ number: Double) -> [String] {
      guard case .failed(let findings) = assignment.verdict(on: { number }) else { return [] }
      return findings.flatMap { [$0.got, $0.wanted] }
    }
    #expect(texts(3) == ["norm 3", "norm 3.000001"])
    #expect(texts(3.00000100001) == ["norm 3.00000100001", "norm 3.000001"])
    #expect(texts(4) == ["norm 4", "norm 3"])
  }

  @Test func `a finding has one line a part, and long ones go on below`() {
    let finding = Finding(
      input: "x 1", got: "y 2", wanted: "y 3",
      mistake: Mistake(
        name: "a slip", explanation: Array(repeating: "because", count: 12).joined(separator: " ")))
    #expect(
      finding.text(width: 80) == """
          input    x 1
          got      y 2
          wanted   y 3
          mistake  a slip
          why      because because because because because because because because
                   because because because because
        """)
  }

  @Test func `a report says the state, the id, and where to go`() {
    #expect(
      exercise.report(.notAttempted) == "E07.12 open: edit Sources/Exercises/Lesson07/File.swift")
    #expect(exercise.report(.passed) == "E07.12 passed: A title")
    let finding = Finding(input: "x", got: "1", wanted: "2")
    #expect(
      exercise.report(.failed([finding])).hasPrefix("E07.12 not yet: A title\n  input    x\n"))
  }

  @Test func `a stub opens with the facts, the statement and the commands`() {
    let lines = exercise.stubHeader.split(separator: "\n").map(String.init)
    #expect(lines[0] == "// E07.12 · A title")
    #expect(lines[1] == "// write the test · 5 minutes · hard")
    #expect(lines.contains("//     an example   stays"))
    #expect(lines.allSatisfy { $0.hasPrefix("//") && $0.count <= 98 })
    #expect(exercise.stubHeader.contains("./learn check E07.12"))
    // A loop without end would hang there, and says nothing.
    #expect(!exercise.stubHeader.contains("swift test"))
  }
}
