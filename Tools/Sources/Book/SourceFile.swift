/// A Swift source, with the places of its declarations.
///
/// The sources are formatted by swift-format, so that a declaration belongs to the last type that begins less far
/// to the right; nothing else of Swift has to be known.
package struct SourceFile: Sendable {
  /// A declaration that another file may use.
  package struct Declaration: Hashable, Sendable {
    /// The names of the types around it, and its own.
    package let path: [String]
    /// The line, from 1.
    package let line: Int
    /// Whether it is public.
    package let isPublic: Bool

    /// The name, such as `Tensor.sum`.
    package var name: String { path.joined(separator: ".") }

    /// The words that what uses it must hold.
    var wordsToLookFor: [String] {
      guard let last = path.last, path.count > 1 else { return path }
      let isSpecial = ["init", "callAsFunction", "subscript"].contains(last)
      return isSpecial ? [path[path.count - 2]] : [last]
    }
  }

  /// The file, from the root of the checkout.
  package let path: String

  /// The text.
  package let text: String

  /// The declarations, in order.
  package let declarations: [Declaration]

  /// Reads a source.
  ///
  /// - Parameters:
  ///   - path: The file, from the root of the checkout.
  ///   - text: Its text.
  package init(path: String, text: String) {
    self.path = path
    self.text = text
    var declarations: [Declaration] = []
    var around: [(indentation: Int, name: String)] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let indentation = line.utf8.prefix { $0 == UInt8(ascii: " ") }.count
      let words = line.dropFirst(indentation)
      guard let (name, isType, isPublic) = Self.declared(words) else { continue }
      around.removeAll { $0.indentation >= indentation }
      // Deeper than the types around it, it is local.
      guard indentation == around.count * 2 else { continue }
      declarations.append(
        Declaration(path: around.map(\.name) + [name], line: index + 1, isPublic: isPublic))
      if isType { around.append((indentation, name)) }
    }
    self.declarations = declarations
  }

  /// The declaration that a line belongs to.
  ///
  /// - Parameter line: The line, from 1.
  /// - Returns: The last that begins before it, or, of a doc comment, the one behind it.
  package func declaration(at line: Int) -> Declaration? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var line = line
    while lines.indices.contains(line - 1),
      lines[line - 1].drop(while: { $0 == " " }).hasPrefix("///")
    {
      line += 1
    }
    return declarations.last { $0.line <= line }
  }

  private static func declared(
    _ words: Substring
  ) -> (name: String, isType: Bool, isPublic: Bool)? {
    var isPublic = false
    for text in words.split(separator: " ") {
      switch text {
      case "public", "open": isPublic = true
      case "package", "internal", "private", "fileprivate", "static", "final", "mutating",
        "override", "indirect", "lazy", "weak", "convenience", "consuming", "borrowing",
        "nonisolated", "prefix":
        continue
      case "struct", "class", "enum", "protocol", "actor", "extension", "func", "var", "let",
        "typealias":
        let rest = words[text.endIndex...].drop { $0 == " " || $0 == "`" }
        let isExtension = text == "extension"
        let name = rest.prefix {
          $0.isLetter || $0.isNumber || $0 == "_" || isExtension && $0 == "."
        }
        guard !name.isEmpty else { return nil }
        return (String(name), !["func", "var", "let", "typealias"].contains(text), isPublic)
      default:
        if text.hasPrefix("@") || text.hasPrefix("package(") || text.hasPrefix("private(") {
          continue
        }
        if text.hasPrefix("init(") || text.hasPrefix("init<") || text.hasPrefix("init?") {
          return ("init", false, isPublic)
        }
        if text.hasPrefix("subscript(") || text.hasPrefix("subscript<") {
          return ("subscript", false, isPublic)
        }
        return nil
      }
    }
    return nil
  }
}
