import Course
import Perceptron
import TestSupport
import Testing

/// Every derivative that the lesson states against central differences.
@Suite(.doublePrecision)
struct Lesson01GradientChecks {
  static let checks = PerceptronLesson.lesson.gradientChecks

  @Test(arguments: checks)
  func `the derivative agrees with central differences`(of check: GradientCheck) {
    let report = expectGradients(of: check)
    #expect(report.skippedCount == 0)
  }

  @Test(arguments: checks)
  func `the derivative does not depend on luck`(of check: GradientCheck) {
    for seed: UInt64 in 2...4 { expectGradients(of: check, seed: seed) }
  }

  @Test func `no two checks share a name`() {
    #expect(Set(Self.checks.map(\.name)).count == Self.checks.count)
  }
}
