import TensorCore
import Testing

/// A call that breaks a precondition, and the message it must fail with.
struct Misuse: Sendable, CustomTestStringConvertible {
  let message: String
  let call: @Sendable () -> Void

  var testDescription: String { message }

  init(_ message: String, _ call: @escaping @Sendable () -> Void) {
    self.message = message
    self.call = call
  }
}

struct MisuseTests {
  @Test(arguments: Misuse.all)
  func `misuse stops the program and names the function and the values`(misuse: Misuse) async {
    // The new process finds the call again by its message: closures do not travel.
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [message = misuse.message as String] in
      for misuse in Misuse.all where misuse.message == message { misuse.call() }
    }
    // In release builds a precondition stops the program without a word.
    #if DEBUG
      let printed = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(printed.contains(": \(misuse.message)\n"))
    #endif
  }

  @Test func `every message belongs to one call`() {
    #expect(Set(Misuse.all.map(\.message)).count == Misuse.all.count)
  }
}
