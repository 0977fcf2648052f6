import Approximation
import Perceptron
import Regularization
import TensorCore
import TestSupport
import Testing

/// The golden values of the lesson, to the digits that are given.
@Suite struct Lesson10Golden {
  /// A number rounded to so many decimals, as the table writes it.
  private func rounded(_ value: Scalar, _ decimals: Int) -> Double {
    let factor = Double.pow(10, decimals)
    return (Double(value) * factor).rounded() / factor
  }

  // V10.1
  @Test func `errors of interpolating a sine, and their bounds`() {
    let sine = Lesson10Constructions.sine
    func error(_ count: Int) -> Scalar {
      PiecewiseLinear(interpolating: sine, over: 0...1, pieceCount: count).greatestError(to: sine)
    }
    func bound(_ count: Int) -> Scalar {
      PiecewiseLinear.errorBound(curvature: 4 * .pi * .pi, spacing: 1 / Scalar(count))
    }
    #expect([4, 16].map { rounded(error($0), 5) } == [0.21051, 0.01885])
    #expect(rounded(error(64), 5) == 0.0012)
    #expect([4, 16, 64].map { rounded(bound($0), 4) } == [0.3084, 0.0193, 0.0012])
    // With four pieces the greatest error is where the sine is as steep as the first piece: with s = 2/π that is √(1 − s²) − s arccos s.
    #expect(abs(error(4) - 0.2105136623530186) < 1e-6)
    let ratios = [4, 8, 16, 32].map { error($0) / error(2 * $0) }
    #expect(zip(ratios, ratios.dropFirst()).allSatisfy { abs($1 - 4) < abs($0 - 4) })
    #expect(abs(ratios[3] - 4) < 0.02)
  }

  // V10.2
  @Test func `the kink of |x − ½| at a knot and beside it`() {
    func error(_ count: Int) -> Scalar {
      func kink(_ x: Scalar) -> Scalar { abs(x - 0.5) }
      return PiecewiseLinear(interpolating: kink, over: 0...1, pieceCount: count)
        .greatestError(to: kink)
    }
    for count in [4, 8, 16] { #expect(error(count) < 4 * .ulpOfOne) }
    #expect(abs(error(5) - 0.1) < 4 * .ulpOfOne)
  }

  // V10.3: reached in the middles of 2ᵐ cells; all numbers there are multiples of powers of two.
  @Test(arguments: zip([1, 2, 3, 4], [0.0625, 0.015625, 0.00390625, 0.0009765625] as [Scalar]))
  func `the square by levels, exactly`(levels: Int, error: Scalar) {
    let square = Squares(levelCount: levels)
    let x = (0...2 << levels).map { Scalar($0) / Scalar(2 << levels) }
    let errors = x.map { square($0) - $0 * $0 }
    #expect(errors == x.indices.map { $0 % 2 == 0 ? 0 : error })
    #expect(square.greatestError == error && square.unitCount == 3 * levels)
    #expect(
      Lesson10Constructions.values(square.network, x) == x.map { square($0) })
  }

  // V10.4
  @Test(arguments: [(1, 2, 2, 7), (2, 4, 4, 13), (3, 8, 6, 19), (8, 256, 16, 49)])
  func `pieces, units and parameters of tents in a row`(
    count: Int, pieces: Int, units: Int, parameters: Int
  ) {
    let saw = Sawtooth(compositionCount: count)
    #expect(saw.pieceCount == pieces && saw.unitCount == units)
    #expect(saw.network.parameterCount == parameters)
    #expect(Pieces(of: saw.network, over: 0...1).pieces.count == pieces)
    #expect(saw.shallow.pieceCount == pieces)
  }

  // V10.5
  @Test func `fifteen units, twenty-four errors on 65 points`() {
    #expect(Crossings.leastErrors(pieceCount: 16, compositionCount: 6) == 24)
    #expect(Crossings.points(compositionCount: 6).count == 65)
    #expect(Crossings.shallowUnitsNeeded(compositionCount: 6) == 63)
    #expect(Crossings.leastErrors(pieceCount: 63, compositionCount: 6) == 1)
    #expect(Crossings.leastErrors(pieceCount: 64, compositionCount: 6) == 0)
    #expect(Sawtooth(compositionCount: 6).unitCount == 12)
    // ½ itself is low, and so wrong at the 32 points that are high; the next number is wrong at the 33 others.
    let halves: [(Scalar, Int)] = [(0.45, 32), (0.5, 32), (Scalar(0.5).nextUp, 33), (0.55, 33)]
    for (value, errors) in halves {
      #expect(Crossings.errorCount(of: { _ in value }, compositionCount: 6) == errors)
    }
  }

