import Foundation

/// The comparison of what a cell prints with what is recorded.
///
/// Words and whole numbers must be the same. A number with a point or an exponent must be the
/// recorded one when it is rounded to as many digits as are recorded: recorded 0.25, any number
/// from 0.245 to 0.255 agrees, and 0.2500 asks for more. Spaces count as one.
public enum RecordedOutput {
  /// A place where output and record differ.
  public struct Difference: Hashable, Sendable {
    /// The index of the line.
    public let index: Int

    /// The recorded line; `nil` if the output has a line more.
    public let recorded: String?

    /// The printed line; `nil` if the record has a line more.
    public let found: String?

    /// Creates a difference.
    ///
    /// - Parameters:
    ///   - index: The index of the line.
    ///   - recorded: The recorded line.
    ///   - found: The printed line.
    public init(index: Int, recorded: String?, found: String?) {
      self.index = index
      self.recorded = recorded
      self.found = found
    }
  }

  /// The first line in which the output differs from the record.
  ///
  /// - Parameters:
  ///   - recorded: The lines of the record.
  ///   - found: The lines that were printed.
  /// - Returns: The difference, or `nil` if there is none.
  public static func difference(recorded: [String], found: [String]) -> Difference? {
    for index in 0..<max(recorded.count, found.count) {
      let mine = index < recorded.count ? recorded[index] : nil
      let other = index < found.count ? found[index] : nil
      if let mine, let other, agree(recorded: mine, found: other) { continue }
      return Difference(index: index, recorded: mine, found: other)
    }
    return nil
  }

  /// Whether a printed line agrees with the recorded one.
  ///
  /// - Parameters:
  ///   - recorded: The recorded line.
  ///   - found: The printed line.
  /// - Returns: Whether words are equal, and numbers to the digits recorded.
  public static func agree(recorded: String, found: String) -> Bool {
    let (mine, other) = (tokens(recorded), tokens(found))
    return mine.count == other.count
      && zip(mine, other).allSatisfy { recorded, found in
        recorded == found || numbersAgree(recorded: recorded, found: found)
      }
  }

  /// The words of a line: numbers by themselves, runs of spaces as one, other signs as they come.
  private static func tokens(_ line: String) -> [String] {
    // A digit within a name, as in `x1` or `layers.0.weight`, belongs to the name.
    let pattern =
      /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*|[-−]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|\s+|./
    return line.trimmingCharacters(in: .whitespaces).matches(of: pattern).map { match in
      let token = String(match.0)
      return token.allSatisfy(\.isWhitespace) ? " " : token
    }
  }

  private static func numbersAgree(recorded: String, found: String) -> Bool {
    let sample = recorded.replacing("−", with: "-")
    guard let distance = greatestDistance(from: sample),
      let mine = Double(sample), let other = Double(found.replacing("−", with: "-"))
    else { return false }
    return abs(mine - other) <= distance
  }

  /// How far a number may be from a recorded one: half of what a step of its last digit is worth.
  ///
  /// - Parameter number: The recorded number.
  /// - Returns: The distance; `nil` for a whole number, with which only the same agrees.
  public static func greatestDistance(from number: String) -> Double? {
    guard number.contains(where: { ".eE".contains($0) }), number.contains(where: \.isNumber)
    else { return nil }
    // A hair more, because decimals are not exact in binary.
    return lastUnit(of: number) * 0.5 * (1 + 1e-9)
  }

  /// What one step of the last digit of a decimal number is worth.
  private static func lastUnit(of number: String) -> Double {
    let parts = number.lowercased().split(separator: "e")
    let decimals = parts[0].split(separator: ".").dropFirst().first?.count ?? 0
    // As a floating-point number, which no exponent that somebody writes overflows.
    let exponent = parts.count > 1 ? Double(parts[1]) ?? 0 : 0
    return Double("1e\(Int(max(-400, min(400, exponent - Double(decimals)))))") ?? 0
  }
}
