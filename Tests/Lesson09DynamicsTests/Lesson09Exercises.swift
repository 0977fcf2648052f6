import Course
import Exercises09
import TestSupport
import Testing

/// The exercises of lesson 09: open, passed, or wrong in a way that the test names.
struct Lesson09Exercises {
  @Test func `E09.1 A bug for exactly one gate`() throws {
    try grade(.exercise(9, 1), of: CheckLesson09.attempts)
  }

  @Test func `E09.2 Thresholds and false alarms`() throws {
    try grade(.exercise(9, 2), of: CheckLesson09.attempts)
  }

  @Test func `E09.3 The sentinel`() throws {
    try grade(.exercise(9, 3), of: CheckLesson09.attempts)
  }

  @Test func `E09.4 The rate at which it diverges`() throws {
    try grade(.exercise(9, 4), of: CheckLesson09.attempts)
  }

  @Test func `E09.5 Stale weights`() throws {
    try grade(.exercise(9, 5), of: CheckLesson09.attempts)
  }

  @Test func `E09.6 Half precision by hand`() throws {
    try grade(.exercise(9, 6), of: CheckLesson09.attempts)
  }

  @Test func `E09.7 The epoch's metric, and one batch`() throws {
    try grade(.exercise(9, 7), of: CheckLesson09.attempts)
  }
}
