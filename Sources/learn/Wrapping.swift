/// A text with line breaks between words, so that no terminal breaks it within one.
///
/// Every line of the text is broken by itself; indentation is kept on the lines that follow.
///
/// - Parameters:
///   - text: The text.
///   - width: The greatest number of characters in a line; a longer word stands alone.
/// - Returns: The broken text.
package func wrapped(_ text: String, width: Int = 78) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    let indentation = String(line.prefix { $0 == " " })
    var lines: [String] = []
    var current = indentation
    for word in line.split(separator: " ") {
      let isFirst = current.count == indentation.count
      if !isFirst, current.count + 1 + word.count > width {
        lines.append(current)
        current = indentation + word
      } else {
        current += (isFirst ? "" : " ") + word
      }
    }
    return (lines + [current.allSatisfy { $0 == " " } ? "" : current]).joined(separator: "\n")
  }.joined(separator: "\n")
}
