import Approximation
import Perceptron
import TensorCore
import TestSupport
import Testing

/// Networks by construction: they are the functions that they are said to be.
@Suite struct Lesson10Constructions {
  /// The values of a network with one input and one output.
  static func values(_ network: MultilayerPerceptron, _ x: [Scalar]) -> [Scalar] {
    network(Tensor(x).reshaped(to: [x.count, 1])).scalars
  }

  static let grid = Tensor.linearlySpaced(from: 0, through: 1, count: 257).scalars

  static func sine(_ x: Scalar) -> Scalar { .sine(2 * .pi * x) }

  @Test func `one hidden unit a piece makes the interpolation`() {
    var generator = SplitMix64(seed: 1)
    var knots = Tensor.uniform([9], in: -2..<2, using: &generator).scalars
    knots.sort()
    let curve = PiecewiseLinear(
      knots: knots, values: Tensor.normal([9], using: &generator).scalars)
    let x = Tensor.linearlySpaced(from: -3, through: 3, count: 301).scalars
    let network = curve.network
    // The units' slopes cancel; what rounding leaves grows with the steepest.
    let steepest = curve.slopes.map { abs($0) }.max() ?? 0
    #expect(network.widths == [1, 8, 1] && network.parameterCount == 25)
    for (value, point) in zip(Self.values(network, x), x) {
      #expect(abs(value - curve(point)) <= 50 * Scalar.ulpOfOne * max(1, steepest))
    }
    for (knot, value) in zip(curve.knots, curve.values) {
      #expect(abs(curve(knot) - value) <= 100 * Scalar.ulpOfOne)
    }
    #expect(curve(-9) == curve.values[0])
  }

