import Course
import Exercises06
import TestSupport
import Testing

/// The exercises of lesson 06: open, passed, or wrong in a way that the test names.
struct Lesson06Exercises {
  @Test func `E06.1 What dropout does to mean and variance`() throws {
    try grade(.exercise(6, 1), of: CheckLesson06.attempts)
  }

  @Test func `E06.2 Stochastic depth as the paper has it`() throws {
    try grade(.exercise(6, 2), of: CheckLesson06.attempts)
  }

  @Test func `E06.3 A penalty chosen by cross-validation`() throws {
    try grade(.exercise(6, 3), of: CheckLesson06.attempts)
  }

  @Test func `E06.4 Expected calibration error`() throws {
    try grade(.exercise(6, 4), of: CheckLesson06.attempts)
  }

  @Test func `E06.5 Label smoothing over the other classes`() throws {
    try grade(.exercise(6, 5), of: CheckLesson06.attempts)
  }

  @Test func `E06.6 Early stopping that noise does not fool`() throws {
    try grade(.exercise(6, 6), of: CheckLesson06.attempts)
  }

  @Test func `E06.7 Dropout, forward and backward`() throws {
    try grade(.exercise(6, 7), of: CheckLesson06.attempts)
  }

  @Test func `E06.8 A test for a dropout layer`() throws {
    try grade(.exercise(6, 8), of: CheckLesson06.attempts)
  }

  @Test func `E06.9 Decay that Adam does not divide away`() throws {
    try grade(.exercise(6, 9), of: CheckLesson06.attempts)
  }

  @Test func `E06.10 The temperature that calibrates`() throws {
    try grade(.exercise(6, 10), of: CheckLesson06.attempts)
  }
}
