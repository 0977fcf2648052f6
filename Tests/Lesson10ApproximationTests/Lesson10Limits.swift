import Approximation
import Perceptron
import TensorCore
import TestSupport
import Testing

/// What no width, no depth or no activation changes.
@Suite struct Lesson10Limits {
  @Test(arguments: [10, 100, 1000] as [Scalar])
  func `beside a jump half of it stays, and the area falls`(steepness: Scalar) {
    #expect(abs(SoftStep.greatestError(steepness: steepness) - 0.5) < 1e-5)
    #expect(abs(SoftStep.area(steepness: steepness) * steepness - 1.386) < 1e-3)
    // The integral by midpoints.
    let count = 200_000
    let sum = (0..<count).reduce(0.0) { sum, index in
      let x = (Double(index) + 0.5) / Double(count)
      return sum + 2 * Double.sigmoid(-Double(steepness) * x) / Double(count)
    }
    #expect(abs(Double(SoftStep.area(steepness: steepness)) - sum) < 1e-5)
  }

  @Test func `a polynomial activation has a floor that no width lowers`() {
    func kink(_ x: Scalar) -> Scalar { abs(x) }
    let errors = [4, 16, 64].map { width in
      RandomFeatures(unitCount: width, activation: .square).error(fitting: kink, seed: 0)
    }
    for error in errors { #expect(abs(error - 0.0725) < 5e-4) }
    #expect(abs(errors[0] - errors[2]) < 1e-3)
    let relu = RandomFeatures(unitCount: 64, activation: .relu).error(fitting: kink, seed: 0)
    #expect(relu < 0.03)
  }

  @Test func `two squaring layers reach degree four and stop there`() {
    for (target, floor) in [
      ({ abs($0) }, 0.0363), ({ .sine(3 * $0) }, 0.0556),
    ] as [((Scalar) -> Scalar, Scalar)] {
      for width in [6, 12] {
        let error = RandomFeatures(unitCount: width, activation: .squareTwice)
          .error(fitting: target, seed: 1)
        #expect(abs(error - floor) < 0.05 * floor)
      }
    }
    let cube = RandomFeatures(unitCount: 6, activation: .squareTwice)
      .error(fitting: { $0 * $0 * $0 }, seed: 1)
    #expect(cube < 0.01)
  }

  @Test func `width one is monotone at every depth`() {
    var generator = SplitMix64(seed: 9)
    let x = Tensor.linearlySpaced(from: -1, through: 1, count: 101).scalars
    for depth in 1...10 {
      let network = NarrowNetwork.random(depth: depth, using: &generator)
      #expect(NarrowNetwork.isMonotone(Lesson10Constructions.values(network, x)))
    }
    #expect(NarrowNetwork.leastMonotoneError(x.map { $0 * $0 }) == 0.5)
    #expect(NarrowNetwork.leastMonotoneError([1, 2, 3]) == 0)
    #expect(NarrowNetwork.leastMonotoneError([3, 1, 2]) == 0.5)
    #expect(!NarrowNetwork.isMonotone([0, 1, 0]))
    // Width two is enough for x² on this interval: |x| has two pieces.
    let two = PiecewiseLinear(knots: [-1, 0, 1], values: [1, 0, 1]).network
    #expect(!NarrowNetwork.isMonotone(Lesson10Constructions.values(two, x)))
  }

  @Test func `the grid's rate falls with the dimension`() {
    let slopes = (1...4).map { GridRate.slope(dimension: $0, cellCounts: [4, 8, 16, 32]) }
    for (slope, wanted) in zip(slopes, [-2.1, -1.04, -0.69, -0.53]) {
      #expect(abs(slope - wanted) < 0.06)
    }
    #expect(abs(GridRate.error(dimension: 1, cellCount: 32) - 0.0012) < 1e-5)
    #expect(abs(GridRate.error(dimension: 4, cellCount: 32) - 0.00479) < 1e-5)
    #expect(GridRate.pointCount(dimension: 4, cellCount: 32) == 1_185_921)
  }

  @Test func `outside its knots a fit goes on straight`() {
    let fit = PiecewiseLinear(interpolating: { $0 * $0 }, over: -1...1, pieceCount: 16)
    #expect(fit.greatestError(to: { $0 * $0 }) < 0.004)
    let values = Lesson10Constructions.values(fit.network, [2, 3, 4])
    #expect(abs(values[0] - 2 * values[1] + values[2]) < 1e-5)
    #expect(abs(values[1] - 4.75) < 1e-4)
  }

  @Test func `a law is a line between logarithms`() throws {
    let widths = [4, 16, 64, 256, 1024, 4096]
    let errors = ScalingLaw.interpolationErrors(
      of: { .sine(2 * .pi * $0) }, over: 0...1, widths: widths)
    try #require(errors.allSatisfy { $0 > 0 && $0.isFinite }, "\(errors)")
    let law = ScalingLaw(widths: Array(widths.dropFirst()), errors: Array(errors.dropFirst()))
    #expect(abs(law.exponent - 2) < (Scalar.self == Double.self ? 0.01 : 0.4))
    let rough = ScalingLaw.interpolationErrors(
      of: { abs($0).squareRoot() }, over: 0...1, widths: widths)
    try #require(rough.allSatisfy { $0 > 0 && $0.isFinite }, "\(rough)")
    let slow = ScalingLaw(widths: widths, errors: rough)
    #expect(abs(slow.exponent - 0.5) < 0.02 && slow.greatestResidual < 0.05)
    #expect(abs(slow.error(width: 64) / rough[2] - 1) < 0.05)
  }
}
