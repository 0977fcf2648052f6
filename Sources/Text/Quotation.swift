extension StringProtocol {
  /// The beginning of the text as a message shows it: one line, whatever the text holds.
  ///
  /// What a message says of a file may come from the file, with line ends, escape sequences of terminals, and
  /// without an end.
  ///
  /// ```swift
  /// "Height\n(cm)".excerpt()                // Height·(cm)
  /// "a long name".excerpt(upTo: 6)          // a long…
  /// ```
  ///
  /// - Parameter count: How many characters are shown; a text that is longer ends in “…”.
  /// - Returns: The text, with “·” for every character that does not stand in a line.
  public func excerpt(upTo count: Int = 200) -> String {
    // By scalars: one character may have any number of accents.
    let scalars = unicodeScalars.prefix(count)
    var shown = String.UnicodeScalarView()
    for scalar in scalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        shown.append("·")
      default: shown.append(scalar)
      }
    }
    return String(shown) + (scalars.endIndex < unicodeScalars.endIndex ? "…" : "")
  }
}
