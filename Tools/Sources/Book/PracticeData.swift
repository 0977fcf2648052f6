import Course
import Foundation

/// What the scripts of the book know of other pages: all questions for a session, all failures for the tree.
struct PracticeData {
  let site: Site
  let sources: BookSources

  private struct Question: Encodable {
    let id: String
    let minutes: Int
    let url: String
  }

  private struct Failure: Encodable {
    let title: String
    let fix: String
    let url: String
  }

  /// The questions of all lessons: `window.book.questions`.
  ///
  /// - Returns: JavaScript.
  /// - Throws: What the encoder throws.
  func questions() throws -> Data {
    let questions = sources.bank.questions.map { question in
      let id = question.id.description
      return Question(
        id: id, minutes: question.words.minutes,
        url: site.references.address(of: id, on: "index.html") ?? "")
    }
    return try PageData.script(questions, named: "questions")
  }

  /// The failures of all lessons by their ids, as `window.book.failures`.
  ///
  /// Their words are HTML for `symptoms.html`.
  ///
  /// - Returns: JavaScript.
  /// - Throws: What the encoder throws.
  func failures() throws -> Data {
    let words = PlainWords(site: site, page: "symptoms.html")
    let failures = sources.words.failures.map { failure in
      let url = site.references.address(of: failure.id.description, on: "symptoms.html") ?? ""
      return (
        failure.id.description,
        Failure(title: words.html(failure.title), fix: words.html(failure.fix), url: url)
      )
    }
    return try PageData.script(Dictionary(uniqueKeysWithValues: failures), named: "failures")
  }
}
