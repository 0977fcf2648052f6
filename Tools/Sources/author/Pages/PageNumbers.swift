/// The measured numbers of a page, held against their origins.
package struct PageFigures {
  /// What has to change.
  package private(set) var edits: [PageEdit] = []

  /// What cannot be put right without the writer.
  package private(set) var findings: [PageFinding] = []

  /// Compares the measured numbers of a page with their origins.
  ///
  /// - Parameters:
  ///   - page: The page.
  ///   - text: The number as text, given its origin; throws what is wrong with the reference.
  package init(of page: Page, text: (FigureReference) throws -> String) {
    for (index, line) in page.lines.enumerated() where !page.isFenced[index] {
      let code = CodeSpans(line)
      var replaced = ""
      var rest = line.startIndex
      var changes: [String] = []
      for opening in line.matches(of: /<!--\s*figure:\s*(.*?)\s*-->/)
      where !code.contains(opening.range.lowerBound) {
        let words = String(opening.1)
        guard
          let closing = line[opening.range.upperBound...].firstRange(of: /<!--\s*end\s*-->/),
          line[opening.range.upperBound..<closing.lowerBound].firstMatch(of: /<!--/) == nil
        else {
          note(page, index, "The figure “\(words)” has no <!-- end --> on its line.")
          continue
        }
        let found = String(line[opening.range.upperBound..<closing.lowerBound])
        guard let reference = FigureReference(words) else {
          note(page, index, "The figure “\(words)” names no origin; Lessons/README.md lists them.")
          continue
        }
        do {
          let wanted = try text(reference)
          if wanted != found {
            changes.append("\(words): measured \(wanted), the page says “\(found)”")
          }
          replaced += line[rest..<opening.range.upperBound] + wanted
          rest = closing.lowerBound
        } catch {
          note(page, index, "The figure “\(words)”: \(error)")
        }
      }
      guard !changes.isEmpty else { continue }
      edits.append(
        PageEdit(
          index..<(index + 1), [replaced + line[rest...]], changes.joined(separator: "; ") + "."))
    }
  }

  private mutating func note(_ page: Page, _ index: Int, _ message: String) {
    findings.append(PageFinding(page.path, index + 1, message))
  }
}

/// The parts of a line that are code, between equal runs of backquotes.
package struct CodeSpans {
  private var ranges: [Range<String.Index>] = []

  /// Finds the code of a line.
  ///
  /// - Parameter line: The line.
  package init(_ line: String) {
    let runs = line.matches(of: /`+/)
    var next = 0
    while next < runs.count {
      let opening = runs[next]
      guard
        let closing = runs[(next + 1)...].firstIndex(where: {
          $0.output.count == opening.output.count
        })
      else {
        next += 1
        continue
      }
      ranges.append(opening.range.lowerBound..<runs[closing].range.upperBound)
      next = closing + 1
    }
  }

  /// Whether a place of the line is code.
  ///
  /// - Parameter index: The place.
  /// - Returns: Whether it lies in a span.
  package func contains(_ index: String.Index) -> Bool { ranges.contains { $0.contains(index) } }

  /// The line with its code blanked.
  ///
  /// - Parameter line: The line that the spans were found in.
  /// - Returns: A line of the same length.
  package func blanked(in line: String) -> String {
    var result = line
    for range in ranges.reversed() {
      result.replaceSubrange(range, with: String(repeating: " ", count: line[range].count))
    }
    return result
  }
}
