import Foundation

/// One line of the stream of events that Swift Testing writes beside its text.
///
/// ## Source
///
/// Swift Testing, "JSON ABI",
/// https://github.com/swiftlang/swift-testing/blob/main/Documentation/ABI/JSON.md. Of it only what a
/// summary needs is read; whatever else is there, or comes later, is passed over.
package struct TestEvent: Decodable, Sendable {
  /// What a line says of a test or of a moment of the run.
  package struct Payload: Decodable, Sendable {
    package let kind: String
    package let id: String?
    package let name: String?
    package let testID: String?
    package let instant: Instant?
    package let issue: Issue?
    package let messages: [Message]?
    package let sourceLocation: Location?
  }

  /// A moment.
  package struct Instant: Decodable, Sendable {
    package let absolute: Double
  }

  /// Something that a test has to complain of.
  package struct Issue: Decodable, Sendable {
    package let isKnown: Bool
    package let isFailure: Bool?
    package let sourceLocation: Location?
  }

  /// A text for people and the sign that stands before it.
  package struct Message: Decodable, Sendable {
    package let symbol: String?
    package let text: String
  }

  /// A line of a file.
  package struct Location: Decodable, Sendable {
    package let fileID: String?
    package let line: Int

    /// The name of the file and the line, such as `Support.swift:12`.
    package var text: String {
      "\(fileID?.split(separator: "/").last.map(String.init) ?? "a file"):\(line)"
    }
  }

  /// Whether it declares a test or tells of a moment.
  package let kind: String

  /// What it says.
  package let payload: Payload

  /// Reads a line; `nil` if it is none of the stream's.
  ///
  /// - Parameter line: A line of JSON.
  package init?(line: Substring) {
    guard let event = try? JSONDecoder().decode(Self.self, from: Data(line.utf8)) else {
      return nil
    }
    self = event
  }
}
