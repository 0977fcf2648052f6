import Approximation
import Perceptron
import TensorCore
import TestSupport
import Testing

/// What PyTorch, NumPy and counting compute, number by number.
@Suite struct Lesson10Parity {
  let golden: GoldenValues

  /// In single precision sums of 64 units whose slopes change by 128 leave three digits.
  static var tolerance: Double { isDoublePrecision ? 1e-12 : 1e-3 }

  init() throws { golden = try GoldenValues.lesson(10) }

  /// The numbers of a name, in double precision.
  func numbers(_ name: String) throws -> [Double] { try golden.array(name).values }

  /// The numbers of a name, in the precision of the build.
  func scalars(_ name: String) throws -> [Scalar] { try numbers(name).map { Scalar($0) } }

  /// The outputs of a network with one input and one output.
  func outputs(_ network: MultilayerPerceptron, _ x: [Scalar]) -> [Double] {
    Lesson10Constructions.values(network, x).map { Double($0) }
  }

  @Test func `straight pieces are NumPy's interpolation`() throws {
    for group in try golden.groups(of: "pieces") {
      let curve = PiecewiseLinear(
        knots: try scalars("\(group).knots"), values: try scalars("\(group).values"))
      let (x, expected) = (try scalars("\(group).x"), try numbers("\(group).output"))
      let slopes = curve.slopes.map { Double($0) }
      #expect(difference(x.map { Double(curve($0)) }, expected) < Self.tolerance, "\(group)")
      #expect(difference(outputs(curve.network, x), expected) < Self.tolerance, "\(group)")
      #expect(difference(slopes, try numbers("\(group).slopes")) < Self.tolerance, "\(group)")
      #expect(curve.network.widths == [1, curve.pieceCount, 1])
    }
  }

  @Test func `greatest errors are those that NumPy finds`() throws {
    let functions: [String: (Scalar) -> Scalar] = [
      "sine": Lesson10Constructions.sine, "above": { .exp($0) }, "below": { -.exp($0) },
    ]
    for (name, function) in functions {
      let counts = try golden.integers("greatestError(\(name)).pieces")
      let errors = counts.map { count in
        let curve = PiecewiseLinear(interpolating: function, over: 0...1, pieceCount: count)
        return Double(curve.greatestError(to: function))
      }
      let expected = try numbers("greatestError(\(name)).output")
      #expect(difference(errors, expected) < Self.tolerance, "\(name)")
    }
  }

  @Test func `sufficient pieces are the first that suffice`() throws {
    let arguments = try golden.array("sufficient(pieces).arguments").values
    let counts = stride(from: 0, to: arguments.count, by: 3).map { start in
      PiecewiseLinear.sufficientPieceCount(
        error: Scalar(arguments[start]), curvature: Scalar(arguments[start + 1]),
        length: Scalar(arguments[start + 2]))
    }
    #expect(counts == (try golden.integers("sufficient(pieces).output")))
  }

  @Test func `knots by curvature invert a cumulative sum`() throws {
    func sine(_ x: Scalar) -> Scalar { -4 * .pi * .pi * .sine(2 * .pi * x) }
    func tanh(_ x: Scalar) -> Scalar { -2 * .tanh(x) * (1 - .tanh(x) * .tanh(x)) }
    for group in try golden.groups(of: "curvature") {
      let expected = try numbers("\(group).knots")
      let ends = try scalars("\(group).range")
      let curve = PiecewiseLinear(
        interpolating: { $0 }, bending: group.contains("sine") ? sine : tanh,
        over: ends[0]...ends[1], pieceCount: expected.count - 1)
      #expect(difference(curve.knots.map { Double($0) }, expected) < Self.tolerance, "\(group)")
      #expect(curve.values == curve.knots)
    }
  }

  @Test(arguments: [1, 2, 3, 6])
  func `sawtooth and square are interpolations`(count: Int) throws {
    let (x, y) = (try scalars("grid.x"), try scalars("grid.y"))
    let pairs = Tensor(zip(x, y).map { [$0, $1] })
    let (saw, square) = (Sawtooth(compositionCount: count), Squares(levelCount: count))
    let teeth = try numbers("sawtooth(\(count)).output")
    #expect(difference(x.map { Double(saw($0)) }, teeth) < Self.tolerance)
    #expect(difference(outputs(saw.network, x), teeth) < Self.tolerance)
    #expect(difference(outputs(saw.shallow.network, x), teeth) < Self.tolerance)
    let squares = try numbers("square(\(count)).output")
    #expect(difference(x.map { Double(square($0)) }, squares) < Self.tolerance)
    #expect(difference(outputs(square.network, x), squares) < Self.tolerance)
    let products = try numbers("product(\(count)).output")
    let found = zip(x, y).map { Double(square.product($0, $1)) }
    #expect(difference(found, products) < Self.tolerance)
    let network = square.productNetwork(pairs).scalars.map { Double($0) }
    #expect(difference(network, products) < Self.tolerance)
  }

  // All numbers are whole multiples of powers of two: nothing is rounded.
  @Test(arguments: [1, 2, 3, 6])
  func `a sawtooth of PyTorch's modules has our slopes`(count: Int) throws {
    let saw = Sawtooth(compositionCount: count)
    let pieces = Pieces(of: saw.network, over: 0...1).pieces
    #expect(pieces.map(\.slope) == (try numbers("teeth(\(count)).slopes")))
    let middles = pieces.map { Scalar(($0.start + $0.end) / 2) }
    #expect(outputs(saw.network, middles) == (try numbers("teeth(\(count)).output")))
    let parameters = try golden.scalar("teeth(\(count)).parameters")
    #expect(Double(saw.network.parameterCount) == parameters)
    #expect(saw.pieceCount == pieces.count && saw.unitCount == 2 * count)
  }

  @Test func `stairs and bumps are PyTorch's sums of units`() throws {
    let x = try scalars("stairs.x")
    func target(_ x: Scalar) -> Scalar { .sine(3 * x) + x * x }
    for (name, steepness) in [("step", nil), ("sigmoid", 17)] as [(String, Scalar?)] {
      for count in [2, 7] {
        let network = Staircase.network(
          approximating: target, over: -1...2, stepCount: count, steepness: steepness)
        let expected = try numbers("stairs(\(name), \(count)).output")
        #expect(difference(outputs(network, x), expected) < Self.tolerance, "\(name) \(count)")
      }
    }
    let bump = Staircase.bump(over: 0.25...1.5, steepness: 9)
    #expect(difference(outputs(bump, x), try numbers("stairs(bump).output")) < Self.tolerance)
  }

  @Test(arguments: [(1, 6), (2, 5), (3, 3)])
  func `boxes are a table that is looked up`(dimension: Int, count: Int) throws {
    let group = "boxes(\(dimension), \(count))"
    let boxes = Boxes(
      approximating: { $0.reduce(1) { $0 * (1 + .sine(2 * $1)) } }, dimension: dimension,
      countPerAxis: count)
    let found = boxes.network(try golden.tensor("\(group).points")).scalars.map { Double($0) }
    #expect(difference(found, try numbers("\(group).output")) < Self.tolerance)
  }
}
