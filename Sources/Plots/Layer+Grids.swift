// Numbers on a grid, as colors or as lines of equal height.

extension Plot.Layer {
  /// A function of two numbers as color, computed on a square grid.
  ///
  /// - Parameters:
  ///   - name: What the color means.
  ///   - range: The ends of the grid, in both directions.
  ///   - count: The number of grid lines in each direction; at least two.
  ///   - values: The ends of the scale of colors; `nil` leaves them to the data.
  ///   - function: The number at a point.
  /// - Returns: The layer.
  /// - Precondition: There are two grid lines at least, and a finite number.
  public static func surface(
    _ name: String, over range: ClosedRange<Double>, count: Int = 41,
    coloring values: ClosedRange<Double>? = nil,
    of function: (Double, Double) throws -> some BinaryFloatingPoint
  ) rethrows -> Plot.Layer {
    let places = places(range, count)
    return try Plot.Layer(
      .surface, name, grid(x: places, y: places, function), range: values)
  }

  /// A matrix as colored cells, the first row at the top.
  ///
  /// Column j stands at x = j, row i at y = −i. `Axis.categories` names columns, `Axis.rows` rows.
  ///
  /// - Parameters:
  ///   - name: What the color means.
  ///   - rows: The rows, all of one length.
  ///   - values: The ends of the scale of colors; `nil` leaves them to the data.
  /// - Returns: The layer.
  /// - Precondition: There are two rows and two columns at least, and a finite number.
  public static func heatMap(
    _ name: String, _ rows: [[some BinaryFloatingPoint]],
    coloring values: ClosedRange<Double>? = nil
  ) -> Plot.Layer {
    precondition(
      Set(rows.map(\.count)).count == 1,
      "Plot.Layer.heatMap: \(name) has rows of the lengths \(rows.map(\.count))")
    return Plot.Layer(
      .surface, name,
      [
        "x": (rows.first ?? []).indices.map { Double($0) },
        "y": rows.indices.reversed().map { -Double($0) },
        "values": rows.reversed().flatMap { $0.map { Double($0) } },
      ], range: values)
  }

  /// The lines on which a function of two numbers has one of several values.
  ///
  /// - Parameters:
  ///   - name: What the function is.
  ///   - x: The ends of the grid on which it is computed, horizontally.
  ///   - y: The ends of the grid, vertically.
  ///   - levels: The values that are drawn.
  ///   - count: The number of grid lines in each direction; at least two.
  ///   - label: Where the name stands; `nil` is in the key.
  ///   - color: The color; thin gray unless another is given.
  ///   - function: The number at a point.
  /// - Returns: The layer.
  /// - Precondition: There are two grid lines at least, a level, and a finite number.
  public static func contours(
    _ name: String, x: ClosedRange<Double>, y: ClosedRange<Double>, levels: [Double],
    count: Int = 41, label: Label? = nil, color: Color = .gray,
    of function: (Double, Double) throws -> some BinaryFloatingPoint
  ) rethrows -> Plot.Layer {
    var data = try grid(x: places(x, count), y: places(y, count), function)
    data["levels"] = levels
    return Plot.Layer(.contours, name, data, label: label, color: color)
  }

  private static func places(_ range: ClosedRange<Double>, _ count: Int) -> [Double] {
    precondition(count >= 2, "Plot.Layer: fewer than two grid lines: \(count)")
    let step = (range.upperBound - range.lowerBound) / Double(count - 1)
    return (0..<count).map { range.lowerBound + step * Double($0) }
  }

  private static func grid(
    x: [Double], y: [Double], _ function: (Double, Double) throws -> some BinaryFloatingPoint
  ) rethrows -> [String: [Double]] {
    [
      "x": x, "y": y,
      "values": try y.flatMap { y in try x.map { x in Double(try function(x, y)) } },
    ]
  }
}
