import Markdown

/// The prose of a page, with everything blanked that may hold numbers of its own.
///
/// Blanked are code, mathematics, headings, links, comments and what stands between the markers of
/// numbers and of the interview section. Lines keep their length.
package struct ProseText {
  /// The lines.
  package let lines: [String]

  /// Blanks the page.
  ///
  /// - Parameter page: The page.
  package init(of page: Page) {
    var lines = page.linesWithoutCode
    for node in page.document.nodes {
      if case .heading = node.kind { for index in node.lines { lines[index] = "" } }
    }
    if let interview = page.lines(
      between: InterviewSection.beginMarker, and: InterviewSection.endMarker)
    {
      for index in interview { lines[index] = "" }
    }
    // One text, so that comments and equations may span lines; line breaks stay where they are.
    var text = lines.joined(separator: "\n")
    let spans: [Regex<AnyRegexOutput>] = [
      Regex(/<!--\s*figure:[^\n]*?-->[^\n]*?<!--\s*end\s*-->/),
      Regex(/(?s)<!--.*?-->/),
      Regex(/(?s)\$\$.*?\$\$/),
      Regex(/\$(?:\\.|[^$\n])+\$/),
      Regex(/!?\[[^\]\n]*\]\([^)\n]*\)/),
      Regex(/https?:\/\/\S+/),
      Regex(/<\/?[a-zA-Z][^>\n]*>/),
    ]
    for span in spans {
      text = text.replacing(span) { match in
        String(text[match.range].map { $0 == "\n" ? "\n" : " " })
      }
    }
    self.lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