  // V10.6: the best values at 4 to 32 uniform knots, by least squares on 4096 points. In cells that hold whole teeth nothing but the
  // mean is left, so the error is that of a constant.
  @Test func `least squares on uniform knots is no better than a constant`() {
    let saw = Sawtooth(compositionCount: 6)
    let x = (0..<4096).map { (Scalar($0) + 0.5) / 4096 }
    let targets = Tensor(x.map { saw($0) })
    func error(_ pieces: Int) -> Double {
      let rows = x.map { x in
        (0...pieces).map { max(0, 1 - abs(x * Scalar(pieces) - Scalar($0))) }
      }
      let hats = Tensor(rows)
      let misses = matvec(hats, LeastSquares.ridge(hats, targets: targets, strength: 0)) - targets
      return Double((misses * misses).mean().squareRoot())
    }
    // One over √12, less what 64 points a tooth miss. The table's 0.2888 counts the ends of the teeth too.
    let constant = Double((targets - 0.5).norm()) / 64
    #expect(abs(constant - (1 / 12.0).squareRoot()) < 5e-5)
    let tolerance = isDoublePrecision ? 1e-9 : 1e-4
    for pieces in [4, 8, 16, 32] { #expect(abs(error(pieces) - constant) < tolerance) }
    #expect(error(64) < tolerance)
  }

  // V10.7, and what it does not say: eight units in one layer have 37.
  @Test func `regions of one and of two layers`() {
    #expect(RegionBounds.deepLowerBound(hiddenWidths: [4], dimension: 2) == 11)
    #expect(RegionBounds.deepLowerBound(hiddenWidths: [4, 4], dimension: 2) == 44)
    #expect(RegionBounds.oneLayer(unitCount: 16, dimension: 2) == 137)
    #expect(RegionBounds.oneLayer(unitCount: 8, dimension: 2) == 37)
  }

  // V10.8: the area is (2 / κ) ln 2, up to e^−κ.
  @Test(arguments: zip([10, 100, 1000], [0.1386, 0.01386, 0.001386] as [Scalar]))
  func `a soft step stays a half away while the area falls`(steepness: Scalar, area: Scalar) {
    let found = SoftStep.area(steepness: steepness)
    #expect(abs(found * steepness - area * steepness) < 5e-4)
    #expect(abs(found * steepness - 2 * .log(2)) < 1e-4)
    let error = SoftStep.greatestError(steepness: steepness)
    #expect(error <= 0.5 && error > 0.4999)
  }

  // V10.9: the means of 640 starts in NumPy, 2.90, 2.96 and 2.97; single ones spread by 0.58, 0.44 and 0.31. The mean of forty lies within
  // three of its deviations. Relative to the norm at the end, 16 units would give 2.0; the hidden weights alone give 3.17 at 256 units, the
  // output weights alone 3.46 at 16 and 2.55 at 256; without biases it is 4.3, 4.0 and 3.8, at a tenth of the goal 3.5 to 3.8.
  @Test(arguments: zip([16, 64, 256], [(2.90, 0.58), (2.96, 0.44), (2.97, 0.31)]))
  func `movement times the root of the width stays`(
    units: Int, reference: (mean: Double, deviation: Double)
  ) throws {
    var lazy = LazyTraining(unitCount: units)
    lazy.goal = 1e-2
    let sum = try (1...40 as ClosedRange<UInt64>).reduce(0.0) {
      $0 + (try lazy.outcome(seed: $1).relativeMovement)
    }
    let scaled = sum / 40 * Double(units).squareRoot()
    #expect(abs(scaled - reference.mean) < 3 * reference.deviation / 40.0.squareRoot())
  }

  // Q10.5, and the correction that fewer pieces do with other knots.
  @Test func `twenty-three even pieces for a hundredth, 0.00929`() {
    let sine = Lesson10Constructions.sine
    let count = PiecewiseLinear.sufficientPieceCount(
      error: 0.01, curvature: 4 * .pi * .pi, length: 1)
    #expect(count == 23)
    let curve = PiecewiseLinear(interpolating: sine, over: 0...1, pieceCount: count)
    #expect(rounded(curve.greatestError(to: sine), 5) == 0.00929)
  }

  // F10.3 and its correction: floors of degree two and four. The table's 0.0725, 0.153 and 0.410 are on the points that are fitted,
  // these on four times as many.
  @Test(
    arguments: zip(
      [RandomFeatures.Activation.square, .squareTwice],
      [[0.07227, 0.15177, 0.40698], [0.03614, 0, 0.05480]]))
  func `floors of squares`(activation: RandomFeatures.Activation, floors: [Double]) {
    let targets: [(Scalar) -> Scalar] = [{ abs($0) }, { $0 * $0 * $0 }, { .sine(3 * $0) }]
    for (target, floor) in zip(targets, floors) {
      let error = RandomFeatures(unitCount: 8, activation: activation)
        .error(fitting: target, seed: 0)
      #expect(abs(Double(error) - floor) < (isDoublePrecision ? 1e-5 : 1e-2), "\(floor)")
    }
  }

  // F10.5, with 16 pieces.
  @Test func `a fit of x² goes on straight, 4.75 instead of 9`() {
    let fit = PiecewiseLinear(interpolating: { $0 * $0 }, over: -1...1, pieceCount: 16)
    // Δ² / 4 with Δ = 1/8, between all knots.
    #expect(abs(fit.greatestError(to: { $0 * $0 }, sampleCount: 65) - 0.00390625) < 1e-6)
    #expect(abs(fit(3) - 4.75) < 1e-5)
  }

  // Q10.16 and its correction.
  @Test func `thirty-three points a side in one and in four dimensions`() {
    #expect(rounded(Scalar(GridRate.error(dimension: 1, cellCount: 32)), 4) == 0.0012)
    #expect(rounded(Scalar(GridRate.error(dimension: 4, cellCount: 32)), 5) == 0.00479)
    #expect(GridRate.pointCount(dimension: 4, cellCount: 32) == 1_185_921)
    let slopes = (1...4).map { GridRate.slope(dimension: $0, cellCounts: Array(4...32)) }
    for (slope, wanted) in zip(slopes, [-2.1, -1.04, -0.69, -0.53]) {
      #expect(abs(slope - wanted) < 0.06)
    }
  }
}
