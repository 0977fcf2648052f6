import Course
import Exercises03
import TestSupport
import Testing

/// The exercises of lesson 03: open, passed, or wrong in a way that the test names.
struct Lesson03Exercises {
  @Test func `E03.1 Add an activation with its derivative`() throws {
    try grade(.exercise(3, 1), of: CheckLesson03.attempts)
  }

  @Test func `E03.2 A rate that kills three units in ten`() throws {
    try grade(.exercise(3, 2), of: CheckLesson03.attempts)
  }

  @Test func `E03.3 What five layers leave of a gradient`() throws {
    try grade(.exercise(3, 3), of: CheckLesson03.attempts)
  }

  @Test func `E03.4 The constant of quick GELU`() throws {
    try grade(.exercise(3, 4), of: CheckLesson03.attempts)
  }

  @Test func `E03.5 Maxout contains ReLU`() throws {
    try grade(.exercise(3, 5), of: CheckLesson03.attempts)
  }

  @Test func `E03.6 Softplus without a threshold`() throws {
    try grade(.exercise(3, 6), of: CheckLesson03.attempts)
  }

  @Test func `E03.7 The dead units that nobody finds`() throws {
    try grade(.exercise(3, 7), of: CheckLesson03.attempts)
  }
}