  @Test(arguments: [(4, 0.2105), (16, 0.01885), (64, 0.00120)])
  func `errors of the sine are those of the golden table`(pieces: Int, error: Scalar) {
    let curve = PiecewiseLinear(interpolating: Self.sine, over: 0...1, pieceCount: pieces)
    let found = curve.greatestError(to: Self.sine)
    #expect(abs(found - error) < 6e-4 * max(1, 40 * error))
    let bound = PiecewiseLinear.errorBound(
      curvature: 4 * .pi * .pi, spacing: 1 / Scalar(pieces))
    #expect(found <= bound * 1.0001)
    if pieces == 64 { #expect(found > 0.99 * bound) }
  }

  @Test func `a kink costs nothing at a knot and much beside one`() {
    func kink(_ x: Scalar) -> Scalar { abs(x - 0.5) }
    for (pieces, error) in [(4, 0), (8, 0), (16, 0), (5, 0.1)] as [(Int, Scalar)] {
      let curve = PiecewiseLinear(interpolating: kink, over: 0...1, pieceCount: pieces)
      #expect(abs(curve.greatestError(to: kink) - error) < 1e-6)
    }
  }

  @Test func `twenty-three pieces suffice for a hundredth`() {
    let count = PiecewiseLinear.sufficientPieceCount(
      error: 0.01, curvature: 4 * .pi * .pi, length: 1)
    #expect(count == 23)
    func error(_ pieces: Int) -> Scalar {
      PiecewiseLinear(interpolating: Self.sine, over: 0...1, pieceCount: pieces)
        .greatestError(to: Self.sine)
    }
    #expect(error(23) < 0.01 && error(22) > 0.01)
    #expect(abs(error(23) - 0.00929) < 5e-5)
  }

  @Test func `knots where the curve bends save pieces`() {
    func error(_ pieces: Int) -> Scalar {
      PiecewiseLinear(
        interpolating: Self.sine, bending: { 4 * .pi * .pi * Self.sine($0) }, over: 0...1,
        pieceCount: pieces
      ).greatestError(to: Self.sine)
    }
    #expect(error(19) < 0.01)
    #expect(error(15) > 0.01)
  }

  @Test func `knots stand inside the only cell that bends`() {
    // Of 128 cells the one from 64/128 to 65/128 holds all of the curvature; half of it is its middle.
    let bump = PiecewiseLinear(
      interpolating: { $0 * $0 }, bending: { 0.5...0.5078125 ~= $0 ? 1 : 0 }, over: 0...1,
      pieceCount: 2)
    #expect(bump.knots == [0, 64.5 / 128, 1])
  }

  @Test(arguments: [1, 2, 3, 8])
  func `a sawtooth doubles its pieces with every two units`(count: Int) {
    let saw = Sawtooth(compositionCount: count)
    let network = saw.network
    #expect(saw.pieceCount == [1: 2, 2: 4, 3: 8, 8: 256][count])
    #expect(saw.unitCount == 2 * count)
    #expect(network.parameterCount == 6 * count + 1)
    #expect(Self.values(network, Self.grid) == Self.grid.map { saw($0) })
    // One layer adds as many terms as there are pieces, with slopes as steep as their number.
    for (value, x) in zip(Self.values(saw.shallow.network, [0.3, 0.71]), [0.3, 0.71] as [Scalar]) {
      let tolerance = 8 * Scalar.ulpOfOne * Scalar(saw.pieceCount * saw.pieceCount)
      #expect(abs(value - saw(x)) < tolerance)
    }
    #expect(Pieces(of: network, over: 0...1).pieces.count == saw.pieceCount)
  }

  @Test(arguments: [1, 2, 3, 4, 6])
  func `a level of squares divides the error by four`(levels: Int) {
    let square = Squares(levelCount: levels)
    let error = Scalar(1) / Scalar(1 << (2 * levels + 2))
    #expect(square.greatestError == error && square.unitCount == 3 * levels)
    let network = square.network
    #expect(network.widths == [1] + Array(repeating: 3, count: levels) + [1])
    let x = Tensor.linearlySpaced(from: 0, through: 1, count: (1 << levels) * 4 + 1).scalars
    let values = Self.values(network, x)
    for (value, point) in zip(values, x) {
      #expect(abs(value - square(point)) <= 8 * Scalar.ulpOfOne)
      #expect(value - point * point >= -8 * Scalar.ulpOfOne)
    }
    let greatest = zip(values, x).map { $0 - $1 * $1 }.max() ?? 0
    #expect(abs(greatest - error) <= 8 * Scalar.ulpOfOne)
  }

  @Test func `three squares make a product within their bounds`() {
    let square = Squares(levelCount: 5)
    let network = square.productNetwork
    #expect(network.widths == [2] + Array(repeating: 9, count: 5) + [1])
    var generator = SplitMix64(seed: 3)
    let points = Tensor.uniform([400, 2], using: &generator)
    let values = network(points).scalars
    for (row, value) in values.enumerated() {
      let (x, y) = (points[row, 0], points[row, 1])
      #expect(abs(value - square.product(x, y)) <= 20 * Scalar.ulpOfOne)
      let error = value - x * y
      #expect(error >= -square.greatestError - 1e-6 && error <= 2 * square.greatestError + 1e-6)
    }
  }

  @Test func `a staircase falls like one over the units`() {
    func error(_ count: Int) -> Scalar {
      let network = Staircase.network(
        approximating: Self.sine, over: 0...1, stepCount: count)
      let x = Tensor.linearlySpaced(from: 0, through: 1, count: 20 * count + 1).scalars
      return zip(Self.values(network, x), x).map { abs($0 - Self.sine($1)) }.max() ?? 0
    }
    let ratio = error(32) / error(64)
    #expect(ratio > 1.9 && ratio < 2.1)
    let soft = Staircase.network(
      approximating: Self.sine, over: 0...1, stepCount: 40, steepness: 5000)
    let hard = Staircase.network(approximating: Self.sine, over: 0...1, stepCount: 40)
    let middles = (0..<40).map { (Scalar($0) + 0.5) / 40 }
    #expect(soft.widths == [1, 39, 1])
    for (a, b) in zip(Self.values(soft, middles), Self.values(hard, middles)) {
      #expect(abs(a - b) < 1e-5)
    }
  }

  @Test func `two sigmoids of opposite sign make a bump`() {
    let bump = Staircase.bump(over: 0.4...0.6, steepness: 200)
    let values = Self.values(bump, [0.3, 0.4, 0.5, 0.6, 0.7])
    for (value, wanted) in zip(values, [0, 0.5, 1, 0.5, 0] as [Scalar]) {
      #expect(abs(value - wanted) < 1e-6)
    }
  }

  @Test(arguments: [1, 2, 3])
  func `boxes read the value in their middle`(dimension: Int) {
    func function(_ point: [Scalar]) -> Scalar { point.reduce(1) { $0 * (0.5 + $1) } }
    let boxes = Boxes(approximating: function, dimension: dimension, countPerAxis: 5)
    #expect(boxes.boxCount == [5, 25, 125][dimension - 1])
    var generator = SplitMix64(seed: 2)
    let points = Tensor.uniform([200, dimension], using: &generator)
    let values = boxes.network(points).scalars
    for (row, value) in values.enumerated() {
      let middle = (0..<dimension).map { axis in
        (Scalar(Int(points[row, axis] * 5)) + 0.5) / 5
      }
      #expect(abs(value - function(middle)) < 1e-5)
    }
  }
}
