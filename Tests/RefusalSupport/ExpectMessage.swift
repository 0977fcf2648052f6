public import Testing

/// Expects that an exit test ended with a message.
///
/// In release builds a precondition stops the program without a word, so only debug builds look.
///
/// - Parameters:
///   - result: What the exit test observed, among it the standard error.
///   - message: What must stand in it.
///   - sourceLocation: Where a failure is reported.
public func expectMessage(
  _ result: ExitTest.Result?, says message: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #if DEBUG
    let output = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(output.contains(message), sourceLocation: sourceLocation)
  #endif
}
