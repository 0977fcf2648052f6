import Course
import Exercises07
import TestSupport
import Testing

/// The exercises of lesson 07: open, passed, or wrong in a way that the test names.
struct Lesson07Exercises {
  @Test func `E07.1 Lion and Adamax from their formulas`() throws {
    try grade(.exercise(7, 1), of: CheckLesson07.attempts)
  }

  @Test func `E07.2 Adam without its bias correction`() throws {
    try grade(.exercise(7, 2), of: CheckLesson07.attempts)
  }

  @Test func `E07.3 Through a ravine in 400 steps`() throws {
    try grade(.exercise(7, 3), of: CheckLesson07.attempts)
  }

  @Test func `E07.4 The game that Adam loses`() throws {
    try grade(.exercise(7, 4), of: CheckLesson07.attempts)
  }

  @Test func `E07.5 Two parameter groups in one step`() throws {
    try grade(.exercise(7, 5), of: CheckLesson07.attempts)
  }

  @Test func `E07.6 A state saved and restored bit by bit`() throws {
    try grade(.exercise(7, 6), of: CheckLesson07.attempts)
  }

  @Test func `E07.7 Gradient centralization`() throws {
    try grade(.exercise(7, 7), of: CheckLesson07.attempts)
  }

  @Test func `E07.8 A test for an optimizer`() throws {
    try grade(.exercise(7, 8), of: CheckLesson07.attempts)
  }
}
