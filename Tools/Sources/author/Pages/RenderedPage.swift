import Markdown
package import Notebooks

/// What a reader of the rendered page sees and no writer meant.
///
/// The page is read by GitHub's own parser of Markdown.
package enum RenderedPage {
  /// Everything on a page that breaks when it is rendered.
  ///
  /// - Parameter page: The page.
  /// - Returns: A finding for each.
  package static func findings(in page: Page) -> [PageFinding] {
    cutParagraphs(in: page) + literalMarks(in: page) + touchedFormulas(in: page)
      + TableCells.findings(in: page)
  }

  /// Comments at the beginning of a line that end the paragraph there.
  package static func cutParagraphs(in page: Page) -> [PageFinding] {
    let words = page.document.nodes.filter { $0.kind == .paragraph || $0.kind == .tableRow }
    return page.document.nodes.compactMap { node in
      guard node.kind == .htmlBlock, node.literal.prefixMatch(of: /\s*<!--/) != nil else {
        return nil
      }
      let rest = node.literal.replacing(/(?s)<!--.*?-->/, with: "")
      if rest.contains(where: { !$0.isWhitespace }) {
        return PageFinding(
          page.path, node.end.line,
          "The line begins with a comment: GitHub shows what follows in it without its marks.")
      }
      let next = node.lines.upperBound + 1
      guard words.contains(where: { $0.end.line == node.start.line - 1 }),
        words.contains(where: { $0.start.line == next }),
        page.lines[next - 1].prefixMatch(of: /\s*(?:[-*+]|[0-9]+[.)])\s/) == nil
      else { return nil }
      return PageFinding(
        page.path, node.start.line,
        "The line begins with a comment, which cuts the paragraph in two.")
    }
  }

  /// Marks of Markdown that a reader sees as they were typed.
  package static func literalMarks(in page: Page) -> [PageFinding] {
    page.document.nodes.compactMap { node in
      let words: String
      if node.isLineOfWords {
        words = RenderedWords(of: node).withoutFormulas
      } else if node.kind == .htmlBlock {
        words = node.literal.replacing(/(?s)<!--.*?-->/, with: "").replacing(/<[^>]*>/, with: "")
      } else {
        return nil
      }
      let source = page.lines[node.lines.clamped(to: page.lines.indices)].joined(separator: "\n")
      let marks = words.matches(of: /\*+|_|`|~~|\]\(/).map { String($0.0) }
      // A mark behind a backslash is meant to be seen.
      guard let mark = marks.first(where: { !source.contains("\\\($0)") }) else { return nil }
      let line = node.lines.first { index in
        page.linesWithoutCode.indices.contains(index)
          && page.linesWithoutCode[index].replacing(/\$[^$]*\$/, with: "").contains(mark)
      }
      return PageFinding(
        page.path, (line ?? node.lines.lowerBound) + 1,
        "GitHub shows the mark \(mark) as it stands here: it marks nothing.")
    }
  }

  /// Formulas that Markdown changes before they are set.
  package static func touchedFormulas(in page: Page) -> [PageFinding] {
    page.document.nodes.filter(\.isLineOfWords).compactMap { node in
      let source = page.linesWithoutCode[node.lines.clamped(to: page.lines.indices)]
        .map { String($0.drop { " >".contains($0) }) }.joined(separator: " ")
      let written = RenderedWords.formulas(
        in: node.kind == .tableRow ? source.replacing("\\|", with: "|") : source)
      let read = RenderedWords(of: node).formulas
      guard written != read else { return nil }
      let first = zip(written, read).first { $0 != $1 }
      let formula =
        first?.0 ?? (written.count > read.count ? written : read)[min(written.count, read.count)]
      let line = node.lines.first { page.lines[$0].contains(formula) } ?? node.lines.lowerBound
      return PageFinding(
        page.path, line + 1,
        "Markdown changes the formula \(formula): write $`…`$, or avoid stars, underscores behind "
          + "signs, and backslashes before signs.")
    }
  }
}
