import Course
import Exercises10
import TestSupport
import Testing

/// The exercises of lesson 10: open, passed, or wrong in a way that the test names.
struct Lesson10Exercises {
  @Test func `E10.1 Another target: how many pieces?`() throws {
    try grade(.exercise(10, 1), of: CheckLesson10.attempts)
  }

  @Test func `E10.2 Ten tents`() throws {
    try grade(.exercise(10, 2), of: CheckLesson10.attempts)
  }

  @Test func `E10.3 Squares in place of ReLUs`() throws {
    try grade(.exercise(10, 3), of: CheckLesson10.attempts)
  }

  @Test func `E10.4 Bumps in the plane`() throws {
    try grade(.exercise(10, 4), of: CheckLesson10.attempts)
  }

  @Test func `E10.5 A budget of your own`() throws {
    try grade(.exercise(10, 5), of: CheckLesson10.attempts)
  }

  @Test func `E10.6 Prune differently`() throws {
    try grade(.exercise(10, 6), of: CheckLesson10.attempts)
  }
}
