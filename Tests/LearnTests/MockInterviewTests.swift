import Course
import Foundation
import TensorCore
import TestSupport
import Testing
import learn

/// `learn interview-me`: what is drawn, asked, timed and advised.
@Suite struct MockInterviewTests {
  private static let bank = Result {
    try InterviewBank(contentsOf: Checkout.root.appending(path: "Lessons/interview.json"))
  }

  private func draw(
    minutes: Int = 45, lessons: [Int] = Array(1...10),
    levels: [InterviewQuestion.Level] = InterviewQuestion.Level.allCases, seed: UInt64
  ) throws -> [ProvenQuestion] {
    var generator = SplitMix64(seed: seed)
    return try MockInterviewPlan(
      from: Self.bank.get(), lessons: lessons, levels: levels, minutes: minutes, using: &generator
    ).questions
  }

  @Test func `the time is filled and not exceeded`() throws {
    for seed in 1...30 {
      let questions = try draw(seed: UInt64(seed))
      let minutes = questions.map(MockInterviewPlan.minutes).reduce(0, +)
      #expect((43...45).contains(minutes), "seed \(seed)")
      #expect(Set(questions.map(\.id)).count == questions.count)
    }
    #expect(try draw(minutes: 1, seed: 1).count == 1)
    #expect(try draw(lessons: [], seed: 1).isEmpty)
  }

  @Test func `lessons and levels are spread, and are those asked for`() throws {
    var lessonCounts: [Int] = []
    for seed in 1...30 {
      let questions = try draw(seed: UInt64(seed))
      lessonCounts.append(Set(questions.map(\.lesson)).count)
      #expect(lessonCounts[seed - 1] >= 5, "seed \(seed)")
      #expect(Set(questions.map(\.question.level)).count >= 4, "seed \(seed)")
      let some = try draw(lessons: [5, 9], levels: [.debug], seed: UInt64(seed))
      #expect(some.allSatisfy { [5, 9].contains($0.lesson) && $0.question.level == .debug })
      #expect(some.count >= 8)
    }
    #expect(Double(lessonCounts.reduce(0, +)) / 30 >= 6)
  }

  // One question in six is asked often; drawn evenly, a sixth would be.
  @Test func `about half of the questions are asked often`() throws {
    let drawn = try (1...100).flatMap { try draw(seed: UInt64($0)) }
    let often = drawn.count { QuestionFrequency.frequency(of: $0.id) == .often }
    let share = Double(often) / Double(drawn.count)
    #expect(share > 0.35 && share < 0.65, "\(share)")
  }

  @Test func `the levels' shares of the time add up to one`() {
    let sum = InterviewQuestion.Level.allCases.map(MockInterviewPlan.share).reduce(0, +)
    #expect(abs(sum - 1) < 1e-12)
  }

  @Test func `a seed draws the same interview again`() throws {
    #expect(try draw(seed: 3).map(\.id) == draw(seed: 3).map(\.id))
    #expect(try draw(seed: 3).map(\.id) != draw(seed: 4).map(\.id))
  }

  /// Runs an interview over the small bank; the clock advances by `step` seconds whenever it is asked.
  private func run(
    _ lines: [String], step: Double = 30, minutes: Int = 60, count: Int = 2
  ) throws -> (output: String, saved: [QuizProgress], answers: [MockInterview.Answer]) {
    var rest = lines.makeIterator()
    var (output, saved, time) = ("", [QuizProgress](), 0.0)
    let bank = InterviewBank(Array(try smallBank().questions.prefix(count)))
    var generator = SplitMix64(seed: 1)
    let plan = MockInterviewPlan(
      from: bank, lessons: [1], levels: [.explain], minutes: 60, using: &generator)
    let interview = MockInterview(
      plan, minutes: minutes,
      in: MockInterview.Surroundings(
        today: Day(number: 20_000),
        now: {
          defer { time += step }
          return time
        }, read: { rest.next() }, write: { output += $0 }, save: { saved.append($0) }))
    let answers = try interview.run(QuizProgress(), using: &generator)
    return (output, saved, answers)
  }

