import Course
import Exercises01
import TestSupport
import Testing

/// The exercises of lesson 01: open, passed, or wrong in a way that the test names.
struct Lesson01Exercises {
  @Test func `E01.1 What will it cost?`() throws {
    try grade(.exercise(1, 1), of: CheckLesson01.attempts)
  }

  @Test func `E01.2 Huber's loss`() throws {
    try grade(.exercise(1, 2), of: CheckLesson01.attempts)
  }

  @Test func `E01.3 The model that predicts the mean`() throws {
    try grade(.exercise(1, 3), of: CheckLesson01.attempts)
  }

  @Test func `E01.4 A head for counts`() throws {
    try grade(.exercise(1, 4), of: CheckLesson01.attempts)
  }

  @Test func `E01.5 The pocket algorithm`() throws {
    try grade(.exercise(1, 5), of: CheckLesson01.attempts)
  }

  @Test func `E01.6 XOR from nearly every start`() throws {
    try grade(.exercise(1, 6), of: CheckLesson01.attempts)
  }

  @Test func `E01.7 Catch samples that leak`() throws {
    try grade(.exercise(1, 7), of: CheckLesson01.attempts)
  }
}
