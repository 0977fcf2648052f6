import Approximation
import TensorCore
import TestSupport
import Testing

extension Lesson10Parity {
  @Test(arguments: 1...4)
  func `the grid's errors are means of corners`(dimension: Int) throws {
    let group = "grid(\(dimension))"
    let cells = try golden.integers("\(group).cells")
    let errors = cells.map { GridRate.error(dimension: dimension, cellCount: $0) }
    #expect(difference(errors, try numbers("\(group).errors")) < 1e-12)
    let points = cells.map { GridRate.pointCount(dimension: dimension, cellCount: $0) }
    #expect(points == (try numbers("\(group).points")))
    let slope = GridRate.slope(dimension: dimension, cellCounts: cells)
    #expect(difference(slope, try golden.scalar("\(group).slope")) < 1e-12)
  }

  @Test func `the area at a soft step is Gauss and Legendre's`() throws {
    let steepness = try scalars("softStep.steepness")
    let areas = steepness.map { Double(SoftStep.area(steepness: $0)) }
    #expect(difference(areas, try numbers("softStep.areas")) < Self.tolerance)
    let errors = steepness.map { Double(SoftStep.greatestError(steepness: $0)) }
    #expect(difference(errors, try numbers("softStep.errors")) < Self.tolerance)
    #expect(errors.allSatisfy { $0 <= 0.5 })
  }

  @Test(arguments: [1, 2, 5])
  func `width one is PyTorch's stack of single units`(depth: Int) throws {
    var generator = SplitMix64(seed: UInt64(40 + depth))
    let network = NarrowNetwork.random(depth: depth, using: &generator)
    let x = Tensor.linearlySpaced(from: -2, through: 2, count: 21).scalars
    let expected = try numbers("narrow(\(depth)).output")
    #expect(difference(outputs(network, x), expected) < Self.tolerance)
    #expect(NarrowNetwork.isMonotone(expected.map { Scalar($0) }))
  }

  @Test(arguments: 0..<4)
  func `the monotone floor is half the worst pair`(seed: Int) throws {
    let values = try scalars("monotone(\(seed)).values")
    let found = Double(NarrowNetwork.leastMonotoneError(values))
    #expect(difference(found, try golden.scalar("monotone(\(seed)).output")) < Self.tolerance)
  }

  private static let targets: [@Sendable (Scalar) -> Scalar] = [
    { abs($0) }, { $0 * $0 * $0 }, { .sine(3 * $0) },
  ]

  // Features that are nearly alike: the ridge of 1e-12 leaves a condition of a million, ten digits.
  @Test(
    .doublePrecision(because: "Squares of features of single precision are not independent."),
    arguments: RandomFeatures.Activation.allCases)
  func `random features fit as well as NumPy's`(activation: RandomFeatures.Activation) throws {
    for width in [2, 5] {
      let features = RandomFeatures(unitCount: width, activation: activation)
      let errors = Self.targets.map {
        Double(features.error(fitting: $0, sampleCount: 41, seed: 17))
      }
      let expected = try numbers("features(\(activation.rawValue), \(width)).errors")
      #expect(difference(errors, expected) < 1e-9, "width \(width)")
    }
  }

  @Test(
    .doublePrecision(because: "Squares of features of single precision are not independent."),
    arguments: [(RandomFeatures.Activation.square, 2), (.squareTwice, 4)])
  func `squares reach the best polynomial and no more`(
    activation: RandomFeatures.Activation, degree: Int
  ) throws {
    let features = RandomFeatures(unitCount: 5, activation: activation)
    let errors = Self.targets.map {
      Double(features.error(fitting: $0, sampleCount: 41, seed: 17))
    }
    // What the ridge costs: 7e-7 of a cube that a polynomial of degree four makes exactly.
    #expect(difference(errors, try numbers("polynomial(\(degree)).errors")) < 2e-5)
  }

  @Test func `a law is NumPy's line between logarithms`() throws {
    let errors = try numbers("law.errors")
    let law = ScalingLaw(widths: try golden.integers("law.widths"), errors: errors)
    let found = [law.exponent, law.factor, law.greatestResidual, law.error(width: 50)]
    let expected = [
      try golden.scalar("law.exponent"), try golden.scalar("law.factor"),
      try golden.scalar("law.residual"), try golden.scalar("law.prediction"),
    ]
    for (a, b) in zip(found, expected) { #expect(difference(a, b) < 1e-12) }
    let misses = ScalingLaw.interpolationErrors(
      of: { abs($0 - 0.3).squareRoot() }, over: -1...2,
      widths: try golden.integers("law(root).widths"))
    // The root of a rounding error beside the cusp.
    let tolerance = isDoublePrecision ? 1e-12 : 1e-2
    #expect(difference(misses, try numbers("law(root).errors")) < tolerance)
  }
}
