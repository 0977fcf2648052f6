import Backprop
import Course
import EngineSupport
import TensorCore
import TestSupport
import Testing

struct Lesson02GradientChecks {
  static let checks = BackpropLesson.lesson.gradientChecks

  @Test(.doublePrecision, arguments: checks)
  func `the derivative agrees with central differences`(of check: GradientCheck) {
    let report = expectGradients(of: check)
    #expect(report.skippedCount == 0)
  }

  @Test(.doublePrecision, arguments: checks)
  func `the derivative does not depend on the luck of the cotangent`(of check: GradientCheck) {
    for seed: UInt64 in 2...4 { expectGradients(of: check, seed: seed) }
  }

  // The sign is flat: its derivative is 0 wherever it has one.
  @Test(arguments: checks.filter { $0.name != "sign" })
  func `every input of a check reaches the output`(of check: GradientCheck) throws {
    try expectReach(of: check)
  }

  // Larger than the checker's limit, so that random entries and directions are compared.
  @Test(.doublePrecision, arguments: largeChecks)
  func `the derivative of a large tensor agrees too`(of check: GradientCheck) {
    let report = expectGradients(of: check)
    #expect(report.inputs.contains { $0.comparisons.contains { $0.place == .direction(0) } })
  }

  // A sum of two shares: a value used twice, and one used by two operations.
  @Test(.doublePrecision) func `a value used several times receives the sum of shares`() {
    var generator = SplitMix64(seed: 21)
    let x = Tensor.normal([3, 4], using: &generator)
    expectGradients(at: ["x": x]) { $0[0] * $0[0] }
    expectGradients(at: ["x": x]) { inputs in
      let squares = inputs[0] * inputs[0]
      return tanh(squares) * exp(-squares) + squares
    }
  }

  // The two-layer network of the whiteboard question, with the loss that goes with it.
  @Test(.doublePrecision) func `a network is as differentiable as its parts`() {
    var generator = SplitMix64(seed: 22)
    expectGradients(
      at: [
        "x": .normal([5, 4], using: &generator), "weight1": .normal([6, 4], using: &generator),
        "bias1": .normal([6], using: &generator), "weight2": .normal([3, 6], using: &generator),
        "bias2": .normal([3], using: &generator),
      ], named: "4-6-3 network"
    ) {
      softmaxCrossEntropy(
        linear(tanh(linear($0[0], weight: $0[1], bias: $0[2])), weight: $0[3], bias: $0[4]),
        classes: [0, 2, 1, 1, 0])
    }
  }

  // Names and operations are read, not computed with, so this runs in either precision.
  @Test(arguments: GradientCheckContract.claims(on: BackpropLesson.lesson))
  func `every operation keeps its contract`(_ claim: Claim) throws { try claim.check() }
}

private let largeChecks = [
  GradientCheck("linear", ["x": [16, 24], "weight": [20, 24], "bias": [20]]) {
    linear($0[0], weight: $0[1], bias: $0[2])
  },
  GradientCheck("matmul", ["a": [32, 32], "b": [32, 8]]) { matmul($0[0], $0[1]) },
  GradientCheck("softmax", ["x": [20, 30]]) { $0[0].softmax() },
  GradientCheck("softmaxCrossEntropy", ["logits": [40, 10]]) {
    softmaxCrossEntropy($0[0], classes: (0..<40).map { $0 % 10 })
  },
  GradientCheck("relu", ["x": [30, 40]]) { relu($0[0]) },
  GradientCheck("variance", ["x": [40, 10]]) { $0[0].variance(axis: 0) },
]
