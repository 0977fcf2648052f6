import Backprop
import Course
import TensorCore
import TestSupport
import Testing

/// Each failure shows in the broken run, and in none of its cures.
@Suite struct Lesson02FailureModes {
  @Test(arguments: FailureModeContract.claims(on: BackpropLesson.lesson))
  func `every failure mode keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test func `there are twenty-six`() { #expect(BackpropLesson.lesson.failureModes.count == 26) }

  /// The failure modes that train: how many steps they make, and the parameters that they train.
  private func training(of mode: FailureMode) -> (stepCount: Int?, parameters: Set<String>) {
    switch mode.id {
    case FailureMode.gradientsNotZeroed.id: (200, ["x"])
    case FailureMode.parameterChangedInPlace.id: (5, ["weight"])
    case FailureMode.graphCut.id, FailureMode.parametersNotRegistered.id,
      FailureMode.optimizerOfOtherParameters.id, FailureMode.valueOutsideGraph.id:
      (20, ["0.weight", "0.bias", "1.weight", "1.bias"])
    default: (nil, [])
    }
  }

  @Test(arguments: BackpropLesson.lesson.failureModes)
  func `training runs keep a record, and only they`(mode: FailureMode) throws {
    let (stepCount, parameters) = training(of: mode)
    try expectRecords(of: mode, stepCount: stepCount, parameters: parameters)
    // A gradient is missing from the record exactly where the graph is cut.
    for run in mode.remedies {
      let steps = try run.measure().record?.steps ?? []
      #expect(steps.allSatisfy { $0.gradientNorms.keys == $0.parameterNorms.keys })
    }
  }

  @Test func `the records show the fault`() throws {
    func record(_ mode: FailureMode) throws -> TrainingRecord {
      try #require(try mode.broken.measure().record)
    }
    // Gradients grow on the way down.
    let sums = try record(.gradientsNotZeroed).steps.compactMap { $0.gradientNorms["x"] }
    try #require(sums.count == 200)
    #expect(sums[0] < sums[1] && sums[1] < sums[2])
    // A gradient arrives, and nothing moves: (3 − 1)² = 4 forever.
    let refused = try record(.parameterChangedInPlace)
    #expect(refused.losses == [4, 4, 4, 4, 4])
    #expect(refused.steps.allSatisfy { $0.gradientNorms["weight"] == 4 })
    #expect(refused.steps.allSatisfy { $0.updateNorms["weight"] == 0 })
    // No gradient arrives before the cut.
    let cut = try record(.graphCut).steps
    #expect(cut.allSatisfy { Set($0.gradientNorms.keys) == ["1.weight", "1.bias"] })
    #expect(cut.allSatisfy { $0.updateNorms["0.weight"] == 0 && $0.updateNorms["0.bias"] == 0 })
    // Gradients arrive at the layer that was not registered, and nobody uses or zeroes them.
    let unregistered = try record(.parametersNotRegistered).steps
    #expect(unregistered.allSatisfy { $0.updateNorms["0.weight"] == 0 })
    let piledUp = unregistered.compactMap { $0.gradientNorms["0.weight"] }
    #expect(piledUp.count == 20 && piledUp[0] < piledUp[1] && piledUp[1] < piledUp[2])
    // The new head gets gradients; the first layer, which both models have, is trained.
    let replaced = try record(.optimizerOfOtherParameters).steps
    #expect(replaced.allSatisfy { $0.updateNorms["1.weight"] == 0 })
    #expect(replaced.allSatisfy { ($0.gradientNorms["1.weight"] ?? 0) > 0 })
    #expect(replaced.allSatisfy { ($0.updateNorms["0.weight"] ?? 0) > 0 })
    // No gradient arrives anywhere, and the loss is the same to the bit.
    let outside = try record(.valueOutsideGraph)
    #expect(outside.steps.allSatisfy { $0.gradientNorms.isEmpty })
    #expect(Set(outside.losses).count == 1)
  }

  // F2.15 and F2.25 keep the losses of evaluations. Where each was walked back, nodes stay and values go.
  @Test func `after backward() a kept loss holds a node, no values`() throws {
    let weight = Variable(Tensor([1, 2]), requiresGradient: true)
    var total = Variable(Tensor(0))
    for _ in 0..<3 {
      let loss = (weight * weight).sum()
      #expect(loss.savedScalarCount == 2)
      try loss.backward()
      total = total + loss
    }
    #expect(total.savedScalarCount == 0)
    #expect(total.recordedOperations.count { $0 == "sum" } == 3)
    #expect(total.recordedOperations.contains("multiply") == false)
  }

  @Test func `one batch spoils a weight, the next one all`() {
    func afterClipping(_ gradient: Tensor) -> Tensor? {
      let parameter = leaf(.zeros(gradient.shape))
      parameter.gradient = gradient
      clipGradientNorm([parameter], to: 1)
      return parameter.gradient
    }
    let clipped = afterClipping(Tensor([.infinity, -3, 4]))?.scalars ?? []
    #expect(clipped.count == 3 && clipped[0].isNaN && clipped[1...] == [0, 0])
  }

  @Test func `a selection sends gradients where it took values`() throws {
    let (a, b) = (leaf(Tensor([1, 2, 3])), leaf(Tensor(7)))
    let selected = a.selected(where: Tensor([1, 0, 0]), otherwise: b)
    #expect(selected.value == Tensor([1, 7, 7]))
    try selected.backward(cotangent: Tensor([10, 20, 30]))
    #expect(a.gradient == Tensor([10, 0, 0]))
    #expect(b.gradient == Tensor(50))
  }

  // What the broken run and each remedy measure, in order. A relative error of 1e-6 covers the
  // digits given, and in single precision 1e-4 the rounding of a few hundred operations. Where
  // a number is itself a rounding error, the bound beside it is all that can be said.
  @Test(arguments: Measured.all) func `broken and cured runs measure what is recorded`(
    recorded: Measured
  ) throws {
    let values = try recorded.mode.runs.map { try $0.measure().value }
    try #require(values.count == recorded.values.count)
    #if SinglePrecision
      let tolerance = max(recorded.tolerance, 1e-4)
    #else
      let tolerance = recorded.tolerance
    #endif
    for (value, expected) in zip(values, recorded.values) {
      #expect(abs(value - expected) <= tolerance * max(1, abs(expected)), "\(values)")
    }
  }

  @Test func `the smallest numbers are as small as they should be`() throws {
    func values(_ mode: FailureMode) throws -> [Double] {
      try mode.runs.map { try $0.measure().value }
    }
    // 0.9 to the power 150, and the product of 50 slopes of at most a quarter.
    #expect(abs(try values(.gradientsNotZeroed)[1] / 1.232e-7 - 1) < 1e-3)
    #expect(abs(try values(.vanishingGradient)[0] / 9.2855e-33 - 1) < 1e-3)
    // Rounding only.
    #expect(
      try values(.microBatchesMisweighted)[1...].allSatisfy { $0 < 10 * Double(Scalar.ulpOfOne) })
    #expect(try values(.tokenMeansAveraged)[1] < 10 * Double(Scalar.ulpOfOne))
    // Blind: no worse than the differences themselves are; and no longer blind.
    let errors = try values(.checkedOnlyNearZero)
    #expect(errors[0] < 1e-6)
    #expect(errors[1] > 1e-4)
    #expect(errors[2] > 0.99)
  }

  struct Measured: Sendable, CustomTestStringConvertible {
    let mode: FailureMode
    let values: [Double]
    var tolerance = 1e-6
    var testDescription: String { mode.id.description }

    static let all = [
      Measured(mode: .gradientsNotZeroed, values: [1.0104094294962467, 1.232023311527294e-07]),
      Measured(
        mode: .savedValueOverwritten,
        values: [-1.2655052240185276, 0.19661193324148185, 0.19661193324148185]),
      Measured(mode: .parameterChangedInPlace, values: [5, 0]),
      Measured(mode: .gradientAssigned, values: [3, 6, 6]),
      Measured(mode: .visitedTooEarly, values: [12, 24, 24]),
      Measured(mode: .graphCut, values: [2, 0]),
      Measured(mode: .summedOverBatch, values: [32, 1]),
      Measured(mode: .biasAveragedTwice, values: [0.125, 1]),
      Measured(mode: .weightNotTransposed, values: [0.6267239600809782, 0]),
      Measured(mode: .microBatchesMisweighted, values: [0.2969319290162193, 0, 0]),
      Measured(mode: .clippedByValue, values: [0.773957299203321, 1]),
      Measured(mode: .vanishingGradient, values: [0, 1.0269048942242835, 1.1973035222696564]),
      Measured(mode: .explodingGradient, values: [4.065611775352152e+17, 1, 1]),
      Measured(mode: .differenceAcrossKink, values: [0.505, 1, 1]),
      Measured(mode: .lossNodesKept, values: [100, 0]),
      Measured(mode: .graphWalkedTwice, values: [2, 1, 1]),
      Measured(mode: .evaluationRecorded, values: [1792, 0]),
      Measured(mode: .stepWithoutGradient, values: [0, 5.477225575051661, 3.864206270527896]),
      Measured(
        mode: .checkedOnlyNearZero, values: [3.4978628487458283e-07, 0.0014078432973068874, 1]),
      Measured(mode: .branchNotTaken, values: [2, 0]),
      Measured(mode: .parametersNotRegistered, values: [2, 0]),
      Measured(mode: .optimizerOfOtherParameters, values: [2, 0]),
      Measured(mode: .tokenMeansAveraged, values: [0.38956483553480614, 0]),
      Measured(mode: .infinityClipped, values: [3, 0]),
      // Ten batches: 8 · 16 inputs, 8 · 32 hidden outputs and 8 · 4 errors each.
      Measured(mode: .lossesKeptInList, values: [4160, 0, 0]),
      Measured(mode: .valueOutsideGraph, values: [4, 0]),
    ]
  }
}
