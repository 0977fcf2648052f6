extension Exercise {
  /// The comment that the file to edit opens with: what to do, and how to have it checked.
  ///
  /// Paragraphs of the statement are filled to 95 columns behind the slashes; indented lines stay as they are.
  public var stubHeader: String {
    let facts = "\(id) · \(title)\n\(kind.words) · \(minutes) minutes · \(difficulty.words)"
    let check = """
      Check it with `./learn check \(id)`, or with `swift test --filter '\(id)'`.
      When you are stuck: `./learn hint \(id)`.
      """
    let text = [facts, statement, check].joined(separator: "\n\n")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      line.first == " " ? [String(line)] : filled(line, width: 95)
    }
    return lines.map { $0.isEmpty ? "//\n" : "// \($0)\n" }.joined()
  }
}

/// A paragraph broken between words so that no line is longer than `width`.
private func filled(_ paragraph: Substring, width: Int) -> [String] {
  var lines = [""]
  for word in paragraph.split(separator: " ") {
    let line = lines[lines.count - 1]
    if line.isEmpty {
      lines[lines.count - 1] = String(word)
    } else if line.count + 1 + word.count <= width {
      lines[lines.count - 1] += " " + word
    } else {
      lines.append(String(word))
    }
  }
  return lines
}
