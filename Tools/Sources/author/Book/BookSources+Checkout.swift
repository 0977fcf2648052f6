import Book
import Course
import Foundation
import Notebooks

extension BookSources {
  /// Reads what the book is made from.
  ///
  /// - Returns: The sources of the checkout.
  /// - Throws: If the bank is damaged, the learner's tool fails, or a file cannot be read.
  static func ofCheckout() async throws -> BookSources {
    let root = Repository.root
    let words = try await readWords()
    let twins = TwinFiles { try? Data(contentsOf: root.appending(path: $0)) }
    let files = try Repository.swiftFiles(in: "Sources")
    let texts = Dictionary(files.map { ($0.path, $0.text) }, uniquingKeysWith: { a, _ in a })
    let folders = Curriculum.outline.flatMap(\.sourceFolders)
    let citations =
      files
      .filter { file in folders.contains { file.path.hasPrefix($0 + "/") } }
      .flatMap { PageEquations.citations(inSource: $0.text, path: $0.path) }
      .map { EquationOrigins.Citation(number: $0.number, path: $0.path, line: $0.line) }
    var equations: [String: [String]] = [:]
    for lesson in Curriculum.outline {
      let path = "Lessons/\(lesson.folder).md"
      guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else {
        continue
      }
      equations[path] = PageEquations.tags(in: Page(path: path, text: text)).map(\.number)
    }
    let sliders = try? Data(contentsOf: root.appending(path: "Tools/Book/sliders.json"))
    return BookSources(
      root: root, bank: try InterviewBank(contentsOf: Repository.bankFile), words: words,
      citations: citations, equations: equations, files: files,
      tests: try Repository.swiftFiles(in: "Tests"),
      sliders: try sliders.map { try JSONDecoder().decode([Slider].self, from: $0) } ?? [],
      twin: { id, run in (try? twins.run(id, run)).map { ($0.lines, $0.value) } },
      place: { marker in
        let listing = Listing(marker)
        return texts[listing.path].flatMap { try? listing.place(in: $0) }
      })
  }

  /// Asks the learner's tool for the words of failures and exercises.
  private static func readWords() async throws -> CourseWords {
    let outcome = try await Programs().run([Repository.learnersTool.path, "catalog", "--words"])
    guard outcome.succeeded else { throw CourseCatalog.Unreadable(words: outcome.errors) }
    return try JSONDecoder().decode(CourseWords.self, from: Data(outcome.output.utf8))
  }
}
