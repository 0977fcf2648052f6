import Attempts
import TestSupport
import Testing

/// The exercises of lesson 02: open, passed, or wrong in a way that the test names.
struct Lesson02Exercises {
  @Test func `E02.1 The path of a forgotten zeroing`() throws {
    try grade("E02.1", of: allAttempts)
  }

  @Test func `E02.2 Two operations for dual numbers`() throws {
    try grade("E02.2", of: allAttempts)
  }

  @Test func `E02.3 The gradient that gets lost`() throws { try grade("E02.3", of: allAttempts) }

  @Test func `E02.4 Clipping by the joint norm`() throws { try grade("E02.4", of: allAttempts) }

  @Test func `E02.5 Square layers train badly`() throws { try grade("E02.5", of: allAttempts) }

  @Test func `E02.6 The way back of a division`() throws { try grade("E02.6", of: allAttempts) }

  @Test func `E02.7 How small a step?`() throws { try grade("E02.7", of: allAttempts) }

  @Test func `E02.8 A check that cannot be fooled`() throws { try grade("E02.8", of: allAttempts) }

  @Test func `E02.9 A binarizer that learns`() throws { try grade("E02.9", of: allAttempts) }
}
