import TensorCore

/// How the error of interpolation on a grid falls with the number of points, by dimension: the curse.
///
/// The target is the product of sin π xᵢ on the unit cube, interpolated multilinearly from N = (m + 1)ᵈ points. Its error falls like m⁻², so in the
/// number of points like N⁻²ᐟᵈ: for the same accuracy every further dimension multiplies the points.
public enum GridRate {
  /// The greatest error of multilinear interpolation in the middles of cells, with m cells along each axis.
  ///
  /// The interpolation of a product is the product of the interpolations. In the middle of a cell that of the sine is the sine times
  /// cos(π / 2m), whatever the cell, so the error is ∏ sin(π xᵢ) (1 − cosᵈ(π / 2m)), and greatest in the cell nearest the center.
  ///
  /// - Parameters:
  ///   - dimension: The number of inputs d, in 1…6.
  ///   - cellCount: The number of cells m along each axis; positive.
  /// - Returns: The greatest error.
  /// - Precondition: The arguments are as said.
  public static func error(dimension: Int, cellCount: Int) -> Double {
    precondition(
      (1...6).contains(dimension) && cellCount > 0,
      "GridRate.error: \(dimension) inputs, \(cellCount) cells")
    let middle = (Double(cellCount / 2) + 0.5) / Double(cellCount)
    let shrinkage = Double.cosine(.pi / Double(2 * cellCount))
    return Double.pow(.sine(.pi * middle), dimension) * (1 - Double.pow(shrinkage, dimension))
  }

  /// The number N of points of the grid, (m + 1)ᵈ.
  public static func pointCount(dimension: Int, cellCount: Int) -> Double {
    Double.pow(Double(cellCount + 1), dimension)
  }

  /// The slope of the logarithm of the error over the logarithm of the number of points, by least squares.
  ///
  /// - Parameters:
  ///   - dimension: The number of inputs, in 1…6.
  ///   - cellCounts: At least two different numbers of cells.
  /// - Returns: About −2/d.
  /// - Precondition: The arguments are as said.
  public static func slope(dimension: Int, cellCounts: [Int]) -> Double {
    precondition(
      Set(cellCounts).count >= 2,
      "GridRate.slope: not two different numbers of cells or more: \(cellCounts)")
    let points = cellCounts.map { cells in
      (
        x: Double.log(pointCount(dimension: dimension, cellCount: cells)),
        y: Double.log(error(dimension: dimension, cellCount: cells))
      )
    }
    let count = Double(points.count)
    let mean = (
      x: points.reduce(0) { $0 + $1.x } / count, y: points.reduce(0) { $0 + $1.y } / count
    )
    let covariance = points.reduce(0) { $0 + ($1.x - mean.x) * ($1.y - mean.y) }
    return covariance / points.reduce(0) { $0 + ($1.x - mean.x) * ($1.x - mean.x) }
  }
}
