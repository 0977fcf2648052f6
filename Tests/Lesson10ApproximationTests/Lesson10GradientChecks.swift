import Approximation
import Course
import TensorCore
import TestSupport
import Testing

struct Lesson10GradientChecks {
  static let checks = ApproximationLesson.lesson.gradientChecks

  @Test(.doublePrecision, arguments: checks)
  func `the derivative agrees with central differences`(of check: GradientCheck) {
    let report = expectGradients(of: check)
    #expect(report.skippedCount == 0)
  }

  @Test(.doublePrecision, arguments: checks)
  func `the derivative does not depend on the luck of the cotangent`(of check: GradientCheck) {
    for seed: UInt64 in 2...4 { expectGradients(of: check, seed: seed) }
  }

  @Test(arguments: GradientCheckContract.claims(on: ApproximationLesson.lesson))
  func `every operation keeps its contract`(_ claim: Claim) throws { try claim.check() }
}
