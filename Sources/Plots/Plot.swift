import Foundation
import Text

/// A picture of measured numbers, described by its data: axes, lines, points, colored areas.
///
/// A plot draws nothing by itself. A cell of a notebook shows it; `learn` then holds its data
/// against the recorded ones, draws it with gnuplot and writes its text for those who cannot see it.
///
/// ```swift
/// Plot(
///   "loss", title: "The loss falls",
///   x: .linear("step"), y: .logarithmic("loss"),
///   layers: [.line("training", losses)]
/// ).show()
/// ```
public struct Plot: Codable, Hashable, Sendable {
  /// The name, which is part of a file name: small letters, digits and hyphens.
  public let name: String

  /// What the picture says, in a sentence.
  public let title: String

  /// The horizontal axis.
  public let x: Axis

  /// The vertical axis.
  public let y: Axis

  /// What is drawn, the hindmost first.
  public let layers: [Layer]

  /// Numbers that belong to the picture and are not drawn, by name, for pages to cite; `nil` without any.
  public let numbers: [String: Double]?

  /// Creates a plot.
  ///
  /// - Parameters:
  ///   - name: The name: small letters, digits and hyphens.
  ///   - title: What the picture says, in a sentence.
  ///   - x: The horizontal axis.
  ///   - y: The vertical axis.
  ///   - layers: What is drawn, the hindmost first. At least one.
  ///   - numbers: Numbers that belong to the picture and are not drawn, by name.
  /// - Precondition: The name is fit for a file, and there is a layer.
  public init(
    _ name: String, title: String, x: Axis, y: Axis, layers: [Layer],
    numbers: [String: Double] = [:]
  ) {
    precondition(
      !name.isEmpty && name.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".contains($0) },
      "Plot.init: not small letters, digits and hyphens: \(name)")
    precondition(!layers.isEmpty, "Plot.init: \(name) has no layers")
    self.name = name
    self.title = title
    self.x = x
    self.y = y
    self.layers = layers
    self.numbers = numbers.isEmpty ? nil : numbers
  }

  /// A scale of a plot.
  public struct Axis: Codable, Hashable, Sendable {
    /// What the numbers are.
    public let label: String

    /// Whether equal distances are equal ratios.
    public let isLogarithmic: Bool

    /// The ends of the scale; `nil` leaves them to the data.
    public let range: ClosedRange<Double>?

    /// A scale on which equal distances are equal differences.
    ///
    /// - Parameters:
    ///   - label: What the numbers are.
    ///   - range: The ends of the scale; `nil` leaves them to the data.
    /// - Returns: The axis.
    public static func linear(_ label: String, in range: ClosedRange<Double>? = nil) -> Axis {
      Axis(label: label, isLogarithmic: false, range: range)
    }

    /// A scale on which equal distances are equal ratios; what is not positive is left out.
    ///
    /// - Parameters:
    ///   - label: What the numbers are.
    ///   - range: The ends of the scale; `nil` leaves them to the data.
    /// - Returns: The axis.
    public static func logarithmic(
      _ label: String, in range: ClosedRange<Double>? = nil
    ) -> Axis {
      Axis(label: label, isLogarithmic: true, range: range)
    }
  }
}

// MARK: - Layers

extension Plot {
  /// Something that is drawn.
  public enum Layer: Codable, Hashable, Sendable {
    /// Points joined by straight lines.
    case line(Series)
    /// Points by themselves.
    case points(Series)
    /// A grid of cells colored by a number.
    case surface(Surface)

    /// Points joined by straight lines.
    ///
    /// - Parameters:
    ///   - name: What the points are, for the legend.
    ///   - x: Where the points lie horizontally.
    ///   - y: Where they lie vertically; as many.
    /// - Returns: The layer.
    public static func line(
      _ name: String, x: [some BinaryFloatingPoint], y: [some BinaryFloatingPoint]
    ) -> Layer { .line(Series(name: name, x: x.map { Double($0) }, y: y.map { Double($0) })) }

    /// Numbers joined by straight lines, the first above 0, the second above 1, and so on.
    ///
    /// - Parameters:
    ///   - name: What the numbers are, for the legend.
    ///   - y: The numbers.
    /// - Returns: The layer.
    public static func line(_ name: String, _ y: [some BinaryFloatingPoint]) -> Layer {
      line(name, x: y.indices.map { Double($0) }, y: y)
    }

    /// Points by themselves.
    ///
    /// - Parameters:
    ///   - name: What the points are, for the legend.
    ///   - x: Where the points lie horizontally.
    ///   - y: Where they lie vertically; as many.
    /// - Returns: The layer.
    public static func points(
      _ name: String, x: [some BinaryFloatingPoint], y: [some BinaryFloatingPoint]
    ) -> Layer { .points(Series(name: name, x: x.map { Double($0) }, y: y.map { Double($0) })) }

    /// A function of two numbers as color, computed on a square grid.
    ///
    /// - Parameters:
    ///   - name: What the color means.
    ///   - range: The ends of the grid, in both directions.
    ///   - count: The number of grid lines in each direction; at least two.
    ///   - values: The ends of the scale of colors; `nil` leaves them to the data.
    ///   - function: The number at a point.
    /// - Returns: The layer.
    public static func surface<Number: BinaryFloatingPoint>(
      _ name: String, over range: ClosedRange<Double>, count: Int = 41,
      coloring values: ClosedRange<Double>? = nil, of function: (Double, Double) throws -> Number
    ) rethrows -> Layer {
      precondition(count >= 2, "Plot.Layer.surface: fewer than two grid lines: \(count)")
      let step = (range.upperBound - range.lowerBound) / Double(count - 1)
      let ticks = (0..<count).map { range.lowerBound + step * Double($0) }
      let rows = try ticks.map { y in try ticks.map { x in Double(try function(x, y)) } }
      return .surface(Surface(name: name, range: values, x: ticks, y: ticks, rows: rows))
    }
  }

  /// Points with a name.
  public struct Series: Codable, Hashable, Sendable {
    /// What the points are, for the legend.
    public let name: String

    /// Where the points lie horizontally.
    public let x: [Double]

    /// Where they lie vertically.
    public let y: [Double]

    /// Creates a series.
    ///
    /// - Parameters:
    ///   - name: What the points are, for the legend.
    ///   - x: Where the points lie horizontally.
    ///   - y: Where they lie vertically; as many.
    /// - Precondition: `x` and `y` are of the same length and not empty.
    public init(name: String, x: [Double], y: [Double]) {
      precondition(
        x.count == y.count && !x.isEmpty,
        "Plot.Series.init: \(name) has \(x.count) and \(y.count) coordinates")
      self.name = name
      self.x = x
      self.y = y
    }
  }

  /// Numbers on a grid.
  public struct Surface: Codable, Hashable, Sendable {
    /// What the numbers are.
    public let name: String

    /// The ends of the scale of colors; `nil` leaves them to the data.
    public let range: ClosedRange<Double>?

    /// Where the columns stand.
    public let x: [Double]

    /// Where the rows stand.
    public let y: [Double]

    /// The numbers, row by row from the least y to the greatest.
    public let rows: [[Double]]
  }
}

// MARK: - Showing

extension Plot {
  /// What a line of output begins with that holds a plot instead of words.
  public static var linePrefix: String { "\u{1e}plot " }

  /// Shows the plot below the cell of the notebook; elsewhere prints it in words.
  public func show() {
    guard ProcessInfo.processInfo.environment["LEARN_NOTEBOOK"] != nil,
      let json = try? JSONEncoder.sorted().text(self)
    else { return print(alternativeText) }
    print(Plot.linePrefix + json)
  }
}
