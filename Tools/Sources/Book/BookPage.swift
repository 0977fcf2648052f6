/// A page of the book, its formulas and its code still to be set.
package struct BookPage: Sendable {
  /// A script that a page needs beside the one that all have.
  package enum Script: String, Sendable {
    /// Questions that one can practice.
    case practice
    /// The tree of symptoms.
    case tree
    /// Figures with sliders.
    case sliders

    /// The files, without `.js`: data first, then what works on them.
    ///
    /// - Parameter lesson: The lesson of the page; the overview has none.
    /// - Returns: The names.
    func files(lesson: String?) -> [String] {
      switch self {
      case .practice: ["data-questions", "practice", "session"]
      case .tree: ["data-failures", "tree"]
      case .sliders: ["data-sliders-\(lesson ?? "00")", "sliders"]
      }
    }
  }

  /// The file, from the root of the book.
  package let path: String

  /// The title, without marks.
  package let title: String

  /// What stands in it, as HTML.
  package let body: String

  /// The headings.
  package var headings: [BookHeading] = []

  /// The scripts that it needs.
  package var scripts: [Script] = []

  /// The lesson that it belongs to, two digits; `nil` if it belongs to none.
  package var lesson: String?

  /// The name in the contents.
  package var shortTitle: String

  /// Creates a page.
  ///
  /// - Parameters:
  ///   - path: The file, from the root of the book.
  ///   - title: The title, without marks.
  ///   - shortTitle: The name in the contents; the title if there is none.
  ///   - lesson: The lesson that it belongs to, two digits.
  ///   - headings: The headings.
  ///   - scripts: The scripts that it needs.
  ///   - body: What stands in it, as HTML.
  package init(
    _ path: String, title: String, shortTitle: String? = nil, lesson: String? = nil,
    headings: [BookHeading] = [], scripts: [Script] = [], body: String
  ) {
    self.path = path
    self.title = title
    self.shortTitle = shortTitle ?? title
    self.lesson = lesson
    self.headings = headings
    self.scripts = scripts
    self.body = body
  }
}
