extension String {
  /// The text with a line feed at the end of every line, whichever system wrote it.
  ///
  /// CR LF is one character, at which a text is not cut where LF is looked for, and a parser of Markdown ends a line
  /// at CR alone, too.
  ///
  /// ```swift
  /// "one\r\ntwo\rthree\n".withLineFeeds   // "one\ntwo\nthree\n"
  /// ```
  public var withLineFeeds: String {
    guard utf8.contains(UInt8(ascii: "\r")) else { return self }
    var scalars = String.UnicodeScalarView()
    var isBehindReturn = false
    for scalar in unicodeScalars {
      if scalar != "\n" || !isBehindReturn { scalars.append(scalar == "\r" ? "\n" : scalar) }
      isBehindReturn = scalar == "\r"
    }
    return String(scalars)
  }
}
