/// Lines of a log that are not what they should be, and how many of them are too many.
struct DamagedLines {
  private let path: String
  private var first: (line: Int, expected: String, found: String)?
  private var numbers: [Int] = []

  init(path: String) {
    self.path = path
  }

  /// Takes down a line that is left out.
  ///
  /// - Throws: `LogError.damaged`, naming the first such line, if the log has no other lines to speak of.
  mutating func add(
    _ line: LogLines.Line, expected: String, readCount: Int
  ) throws(LogError) {
    let found = LogReader.excerpt(line.bytes)
    if first == nil { first = (line.number, expected, found) }
    numbers.append(line.number)
    // A crash leaves a torn line, a disk that was full a few; one in fifty is another file than we take it for.
    if let first, numbers.count > 3, numbers.count * 50 > readCount {
      throw .damaged(path: path, line: first.line, expected: first.expected, found: first.found)
    }
  }

  /// What the notes say of them.
  var note: String? {
    guard let first else { return nil }
    if numbers.count == 1 {
      return
        "Line \(first.line) is left out: expected \(first.expected), found \(first.found)."
    }
    return """
      \(numbers.count) lines are left out: \(LogReader.list(numbers.map(String.init))). The first, line \
      \(first.line): expected \(first.expected), found \(first.found).
      """
  }
}
