import Text

extension Exercise {
  /// The comment that the file to edit opens with: what to do, and how to have it checked.
  ///
  /// Paragraphs of the statement are filled to 95 columns behind the slashes; indented lines stay as they are.
  public var stubHeader: String {
    let facts = "\(id) · \(title)\n\(kind.words) · \(minutes) minutes · \(difficulty.words)"
    let check = """
      Check it with `./learn check \(id)`, or after every save with `./learn watch \(id)`.
      When you are stuck: `./learn hint \(id)`.
      """
    return [facts, statement, check].joined(separator: "\n\n").filled(width: 95)
      .map { $0.isEmpty ? "//\n" : "// \($0)\n" }.joined()
  }
}
