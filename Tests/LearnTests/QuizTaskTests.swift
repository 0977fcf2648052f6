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
      ("2.6", .again), ("-0.25", .again), (" 2.5e-1 ", .easy), ("25 %", .easy), ("¼", .easy),
      ("1/4", .easy),
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
    #expect(try grade("3 or 4", 3) == nil && grade("", 3) == nil && grade("nan", 3) == nil)
  }

  @Test func `all three kinds of tasks come up, the same for a seed`() throws {
    let bank = try smallBank()
    func kinds(_ seed: UInt64) -> [Int] {
      var generator = SplitMix64(seed: seed)
      return (0..<40).map { _ in
        switch QuizTask(about: bank.questions[0], using: &generator) {
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
      return QuizTask(about: bank.questions[0], using: &generator)
    }
  }

  @Test func `wrong statements are those written for the question`() throws {
    let others: Set = ["It is twice 0.25.", "It is nothing.", "It is new."]
    var places: Set<Int> = []
    var pairs: Set<Set<String>> = []
    for case .choose(_, let statements, let right) in tasks(try smallBank()) {
      #expect(statements.count == 4 && statements[right] == "It is 0.25 of 01.01.")
      #expect(statements.contains("It is not 01.01."))
      pairs.insert(others.intersection(statements))
      places.insert(right)
    }
    #expect(places == [0, 1, 2, 3])
    // Each two of the three others come up.
    #expect(pairs.count == 3 && pairs.allSatisfy { $0.count == 2 })
  }

  @Test func `a wrong choice is told why it is wrong, and what is right`() throws {
    let task = QuizTask.choose(
      try question("01.01"), statements: ["It is 1.", "It is twice 0.25.", "It is not 01.01."],
      right: 0)
    #expect(task.judge("b")?.remark == "Wrong. It is 0.25 once. It is a: It is 1.")
    #expect(task.judge("c")?.remark == "Wrong. It is a: It is 1.")
    #expect(task.judge("a")?.remark == "Right.")
  }

  @Test func `of two statements a guess is worth less`() throws {
    let bank = InterviewBank([try question("01.01", otherMistakes: [])])
    for case .choose(let question, let statements, let right) in tasks(bank) {
      #expect(Set(statements) == ["It is 0.25 of 01.01.", "It is not 01.01."])
      let task = QuizTask.choose(question, statements: statements, right: right)
      #expect(task.judge(["a", "b"][right])?.grade == .hard)
      #expect(task.prompt.contains("refute the other."))
    }
  }

  @Test(arguments: ["b", "B", "(b)", "b)", "B.", " [b] ", "b:"])
  func `a letter may be typed as it stands in a list`(line: String) throws {
    let task = QuizTask.choose(
      try question("01.01"), statements: ["x", "y", "z"], right: 1)
    #expect(task.judge(line)?.grade == .good)
    #expect(task.judge("bb") == nil && task.judge("d") == nil && task.judge("") == nil)
  }

  @Test func `only a question that states its case is predicted`() throws {
    let vague = try question("01.01", words: "Why is it so?")
    #expect(
      !tasks(InterviewBank([vague])).contains { if case .predict = $0 { true } else { false } })
    let stated = try question("01.01", words: "How large is it after 3 steps?")
    #expect(
      tasks(InterviewBank([stated])).contains { if case .predict = $0 { true } else { false } })
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
