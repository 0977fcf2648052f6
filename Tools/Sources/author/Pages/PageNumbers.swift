package import Notebooks

/// The measured numbers of a page, held against their origins.
package struct PageNumbers {
  /// What has to change.
  package private(set) var edits: [PageEdit] = []

  /// What cannot be put right without the writer.
  package private(set) var findings: [PageFinding] = []

  /// Compares the measured numbers of a page with their origins.
  ///
  /// - Parameters:
  ///   - page: The page.
  ///   - text: The number as text, given its origin; throws what is wrong with the reference.
  package init(of page: Page, text: (NumberReference) async throws -> String) async {
    for (index, line) in page.lines.enumerated() where !page.isFenced[index] {
      // Markers in code are examples: markers are looked for in the line without its code.
      let masked = page.linesWithoutCode[index]
      func place(_ place: String.Index) -> String.Index {
        line.index(line.startIndex, offsetBy: masked.distance(from: masked.startIndex, to: place))
      }
      var replaced = ""
      var rest = line.startIndex
      var changes: [String] = []
      for opening in masked.matches(of: /<!--\s*figure:\s*(.*?)\s*-->/) {
        let words = String(opening.1)
        guard
          let closing = masked[opening.range.upperBound...].firstRange(of: /<!--\s*end\s*-->/),
          masked[opening.range.upperBound..<closing.lowerBound].firstMatch(of: /<!--/) == nil
        else {
          note(page, index, "The number “\(words)” has no <!-- end --> on its line.")
          continue
        }
        let (first, last) = (place(opening.range.upperBound), place(closing.lowerBound))
        let found = String(line[first..<last])
        guard let reference = NumberReference(words) else {
          note(page, index, "The number “\(words)” names no origin; Lessons/README.md lists them.")
          continue
        }
        do {
          let wanted = try await text(reference)
          if wanted != found {
            changes.append("\(words): measured \(wanted), the page says “\(found)”")
          }
          replaced += line[rest..<first] + wanted
          rest = last
        } catch {
          note(page, index, "The number “\(words)”: \(error)")
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
