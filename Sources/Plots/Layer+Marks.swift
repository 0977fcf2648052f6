// What stands by itself: points, bars, arrows, strokes, words.

extension Plot.Layer {
  /// Points by themselves.
  ///
  /// - Parameters:
  ///   - name: What the points are.
  ///   - x: Where the points lie horizontally.
  ///   - y: Where they lie vertically; as many.
  ///   - label: Where the name stands; `nil` is in the key.
  ///   - color: The color; `nil` gives every name its own.
  ///   - mark: The symbol; `nil` gives every name its own, filled and open by turns.
  /// - Returns: The layer.
  /// - Precondition: `x` and `y` are of the same length, and all numbers finite.
  public static func points(
    _ name: String, x: [some BinaryFloatingPoint], y: [some BinaryFloatingPoint],
    label: Label? = nil, color: Color? = nil, mark: Mark? = nil
  ) -> Plot.Layer {
    Plot.Layer(
      .points, name, ["x": x.map { Double($0) }, "y": y.map { Double($0) }], label: label,
      color: color, mark: mark)
  }

  /// Upright bars.
  ///
  /// - Parameters:
  ///   - name: What the bars are.
  ///   - x: Where their middles stand.
  ///   - heights: How high they are; as many.
  ///   - width: How wide each is, in units of the horizontal axis.
  ///   - label: Where the name stands; `nil` is in the key.
  ///   - color: The color; `nil` gives every name its own.
  /// - Returns: The layer.
  /// - Precondition: `x` and `heights` are of the same length, and all numbers finite.
  public static func bars(
    _ name: String, x: [some BinaryFloatingPoint], heights: [some BinaryFloatingPoint],
    width: Double = 0.8, label: Label? = nil, color: Color? = nil
  ) -> Plot.Layer {
    Plot.Layer(
      .bars, name,
      [
        "x": x.map { Double($0) }, "y": heights.map { Double($0) },
        "width": x.map { _ in width },
      ], label: label, color: color)
  }

  /// How many of many numbers lie in each of several intervals of equal length, as bars.
  ///
  /// - Parameters:
  ///   - name: What the numbers are.
  ///   - values: The numbers; what lies outside the range, or is not finite, is not counted.
  ///   - range: Where the first interval begins and the last one ends; a number at the very end
  ///     belongs to the last.
  ///   - count: The number of intervals.
  ///   - asShares: Whether the heights are shares of all numbers instead of counts.
  ///   - label: Where the name stands; `nil` is in the key.
  ///   - color: The color; `nil` gives every name its own.
  /// - Returns: The layer.
  /// - Precondition: There are numbers, an interval at least, and the range is not empty.
  public static func histogram(
    _ name: String, of values: [some BinaryFloatingPoint], in range: ClosedRange<Double>,
    count: Int, asShares: Bool = false, label: Label? = nil, color: Color? = nil
  ) -> Plot.Layer {
    precondition(
      !values.isEmpty && count > 0 && range.lowerBound < range.upperBound,
      "Plot.Layer.histogram: \(name) has \(values.count) numbers in \(count) intervals of \(range)")
    let width = (range.upperBound - range.lowerBound) / Double(count)
    var heights = [Double](repeating: 0, count: count)
    for value in values.lazy.map({ Double($0) }) where value.isFinite && range.contains(value) {
      let index = min(count - 1, Int((value - range.lowerBound) / width))
      heights[index] += asShares ? 1 / Double(values.count) : 1
    }
    let middles = (0..<count).map { range.lowerBound + width * (Double($0) + 0.5) }
    return bars(name, x: middles, heights: heights, width: width, label: label, color: color)
  }

  /// An arrow: a vector, a step, a gradient.
  ///
  /// - Parameters:
  ///   - name: What the arrow is.
  ///   - start: Where it begins, `[x, y]`.
  ///   - end: Where its head is, `[x, y]`.
  ///   - label: Where the name stands; `nil` is in the key.
  ///   - color: The color; `nil` gives every name its own.
  /// - Returns: The layer.
  /// - Precondition: Both ends have two coordinates, and all are finite.
  public static func arrow(
    _ name: String, from start: [Double], to end: [Double], label: Label? = nil,
    color: Color? = nil
  ) -> Plot.Layer { arrows(name, from: [start], to: [end], label: label, color: color) }

  /// Arrows of one kind.
  ///
  /// - Parameters:
  ///   - name: What the arrows are.
  ///   - starts: Where they begin, each `[x, y]`.
  ///   - ends: Where their heads are, each `[x, y]`; as many.
  ///   - label: Where the name stands; `nil` is in the key.
  ///   - color: The color; `nil` gives every name its own.
  /// - Returns: The layer.
  /// - Precondition: There are as many starts as ends, of two finite coordinates each.
  public static func arrows(
    _ name: String, from starts: [[Double]], to ends: [[Double]], label: Label? = nil,
    color: Color? = nil
  ) -> Plot.Layer {
    Plot.Layer(.arrows, name, strokes(name, starts, ends), label: label, color: color)
  }

  /// Thick strokes: spans of time, intervals.
  ///
  /// - Parameters:
  ///   - name: What the strokes are.
  ///   - starts: Where they begin, each `[x, y]`.
  ///   - ends: Where they end, each `[x, y]`; as many.
  ///   - label: Where the name stands; `nil` is in the key.
  ///   - color: The color; `nil` gives every name its own.
  /// - Returns: The layer.
  /// - Precondition: There are as many starts as ends, of two finite coordinates each.
  public static func segments(
    _ name: String, from starts: [[Double]], to ends: [[Double]], label: Label? = nil,
    color: Color? = nil
  ) -> Plot.Layer {
    Plot.Layer(.segments, name, strokes(name, starts, ends), label: label, color: color)
  }

  private static func strokes(
    _ name: String, _ starts: [[Double]], _ ends: [[Double]]
  ) -> [String: [Double]] {
    precondition(
      (starts + ends).allSatisfy { $0.count == 2 },
      "Plot.Layer: \(name) has ends that are not [x, y]: \(starts), \(ends)")
    return [
      "x": starts.map { $0[0] }, "y": starts.map { $0[1] }, "toX": ends.map { $0[0] },
      "toY": ends.map { $0[1] },
    ]
  }

  /// Words at a point.
  ///
  /// - Parameters:
  ///   - words: The words.
  ///   - x: Where the point lies horizontally.
  ///   - y: Where it lies vertically.
  ///   - side: The side of the point on which they stand.
  ///   - color: The color; `nil` is black.
  /// - Returns: The layer.
  /// - Precondition: `x` and `y` are finite.
  public static func text(
    _ words: String, x: Double, y: Double, _ side: Side = .center, color: Color? = nil
  ) -> Plot.Layer { Plot.Layer(.text, words, ["x": [x], "y": [y]], color: color, side: side) }
}
