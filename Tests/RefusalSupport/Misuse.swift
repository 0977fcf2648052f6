public import Testing

/// A call that breaks a precondition, and the message it must fail with.
public struct Misuse: Sendable, CustomTestStringConvertible {
  /// The whole message, which also names the call in its table.
  public let message: String

  private let call: @Sendable () -> Void

  /// The message.
  public var testDescription: String { message }

  /// Creates a case of misuse.
  ///
  /// - Parameters:
  ///   - message: The whole message.
  ///   - call: The call, which must end the program with it.
  public init(_ message: String, _ call: @escaping @Sendable () -> Void) {
    self.message = message
    self.call = call
  }

  /// Makes the call that must fail with a message.
  ///
  /// The process of an exit test finds the call again by its message: closures do not travel. Where two calls of the
  /// table have the same message nothing is called, and the test fails: the second would never be tried.
  ///
  /// - Parameters:
  ///   - message: The message.
  ///   - table: Where the call stands.
  public static func makeCall(failingWith message: String, from table: [Misuse]) {
    let calls = table.filter { $0.message == message }
    if calls.count == 1 { calls[0].call() }
  }
}
