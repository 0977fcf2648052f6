// What is drawn with lines: curves, bands, areas, straight lines for comparison.

extension Plot.Layer {
  /// Points joined by straight lines.
  ///
  /// - Parameters:
  ///   - name: What the points are.
  ///   - x: Where the points lie horizontally.
  ///   - y: Where they lie vertically, as many; where it is not finite the line is broken.
  ///   - label: Where the name stands; `nil` is at the end of the line, or in the key of several panels.
  ///   - color: The color; `nil` gives every name its own.
  ///   - mark: The symbol at every point; `nil` for none.
  /// - Returns: The layer.
  /// - Precondition: `x` and `y` are of the same length, x is finite everywhere and y somewhere.
  public static func line(
    _ name: String, x: [some BinaryFloatingPoint], y: [some BinaryFloatingPoint],
    label: Label? = nil, color: Color? = nil, mark: Mark? = nil
  ) -> Plot.Layer {
    Plot.Layer(
      .line, name, ["x": x.map { Double($0) }, "y": y.map { Double($0) }], label: label,
      color: color, mark: mark)
  }

  /// Numbers joined by straight lines, the first above 0, the second above 1, and so on.
  ///
  /// - Parameters:
  ///   - name: What the numbers are.
  ///   - y: The numbers; where one is not finite the line is broken.
  ///   - label: Where the name stands; `nil` is at the end of the line, or in the key of several panels.
  ///   - color: The color; `nil` gives every name its own.
  ///   - mark: The symbol at every point; `nil` for none.
  /// - Returns: The layer.
  /// - Precondition: At least one number is finite.
  public static func line(
    _ name: String, _ y: [some BinaryFloatingPoint], label: Label? = nil, color: Color? = nil,
    mark: Mark? = nil
  ) -> Plot.Layer {
    line(name, x: y.indices.map { Double($0) }, y: y, label: label, color: color, mark: mark)
  }

  /// The area between two lines, such as the least and the greatest of ten seeds.
  ///
  /// A line of the same name has the same color, and bears the name for both.
  ///
  /// - Parameters:
  ///   - name: What the area is.
  ///   - x: Where the ends lie horizontally.
  ///   - low: The lower ends; as many.
  ///   - high: The upper ends; as many.
  ///   - color: The color; `nil` gives every name its own.
  /// - Returns: The layer.
  /// - Precondition: The lists are of the same length, and all numbers finite.
  public static func band(
    _ name: String, x: [some BinaryFloatingPoint], low: [some BinaryFloatingPoint],
    high: [some BinaryFloatingPoint], color: Color? = nil
  ) -> Plot.Layer {
    Plot.Layer(
      .band, name,
      ["x": x.map { Double($0) }, "low": low.map { Double($0) }, "high": high.map { Double($0) }],
      color: color)
  }

  /// The inside of a closed line, filled.
  ///
  /// - Parameters:
  ///   - name: What the area is.
  ///   - x: Where the corners lie horizontally.
  ///   - y: Where they lie vertically; as many.
  ///   - label: Where the name stands; `nil` is in the key.
  ///   - color: The color; `nil` gives every name its own.
  /// - Returns: The layer.
  /// - Precondition: `x` and `y` are of the same length, and all numbers finite.
  public static func region(
    _ name: String, x: [some BinaryFloatingPoint], y: [some BinaryFloatingPoint],
    label: Label? = nil, color: Color? = nil
  ) -> Plot.Layer {
    Plot.Layer(
      .region, name, ["x": x.map { Double($0) }, "y": y.map { Double($0) }], label: label,
      color: color)
  }

  /// A dotted line from side to side: a bound, a floor, a target.
  ///
  /// - Parameters:
  ///   - name: What the line is.
  ///   - y: Its height.
  ///   - label: Where the name stands; `nil` is at the right end, or in the key of several panels.
  /// - Returns: The layer.
  /// - Precondition: `y` is finite.
  public static func rule(_ name: String, y: Double, label: Label? = nil) -> Plot.Layer {
    Plot.Layer(.horizontalRule, name, ["y": [y]], label: label)
  }

  /// A dotted line from top to bottom: a step at which something happens.
  ///
  /// - Parameters:
  ///   - name: What the line is; the words stand beside its upper end.
  ///   - x: Its place.
  ///   - label: Where the name stands; `nil` is beside the upper end, or in the key of several panels.
  /// - Returns: The layer.
  /// - Precondition: `x` is finite.
  public static func rule(_ name: String, x: Double, label: Label? = nil) -> Plot.Layer {
    Plot.Layer(.verticalRule, name, ["x": [x]], label: label)
  }
}
