import ArgumentParser
package import Course
import Foundation
import Text

/// `learn prove 02.07`: runs the proof of one interview question and shows what it measures.
struct ProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Runs the proof of an interview question and shows its evidence.")

  @Argument(help: "The id of the question, such as 02.07.")
  var id: String

  func validate() throws {
    let bank = try InterviewBank(contentsOf: InterviewRun.bankFile)
    guard question(in: bank) != nil else {
      throw misuse(bank.suggestion(for: id))
    }
  }

  func run() throws {
    let bank = try InterviewBank(contentsOf: InterviewRun.bankFile)
    guard let stored = question(in: bank) else { return }
    let tests = Repository.root.appending(path: ".build/lesson\(stored.id.paddedLesson)")
    if !FileManager.default.fileExists(atPath: tests.path) {
      note("The tests of lesson \(stored.id.paddedLesson) are built first, in some minutes.")
    }
    note("Running \(stored.proof) …")
    let fresh = try gathered(for: stored)
    guard let proven = fresh[stored.id] else {
      throw InterviewBank.NothingExported(place: "under the id \(stored.id)")
    }
    print(proven.report())
    let drift = InterviewBank([stored]).drift(from: fresh)
    guard drift.isEmpty else {
      print("\nThe bank says otherwise; see `./learn interview check`:")
      for difference in drift { print("  " + "\(difference)".wrapped(hangingIndentation: 4)) }
      return
    }
  }
}

extension ProveCommand {
  /// What the proof measures now.
  ///
  /// Exercises are compiled with the tests of their lesson; where one does not compile, its errors are
  /// shown as `check` shows them, and not the build's hundred lines.
  private func gathered(for stored: ProvenQuestion) throws -> InterviewBank {
    do {
      return try InterviewRun.bank(
        filter: InterviewRun.filter(selecting: stored.proof), lesson: stored.id.paddedLesson)
    } catch let failure as InterviewBank.ProofsFailed {
      let words = ExerciseCheck.blockedProof(
        of: stored.id, byBuild: failure.output, root: Repository.root.path)
      guard let words else {
        throw failure
      }
      note(words)
      throw ExitCode.failure
    }
  }

  /// The question that was asked for, by its id as the course writes it.
  private func question(in bank: InterviewBank) -> ProvenQuestion? {
    guard let known = CourseID(id, as: .question), known.description == id else { return nil }
    return bank[known]
  }
}

extension InterviewBank {
  /// What to say to somebody who asked for a question that does not exist.
  ///
  /// - Parameter text: What was asked for.
  /// - Returns: The sentence, with the id that was probably meant.
  package func suggestion(for text: String) -> String {
    let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
    let lessonNumber = numbers.first ?? 0
    let wanted = numbers.count == 2 ? numbers[1] : 0
    let ids = questions(of: lessonNumber).map(\.id)
    if let meant = ids.first(where: { $0.position == wanted }) {
      return "There is no question “\(text)”. Did you mean \(meant)?"
    }
    if let first = ids.first, let last = ids.last {
      return "There is no question “\(text)”. Lesson \(lessonNumber) has \(first) to \(last)."
    }
    let lessons = Set(questions.map(\.lesson)).sorted().map(String.init).joined(separator: ", ")
    return "There is no question “\(text)”; an id is the lesson and the position in it, such as "
      + "02.07. Lessons with questions: \(lessons)."
  }
}

extension ExerciseCheck {
  /// What to say where an exercise does not compile and so the proof cannot run.
  ///
  /// - Parameters:
  ///   - id: The question.
  ///   - output: The output of the build.
  ///   - root: The path of the checkout, which is left out of the names of files.
  /// - Returns: `nil` if the exercises compile.
  package static func blockedProof(of id: CourseID, byBuild output: String, root: String) -> String?
  {
    let complaints = complaints(in: output, root: root)
    guard complaints.hasPrefix("Sources/Exercises/") else { return nil }
    let advice = """
      The proof of \(id) waits for this: the exercises of a lesson are compiled with its tests. Mend the \
      file named above, or put it back with `./learn reset` and its exercise's id, which keeps what \
      stands there.
      """
    return complaints + "\n" + advice.wrapped()
  }
}

extension ProvenQuestion {
  /// The question, the claim and its opposite, and what the proof measured.
  ///
  /// - Parameter width: The greatest number of characters in a line.
  /// - Returns: The lines.
  package func report(width: Int = Terminal.width) -> String {
    let words = words
    return """
      \("\(id)  \(words.question)".wrapped(width: width))
      \("Proved: \(words.claim)".wrapped(width: width))
      \("Refuted: \(words.commonMistake)".wrapped(width: width))
      Measured:
      \(measurements(width: width))
      """
  }
}

extension ProvenQuestion {
  /// What the proof measured, a line or more for each number.
  ///
  /// - Parameter width: The greatest number of characters in a line.
  /// - Returns: The lines, two columns further in.
  package func measurements(width: Int = Terminal.width) -> String {
    let rows = evidence.map { [$0.name, $0.text(significantDigits: 6)] }
    // The heading keeps words that begin with a digit at the left.
    return TextTable([["measured", ""]] + rows).fitted(width: width - 2, breaking: 0)
      .split(separator: "\n").dropFirst().map { "  \($0)" }.joined(separator: "\n")
  }
}
