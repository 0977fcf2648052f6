import Course
import Exercises08
import TestSupport
import Testing

/// The exercises of lesson 08: open, passed, or wrong in a way that the test names.
struct Lesson08Exercises {
  @Test func `E08.1 One cycle with other settings`() throws {
    try grade(.exercise(8, 1), of: CheckLesson08.attempts)
  }

  @Test func `E08.2 One schedule after another`() throws {
    try grade(.exercise(8, 2), of: CheckLesson08.attempts)
  }

  @Test func `E08.3 The best schedule there is`() throws {
    try grade(.exercise(8, 3), of: CheckLesson08.attempts)
  }

  @Test func `E08.4 How long a warm-up?`() throws {
    try grade(.exercise(8, 4), of: CheckLesson08.attempts)
  }

  @Test func `E08.5 A schedule that is stepped per epoch`() throws {
    try grade(.exercise(8, 5), of: CheckLesson08.attempts)
  }

  @Test func `E08.6 A rate for each layer`() throws {
    try grade(.exercise(8, 6), of: CheckLesson08.attempts)
  }

  @Test func `E08.7 A test for a schedule`() throws {
    try grade(.exercise(8, 7), of: CheckLesson08.attempts)
  }
}
