import Approximation
import Perceptron
import TensorCore
import TestSupport
import Testing

extension Lesson10Parity {
  /// The network whose widths and seed a group of the fixture names.
  func network(_ group: String) throws -> MultilayerPerceptron {
    var generator = SplitMix64(seed: UInt64(try golden.scalar("\(group).seed")))
    return MultilayerPerceptron(
      widths: try golden.integers("\(group).widths"), nonlinearity: .relu, using: &generator)
  }

  @Test func `pieces are those that signs and autograd find`() throws {
    for group in try golden.groups(of: "line") {
      let found = Pieces(of: try network(group), over: -3...3)
      let ends = [found.regions[0].start] + found.regions.map(\.end)
      #expect(difference(ends, try numbers("\(group).ends")) < Self.tolerance, "\(group)")
      let slopes = found.regions.map(\.slope)
      #expect(difference(slopes, try numbers("\(group).slopes")) < Self.tolerance, "\(group)")
      // In two of the networks neighbors of equal slope are one piece.
      let kinks = try numbers("\(group).kinks")
      let starts = found.pieces.dropFirst().map(\.start)
      #expect(difference(starts, kinks) < Self.tolerance, "\(group)")
      #expect(difference(found.pieces.map(\.end), kinks + [3]) < Self.tolerance, "\(group)")
    }
  }

  @Test func `regions of the plane are those of the signs`() throws {
    for group in try golden.groups(of: "plane") {
      let regions = PlaneRegions(of: try network(group), over: -2...2).regions
      let points = try pairs("\(group).points")
      let gradients = try pairs("\(group).gradients")
      let areas = try numbers("\(group).areas")
      #expect(regions.count == points.count, "\(group)")
      for ((point, gradient), area) in zip(zip(points, gradients), areas) {
        let around = regions.filter { Self.turns(of: $0, around: point).allSatisfy { $0 > 0 } }
        let region = try #require(around.first, "\(group) \(point)")
        #expect(around.count == 1, "\(group) \(point)")
        let slopes = [region.gradient.x, region.gradient.y]
        #expect(difference(slopes, [gradient.x, gradient.y]) < Self.tolerance, "\(group)")
        // The points of a grid that a convex region holds miss its area by its edges at most.
        #expect(abs(region.area - area) < Self.perimeter(of: region) * 4 / 1201, "\(group)")
      }
    }
  }

  private func pairs(_ name: String) throws -> [(x: Double, y: Double)] {
    let values = try numbers(name)
    return stride(from: 0, to: values.count, by: 2).map { (values[$0], values[$0 + 1]) }
  }

  private static func edges(
    of region: PlaneRegions.Region
  ) -> [(from: (x: Double, y: Double), to: (x: Double, y: Double))] {
    zip(region.corners, region.corners.dropFirst() + region.corners.prefix(1)).map { ($0, $1) }
  }

  /// For each edge on which side of it a point lies; corners go around counterclockwise.
  private static func turns(
    of region: PlaneRegions.Region, around point: (x: Double, y: Double)
  ) -> [Double] {
    edges(of: region).map { a, b in
      (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)
    }
  }

  private static func perimeter(of region: PlaneRegions.Region) -> Double {
    edges(of: region).reduce(0) { sum, edge in
      let (x, y) = (edge.to.x - edge.from.x, edge.to.y - edge.from.y)
      return sum + (x * x + y * y).squareRoot()
    }
  }

  @Test(arguments: 1...6)
  func `no row of labels has fewer errors than the bound`(count: Int) throws {
    let least = try golden.integers("crossings(\(count)).least")
    let found = least.indices.map {
      Crossings.leastErrors(pieceCount: $0 + 1, compositionCount: count)
    }
    #expect(found == least)
    // One unit less than pieces: the least number of changes at which nothing is wrong.
    let pieces = (least.firstIndex(of: 0) ?? 0) + 1
    #expect(Crossings.shallowUnitsNeeded(compositionCount: count) == pieces - 1)
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `as many labels are wrong as NumPy counts`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let network = MultilayerPerceptron(
      widths: [1, 15, 1], nonlinearity: .relu, using: &generator)
    let found = Crossings.errorCount(
      of: { 0.5 + 4 * network(Tensor([[$0]])).scalars[0] }, compositionCount: 6)
    #expect(Double(found) == (try golden.scalar("labels(\(seed)).output")))
  }

  @Test(arguments: [(4, 3), (7, 3), (9, 4), (15, 6)])
  func `the network at the bound goes through its heights`(units: Int, count: Int) throws {
    let network = Crossings.oneLayer(unitCount: units, compositionCount: count)
    let found = outputs(network, Crossings.points(compositionCount: count))
    let expected = try numbers("reaching(\(units), \(count)).output")
    #expect(difference(found, expected) < Self.tolerance)
  }

  @Test func `one layer's bound is a sum of binomials`() throws {
    let pairs = try golden.integers("bounds(layer).arguments")
    let found = stride(from: 0, to: pairs.count, by: 2).map {
      RegionBounds.oneLayer(unitCount: pairs[$0], dimension: pairs[$0 + 1])
    }
    #expect(found == (try numbers("bounds(layer).output")))
  }

  // Sixteen digits of a whole number of more than sixteen.
  @Test func `bounds of stacks are products in whole numbers`() throws {
    for group in try golden.groups(of: "bounds") where group != "bounds(layer)" {
      let widths = try golden.integers("\(group).widths")
      let inputs = try golden.integers("\(group).inputs")[0]
      let upper = RegionBounds.deepUpperBound(hiddenWidths: widths, dimension: inputs)
      #expect(difference(upper, try golden.scalar("\(group).upper")) < 1e-15, "\(group)")
      let pieces = Pieces.bound(hiddenWidths: widths)
      #expect(pieces == (try golden.scalar("\(group).pieces")), "\(group)")
      let review = ArchitectureReview(inputCount: inputs, outputCount: 1, candidates: [widths])
      let digits = try golden.scalar("\(group).digits")
      #expect(difference(review.rows[0].regionDigits, digits) < 1e-12, "\(group)")
      guard widths.allSatisfy({ $0 >= inputs }) else { continue }
      let lower = RegionBounds.deepLowerBound(hiddenWidths: widths, dimension: inputs)
      #expect(difference(lower, try golden.scalar("\(group).lower")) < 1e-15, "\(group)")
    }
  }

  @Test func `costs are those of PyTorch's layers and optimizer`() throws {
    for group in try golden.groups(of: "cost") {
      let widths = try golden.integers("\(group).widths")
      let review = ArchitectureReview(
        inputCount: widths[0], outputCount: widths[widths.count - 1],
        batch: try golden.integers("\(group).batch")[0],
        candidates: [Array(widths.dropFirst().dropLast())])
      let row = review.rows[0]
      let found = [
        "parameters": row.ledger.parameterCount, "multiplyAdds": row.ledger.multiplyAddCount,
        "activations": row.ledger.activationCount, "serving": row.servingBytes,
        "training": row.trainingBytes,
      ]
      for (name, count) in found {
        #expect([count] == (try golden.integers("\(group).\(name)")), "\(group).\(name)")
      }
      #expect(row.narrowest == widths.dropFirst().dropLast().min())
      let equal = review.equalBudget(as: 0, depths: 1...4)
      #expect(equal.map { $0[0] } == (try golden.integers("\(group).equalWidths")), "\(group)")
      #expect(equal.map(\.count) == [1, 2, 3, 4])
    }
  }
}
