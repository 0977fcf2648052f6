/// The names under which the headings of a page can be linked to, as GitHub makes them.
package struct Anchors {
  private var counts: [String: Int] = [:]

  /// Creates the names of a page without headings.
  package init() {}

  /// The name of the next heading.
  ///
  /// - Parameter heading: Its words.
  /// - Returns: The name, without the number sign.
  package mutating func name(of heading: String) -> String {
    let name = heading.lowercased().compactMap { sign -> String? in
      if sign == " " { return "-" }
      return sign.isLetter || sign.isNumber || sign == "-" || sign == "_" ? String(sign) : nil
    }.joined()
    let count = counts[name, default: 0]
    counts[name] = count + 1
    return count == 0 ? name : "\(name)-\(count)"
  }
}

/// A heading of a page of the book.
package struct BookHeading: Hashable, Sendable {
  /// How deep it is, from 1.
  package let level: Int

  /// The name for links.
  package let anchor: String

  /// The words, without marks; formulas as they were typed.
  package let title: String

  /// The words as HTML.
  package let html: String
}
