import Autograd
import Course
import EngineSupport
import Init
import TensorCore
import TestSupport
import Testing

struct Lesson04GradientChecks {
  static let checks = InitLesson.lesson.gradientChecks

  @Test(.doublePrecision, arguments: checks)
  func `the derivative agrees with central differences`(of check: GradientCheck) {
    let report = expectGradients(of: check)
    #expect(report.skippedCount == 0)
  }

  @Test(.doublePrecision, arguments: checks)
  func `the derivative does not depend on the luck of the cotangent`(of check: GradientCheck) {
    for seed: UInt64 in 2...4 { expectGradients(of: check, seed: seed) }
  }

  // With the factor 0 of ReZero's start only the factor has a gradient: a point of its own.
  @Test(.doublePrecision) func `the derivative agrees at ReZero's start`() {
    var generator = SplitMix64(seed: 31)
    expectGradients(
      at: [
        "x": .normal([3, 4], using: &generator), "weight": .normal([4, 4], using: &generator),
        "factor": Tensor(0),
      ]
    ) { inputs in
      ReZeroBlock(Linear(sharing: inputs[1], nil), sharing: inputs[2])(inputs[0])
    }
  }

  @Test(arguments: GradientCheckContract.claims(on: InitLesson.lesson))
  func `every operation keeps its contract`(_ claim: Claim) throws { try claim.check() }
}
