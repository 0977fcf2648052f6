import Answers00
import Course
import Exercises00
import TestSupport
import Testing

/// The exercises of the self-check: open, passed, or wrong in a way that the test names.
struct Lesson00Exercises {
  @Test func `E00.1 The product of two matrices`() throws {
    try grade(.exercise(0, 1), of: CheckLesson00.attempts)
  }

  @Test func `E00.2 Length and angle`() throws {
    try grade(.exercise(0, 2), of: CheckLesson00.attempts)
  }

  @Test func `E00.3 An eigenvalue by power iteration`() throws {
    try grade(.exercise(0, 3), of: CheckLesson00.attempts)
  }

  @Test func `E00.4 What shape has the difference?`() throws {
    try grade(.exercise(0, 4), of: CheckLesson00.attempts)
  }

  @Test func `E00.5 Partial derivatives by differences`() throws {
    try grade(.exercise(0, 5), of: CheckLesson00.attempts)
  }

  @Test func `E00.6 The chain rule in two steps`() throws {
    try grade(.exercise(0, 6), of: CheckLesson00.attempts)
  }

  @Test func `E00.7 The Jacobian of A x`() throws {
    try grade(.exercise(0, 7), of: CheckLesson00.attempts)
  }

  @Test func `E00.8 Mean and variance of a mask`() throws {
    try grade(.exercise(0, 8), of: CheckLesson00.attempts)
  }

  @Test func `E00.9 The variance of a sum`() throws {
    try grade(.exercise(0, 9), of: CheckLesson00.attempts)
  }

  @Test func `E00.10 Moments of a Gaussian`() throws {
    try grade(.exercise(0, 10), of: CheckLesson00.attempts)
  }

  @Test func `E00.11 The likelihood of a coin`() throws {
    try grade(.exercise(0, 11), of: CheckLesson00.attempts)
  }

  @Test func `E00.12 Softmax, and large logits`() throws {
    try grade(.exercise(0, 12), of: CheckLesson00.attempts)
  }

  @Test func `E00.13 A training loop of four lines`() throws {
    try grade(.exercise(0, 13), of: CheckLesson00.attempts)
  }

  @Test func `every exercise takes five minutes or less`() {
    let exercises = Lesson00Answers.all.map(\.exercise)
    #expect(exercises.count == 13)
    #expect(exercises.allSatisfy { (2...5).contains($0.minutes) })
    #expect(exercises.reduce(0) { $0 + $1.minutes } <= 60)
  }
}
