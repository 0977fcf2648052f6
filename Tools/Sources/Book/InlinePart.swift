import Markdown

/// What stands in a line, with the formulas as GitHub finds them between dollars.
enum InlinePart: Hashable {
  /// Words.
  case text(String)
  /// A formula, and whether it stands in a line of its own.
  case formula(String, isDisplay: Bool)
  /// Anything else that Markdown knows.
  case node(MarkdownNode)

  /// The parts of a line.
  ///
  /// - Parameter nodes: What Markdown read.
  /// - Returns: The same, words joined and formulas found.
  static func parts(of nodes: [MarkdownNode]) -> [InlinePart] {
    var pieces: [InlinePart] = []
    func add(_ text: String) {
      if case .text(let before) = pieces.last {
        pieces[pieces.count - 1] = .text(before + text)
      } else {
        pieces.append(.text(text))
      }
    }
    for node in nodes {
      switch node.kind {
      case .text: add(node.literal)
      case .softBreak: add("\n")
      case .html where node.literal.hasPrefix("<!--"): break
      default: pieces.append(.node(node))
      }
    }
    return withQuotedFormulas(pieces).flatMap { piece in
      if case .text(let text) = piece { scanned(text) } else { [piece] }
    }
  }

  /// Finds the formulas between a dollar with a backquote and a backquote with a dollar.
  private static func withQuotedFormulas(_ pieces: [InlinePart]) -> [InlinePart] {
    var result: [InlinePart] = []
    var index = 0
    var pieces = pieces
    while index < pieces.count {
      if index + 1 < pieces.count, case .node(let code) = pieces[index], code.kind == .code,
        case .text(let before) = result.last, before.hasSuffix("$"),
        case .text(let after) = pieces[index + 1], after.hasPrefix("$")
      {
        result[result.count - 1] = .text(String(before.dropLast()))
        result.append(.formula(code.literal, isDisplay: false))
        pieces[index + 1] = .text(String(after.dropFirst()))
      } else {
        result.append(pieces[index])
      }
      index += 1
    }
    return result
  }

  /// Finds the formulas in words.
  private static func scanned(_ text: String) -> [InlinePart] {
    guard text.contains("$") else { return [.text(text)] }
    let signs = Array(text)
    var result: [InlinePart] = []
    var words = ""
    var index = 0
    func finish() {
      if !words.isEmpty { result.append(.text(words)) }
      words = ""
    }
    while index < signs.count {
      if signs[index] == "$", let (formula, isDisplay, end) = formula(in: signs, at: index) {
        finish()
        result.append(.formula(formula, isDisplay: isDisplay))
        index = end
      } else {
        words.append(signs[index])
        index += 1
      }
    }
    finish()
    return result
  }

  private static func formula(
    in signs: [Character], at start: Int
  ) -> (formula: String, isDisplay: Bool, end: Int)? {
    let isDisplay = start + 1 < signs.count && signs[start + 1] == "$"
    let width = isDisplay ? 2 : 1
    var index = start + width
    guard index < signs.count, isDisplay || !signs[index].isWhitespace else { return nil }
    while index + width <= signs.count {
      if signs[index] == "\\" {
        index += 2
        continue
      }
      let ends = signs[index] == "$" && (!isDisplay || signs[index + 1] == "$")
      if ends, index > start + width, isDisplay || !signs[index - 1].isWhitespace {
        return (String(signs[(start + width)..<index]), isDisplay, index + width)
      }
      index += 1
    }
    return nil
  }
}
