import Course
import Exercises04
import TestSupport
import Testing

/// The exercises of lesson 04: open, passed, or wrong in a way that the test names.
struct Lesson04Exercises {
  @Test func `E04.1 What one ReLU layer does to a signal`() throws {
    try grade(.exercise(4, 1), of: CheckLesson04.attempts)
  }

  @Test func `E04.2 A gain for any activation`() throws {
    try grade(.exercise(4, 2), of: CheckLesson04.attempts)
  }

  @Test func `E04.3 Right in square layers only`() throws {
    try grade(.exercise(4, 3), of: CheckLesson04.attempts)
  }

  @Test func `E04.4 Biases for rare labels`() throws {
    try grade(.exercise(4, 4), of: CheckLesson04.attempts)
  }

  @Test func `E04.5 Unit variance, layer by layer`() throws {
    try grade(.exercise(4, 5), of: CheckLesson04.attempts)
  }

  @Test func `E04.6 A rate found on a small network`() throws {
    try grade(.exercise(4, 6), of: CheckLesson04.attempts)
  }

  @Test func `E04.7 A check before the first step`() throws {
    try grade(.exercise(4, 7), of: CheckLesson04.attempts)
  }

  @Test func `E04.8 Fifty layers of tanh`() throws {
    try grade(.exercise(4, 8), of: CheckLesson04.attempts)
  }
}
