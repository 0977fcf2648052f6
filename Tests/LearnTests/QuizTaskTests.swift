import Course
import TensorCore
import Testing
import learn

@Suite
struct QuizTaskTests {
  @Test(
    arguments: [
      ("0.25", Grade.easy), ("0.2524", .easy), ("0.2526", .good), ("0.274", .good),
      ("0.276", .hard), ("0.4", .hard), ("0.026", .hard), ("0.024", .again), ("2.4", .hard),
      ("2.6", .again), ("-0.25", .again), (" 2.5e-1 ", .easy), ("nan", .again),
    ])
  func `a predicted number is graded by its distance`(line: String, grade: Grade) throws {
    let task = QuizTask.predict(try question("01.01"), Evidence("size", 0.25))
    let judged = try #require(task.judge(line))
    #expect(judged.grade == grade && judged.remark.hasPrefix("Measured: 0.25."))
  }

  @Test func `a predicted number may be zero, large, or negative`() throws {
    func grade(_ line: String, _ value: Double) throws -> Grade? {
      QuizTask.predict(try question("01.01"), Evidence("f", value)).judge(line)?.grade
    }
    #expect(try grade("0", 0) == .easy && grade("0.001", 0) == .again)
    #expect(try grade("235,146", 235_146) == .easy && grade("234752", 235_146) == .easy)
    #expect(try grade("−1.27", -1.26551) == .easy && grade("1.27", -1.26551) == .again)
    #expect(try grade("about 3", 3) == nil && grade("", 3) == nil)
  }

  @Test func `all three kinds of tasks come up, the same for a seed`() throws {
    let bank = try smallBank()
    func kinds(_ seed: UInt64) -> [Int] {
      var generator = SplitMix64(seed: seed)
      return (0..<40).map { _ in
        switch QuizTask(about: bank.questions[0], in: bank, using: &generator) {
        case .answer: 0
        case .predict(_, let evidence): evidence.isBound ? 3 : 1
        case .choose: 2
        }
      }
    }
    #expect(Set(kinds(1)) == [0, 1, 2])
    #expect(kinds(1) == kinds(1) && kinds(1) != kinds(2))
  }

  /// The tasks that the first hundred seeds make about the first question of a bank.
  private func tasks(_ bank: InterviewBank) -> [QuizTask] {
    (0..<100 as Range<UInt64>).map { seed in
      var generator = SplitMix64(seed: seed)
      return QuizTask(about: bank.questions[0], in: bank, using: &generator)
    }
  }

  @Test func `any mistake and any letter may come up, no mistake twice`() throws {
    var (mistakes, places): (Set<String>, Set<Int>) = ([], [])
    for case .choose(_, let statements, let right) in tasks(try smallBank()) {
      #expect(Set(statements).count == 4 && statements[right] == "It is 0.25 of 01.01.")
      mistakes.formUnion(statements)
      places.insert(right)
    }
    // The claim and the four mistakes of the lesson, of which two stand beside the question's own.
    #expect(mistakes.count == 5)
    #expect(places == [0, 1, 2, 3])
  }

  @Test(arguments: [["01.01"], ["01.01", "01.02"], ["01.01", "02.01", "02.02"]])
  func `a lesson of one or two questions has nothing to choose from`(ids: [String]) throws {
    for task in tasks(InterviewBank(try ids.map { try question($0) })) {
      if case .choose = task { Issue.record("a choice was made: \(task.prompt)") }
    }
  }

  @Test func `every finite number may be asked for, and no other`() throws {
    let evidence = [
      Evidence("loss", .infinity), Evidence("first", 1), Evidence("slope", .nan),
      Evidence("second", 2),
      Evidence("bound", atMost: 3),
    ]
    let words = try question("01.01", answer: "It is {first}, {second}. More of it.").question
    let asked = tasks(
      InterviewBank([ProvenQuestion(question: words, evidence: evidence, proof: "")])
    )
    .compactMap { if case .predict(_, let evidence) = $0 { evidence.name } else { nil } }
    #expect(Set(asked) == ["first", "second"])
  }
}
