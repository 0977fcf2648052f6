extension String {
  /// The text in lines that are not longer than a width, broken between words.
  ///
  /// Every line of the text is a paragraph; lines that begin with a space stay as they are.
  ///
  /// - Parameter width: The greatest number of characters in a line; longer words stand alone.
  /// - Returns: The lines.
  package func filled(width: Int) -> [String] {
    split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
      paragraph.first == " " ? [String(paragraph)] : fill(paragraph, width)
    }
  }

  private func fill(_ paragraph: Substring, _ width: Int) -> [String] {
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
}
