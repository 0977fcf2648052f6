import Markdown
package import Notebooks

/// The failures that a page has to show in PyTorch as well.
package enum PageTwins {
  /// A failure and the run of its twin that a marker such as `<!-- twin: F1.3 broken -->` names.
  ///
  /// - Parameter literal: A block of HTML.
  /// - Returns: The two, or `nil` if the block is no such marker.
  static func marker(_ literal: String) -> (failure: String, run: String)? {
    literal.wholeMatch(of: /\s*<!--\s*twin:\s*(F[0-9]+\.[0-9]+)\s+(.*?)\s*-->\s*/).map {
      (String($0.1), String($0.2))
    }
  }

  /// The failure modes without PyTorch's lines, broken and cured, and without a reason for that.
  ///
  /// A reason stands on the page: `<!-- no twin: F2.4 PyTorch's engine adds … -->`.
  ///
  /// - Parameters:
  ///   - page: The page of a lesson.
  ///   - failures: The ids of the lesson's failure modes.
  ///   - run: Throws if a failure's twin has no run of a name.
  /// - Returns: A finding for each.
  package static func findings(
    in page: Page, failures: [String], run: (String, String) throws -> Void
  ) -> [PageFinding] {
    let comments = page.document.nodes.filter { $0.kind == .htmlBlock }
    let excused = Set(
      comments.compactMap { node in
        node.literal.wholeMatch(of: /\s*<!--\s*no twin:\s*(F[0-9]+\.[0-9]+)\s+\S[^>]*-->\s*/)
          .map { String($0.1) }
      })
    let shown = Set(comments.compactMap { marker($0.literal) }.map { "\($0.failure) \($0.run)" })
    return failures.filter { !excused.contains($0) }.compactMap { id in
      let line = line(of: id, on: page)
      let names = ["broken", "cured"]
      do { for name in names { try run(id, name) } } catch {
        return PageFinding(page.path, line, "\(error)")
      }
      let missing = names.filter { !shown.contains("\(id) \($0)") }
      guard !missing.isEmpty else { return nil }
      let markers = missing.map { "<!-- twin: \(id) \($0) -->" }.joined(separator: " and ")
      return PageFinding(
        page.path, line,
        "\(id) is not shown in PyTorch: the page lacks \(markers), or <!-- no twin: \(id) why -->.")
    }
  }

  /// The line of the heading that begins with an id, from 1; the first if there is none.
  private static func line(of id: String, on page: Page) -> Int {
    page.document.nodes.first { node in
      guard case .heading = node.kind else { return false }
      return node.plainText.prefixMatch(of: /F[0-9]+\.[0-9]+/).map { String($0.0) } == id
    }?.start.line ?? 1
  }
}
