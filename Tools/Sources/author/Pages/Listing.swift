/// A part of a source file that a page shows.
package struct Listing: Hashable, Sendable {
  /// The file, relative to the checkout.
  package let path: String

  /// What of it is shown: a declaration, `region:` and a name, or `nil` for all of it.
  package let part: String?

  /// Reads what a marker says, such as `Sources/A/B.swift#tanh`.
  ///
  /// - Parameter marker: The words after `listing:`.
  package init(_ marker: some StringProtocol) {
    let parts = marker.split(separator: "#", maxSplits: 1)
    path = String(parts.first ?? "")
    part = parts.count == 2 ? String(parts[1]) : nil
  }

  /// Why a part cannot be shown.
  package enum Failure: Error, Hashable, CustomStringConvertible {
    /// There is nothing of that name.
    case missing(String, candidates: [String])
    /// There are several of that name.
    case ambiguous(String, candidates: [String])
    /// A region has no beginning or no end.
    case noRegion(String)

    /// What to do.
    package var description: String {
      switch self {
      case .missing(let name, let candidates):
        "no declaration is called \(name)"
          + (candidates.isEmpty ? "." : "; there are \(candidates.joined(separator: ", ")).")
      case .ambiguous(let name, let candidates):
        "several declarations are called \(name): choose \(candidates.joined(separator: " or "))."
      case .noRegion(let name):
        "there is no region between `// region: \(name)` and `// end region`."
      }
    }
  }

  /// The lines to show.
  ///
  /// - Parameter source: The text of the file.
  /// - Returns: The lines, moved to the left edge.
  /// - Throws: `Failure`, which names what there is instead.
  package func lines(in source: String) throws(Failure) -> [String] {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return Listing.trimmed(Array(lines[try range(in: source, lines)]))
  }

  /// Where the lines stand in the file.
  ///
  /// - Parameter source: The text of the file.
  /// - Returns: The first and the last line, from 1.
  /// - Throws: `Failure`, which names what there is instead.
  package func place(in source: String) throws(Failure) -> ClosedRange<Int> {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let range = try range(in: source, lines)
    return (range.lowerBound + 1)...max(range.lowerBound + 1, range.upperBound)
  }

  /// The indices of the lines to show.
  private func range(in source: String, _ lines: [String]) throws(Failure) -> Range<Int> {
    guard let part else { return lines.indices }
    if part.hasPrefix("region:") {
      return try Listing.region(part.dropFirst(7).drop { $0 == " " }, of: lines)
    }
    let declarations = SwiftDeclaration.all(in: source)
    let wanted = part.split(separator: "(", maxSplits: 1)
    let path = wanted[0].split(separator: ".").map(String.init)
    let matching = declarations.filter { declaration in
      declaration.path.suffix(path.count) == path[...]
        && (wanted.count == 1 || declaration.labels + ")" == wanted[1])
    }
    // The one that is called exactly so comes before those that only end so.
    let exact = matching.filter { $0.path == path }
    let found = exact.count == 1 ? exact : matching
    guard let declaration = found.first else {
      throw .missing(
        part, candidates: declarations.filter { $0.path.last == path.last }.map(\.name))
    }
    guard found.count == 1 else { throw .ambiguous(part, candidates: found.map(\.name)) }
    return declaration.lines
  }

  private static func region(_ name: Substring, of lines: [String]) throws(Failure) -> Range<Int> {
    let words = lines.map { $0.drop { $0 == " " } }
    guard let start = words.firstIndex(of: "// region: \(name)"),
      let end = words[start...].firstIndex(of: "// end region")
    else { throw .noRegion(String(name)) }
    return (start + 1)..<end
  }

  /// Lines without the indentation that all of them share, and without empty ones at the ends.
  private static func trimmed(_ lines: [String]) -> [String] {
    let isEmpty = { (line: String) in line.allSatisfy { $0 == " " } }
    let shared = lines.filter { !isEmpty($0) }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    var result = lines.map { String($0.dropFirst(shared)) }
    while result.first.map(isEmpty) == true { result.removeFirst() }
    while result.last.map(isEmpty) == true { result.removeLast() }
    return result
  }
}
