import Approximation
import Perceptron
import TensorCore
import TestSupport
import Testing

/// Pieces, regions and crossings: counted, and held against the bounds.
@Suite struct Lesson10Counting {
  @Test func `n hidden units make at most n + 1 pieces`() {
    var generator = SplitMix64(seed: 4)
    var greatest = 0
    for _ in 0..<40 {
      let network = MultilayerPerceptron(
        widths: [1, 6, 1], nonlinearity: .relu, using: &generator)
      let pieces = Pieces(of: network, over: -100...100).pieces.count
      #expect(pieces <= 7)
      greatest = max(greatest, pieces)
    }
    #expect(greatest == 7)
    #expect(Pieces.bound(hiddenWidths: [6]) == 7 && Pieces.bound(hiddenWidths: [6, 3]) == 28)
  }

  @Test func `pieces agree with the changes of slope on a fine grid`() {
    var generator = SplitMix64(seed: 5)
    let network = MultilayerPerceptron(
      widths: [1, 8, 8, 1], nonlinearity: .relu, using: &generator)
    let pieces = Pieces(of: network, over: -2...2).pieces
    #expect(pieces.count > 4 && Double(pieces.count) <= Pieces.bound(hiddenWidths: [8, 8]))
    #expect(pieces.first?.start == -2 && pieces.last?.end == 2)
    for piece in pieces where piece.end - piece.start > 1e-3 {
      let (x, h) = (
        Scalar((piece.start + piece.end) / 2), Scalar((piece.end - piece.start) / 4)
      )
      let values = network(Tensor([[x - h], [x], [x + h]])).scalars
      let scale = max(abs(values[1]), 1) * 100 * Scalar.ulpOfOne
      #expect(abs(values[0] - 2 * values[1] + values[2]) <= scale)
      #expect(abs(Double(values[2] - values[0]) / Double(2 * h) - piece.slope) < 1e-3)
    }
    for (piece, next) in zip(pieces, pieces.dropFirst()) {
      #expect(piece.end == next.start && piece.slope != next.slope)
    }
  }

  @Test func `regions of equal slope are one piece`() {
    // Two units that cancel where both are on: relu(x) − relu(x) has no kink at all.
    let network = MultilayerPerceptron(
      layers: [
        AffineMap(weight: Tensor([[1], [1]]), bias: Tensor([0, 0])),
        AffineMap(weight: Tensor([[1, -1]]), bias: Tensor([0])),
      ], nonlinearity: .relu)
    let found = Pieces(of: network, over: -1...1)
    #expect(found.regions.count == 2 && found.pieces.count == 1)
  }

  @Test func `fifteen units get twenty-four of sixty-five wrong`() {
    #expect(Crossings.leastErrors(pieceCount: 16, compositionCount: 6) == 24)
    #expect(Crossings.leastErrors(pieceCount: 17, compositionCount: 6) == 24)
    #expect(Crossings.leastErrors(pieceCount: 64, compositionCount: 6) == 0)
    #expect(Crossings.leastErrors(pieceCount: 100, compositionCount: 6) == 0)
    #expect(Crossings.shallowUnitsNeeded(compositionCount: 6) == 63)
    #expect(Crossings.points(compositionCount: 6).count == 65)
  }

  @Test func `no network of few pieces beats the crossing bound`() {
    var generator = SplitMix64(seed: 6)
    for _ in 0..<30 {
      let network = MultilayerPerceptron(
        widths: [1, 15, 1], nonlinearity: .relu, using: &generator)
      let errors = Crossings.errorCount(
        of: { 0.5 + 10 * network(Tensor([[$0]])).scalars[0] }, compositionCount: 6)
      #expect(errors >= 24)
    }
    let saw = Sawtooth(compositionCount: 6)
    #expect(Crossings.errorCount(of: { saw($0) }, compositionCount: 6) == 0)
    #expect(Crossings.errorCount(of: { _ in 0 }, compositionCount: 6) == 32)
    #expect(Crossings.errorCount(of: { _ in .nan }, compositionCount: 6) == 65)
  }

  @Test(arguments: [4, 5, 15, 16, 40, 62, 63])
  func `so many units get as few wrong as the bound allows`(unitCount: Int) {
    let network = Crossings.oneLayer(unitCount: unitCount, compositionCount: 6)
    let errors = Crossings.errorCount(
      of: { network(Tensor([[$0]])).scalars[0] }, compositionCount: 6)
    #expect(network.widths == [1, unitCount, 1])
    #expect(errors == Crossings.leastErrors(pieceCount: unitCount + 1, compositionCount: 6))
  }

