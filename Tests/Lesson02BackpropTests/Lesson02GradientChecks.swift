import Backprop
import Course
import TensorCore
import TestSupport
import Testing

@Suite(.doublePrecision)
struct Lesson02GradientChecks {
  @Test(arguments: operationChecks)
  func `the derivative agrees with central differences`(of check: GradientCheck) {
    let report = expectGradients(of: check)
    #expect(report.skippedCount == 0)
  }

  @Test(arguments: operationChecks)
  func `the derivative does not depend on luck`(of check: GradientCheck) {
    for seed: UInt64 in 2...4 { expectGradients(of: check, seed: seed) }
  }
}
