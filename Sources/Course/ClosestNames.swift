extension Sequence<String> {
  /// Finds the strings that a misspelled name most probably meant, the closest first.
  ///
  /// A string is close when the changes it takes are at most a quarter as many as the name has
  /// characters, rounded up.
  ///
  /// - Parameters:
  ///   - name: The name as it was written.
  ///   - count: The greatest number of strings to return.
  /// - Returns: At most `count` strings; of equally close ones those first in the alphabet.
  /// - Complexity: O(*n* · *m*), the summed length of the strings times the length of the name.
  public func closest(to name: String, count: Int) -> [String] {
    let limit = (name.utf8.count + 3) / 4
    let written = Array(name.utf8)
    return map { (string: $0, distance: $0.editDistance(to: written)) }
      .filter { $0.distance <= limit }
      .sorted { ($0.distance, $0.string) < ($1.distance, $1.string) }
      .prefix(count)
      .map(\.string)
  }
}

extension String {
  /// Counts the insertions, deletions and replacements that turn one text into the other.
  ///
  /// Two rows of the table of Wagner and Fischer, *The string-to-string correction problem*, 1974,
  /// [doi:10.1145/321796.321811](https://doi.org/10.1145/321796.321811).
  fileprivate func editDistance(to right: [UInt8]) -> Int {
    var previous = Array(0...right.count)
    for (row, character) in utf8.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        let replaced = previous[column] + (character == other ? 0 : 1)
        current.append(Swift.min(replaced, previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous[right.count]
  }
}
