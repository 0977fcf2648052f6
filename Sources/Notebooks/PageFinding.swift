/// Something on a page that is not as it should be, and what to do about it.
public struct PageFinding: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The page, relative to the checkout.
  public let path: String

  /// The line on the page, from 1.
  public let line: Int

  /// What is wrong and what to do.
  public let message: String

  /// Creates a finding.
  ///
  /// - Parameters:
  ///   - path: The page, relative to the checkout.
  ///   - line: The line on the page, from 1.
  ///   - message: What is wrong and what to do.
  public init(_ path: String, _ line: Int, _ message: String) {
    self.path = path
    self.line = line
    self.message = message
  }

  /// The place as editors and compilers write it, and the message.
  public var description: String { "\(path):\(line): \(message)" }

  /// By page and line.
  public static func < (a: PageFinding, b: PageFinding) -> Bool {
    (a.path, a.line, a.message) < (b.path, b.line, b.message)
  }
}
