import Text

extension Exercise {
  /// The solution, cut out of the file that holds it.
  ///
  /// - Parameter source: The text of ``answerFile``.
  /// - Returns: The declarations between the marks, as they would stand in the file to edit; `nil` if a mark is
  ///   missing.
  public func solutionText(from source: String) -> String? {
    let lines = source.withLineFeeds
      .split(separator: "\n", omittingEmptySubsequences: false)
    guard let begin = lines.firstIndex(of: "// solution begins"),
      let end = lines.firstIndex(of: "// solution ends"), begin < end
    else { return nil }
    return lines[(begin + 1)..<end].map { $0.hasPrefix("func ") ? "public \($0)" : String($0) }
      .joined(separator: "\n")
  }
}
