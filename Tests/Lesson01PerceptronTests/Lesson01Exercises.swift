import Attempts
import TestSupport
import Testing

/// The exercises of lesson 01: open, passed, or wrong in a way that the test names.
struct Lesson01Exercises {
  @Test func `E01.1 What will it cost?`() throws { try grade("E01.1", of: allAttempts) }

  @Test func `E01.2 Huber's loss`() throws { try grade("E01.2", of: allAttempts) }

  @Test func `E01.3 The model that predicts the mean`() throws {
    try grade("E01.3", of: allAttempts)
  }

  @Test func `E01.4 A head for counts`() throws { try grade("E01.4", of: allAttempts) }

  @Test func `E01.5 The pocket algorithm`() throws { try grade("E01.5", of: allAttempts) }

  @Test func `E01.6 XOR from nearly every start`() throws { try grade("E01.6", of: allAttempts) }

  @Test func `E01.7 Catch samples that leak`() throws { try grade("E01.7", of: allAttempts) }
}
