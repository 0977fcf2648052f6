package import Course
package import Notebooks

/// The parts of pages that are written from data: the interview section, the table of lessons.
package enum PageSections {
  /// The marker before the table of lessons.
  package static var tableBegin: String { "<!-- lessons:begin -->" }

  /// The marker after it.
  package static var tableEnd: String { "<!-- lessons:end -->" }

  /// The change that fills a part of a page anew.
  ///
  /// - Parameters:
  ///   - page: The page.
  ///   - begin: The marker before the part.
  ///   - end: The marker after it.
  ///   - text: What stands between them.
  ///   - name: What the part is called.
  /// - Returns: The change, `nil` if the part is as it should be, or a finding without markers.
  package static func edit(
    _ page: Page, between begin: String, and end: String, text: String, name: String
  ) -> Result<PageEdit?, Missing> {
    guard let lines = page.lines(between: begin, and: end) else {
      return .failure(
        Missing(
          finding: PageFinding(
            page.path, page.lines.count,
            "The page needs the lines \(begin) and \(end), once each, for \(name).")))
    }
    var wanted = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // What stands behind the last line break is no line.
    if wanted.last?.isEmpty == true { wanted.removeLast() }
    let found = Array(page.lines[lines])
    guard wanted != found else { return .success(nil) }
    let first = zip(wanted, found).enumerated().first { $1.0 != $1.1 }
    let place = first.map { " from “\($1.1)” on" } ?? ""
    return .success(
      PageEdit(lines, wanted, "\(name.prefix(1).uppercased() + name.dropFirst()) differs\(place)."))
  }

  /// Why a part could not be compared.
  package struct Missing: Error {
    /// What is missing.
    package let finding: PageFinding
  }

  /// The table of lessons of the README.
  ///
  /// - Parameters:
  ///   - outline: The lessons.
  ///   - built: The numbers of those that are built.
  ///   - exists: Whether there is a file of a path, relative to the checkout.
  /// - Returns: The table as Markdown.
  package static func lessonTable(
    _ outline: [LessonOutline], built: Set<Int>, exists: (String) -> Bool
  ) -> String {
    let rows = outline.map { lesson in
      let page = "Lessons/\(lesson.folder).md"
      let isBuilt = built.contains(lesson.number)
      let target = exists(page) ? page : isBuilt ? "Sources/\(lesson.folder)" : nil
      let title = target.map { "[\(lesson.title)](\($0))" } ?? lesson.title
      return "| \(lesson.paddedNumber) | \(title) | \(lesson.coreConcept) | "
        + "\(lesson.productionImpact) | \(isBuilt ? "built" : "to come") |"
    }
    return
      ([
        "| | Lesson | Core concept | What it is good for in production | |",
        "|---|---|---|---|---|",
      ] + rows).joined(separator: "\n")
  }
}
