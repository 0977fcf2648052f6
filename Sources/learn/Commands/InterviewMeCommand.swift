public import ArgumentParser
public import Course
import Foundation
import TensorCore
import Text

/// `learn interview-me`: a mock interview.
struct InterviewMeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interview-me",
    abstract: "Holds a mock interview, and says what to read after it.",
    usage: "learn interview-me [<options>]",
    discussion: """
      Questions are drawn across the lessons, those that are asked often more often, and timed while you \
      answer aloud. You judge yourself against the claim that the tests prove; then a follow-up comes. What you \
      remember is kept in the quiz's record. An end of the input, or q, stops; what was answered is kept.
      """)

  @Option(help: "The time for answers, in minutes.")
  var minutes = 45

  @Option(parsing: .upToNextOption, help: "The levels of questions; all without any.")
  var level: [InterviewQuestion.Level] = []

  @Option(parsing: .upToNextOption, help: "The numbers of the lessons; all without any.")
  var lessons: [Int] = []

  @Option(help: "The seed of everything random, to see the same interview twice.")
  var seed: UInt64?

  func validate() throws {
    guard minutes > 0 else { throw ValidationError("--minutes must be positive, not \(minutes).") }
    let known = 1...Curriculum.outline.count
    for lesson in lessons where !known.contains(lesson) {
      throw ValidationError("There is no lesson \(lesson); there are 1 to \(known.upperBound).")
    }
  }

  func run() throws {
    let bank = try InterviewBank(contentsOf: InterviewRun.bankFile)
    let file = QuizProgress.file
    let progress = try QuizProgress.recovered(from: file)
    var generator = SplitMix64(seed: seed ?? .random(in: 0 ... .max))
    let plan = MockInterviewPlan(
      from: bank, lessons: lessons.isEmpty ? Curriculum.outline.map(\.number) : lessons,
      levels: level.isEmpty ? InterviewQuestion.Level.allCases : level, minutes: minutes,
      using: &generator)
    guard !plan.questions.isEmpty else {
      print("There are no questions of these levels in these lessons.")
      return
    }
    // `print` keeps its lines back until the end where no terminal reads them.
    let write = { (text: String) in FileHandle.standardOutput.write(Data(text.utf8)) }
    let clock = ContinuousClock()
    let start = clock.now
    let interview = MockInterview(
      plan, minutes: minutes,
      in: MockInterview.Surroundings(
        today: .today, now: { (clock.now - start) / .seconds(1) }, read: { readLine() },
        write: write, save: { try $0.write(to: file) }))
    let answers = try interview.run(progress, using: &generator)
    let review = MockInterviewReview(
      of: answers, exercises: ExerciseCatalog.course.exercises,
      progress: try ExerciseProgress.recovered(from: ExerciseProgress.file))
    write("\n" + review.text(width: Terminal.width) + "\n")
  }
}

extension InterviewQuestion.Level: ExpressibleByArgument {}
