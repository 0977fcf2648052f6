import Foundation
import Markdown
package import Notebooks

/// The links from page to page.
package enum PageLinks {
  /// A link or image on a page.
  package struct Link: Hashable, Sendable {
    /// Where it leads.
    package let target: String
    /// The line, from 1.
    package let line: Int
  }

  /// The links of a page, code left out.
  ///
  /// - Parameter page: The page.
  /// - Returns: The links, in order.
  package static func links(in page: Page) -> [Link] {
    page.document.nodes.compactMap { node in
      switch node.kind {
      case .link(let target), .image(let target): Link(target: target, line: node.start.line)
      default: nil
      }
    }
  }

  /// The names under which the headings of a page can be linked to, as GitHub makes them.
  ///
  /// - Parameter page: The page.
  /// - Returns: The names without the number sign, and those of `<a id="…">`.
  package static func anchors(in page: Page) -> Set<String> {
    var counts: [String: Int] = [:]
    var anchors: Set<String> = []
    for node in page.document.nodes {
      if node.kind == .html || node.kind == .htmlBlock {
        for match in node.literal.matches(of: /<a\s+(?:id|name)="([^"]+)"/) {
          anchors.insert(String(match.1))
        }
      }
      guard case .heading = node.kind else { continue }
      let name = node.plainText.lowercased().compactMap { sign -> String? in
        if sign == " " { return "-" }
        return sign.isLetter || sign.isNumber || sign == "-" || sign == "_" ? String(sign) : nil
      }.joined()
      let count = counts[name, default: 0]
      anchors.insert(count == 0 ? name : "\(name)-\(count)")
      counts[name] = count + 1
    }
    return anchors
  }

  /// The links of a page that lead nowhere.
  ///
  /// - Parameters:
  ///   - page: The page.
  ///   - exists: Whether there is a file or folder of a path, relative to the checkout.
  ///   - read: Another page, given its path.
  /// - Returns: A finding for each.
  package static func findings(
    in page: Page, exists: (String) -> Bool, read: (String) -> Page?
  ) -> [PageFinding] {
    links(in: page).compactMap { link in
      guard link.target.firstMatch(of: /^[a-z][a-z0-9+.-]*:/) == nil else { return nil }
      let parts = link.target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let path = parts[0].isEmpty ? page.path : resolved(String(parts[0]), from: page.path)
      guard let path, exists(path) else {
        return PageFinding(page.path, link.line, "The link leads nowhere: \(link.target)")
      }
      guard parts.count == 2, path.hasSuffix(".md") else { return nil }
      let anchor = String(parts[1])
      let target = path == page.path ? page : read(path)
      guard let target, anchors(in: target).contains(anchor) else {
        return PageFinding(page.path, link.line, "\(path) has no heading #\(anchor).")
      }
      return nil
    }
  }

  /// A relative path from a page as a path from the checkout; `nil` if it leads out of it.
  private static func resolved(_ target: String, from page: String) -> String? {
    var parts = target.hasPrefix("/") ? [] : page.split(separator: "/").dropLast()
    let target = target.removingPercentEncoding ?? target
    for part in target.split(separator: "/") where part != "." {
      if part == ".." {
        guard parts.popLast() != nil else { return nil }
      } else {
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }
}