  @Test func `two layers of one unit make three pieces, not four`() {
    var generator = SplitMix64(seed: 11)
    let counts = (0..<200).map { _ in
      let network = MultilayerPerceptron(
        widths: [1, 1, 1, 1], nonlinearity: .relu, using: &generator)
      return Pieces(of: network, over: -100...100).pieces.count
    }
    #expect(counts.max() == 3 && Pieces.bound(hiddenWidths: [1, 1]) == 4)
  }

  @Test func `few uniform pieces are no better than a constant`() {
    let saw = Sawtooth(compositionCount: 6)
    let x = Tensor.linearlySpaced(from: 0, through: 1, count: 4097).scalars
    func rootMeanSquare(_ values: [Scalar]) -> Double {
      (values.reduce(0) { $0 + Double($1 * $1) } / Double(values.count)).squareRoot()
    }
    #expect(abs(rootMeanSquare(x.map { saw($0) - 0.5 }) - 0.2887) < 1e-3)
    let pieces = PiecewiseLinear(interpolating: { saw($0) }, over: 0...1, pieceCount: 64)
    #expect(pieces.greatestError(to: { saw($0) }, sampleCount: 4097) < 1e-5)
  }

  @Test func `region bounds are those of the table`() {
    #expect(RegionBounds.oneLayer(unitCount: 4, dimension: 2) == 11)
    #expect(RegionBounds.oneLayer(unitCount: 16, dimension: 2) == 137)
    #expect(RegionBounds.oneLayer(unitCount: 8, dimension: 2) == 37)
    #expect(RegionBounds.oneLayer(unitCount: 3, dimension: 5) == 8)
    #expect(RegionBounds.oneLayer(unitCount: 0, dimension: 2) == 1)
    #expect(RegionBounds.deepLowerBound(hiddenWidths: [4], dimension: 2) == 11)
    #expect(RegionBounds.deepLowerBound(hiddenWidths: [4, 4], dimension: 2) == 44)
    #expect(RegionBounds.deepUpperBound(hiddenWidths: [4, 4], dimension: 2) == 121)
    #expect(RegionBounds.deepUpperBound(hiddenWidths: [6, 3], dimension: 1) == 28)
  }

  @Test func `lines in general position reach the bound of one layer`() {
    var generator = SplitMix64(seed: 7)
    for _ in 0..<10 {
      let network = MultilayerPerceptron(
        widths: [2, 5, 1], nonlinearity: .relu, using: &generator)
      // A square so large that all crossings lie in it.
      let regions = PlaneRegions(of: network, over: -1e4...1e4).regions
      #expect(Double(regions.count) <= 16)
      #expect(regions.count >= 15)
    }
  }

  @Test func `regions of the plane fill the square and are affine`() {
    var generator = SplitMix64(seed: 8)
    let network = MultilayerPerceptron(
      widths: [2, 8, 8, 1], nonlinearity: .relu, using: &generator)
    let regions = PlaneRegions(of: network, over: -3...3).regions
    #expect(abs(regions.reduce(0) { $0 + $1.area } - 36) < 1e-6)
    #expect(regions.count > 10)
    #expect(
      Double(regions.count) <= RegionBounds.deepUpperBound(hiddenWidths: [8, 8], dimension: 2))
    for region in regions where region.area > 1e-3 {
      let count = Double(region.corners.count)
      let center = (
        x: region.corners.reduce(0) { $0 + $1.x } / count,
        y: region.corners.reduce(0) { $0 + $1.y } / count
      )
      // From the center to a corner and half the way back: a straight line.
      let corner = region.corners[0]
      let points = [0.2, 0.5, 0.8].map { share in
        [
          Scalar(center.x + share * (corner.x - center.x)),
          Scalar(center.y + share * (corner.y - center.y)),
        ]
      }
      let values = network(Tensor(points)).scalars
      #expect(abs(values[0] - 2 * values[1] + values[2]) < 1e-5)
      let step = Double(values[2] - values[0])
      let expected =
        0.6
        * (region.gradient.x * (corner.x - center.x) + region.gradient.y * (corner.y - center.y))
      #expect(abs(step - expected) < 1e-5)
    }
  }
}
