import Attempts
import TestSupport
import Testing

/// The exercises of lesson 02: open, passed, or wrong in a way that the test names.
struct Lesson02Exercises {
  @Test func `E02.6 Clipping by the joint norm`() throws { try grade("E02.6", of: allAttempts) }
}
