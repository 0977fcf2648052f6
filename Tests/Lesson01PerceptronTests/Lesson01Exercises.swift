import Attempts
import TestSupport
import Testing

/// The exercises of lesson 01: open, passed, or wrong in a way that the test names.
struct Lesson01Exercises {
  @Test func `E01.2 Huber's loss`() throws { try grade("E01.2", of: allAttempts) }
}
