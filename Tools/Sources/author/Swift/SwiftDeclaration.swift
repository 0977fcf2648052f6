/// A declaration in Swift source: where it stands and what it is called.
package struct SwiftDeclaration: Hashable, Sendable {
  /// The names of the types and extensions around it, and its own.
  package let path: [String]

  /// The labels of the arguments, such as `_:axis:`; empty for what takes none.
  package let labels: String

  /// The indices of its lines, attributes included, the doc comment not.
  package let lines: Range<Int>

  /// The name as a listing asks for it, such as `Tensor.sum(axis:)`.
  package var name: String { path.joined(separator: ".") + (labels.isEmpty ? "" : "(\(labels))") }

  /// The declarations of a source file and of the types in it, in order.
  ///
  /// The source must be laid out as swift-format does it.
  ///
  /// - Parameter source: The text of the file.
  /// - Returns: The declarations; local ones are left out.
  package static func all(in source: String) -> [SwiftDeclaration] {
    var parser = SwiftDeclarationParser(mask: SwiftMask(source))
    parser.parse(parser.mask.lines.indices, path: [])
    return parser.declarations
  }
}

/// Finds declarations by the words that begin them and the brackets that end them.
private struct SwiftDeclarationParser {
  let mask: SwiftMask
  var declarations: [SwiftDeclaration] = []

  private static let typeKeywords: Set = [
    "struct", "class", "enum", "protocol", "actor", "extension",
  ]
  private static let functionKeywords: Set = ["func", "init", "subscript", "deinit"]

  mutating func parse(_ range: Range<Int>, path: [String]) {
    var index = range.lowerBound
    var depth = 0
    while index < range.upperBound {
      guard depth == 0, let (keyword, name, rest) = heading(of: mask.lines[index]) else {
        depth += mask.lines[index].reduce(0) { $0 + Self.weight($1) }
        index += 1
        continue
      }
      var first = index
      while first > range.lowerBound, isAttribute(mask.lines[first - 1]) { first -= 1 }
      let isProperty =
        !Self.typeKeywords.contains(keyword) && !Self.functionKeywords.contains(keyword)
      let (last, body) = end(of: index, in: range, isProperty: isProperty)
      let labels =
        Self.functionKeywords.contains(keyword) ? labels(from: index, through: last, rest) : ""
      let full = path + name.split(separator: ".").map(String.init)
      if keyword != "extension" {
        declarations.append(
          SwiftDeclaration(path: full, labels: labels, lines: first..<(last + 1)))
      }
      if Self.typeKeywords.contains(keyword), let body, body < last {
        parse((body + 1)..<last, path: full)
      }
      index = last + 1
    }
  }

  /// The word that says what a line declares, the name, and what follows it.
  private func heading(of line: String) -> (keyword: String, name: String, rest: Substring)? {
    // Attributes and modifiers, with their arguments, may stand before the word.
    let pattern =
      /\s*(?:@\w+(?:\([^)]*\))?\s+|(?:public|package|internal|fileprivate|private|static|final|indirect|mutating|nonmutating|nonisolated|override|convenience|required|lazy|weak|unowned|prefix|postfix|infix|borrowing|consuming|open|dynamic|class)(?:\([^)]*\))?\s+)*(?<keyword>struct|class|enum|protocol|actor|extension|func|init|deinit|subscript|var|let|case|typealias|associatedtype)(?<rest>\b.*)/
    guard let match = line.wholeMatch(of: pattern) else { return nil }
    let keyword = String(match.keyword)
    let rest = Substring(match.rest.drop { $0 == " " })
    switch keyword {
    case "init", "deinit", "subscript": return (keyword, keyword, Substring(rest))
    case "func":
      let name = rest.prefix { $0 != "(" && $0 != "<" && $0 != " " }
      // An operator may itself begin with `<`; its name ends at the space before the bracket.
      let operatorName = rest.prefix { $0 != " " && $0 != "(" }
      let isOperator = name.isEmpty
      return (keyword, isOperator ? String(operatorName) : String(name), rest)
    default:
      let name = rest.prefix { $0.isLetter || $0.isNumber || "_.`".contains($0) }
      return name.isEmpty ? nil : (keyword, String(name).replacing("`", with: ""), rest)
    }
  }

  private func isAttribute(_ line: String) -> Bool {
    line.drop { $0 == " " }.first == "@" && heading(of: line) == nil
  }

  /// The index of the last line of a declaration, and of the line on which its body begins.
  private func end(of start: Int, in range: Range<Int>, isProperty: Bool) -> (last: Int, body: Int?)
  {
    var depth = 0
    var body: Int?
    for index in start..<range.upperBound {
      for sign in mask.lines[index] {
        if sign == "{", depth == 0, body == nil { body = index }
        depth += Self.weight(sign)
        if sign == "}", depth == 0, !isProperty { return (index, body) }
      }
      if depth == 0, !mask.goesOn[index], !continues(after: index, in: range) {
        return (index, body)
      }
    }
    return (range.upperBound - 1, body)
  }

  /// Whether the line after a complete one belongs to the same declaration.
  private func continues(after index: Int, in range: Range<Int>) -> Bool {
    let line = mask.lines[index].reversed().drop { $0 == " " }
    if let last = line.first, "=,:&|+-*/?>".contains(last) { return true }
    guard index + 1 < range.upperBound else { return false }
    let next = mask.lines[index + 1].drop { $0 == " " }
    if let first = next.first, ".?:+-*/&|={<".contains(first) { return true }
    return ["where ", "throws", "async", "rethrows"].contains { next.hasPrefix($0) }
  }

  private static func weight(_ sign: Character) -> Int {
    "([{".contains(sign) ? 1 : ")]}".contains(sign) ? -1 : 0
  }

  /// The labels of the arguments, each with a colon.
  private func labels(from first: Int, through last: Int, _ rest: Substring) -> String {
    let text = ([String(rest)] + mask.lines[(first + 1)..<max(last + 1, first + 1)])
      .joined(separator: " ")
    guard let open = text.firstIndex(of: "(") else { return "" }
    var depth = 0
    var labels = ""
    var word = ""
    var isLabel = true
    for sign in text[open...] {
      depth += Self.weight(sign)
      if depth == 0 { break }
      if depth > 1 || sign == "(" { continue }
      if sign == "," {
        isLabel = true
        word = ""
      } else if isLabel, sign == " " || sign == ":" {
        if word.isEmpty { continue }
        labels += word + ":"
        isLabel = false
      } else if isLabel {
        word.append(sign)
      }
    }
    return labels
  }
}
