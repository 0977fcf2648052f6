import Course
import Foundation

/// Where in the book the files of the checkout stand.
package final class SiteMap {
  /// The pages of the book by the file that they show, both from the roots.
  private let pages: [String: String]

  /// Whether a path of the checkout is a folder; `nil` if there is nothing.
  private let isFolder: (String) -> Bool?

  /// The files that pages link to and that no page shows.
  package private(set) var linkedFiles: Set<String> = []

  /// The folders that pages link to.
  package private(set) var linkedFolders: Set<String> = []

  /// Creates a map.
  ///
  /// - Parameters:
  ///   - pages: The pages of the book by the file that they show, both from the roots.
  ///   - isFolder: Whether a path of the checkout is a folder; `nil` if there is nothing.
  package init(pages: [String: String], isFolder: @escaping (String) -> Bool?) {
    self.pages = pages
    self.isFolder = isFolder
  }

  /// The page that is made of a file, from the root of the book; `nil` if there is none.
  func page(of file: String) -> String? { pages[file] }

  /// The address of what a link of a file means.
  ///
  /// - Parameters:
  ///   - target: The link as the file has it.
  ///   - file: The file, from the root of the checkout.
  ///   - page: The page of the book, from its root.
  /// - Returns: The address, as the page has to have it.
  package func address(of target: String, in file: String, on page: String) -> String {
    guard target.firstMatch(of: /^[a-z][a-z0-9+.-]*:/) == nil else { return target }
    let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let path = parts[0].isEmpty ? file : Self.resolved(String(parts[0]), from: file)
    let anchor = parts.count == 2 ? String(parts[1]) : nil
    if let anchor, let question = Self.question(anchor), path.hasPrefix("Lessons/") {
      return Self.relative("questions/\(question.prefix(2)).html", from: page) + "#q-\(question)"
    }
    let found = pages[path] ?? source(path)
    if found == page, let anchor { return "#\(anchor)" }
    return Self.relative(found, from: page) + (anchor.map { "#\($0)" } ?? "")
  }

  /// The page that shows a file or the names in a folder; it will be written.
  ///
  /// - Parameter path: The file or folder, from the root of the checkout.
  /// - Returns: The page, from the root of the book.
  package func source(_ path: String) -> String {
    if isFolder(path) == true {
      linkedFolders.insert(path)
      return "sources/\(path)/index.html"
    }
    linkedFiles.insert(path)
    return "sources/\(path).html"
  }

  /// The address of one page as another has to have it.
  ///
  /// - Parameters:
  ///   - target: A page, from the root of the book.
  ///   - page: The page with the link.
  /// - Returns: The address.
  package static func relative(_ target: String, from page: String) -> String {
    let to = target.split(separator: "/")
    let from = page.split(separator: "/").dropLast()
    let shared = zip(to.dropLast(), from).prefix { $0 == $1 }.count
    let steps =
      Array(repeating: "..", count: from.count - shared) + to.dropFirst(shared).map(String.init)
    return steps.joined(separator: "/").addingPercentEncoding(
      withAllowedCharacters: .urlPathAllowed)
      ?? target
  }

  /// A relative path from a file as a path from the root; what leads out of the checkout stays inside.
  static func resolved(_ target: String, from file: String) -> String {
    var parts = target.hasPrefix("/") ? [] : file.split(separator: "/").dropLast().map(String.init)
    for part in (target.removingPercentEncoding ?? target).split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
    }
    return parts.joined(separator: "/")
  }

  /// The id of a question whose heading has an anchor such as `0512-what-differs`.
  private static func question(_ anchor: String) -> String? {
    anchor.prefixMatch(of: /(\d\d)(\d\d)-/).map { "\($0.1).\($0.2)" }
  }
}
