import Foundation

/// The terminal that the programs of the course write to.
public enum Terminal {
  /// The greatest number of characters in a line, from 40 to 80.
  ///
  /// It is what `COLUMNS` in the environment says, which `./learn` sets to the width of its terminal; 80
  /// where nothing is said, as in a pipe.
  public static var width: Int { width(columns: ProcessInfo.processInfo.environment["COLUMNS"]) }

  /// The greatest number of characters in a line, for a terminal of some width.
  ///
  /// - Parameter columns: The width as a number in characters; `nil` if it is not known.
  /// - Returns: A number from 40 to 80: longer lines are hard to read, shorter ones hold no table.
  public static func width(columns: String?) -> Int {
    guard let columns, let number = Int(columns), number > 0 else { return 80 }
    return min(max(number, 40), 80)
  }
}
