public import Foundation
import Text

/// All questions of the course with what their proofs measured: the file `Lessons/interview.json`.
///
/// One run of the test suites makes it; lessons and the quiz are made from it.
public struct InterviewBank: Hashable, Sendable {
  /// The questions in the order of their ids.
  public let questions: [ProvenQuestion]

  /// Creates a bank.
  ///
  /// - Parameter questions: In any order; no two have the same id.
  /// - Precondition: No two questions have the same id.
  public init(_ questions: [ProvenQuestion]) {
    let sorted = questions.sorted { $0.id < $1.id }
    for (question, next) in zip(sorted, sorted.dropFirst()) {
      precondition(question.id != next.id, "InterviewBank.init: two questions are \(next.id)")
    }
    self.questions = sorted
  }

  /// A question by its id.
  ///
  /// - Parameter id: The id.
  /// - Returns: The question, or `nil` if there is none.
  public subscript(id: CourseID) -> ProvenQuestion? { questions.first { $0.id == id } }

  /// The questions of one lesson, in order.
  ///
  /// - Parameter lesson: The number of the lesson.
  /// - Returns: Its questions; none if the lesson has none yet.
  public func questions(of lesson: Int) -> [ProvenQuestion] {
    questions.filter { $0.lesson == lesson }
  }
}

// MARK: - In files

/// Why a file of questions cannot be used.
public enum InterviewBankError: Error, Equatable {
  /// The file cannot be read at all.
  case unreadable(path: String, problem: String)
  /// The text is no bank: `position` is a line and column, or the path of the value at fault.
  case damaged(path: String, position: String, problem: String)
}

extension InterviewBankError: CustomStringConvertible {
  /// What is wrong, where, and what to do about it.
  public var description: String {
    switch self {
    case .unreadable(let path, let problem): "\(path): cannot be read: \(problem)"
    case .damaged(let path, let position, let problem):
      "\(path): \(position): \(problem). Take the file back from version control, or delete it and "
        + "make it anew with `./learn interview export`."
    }
  }
}

extension InterviewBank {
  private struct File: Codable { let questions: [ProvenQuestion] }

  /// Reads a bank from a file.
  ///
  /// - Parameter file: The file, such as `Lessons/interview.json`.
  /// - Throws: `InterviewBankError`, which names the file and the place in it.
  public init(contentsOf file: URL) throws(InterviewBankError) {
    let data: Data
    do { data = try Data(contentsOf: file) } catch {
      throw .unreadable(path: file.path, problem: error.localizedDescription)
    }
    let questions: [ProvenQuestion]
    do { questions = try JSONDecoder().decode(File.self, from: data).questions } catch {
      let (position, problem) = JSONFault.description(of: error, in: data)
      throw .damaged(path: file.path, position: position, problem: problem)
    }
    var seen: Set<CourseID> = []
    for (index, question) in questions.enumerated()
    where !seen.insert(question.id).inserted {
      throw .damaged(
        path: file.path, position: "questions[\(index)].id",
        problem: "the id \(question.id) stands twice")
    }
    self.init(questions)
  }

  /// The bank as text: keys in alphabetical order, questions in the order of their ids.
  ///
  /// The same bank gives the same bytes everywhere, so that only changes of content show.
  public var json: String {
    // Nothing in a bank can fail to be encoded: numbers that JSON lacks are words.
    guard let text = try? JSONEncoder.sorted(.prettyPrinted).text(File(questions: questions)) else {
      preconditionFailure("InterviewBank.json: a question cannot be encoded")
    }
    return text + "\n"
  }
}
