import Markdown
package import Notebooks

/// The length of a lesson's page before its interview questions.
package enum WordCount {
  /// The greatest number of words that is not reported; a page is meant to have at most 5,000.
  package static var limit: Int { 5200 }

  /// The words that a reader meets before the questions.
  ///
  /// Text and code within lines count, a formula is one word. Blocks of code, comments, addresses and
  /// the texts that stand for pictures do not count.
  ///
  /// - Parameter page: The page.
  /// - Returns: The number of words.
  package static func count(in page: Page) -> Int {
    let end = page.lines.firstIndex(of: InterviewSection.beginMarker) ?? page.lines.count
    return page.document.nodes.filter { $0.isLineOfWords && $0.start.line <= end }.reduce(0) {
      let words = RenderedWords(of: $1)
      let code = $1.withDescendants.filter { $0.kind == .code }.map(\.literal)
      return $0 + words.formulas.count
        + ([words.withoutFormulas] + code).reduce(0) { $0 + wordCount(of: $1) }
    }
  }

  /// A finding if the page is too long.
  ///
  /// - Parameter page: The page.
  /// - Returns: None or one.
  package static func findings(in page: Page) -> [PageFinding] {
    let count = count(in: page)
    guard count > limit else { return [] }
    return [
      PageFinding(
        page.path, 1, "The page has \(count) words before its questions; it may have 5,000.")
    ]
  }

  private static func wordCount(of text: String) -> Int {
    text.split(whereSeparator: \.isWhitespace).count { word in
      word.contains { $0.isLetter || $0.isNumber }
    }
  }
}
