import Course
import Exercises02
import TestSupport
import Testing

/// The exercises of lesson 02: open, passed, or wrong in a way that the test names.
struct Lesson02Exercises {
  @Test func `E02.1 The path of a forgotten zeroing`() throws {
    try grade(.exercise(2, 1), of: CheckLesson02.attempts)
  }

  @Test func `E02.2 Two operations for dual numbers`() throws {
    try grade(.exercise(2, 2), of: CheckLesson02.attempts)
  }

  @Test func `E02.3 The gradient that gets lost`() throws {
    try grade(.exercise(2, 3), of: CheckLesson02.attempts)
  }

  @Test func `E02.4 Clipping by the joint norm`() throws {
    try grade(.exercise(2, 4), of: CheckLesson02.attempts)
  }

  @Test func `E02.5 Square layers train badly`() throws {
    try grade(.exercise(2, 5), of: CheckLesson02.attempts)
  }

  @Test func `E02.6 The backward pass of a division`() throws {
    try grade(.exercise(2, 6), of: CheckLesson02.attempts)
  }

  @Test func `E02.7 How small a step?`() throws {
    try grade(.exercise(2, 7), of: CheckLesson02.attempts)
  }

  @Test func `E02.8 A check that cannot be fooled`() throws {
    try grade(.exercise(2, 8), of: CheckLesson02.attempts)
  }

  @Test func `E02.9 A binarizer that learns`() throws {
    try grade(.exercise(2, 9), of: CheckLesson02.attempts)
  }
}
