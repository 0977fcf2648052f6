/// A change that brings a page into agreement with its origins.
package struct PageEdit: Hashable, Sendable {
  /// The indices of the lines that are replaced.
  package let lines: Range<Int>

  /// What stands there afterward.
  package let replacement: [String]

  /// What differs, for a reader who only checks.
  package let message: String

  /// Creates a change.
  ///
  /// - Parameters:
  ///   - lines: The indices of the lines that are replaced.
  ///   - replacement: What stands there afterward.
  ///   - message: What differs.
  package init(_ lines: Range<Int>, _ replacement: [String], _ message: String) {
    self.lines = lines
    self.replacement = replacement
    self.message = message
  }
}
