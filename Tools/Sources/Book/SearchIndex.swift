import Course
package import Foundation

/// What the search in the pages looks through.
package struct SearchIndex {
  /// One thing to find.
  package struct Entry: Encodable, Hashable, Sendable {
    /// What it is, such as `question`.
    package let kind: String
    /// The words that are shown, and found first.
    package let title: String
    /// The address, from the root of the book.
    package let url: String
    /// Where it stands, in words.
    package let place: String
    /// Further words that find it.
    package let text: String
  }

  /// What there is to find.
  package private(set) var entries: [Entry] = []

  /// Creates the index.
  ///
  /// - Parameters:
  ///   - pages: The pages of the book, without those of sources.
  ///   - sources: What the book is made from.
  ///   - sourcePages: The pages of sources.
  ///   - api: The pages of the API, which say more of a declaration than its source.
  package init(
    of pages: [BookPage], from sources: BookSources, sourcePages: Set<String>, api: ApiPages? = nil
  ) {
    for page in pages {
      let isPlain = !["failures/", "questions/", "exercises/", "api/"].contains {
        page.path.hasPrefix($0)
      }
      add("page", page.title, page.path, page.lesson.map { "lesson \($0)" } ?? "", "")
      guard isPlain else { continue }
      for heading in page.headings where heading.level > 1 {
        add("section", heading.title, "\(page.path)#\(heading.anchor)", page.title, "")
      }
    }
    for failure in sources.words.failures {
      add(
        "failure", "\(failure.id) \(failure.title)",
        "failures/\(failure.lesson).html#\(failure.id)",
        "lesson \(failure.lesson)", "\(failure.symptom) \(failure.fix)")
    }
    for question in sources.bank.questions {
      add(
        "question", "\(question.id) \(question.words.question)",
        "questions/\(question.id.paddedLesson).html#q-\(question.id)",
        "lesson \(question.id.paddedLesson)", question.words.claim)
    }
    for exercise in sources.words.exercises {
      add(
        "exercise", "\(exercise.id) \(exercise.title)",
        "exercises/\(exercise.lesson).html#\(exercise.id)", "lesson \(exercise.lesson)", "")
    }
    if let api {
      add(api)
      return
    }
    for file in sources.files.values.sorted(by: { $0.path < $1.path }) {
      let page = "sources/\(file.path).html"
      guard sourcePages.contains(page) else { continue }
      for declaration in file.declarations where declaration.isPublic {
        add("code", declaration.name, "\(page)#L\(declaration.line)", file.path, "")
      }
    }
  }

  /// Types, functions and what makes values of a type; what a type stores is found on its page.
  private mutating func add(_ api: ApiPages) {
    for page in api.pages {
      guard let module = page.module else { continue }
      add("code", page.title, page.path, module, page.abstract)
      for symbol in page.symbols where symbol.name.contains("(") {
        add("code", symbol.name, "\(page.path)#\(symbol.anchor)", module, symbol.abstract)
      }
    }
  }

  private mutating func add(
    _ kind: String, _ title: String, _ url: String, _ place: String, _ text: String
  ) {
    entries.append(
      Entry(
        kind: kind, title: title.replacing("$", with: ""), url: url,
        place: place.replacing("$", with: ""), text: text))
  }

  /// The index: `window.book.search`.
  ///
  /// - Returns: JavaScript.
  /// - Throws: What the encoder throws.
  package func script() throws -> Data {
    try PageData.script(entries, named: "search")
  }
}
