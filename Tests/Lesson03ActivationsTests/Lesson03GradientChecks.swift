import Activations
import Autograd
import Course
import TensorCore
import TestSupport
import Testing

struct Lesson03GradientChecks {
  static let checks = ActivationsLesson.lesson.gradientChecks

  @Test(.doublePrecision, arguments: checks)
  func `the derivative agrees with central differences`(of check: GradientCheck) {
    expectGradients(of: check)
  }

  @Test(.doublePrecision, arguments: checks)
  func `the derivative does not depend on the luck of the cotangent`(of check: GradientCheck) {
    for seed: UInt64 in 2...4 { expectGradients(of: check, seed: seed) }
  }

  // Every tail and every piece, a tenth apart. What the second derivative claims is held against
  // differences of the first.
  @Test(.doublePrecision, arguments: Activation.all)
  func `the curvature is the derivative of the slope`(of activation: Activation) {
    let step = 1e-5
    for index in -120...120 {
      let x = Scalar(index) / 10 + 0.037
      let curvature = Double(activation.curvature(x))
      let quotient =
        Double(activation.slope(at: x + Scalar(step)) - activation.slope(at: x - Scalar(step)))
        / (2 * step)
      // The third derivative times h², and the rounding of slopes of up to 30.
      #expect(abs(curvature - quotient) <= 1e-6 * max(1, abs(curvature)), "\(x)")
    }
  }

  // Names and operations are read, not computed with, so this runs in either precision.
  @Test(arguments: GradientCheckContract.claims(on: ActivationsLesson.lesson))
  func `every operation keeps its contract`(_ claim: Claim) throws { try claim.check() }
}