  @Test func `a question is timed, judged, and followed up`() throws {
    let (output, saved, answers) = try run(["", "2", "", "y", "", "7", "0", "", "n"])
    #expect(answers.map(\.grade) == [.good, .again])
    #expect(answers.map(\.seconds) == [30, 30])
    #expect(answers.map(\.followUp) == [true, false])
    #expect(saved.count == 2 && saved[1].recalls.count == 2)
    for shown in [
      "It took 0:30 of 2:00.", "The claim: It is 0.25 of", "And then: And then?", "Then nothing.",
      "A number from 0 to 3 is needed",
    ] { #expect(output.contains(shown), "\(shown)") }
    // The answer is not shown before it was given.
    let parts = output.split(separator: "Enter ends it.")
    #expect(parts.count == 3 && !parts[0].contains("The claim"))
  }

  @Test func `no question begins when the time is over`() throws {
    let (output, _, answers) = try run(["", "2", "", "y", "", "2", "", "y"], minutes: 1)
    #expect(answers.count == 1 && output.hasSuffix("The time is over.\n"))
  }

  @Test(
    arguments: [
      ([], 0), (["q"], 0), ([""], 0), (["", "Quit"], 0), (["", "2"], 1), (["", "2", "q"], 1),
      (["", "2", "", "maybe"], 1), (["", "2", "", "y"], 1),
    ])
  func `an end of the input, or q, keeps what was answered`(lines: [String], count: Int) throws {
    let (_, saved, answers) = try run(lines)
    #expect(answers.count == count && saved.count == count)
  }

  private func answer(
    _ id: String, _ grade: Grade, seconds: Double = 60, followUp: Bool? = nil
  ) throws -> MockInterview.Answer {
    MockInterview.Answer(
      question: try question(id), grade: grade, seconds: seconds, followUp: followUp)
  }

  @Test func `weakness counts the grade, the time and the follow-up`() throws {
    #expect(try answer("01.01", .easy, followUp: true).weakness == 0)
    #expect(try answer("01.01", .again).weakness == 3)
    #expect(try answer("01.01", .good, seconds: 180).weakness == 1)
    #expect(try answer("01.01", .good, seconds: 181).weakness == 2)
    #expect(try answer("01.01", .good, seconds: 181, followUp: false).weakness == 3)
  }

  @Test func `the plan names sections and exercises, the weakest first`() throws {
    var progress = ExerciseProgress()
    progress[.exercise(1, 1)].hasPassed = true
    let review = MockInterviewReview(
      of: [
        try answer("02.01", .hard), try answer("01.01", .again), try answer("03.01", .good),
        try answer("01.02", .hard, followUp: false),
      ], exercises: ExerciseCatalog.course.exercises, progress: progress)
    #expect(review.advice.map(\.lesson) == [1, 2])
    #expect(review.advice.map(\.weakness) == [6, 2])
    #expect(review.advice[0].questions.map(\.description) == ["01.01", "01.02"])
    // The exercise that predicts is solved; the first other one is named.
    #expect(review.advice.map { $0.exercise?.id.description } == ["E01.2", "E02.1"])
    let text = review.text(width: 80)
    for shown in [
      "1 of 4 claims were said.", "1.  “The ideas” in Lessons/01-Perceptron.md.",
      "./learn prove 02.01",
    ] { #expect(text.contains(shown), "\(shown)") }
  }

  @Test func `nothing is advised to somebody who said it all`() throws {
    let review = MockInterviewReview(
      of: [try answer("01.01", .good), try answer("02.01", .easy)], exercises: [],
      progress: ExerciseProgress())
    #expect(review.advice.isEmpty && review.text(width: 80).hasSuffix("Nothing to read again."))
    let none = MockInterviewReview(of: [], exercises: [], progress: ExerciseProgress())
    #expect(none.text(width: 80) == "No question was answered.")
  }

  @Test func `every level leads to a section of its own kind`() {
    #expect(
      InterviewQuestion.Level.allCases.map(\.section)
        == [.ideas, .ideas, .mathematics, .failures, .choice])
  }

  @Test func `the tool holds an interview and keeps the answers`() throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    try Data(smallBank().json.utf8).write(to: tool.bank)
    let words = ["interview-me", "--minutes", "10", "--lessons", "1", "--seed", "1"]
    let outcome = try tool.run(words, input: "\n1\n\nn\nq\n")
    #expect(outcome.status == 0 && outcome.output.contains("Read again, the weakest first:"))
    let kept = try QuizProgress(contentsOf: tool.data.appending(path: "quiz.json"))
    #expect(kept.recalls.count == 1)
    #expect(try tool.run(["interview-me", "--minutes", "0"]).status == 64)
    #expect(try tool.run(["interview-me", "--lessons", "11"]).status == 64)
    #expect(try tool.run(["interview-me", "--level", "hard"]).status == 64)
    #expect(try tool.run(["interview-me", "--level", "debug"]).output.contains("no questions"))
  }
}
