public import ArgumentParser
public import Course
import Foundation
import TensorCore
import Text

/// `learn quiz`: asks interview questions, and asks again when they are about to be forgotten.
struct QuizCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quiz",
    abstract: "Asks interview questions, and asks again what is about to be forgotten.",
    usage: "learn quiz [<lessons> ...] [<options>]",
    discussion: """
      Some questions you grade yourself; numbers to predict and statements to choose from are graded \
      by the tool. Intervals grow as in SM-2 (Woźniak, 1990). What you remember is kept in quiz.json \
      in $LEARN_DATA, or in networks-that-run in $XDG_DATA_HOME or ~/.local/share. An end of the \
      input, or q, stops; what was answered is kept.
      """)

  @Argument(help: "The numbers of the lessons to ask about; all lessons without any.")
  var lessons: [Int] = []

  @Option(help: "The order of the lessons for a purpose.")
  var path: ReadingPath?

  @Option(help: "The time to spend, in minutes.")
  var minutes = 15

  @Option(
    parsing: .upToNextOption,
    help: "The ids of the questions to ask, such as 01.04 02.07, whether they are due or not.")
  var questions: [String] = []

  @Option(help: "The seed of everything random, to see the same session twice.")
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
    let chosen = path?.lessons ?? Curriculum.outline.map(\.number)
    let numbers = lessons.isEmpty ? chosen : chosen.filter(lessons.contains)
    let plan =
      try asked(in: bank)
      ?? QuizPlan(
        from: bank, lessons: numbers, progress: progress, minutes: minutes, today: .today)
    guard !plan.questions.isEmpty else {
      print(nothingToAsk(of: numbers, nextDue: plan.nextDue).wrapped())
      return
    }
    // `print` keeps its lines back until the end where no terminal reads them.
    let write = { (text: String) in FileHandle.standardOutput.write(Data(text.utf8)) }
    let waiting = questions.isEmpty ? waiting(numbers, bank) : ""
    if !waiting.isEmpty {
      write("\(waiting) to come; the others are asked about.".wrapped() + "\n")
    }
    var generator = SplitMix64(seed: seed ?? .random(in: 0 ... .max))
    let session = QuizSession(
      plan: plan, today: .today, read: { readLine() },
      write: write,
      save: { try $0.write(to: file) })
    _ = try session.run(progress, using: &generator)
  }

  /// The plan that asks for certain questions; `nil` if none were named.
  private func asked(in bank: InterviewBank) throws -> QuizPlan? {
    guard !questions.isEmpty else { return nil }
    return QuizPlan(
      asking: try questions.map { text in
        guard let id = CourseID(text, as: .question), let question = bank[id] else {
          throw misuse("There is no question “\(text)”; an id is such as 02.07.")
        }
        return question
      })
  }

  /// Why there is nothing to ask.
  private func nothingToAsk(of numbers: [Int], nextDue: Day?) -> String {
    if let nextDue { return "Nothing is due today. Come back on \(nextDue)." }
    guard !numbers.isEmpty else {
      let path = path.map { "The path \($0.rawValue)" } ?? "The course"
      return "\(path) has none of the lessons \(lessons.map(String.init).joined(separator: ", "))."
    }
    let subject =
      path.map { "The path \($0.rawValue) waits for" } ?? "There are no questions yet of"
    return
      "\(subject) \(titles(numbers)), \(numbers.count == 1 ? "which is" : "which are") to come."
  }

  /// The lessons without questions, such as `Lesson 9 (Training dynamics and debugging) is`.
  private func waiting(_ numbers: [Int], _ bank: InterviewBank) -> String {
    guard path != nil else { return "" }
    let missing = numbers.filter { bank.questions(of: $0).isEmpty }
    guard !missing.isEmpty else { return "" }
    return "This path also has \(titles(missing)),"
      + (missing.count == 1 ? " which is" : " which are")
  }

  private func titles(_ numbers: [Int]) -> String {
    let names = numbers.map { number in
      let title = Curriculum.outline.first { $0.number == number }?.title ?? ""
      return "\(number) (\(title))"
    }
    return (names.count == 1 ? "lesson " : "lessons ") + names.joined(separator: ", ")
  }
}

extension ReadingPath: ExpressibleByArgument {
  /// Finds a path by its name in either manner, `new-project` or `newProject`.
  public init?(argument: String) { self.init(named: argument) }

  /// The names as the list of paths has them.
  public static var allValueStrings: [String] { allCases.map(\.commandName) }
}
