/// Text as HTML has it.
package enum HTML {
  /// A text between tags, or in an attribute between double quotes.
  ///
  /// - Parameter text: The text.
  /// - Returns: The text with its signs of HTML written out.
  package static func escaped(_ text: some StringProtocol) -> String {
    guard text.utf8.contains(where: { $0 == 38 || $0 == 60 || $0 == 62 || $0 == 34 }) else {
      return String(text)
    }
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count + 32)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): result += Array("&amp;".utf8)
      case UInt8(ascii: "<"): result += Array("&lt;".utf8)
      case UInt8(ascii: ">"): result += Array("&gt;".utf8)
      case UInt8(ascii: "\""): result += Array("&quot;".utf8)
      default: result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// A name or a path that may be broken behind a slash or a colon, and before a capital letter or a plus.
  ///
  /// - Parameter name: The name.
  /// - Returns: The name as HTML.
  package static func breakable(_ name: some StringProtocol) -> String {
    escaped(name).replacing(/([\/:])(?=.)/) { "\($0.1)<wbr>" }
      .replacing(/([a-z0-9])(?=[A-Z+])/) { "\($0.1)<wbr>" }
  }

  /// Code within a line; a short piece with a hyphen or a space, such as `1e-5`, is not broken there.
  ///
  /// - Parameter text: The code.
  /// - Returns: The element.
  package static func code(_ text: some StringProtocol) -> String {
    let isKept = text.count <= 12 && text.contains { $0 == "-" || $0 == " " }
    return "<code\(isKept ? " class=\"short\"" : "")>\(escaped(text))</code>"
  }

  /// A link.
  ///
  /// - Parameters:
  ///   - address: Where it leads.
  ///   - content: What is seen, as HTML.
  /// - Returns: The element.
  package static func link(_ address: String, _ content: String) -> String {
    "<a href=\"\(escaped(address))\">\(content)</a>"
  }

  /// A list of items.
  ///
  /// - Parameter items: What each item holds, as HTML.
  /// - Returns: The element; empty without items.
  package static func list(_ items: [String]) -> String {
    items.isEmpty ? "" : "<ul>\n" + items.map { "<li>\($0)</li>\n" }.joined() + "</ul>\n"
  }

  /// Comments taken out of HTML.
  ///
  /// - Parameter text: The HTML.
  /// - Returns: The rest.
  package static func withoutComments(_ text: String) -> String {
    var rest = text[...]
    var result = ""
    while let begin = rest.firstRange(of: "<!--") {
      result += rest[..<begin.lowerBound]
      guard let end = rest[begin.upperBound...].firstRange(of: "-->") else { return result }
      rest = rest[end.upperBound...]
    }
    return result + rest
  }
}
