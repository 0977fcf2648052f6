import Course
import Foundation
import TensorCore
import Testing
import learn

@Suite
struct QuizSessionTests {
  private let today = Day(number: 20_000)

  /// Runs a session on scripted lines; what it wrote, saved, and returned.
  private func run(
    _ lines: [String], seed: UInt64, bank: InterviewBank, lessons: [Int] = [1],
    progress: QuizProgress = QuizProgress()
  ) throws -> (output: String, saved: [QuizProgress], grades: [Grade]) {
    var rest = lines.makeIterator()
    var output = ""
    var saved: [QuizProgress] = []
    let plan = QuizPlan(
      from: bank, lessons: lessons, progress: progress, minutes: 60, today: today)
    let session = QuizSession(
      plan: plan, today: today, read: { rest.next() }, write: { output += $0 },
      save: { saved.append($0) })
    var generator = SplitMix64(seed: seed)
    let grades = try session.run(progress, using: &generator)
    return (output, saved, grades)
  }

  /// A seed whose first task about the first question is of a kind.
  private func seed(where condition: (QuizTask) -> Bool) throws -> UInt64 {
    let bank = try smallBank()
    return try #require(
      (0..<100).first { seed in
        var generator = SplitMix64(seed: seed)
        return condition(QuizTask(about: bank.questions[0], using: &generator))
      })
  }

  private var seedOfAnswer: UInt64 {
    get throws { try seed { if case .answer = $0 { true } else { false } } }
  }

  @Test func `an open question shows its answer, then takes a grade`() throws {
    let (output, saved, grades) = try run(
      ["I think so", "2"], seed: seedOfAnswer, bank: try smallBank())
    #expect(grades == [.good])
    let parts = output.split(separator: "In thirty seconds: ")
    #expect(parts.count == 2 && parts[0].contains("What is 01.01?"))
    #expect(parts[0].contains("01.01  explain, 2 minutes, new"))
    #expect(parts[1].hasPrefix("It is 0.25 of 01.01. More of it."))
    for shown in [
      "a = b", "“It is not 01.01.”", "It measures 0.25.", "rounding  at most 1e-12", "And then?",
      "It comes again on 2024-10-05.",
    ] { #expect(output.contains(shown), "\(shown)") }
    #expect(saved.count == 1 && saved[0].recalls.count == 1)
  }

  @Test func `a question asked before is not new, and its interval goes on`() throws {
    let (known, other) = (
      try #require(CourseID("01.01", as: .question)), try #require(CourseID("02.01", as: .question))
    )
    var recall = Recall(today: today + -20)
    recall.review(.good, today: today + -20)
    recall.review(.good, today: today + -19)
    let progress = QuizProgress(recalls: [known: recall, other: recall])
    let (output, saved, _) = try run(
      ["", "2"], seed: seedOfAnswer, bank: try smallBank(), progress: progress)
    #expect(output.contains("1/4  01.01  explain, 2 minutes\n"))
    // Six days became fifteen, counted from today though it was due thirteen days ago.
    #expect(output.contains("It comes again on \(today + 15)."))
    #expect(saved.last?.recalls[known]?.interval == 15)
    #expect(saved.last?.recalls[other] == recall)
  }

  @Test func `the end counts what was forgotten, one minute as singular`() throws {
    let bank = InterviewBank([try question("01.01", minutes: 1)])
    let again = try run(["", "0"], seed: seedOfAnswer, bank: bank)
    #expect(again.output.contains("1/1  01.01  explain, 1 minute, new\n"))
    #expect(again.output.hasSuffix("1 answered, 1 of them to be learned again.\n"))
    let good = try run(["", " 2 "], seed: seedOfAnswer, bank: bank)
    #expect(good.output.hasSuffix("1 answered, 0 of them to be learned again.\n"))
  }

  @Test func `a line that is no grade is asked for again`() throws {
    let (output, _, grades) = try run(
      ["", "good", "7", "", "0"], seed: seedOfAnswer, bank: try smallBank())
    #expect(grades == [.again])
    #expect(output.components(separatedBy: "0 again, 1 hard, 2 good, 3 easy; q stops.").count == 4)
  }

  @Test(arguments: [[], [""], ["", "q"], ["quit"], ["Q"], ["", "QUIT"]])
  func `an end of the input, or q, stops politely`(lines: [String]) throws {
    let (output, saved, grades) = try run(lines, seed: seedOfAnswer, bank: try smallBank())
    #expect(grades.isEmpty && saved.isEmpty && !output.contains("q stops."))
    #expect(
      output.hasSuffix("0 answered, 0 of them to be learned again; 4 left for another time.\n"))
  }

  @Test func `progress is saved after every answer`() throws {
    var bank = try smallBank()
    bank = InterviewBank([bank.questions[0], bank.questions[4]])
    let (output, saved, grades) = try run(
      ["", "3", "", "1", "0", "1"], seed: seedOfAnswer, bank: bank, lessons: [1, 2])
    #expect(grades.count == saved.count && saved.map(\.recalls.count) == Array(1...grades.count))
    #expect(output.contains("\(grades.count) answered"))
  }

  @Test func `the claim is the right choice, mistakes are the wrong ones`() throws {
    let bank = try smallBank()
    let seed = try seed { if case .choose = $0 { true } else { false } }
    var generator = SplitMix64(seed: seed)
    let task = QuizTask(about: bank.questions[0], using: &generator)
    guard case .choose(_, let statements, let right) = task else { return }
    #expect(statements.count == 4 && Set(statements).count == 4)
    #expect(statements[right] == "It is 0.25 of 01.01.")
    #expect(statements.filter { $0.hasPrefix("It is not 01.0") }.count == 1)
    #expect(statements.contains("It is not 01.01."))
    let letters = ["a", "b", "c", "d"]
    for (index, letter) in letters.enumerated() {
      #expect(task.judge(letter)?.grade == (index == right ? .good : .again))
    }
    #expect(task.judge("e") == nil && task.judge("1") == nil)
    #expect(task.judge(letters[right].uppercased())?.grade == .good)
    let (output, _, grades) = try run(
      ["x", letters[right]], seed: seed, bank: bank)
    #expect(grades == [.good] && output.contains("A letter of the list is needed"))
    #expect(output.contains("\nRight.\n"))
    let wrong = (right + 1) % 4
    let remark = try #require(task.judge(letters[wrong])?.remark)
    #expect(remark.hasPrefix("Wrong. "))
    #expect(remark.hasSuffix(" It is \(letters[right]): \(statements[right])"))
  }
}
