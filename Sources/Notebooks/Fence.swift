/// A fenced block of a Markdown page.
public struct Fence: Hashable, Sendable {
  /// The index of the opening line.
  public let start: Int

  /// The index of the closing line; the number of lines if it is missing.
  public let end: Int

  /// Whether the block is closed.
  public let isClosed: Bool

  /// The words after the opening backticks.
  public let info: [String]

  /// The lines between the fences.
  public let body: [String]

  /// The fenced blocks of a page, in order.
  ///
  /// - Parameter lines: The lines of the page.
  /// - Returns: The blocks; one that is never closed reaches to the end.
  public static func all(in lines: [String]) -> [Fence] {
    var fences: [Fence] = []
    var index = 0
    while index < lines.count {
      guard let (sign, length, info) = opening(lines[index]) else {
        index += 1
        continue
      }
      let start = index
      index += 1
      while index < lines.count, !closes(lines[index], sign: sign, length: length) { index += 1 }
      fences.append(
        Fence(
          start: start, end: index, isClosed: index < lines.count,
          info: info.split(separator: " ").map(String.init),
          body: Array(lines[(start + 1)..<index])))
      index += 1
    }
    return fences
  }

  /// A fence of backticks that no line of a text closes.
  ///
  /// - Parameter lines: The lines that it is to hold.
  /// - Returns: Three backticks or more.
  public static func mark(around lines: [String]) -> String {
    var mark = "```"
    while lines.contains(where: { $0.contains(mark) }) { mark += "`" }
    return mark
  }

  /// The sign, the length and the info string of an opening line.
  private static func opening(_ line: String) -> (sign: Character, length: Int, info: String)? {
    let text = line.drop { $0 == " " }
    guard line.count - text.count < 4, let sign = text.first, sign == "`" || sign == "~" else {
      return nil
    }
    let length = text.prefix { $0 == sign }.count
    let info = text.dropFirst(length)
    guard length >= 3, sign == "~" || !info.contains("`") else { return nil }
    return (sign, length, String(info))
  }

  private static func closes(_ line: String, sign: Character, length: Int) -> Bool {
    let text = line.drop { $0 == " " }
    let run = text.prefix { $0 == sign }.count
    return line.count - text.count < 4 && run >= length
      && text.dropFirst(run).allSatisfy { $0 == " " }
  }
}
