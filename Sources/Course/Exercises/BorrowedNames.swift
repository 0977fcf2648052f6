extension Exercise {
  /// The first forbidden name that a source uses outside of its comments and texts.
  ///
  /// - Parameter source: The text of ``file``.
  /// - Returns: `nil` if it uses none.
  public func borrowedName(in source: String) -> String? {
    let code = Self.withoutCommentsAndTexts(source)
    let names = Set(code.split { !($0.isLetter || $0.isNumber || $0 == "_") })
    return forbidden.first { names.contains($0[...]) }
  }

  /// A source without what the compiler does not read as code; a space stands for each piece.
  ///
  /// What stands in an interpolation counts as text: an answer hides nothing there that it could use
  /// as a number. Comments in comments end as the language has it.
  private static func withoutCommentsAndTexts(_ source: String) -> String {
    var rest = source[...]
    var code = ""
    while let sign = rest.first {
      if rest.hasPrefix("//") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        rest = rest.dropFirst(2)
        var depth = 1
        while depth > 0, !rest.isEmpty {
          let mark = rest.prefix(2)
          depth += mark == "/*" ? 1 : (mark == "*/" ? -1 : 0)
          rest = rest.dropFirst(mark == "/*" || mark == "*/" ? 2 : 1)
        }
      } else if sign == "\"" {
        let quote = rest.hasPrefix("\"\"\"") ? "\"\"\"" : "\""
        rest = rest.dropFirst(quote.count)
        while !rest.isEmpty, !rest.hasPrefix(quote) {
          rest = rest.dropFirst(rest.first == "\\" ? 2 : 1)
        }
        rest = rest.dropFirst(quote.count)
      } else {
        code.append(sign)
        rest = rest.dropFirst()
        continue
      }
      code.append(" ")
    }
    return code
  }
}
