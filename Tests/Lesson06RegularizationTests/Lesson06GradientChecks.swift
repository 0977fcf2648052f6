import Autograd
import Course
import EngineSupport
import Regularization
import TensorCore
import TestSupport
import Testing

struct Lesson06GradientChecks {
  static let checks = RegularizationLesson.lesson.gradientChecks

  @Test(.doublePrecision, arguments: checks)
  func `the derivative agrees with central differences`(of check: GradientCheck) {
    let report = expectGradients(of: check)
    #expect(report.skippedCount == 0)
  }

  @Test(.doublePrecision, arguments: checks)
  func `the derivative does not depend on the luck of the cotangent`(of check: GradientCheck) {
    for seed: UInt64 in 2...4 { expectGradients(of: check, seed: seed) }
  }

  @Test(.doublePrecision) func `probability 1 has a gradient of zeros`() {
    let report = expectGradients(at: ["x": normalBatch(3, 4, seed: 1)]) { inputs in
      alphaDropout(inputs[0], mask: .zeros([3, 4]), probability: 1)
    }
    #expect(report.skippedCount == 0)
  }

  @Test(arguments: GradientCheckContract.claims(on: RegularizationLesson.lesson))
  func `every operation keeps its contract`(_ claim: Claim) throws { try claim.check() }
}
