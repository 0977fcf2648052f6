public import Perceptron
public import TensorCore

/// A function on the unit cube approximated by boxes: two hidden layers of thresholds.
///
/// The first layer asks of every axis on which side of each grid line a point lies; a unit of the second fires where all
/// sides are those of its box (a sum and a threshold, an AND); the output reads the value in the box's middle. It is a
/// proof that two hidden layers of thresholds suffice for every continuous function, and it shows the price: the second layer has
/// mᵈ units.
///
/// ## Source
///
/// Folklore; Lippmann, “An introduction to computing with neural nets”, 1987, https://doi.org/10.1109/MASSP.1987.1165576, for the two
/// layers of thresholds that cut out a convex region.
public struct Boxes: Hashable, Sendable {
  /// The number of boxes along each axis.
  public let countPerAxis: Int

  /// The number of inputs.
  public let dimension: Int

  /// The network.
  public let network: MultilayerPerceptron

  /// The number of boxes, which is the number of units of the second hidden layer.
  public var boxCount: Int { network.widths[2] }

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - function: What is approximated, of points with coordinates in 0…1.
  ///   - dimension: The number of inputs; positive.
  ///   - countPerAxis: The number of boxes along each axis, at least 2; all together at most 100,000.
  /// - Precondition: The arguments are as said.
  public init(
    approximating function: ([Scalar]) -> Scalar, dimension: Int, countPerAxis: Int
  ) {
    precondition(
      dimension > 0 && countPerAxis >= 2
        && Double.pow(Double(countPerAxis), dimension) <= 100_000,
      "Boxes.init: \(countPerAxis) boxes along each of \(dimension) axes")
    self.countPerAxis = countPerAxis
    self.dimension = dimension
    let lineCount = countPerAxis - 1
    var sides = [Scalar](repeating: 0, count: dimension * lineCount * dimension)
    var lines: [Scalar] = []
    for axis in 0..<dimension {
      for line in 0..<lineCount {
        sides[(axis * lineCount + line) * dimension + axis] = 1
        lines.append(-Scalar(line + 1) / Scalar(countPerAxis))
      }
    }
    let boxes = Self.indices(dimension: dimension, count: countPerAxis)
    var conditions = [Scalar](repeating: 0, count: boxes.count * dimension * lineCount)
    var thresholds: [Scalar] = []
    for (row, box) in boxes.enumerated() {
      // A box in cell c of an axis wants its first c lines passed and the next one not.
      var wanted = 0
      for (axis, cell) in box.enumerated() {
        let start = row * dimension * lineCount + axis * lineCount
        if cell > 0 {
          conditions[start + cell - 1] = 1
          wanted += 1
        }
        if cell < lineCount { conditions[start + cell] = -1 }
      }
      thresholds.append(0.5 - Scalar(wanted))
    }
    let values = boxes.map { box in
      function(box.map { (Scalar($0) + 0.5) / Scalar(countPerAxis) })
    }
    network = MultilayerPerceptron(
      layers: [
        AffineMap(
          weight: Tensor(shape: [dimension * lineCount, dimension], scalars: sides),
          bias: Tensor(lines)),
        AffineMap(
          weight: Tensor(shape: [boxes.count, dimension * lineCount], scalars: conditions),
          bias: Tensor(thresholds)),
        AffineMap(weight: Tensor(values).reshaped(to: [1, boxes.count]), bias: Tensor([0])),
      ], nonlinearity: .step)
  }

  private static func indices(dimension: Int, count: Int) -> [[Int]] {
    (0..<dimension).reduce([[]]) { boxes, _ in
      boxes.flatMap { box in (0..<count).map { box + [$0] } }
    }
  }
}
