import Course
import Exercises05
import TestSupport
import Testing

/// The exercises of lesson 05: open, passed, or wrong in a way that the test names.
struct Lesson05Exercises {
  @Test func `E05.1 One momentum, two meanings`() throws {
    try grade(.exercise(5, 1), of: CheckLesson05.attempts)
  }

  @Test func `E05.2 The cumulative mode`() throws {
    try grade(.exercise(5, 2), of: CheckLesson05.attempts)
  }

  @Test func `E05.3 Ghost batches and their noise`() throws {
    try grade(.exercise(5, 3), of: CheckLesson05.attempts)
  }

  @Test func `E05.4 New statistics for a new domain`() throws {
    try grade(.exercise(5, 4), of: CheckLesson05.attempts)
  }

  @Test func `E05.5 Frozen, and yet it moves`() throws {
    try grade(.exercise(5, 5), of: CheckLesson05.attempts)
  }

  @Test func `E05.6 Group norm for a batch of two`() throws {
    try grade(.exercise(5, 6), of: CheckLesson05.attempts)
  }

  @Test func `E05.7 The backward pass by hand`() throws {
    try grade(.exercise(5, 7), of: CheckLesson05.attempts)
  }

  @Test func `E05.8 The same request, the same answer`() throws {
    try grade(.exercise(5, 8), of: CheckLesson05.attempts)
  }
}
