import Markdown
package import Notebooks

/// The listings of a page, held against the sources.
package struct PageListings {
  /// What has to change.
  package private(set) var edits: [PageEdit] = []

  /// What cannot be put right without the writer.
  package private(set) var findings: [PageFinding] = []

  /// Compares the listings of a page with the sources.
  ///
  /// - Parameters:
  ///   - page: The page.
  ///   - source: The text of a file, given its path; `nil` if there is none.
  ///   - twin: The lines of PyTorch, given a failure mode and a run; throws if there are none.
  package init(
    of page: Page, source: (String) -> String?, twin: (String, String) throws -> [String]
  ) {
    for node in page.document.nodes where node.kind == .htmlBlock {
      if let (failure, run) = PageTwins.marker(node.literal) {
        do {
          let lines = try twin(failure, run)
          compare(
            lines, in: "python", named: "\(failure) \(run)", page, markerAt: node.end.line - 1)
        } catch {
          findings.append(PageFinding(page.path, node.end.line, "\(error)"))
        }
        continue
      }
      guard let match = node.literal.wholeMatch(of: /\s*<!--\s*listing:\s*(.*?)\s*-->\s*/) else {
        continue
      }
      let index = node.end.line - 1
      let listing = Listing(match.1)
      guard let text = source(listing.path) else {
        findings.append(
          PageFinding(page.path, index + 1, "The listing's file does not exist: \(listing.path)"))
        continue
      }
      do throws(Listing.Failure) {
        let name = listing.part.map { "\(listing.path)#\($0)" } ?? listing.path
        compare(try listing.lines(in: text), in: "swift", named: name, page, markerAt: index)
      } catch {
        findings.append(PageFinding(page.path, index + 1, "\(listing.path): \(error)"))
      }
    }
  }

  private mutating func compare(
    _ wanted: [String], in language: String, named name: String, _ page: Page,
    markerAt index: Int
  ) {
    let mark = Fence.mark(around: wanted)
    let block = [mark + language] + wanted + [mark]
    // Empty lines between the marker and the fence are the writer's.
    let next = page.lines[(index + 1)...].firstIndex { !$0.allSatisfy { $0 == " " } }
    guard let fence = page.fences.first(where: { $0.start == next }), fence.isClosed else {
      edits.append(
        PageEdit(
          (index + 1)..<(index + 1), block, "The listing of \(name) has no fence below its marker.")
      )
      return
    }
    guard fence.body != wanted || fence.info != [language] else { return }
    edits.append(
      PageEdit(fence.start..<(fence.end + 1), block, "The listing differs from \(name)."))
  }
}
