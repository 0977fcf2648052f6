public import Perceptron
public import TensorCore

/// The linear regions of a ReLU network with two inputs, inside a square, as polygons.
///
/// Exact as ``Pieces`` is: the square is cut by the line of every unit of the first layer; in each part the next layer's units are
/// affine too, and cut it in turn.
public struct PlaneRegions: Sendable {
  /// A region on which the network is affine.
  public struct Region: Sendable {
    /// The corners, in order around the region.
    public let corners: [(x: Double, y: Double)]

    /// The slopes of the first output along x and y.
    public let gradient: (x: Double, y: Double)

    /// The area.
    public var area: Double {
      let turns = zip(corners, corners.dropFirst() + corners.prefix(1)).map { a, b in
        a.x * b.y - b.x * a.y
      }
      return abs(turns.reduce(0, +)) / 2
    }
  }

  /// The regions, in no particular order.
  public let regions: [Region]

  /// Cuts a square into the regions of a network.
  ///
  /// - Parameters:
  ///   - network: A network with two inputs and ReLUs.
  ///   - range: The range of both inputs, of positive length.
  /// - Precondition: The network is as said.
  /// - Complexity: Regions times units of the next layer, layer after layer.
  public init(of network: MultilayerPerceptron, over range: ClosedRange<Scalar>) {
    precondition(
      network.widths[0] == 2 && network.nonlinearity == .relu
        && range.lowerBound < range.upperBound,
      "PlaneRegions.init: \(network.widths), \(network.nonlinearity), \(range)")
    let (low, high) = (Double(range.lowerBound), Double(range.upperBound))
    var parts = [
      Part(
        corners: [(low, low), (high, low), (high, high), (low, high)],
        units: [Plane(x: 1, y: 0, constant: 0), Plane(x: 0, y: 1, constant: 0)])
    ]
    // Slivers below this area are rounding.
    let least = 1e-12 * (high - low) * (high - low)
    for (index, layer) in network.layers.enumerated() {
      parts = parts.map { $0.followed(by: layer) }
      guard index < network.layers.count - 1 else { break }
      for unit in 0..<layer.outputCount {
        parts = parts.flatMap { $0.cut(along: unit, least: least) }
      }
      parts = parts.map { $0.rectified() }
    }
    regions = parts.map { part in
      Region(corners: part.corners, gradient: (part.units[0].x, part.units[0].y))
    }
  }
}

extension PlaneRegions {
  /// An affine function of two numbers.
  private struct Plane {
    var x: Double
    var y: Double
    var constant: Double

    func callAsFunction(_ point: (x: Double, y: Double)) -> Double {
      x * point.x + y * point.y + constant
    }
  }

  /// A polygon on which every unit of a layer is affine.
  private struct Part {
    var corners: [(x: Double, y: Double)]
    var units: [Plane]

    var center: (x: Double, y: Double) {
      let count = Double(corners.count)
      return (corners.reduce(0) { $0 + $1.x } / count, corners.reduce(0) { $0 + $1.y } / count)
    }

    var area: Double {
      PlaneRegions.Region(corners: corners, gradient: (0, 0)).area
    }

    func followed(by layer: AffineMap) -> Part {
      let next = (0..<layer.outputCount).map { output in
        units.enumerated().reduce(
          Plane(x: 0, y: 0, constant: layer.bias.map { Double($0[output]) } ?? 0)
        ) { sum, unit in
          let weight = Double(layer.weight[output, unit.offset])
          return Plane(
            x: sum.x + weight * unit.element.x, y: sum.y + weight * unit.element.y,
            constant: sum.constant + weight * unit.element.constant)
        }
      }
      return Part(corners: corners, units: next)
    }

    /// The parts of the polygon on either side of the line where a unit is 0.
    func cut(along unit: Int, least: Double) -> [Part] {
      let heights = corners.map { units[unit]($0) }
      guard heights.contains(where: { $0 > 0 }), heights.contains(where: { $0 < 0 }) else {
        return [self]
      }
      var (above, below): ([(x: Double, y: Double)], [(x: Double, y: Double)]) = ([], [])
      for index in corners.indices {
        let next = (index + 1) % corners.count
        if heights[index] >= 0 { above.append(corners[index]) }
        if heights[index] <= 0 { below.append(corners[index]) }
        guard heights[index] * heights[next] < 0 else { continue }
        let share = heights[index] / (heights[index] - heights[next])
        let point = (
          x: corners[index].x + share * (corners[next].x - corners[index].x),
          y: corners[index].y + share * (corners[next].y - corners[index].y)
        )
        above.append(point)
        below.append(point)
      }
      let parts = [above, below].map { Part(corners: $0, units: units) }
      return parts.allSatisfy { $0.area > least } ? parts : [self]
    }

    /// The units after the ReLU.
    func rectified() -> Part {
      let center = center
      return Part(
        corners: corners,
        units: units.map { $0(center) > 0 ? $0 : Plane(x: 0, y: 0, constant: 0) })
    }
  }
}
