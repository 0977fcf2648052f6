public import Perceptron
public import TensorCore

/// The straight pieces of a ReLU network with one input, found exactly and not by sampling.
///
/// A stretch of the line on which no unit changes sides is affine all through the network. Layer by layer every stretch is cut where a
/// pre-activation passes 0. What is left at the end are the *activation regions*; neighbors whose output has the same slope are one
/// *piece*.
public struct Pieces: Hashable, Sendable {
  /// A stretch on which the network is affine.
  public struct Stretch: Hashable, Sendable {
    /// Where it begins.
    public let start: Double

    /// Where it ends.
    public let end: Double

    /// The slope of the first output.
    public let slope: Double
  }

  /// The activation regions, from left to right.
  public let regions: [Stretch]

  /// The pieces, from left to right: regions of equal slope beside each other made one.
  public let pieces: [Stretch]

  /// Finds the pieces of a network.
  ///
  /// - Parameters:
  ///   - network: A network with one input and ReLUs.
  ///   - range: Where it is looked at, of positive length.
  ///   - tolerance: By how much slopes may differ, relative to the greatest, and count as equal.
  /// - Precondition: The network is as said.
  public init(
    of network: MultilayerPerceptron, over range: ClosedRange<Scalar>, tolerance: Double = 1e-9
  ) {
    precondition(
      network.widths[0] == 1 && network.nonlinearity == .relu
        && range.lowerBound < range.upperBound,
      "Pieces.init: \(network.widths), \(network.nonlinearity), \(range)")
    var lines = [
      Affine(
        start: Double(range.lowerBound), end: Double(range.upperBound), slopes: [1],
        intercepts: [0])
    ]
    for (index, layer) in network.layers.enumerated() {
      lines = lines.map { $0.followed(by: layer) }
      if index < network.layers.count - 1 { lines = lines.flatMap { $0.cutWhereSignsChange() } }
    }
    regions = lines.map { Stretch(start: $0.start, end: $0.end, slope: $0.slopes[0]) }
    let greatest = regions.map { abs($0.slope) }.max() ?? 0
    pieces = regions.reduce(into: []) { pieces, region in
      if let last = pieces.last, abs(last.slope - region.slope) <= tolerance * greatest {
        pieces[pieces.count - 1] = Stretch(start: last.start, end: region.end, slope: last.slope)
      } else {
        pieces.append(region)
      }
    }
  }

  /// A bound on the pieces of a line: no network of these widths has more.
  ///
  ///     ∏ (nₗ + 1) over the hidden layers                                          (equation 10.8)
  ///
  /// One layer of n units cuts the line in at most n places. Each further layer can do so on every piece at
  /// most; whether all of that is possible at once is another question: two layers of one unit reach 3, not 4.
  ///
  /// ## Source
  ///
  /// Montúfar, Pascanu, Cho and Bengio, 2014, https://arxiv.org/abs/1402.1869; for one input the count is elementary.
  ///
  /// - Parameter hiddenWidths: The numbers of units of the hidden layers, none negative.
  /// - Returns: The bound, as a floating-point number, because it grows beyond integers.
  public static func bound(hiddenWidths: [Int]) -> Double {
    precondition(
      hiddenWidths.allSatisfy { $0 >= 0 }, "Pieces.bound: a negative width in \(hiddenWidths)")
    return hiddenWidths.reduce(1) { $0 * Double($1 + 1) }  // (equation 10.8)
  }
}

extension Pieces {
  /// What the units of a layer are on a stretch of the line.
  private struct Affine {
    let start: Double
    let end: Double
    var slopes: [Double]
    var intercepts: [Double]

    func followed(by layer: AffineMap) -> Affine {
      var (newSlopes, newIntercepts) = ([Double](), [Double]())
      for unit in 0..<layer.outputCount {
        var slope = 0.0
        var intercept = layer.bias.map { Double($0[unit]) } ?? 0
        for (input, value) in slopes.enumerated() {
          let weight = Double(layer.weight[unit, input])
          slope += weight * value
          intercept += weight * intercepts[input]
        }
        newSlopes.append(slope)
        newIntercepts.append(intercept)
      }
      return Affine(start: start, end: end, slopes: newSlopes, intercepts: newIntercepts)
    }

    /// The stretch in parts on which no unit changes sign, with the negative ones at 0.
    func cutWhereSignsChange() -> [Affine] {
      let margin = 1e-12 * (end - start)
      let cuts = zip(slopes, intercepts).compactMap { slope, intercept -> Double? in
        guard slope != 0 else { return nil }
        let zero = -intercept / slope
        return zero < end - margin ? zero : nil
      }.sorted()
      var edges = [start]
      for cut in cuts where cut > (edges.last ?? start) + margin { edges.append(cut) }
      edges.append(end)
      return zip(edges, edges.dropFirst()).map { left, right in
        let middle = (left + right) / 2
        var part = Affine(start: left, end: right, slopes: slopes, intercepts: intercepts)
        for unit in slopes.indices where slopes[unit] * middle + intercepts[unit] <= 0 {
          part.slopes[unit] = 0
          part.intercepts[unit] = 0
        }
        return part
      }
    }
  }
}
