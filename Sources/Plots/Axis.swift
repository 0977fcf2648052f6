extension Plot {
  /// A scale of a plot.
  public struct Axis: Codable, Hashable, Sendable {
    /// What the numbers are; empty for an axis without words.
    public let label: String

    /// Whether equal distances are equal ratios.
    public let isLogarithmic: Bool

    /// The ends of the scale; `nil` leaves them to the data.
    public let range: ClosedRange<Double>?

    /// The places that are marked, with their words; `nil` leaves them to the drawing.
    public let ticks: [Tick]?

    /// A place on an axis with its words.
    public struct Tick: Codable, Hashable, Sendable {
      /// The place.
      public let place: Double

      /// What stands there; `nil` for the number itself.
      public let words: String?

      /// Creates a tick.
      ///
      /// - Parameters:
      ///   - place: The place.
      ///   - words: What stands there; `nil` for the number itself.
      public init(_ place: Double, _ words: String? = nil) {
        self.place = place
        self.words = words
      }
    }

    /// A scale on which equal distances are equal differences.
    ///
    /// - Parameters:
    ///   - label: What the numbers are; empty for an axis without words.
    ///   - range: The ends of the scale; `nil` leaves them to the data.
    ///   - ticks: The numbers that are marked; `nil` leaves them to the drawing, `[]` marks none.
    /// - Returns: The axis.
    public static func linear(
      _ label: String, in range: ClosedRange<Double>? = nil, ticks: [Double]? = nil
    ) -> Axis {
      Axis(
        label: label, isLogarithmic: false, range: range, ticks: ticks.map { $0.map { Tick($0) } })
    }

    /// A scale on which equal distances are equal ratios; what is not positive is left out.
    ///
    /// - Parameters:
    ///   - label: What the numbers are; empty for an axis without words.
    ///   - range: The ends of the scale; `nil` leaves them to the data.
    ///   - ticks: The numbers that are marked; `nil` leaves them to the drawing, `[]` marks none.
    /// - Returns: The axis.
    public static func logarithmic(
      _ label: String, in range: ClosedRange<Double>? = nil, ticks: [Double]? = nil
    ) -> Axis {
      Axis(
        label: label, isLogarithmic: true, range: range, ticks: ticks.map { $0.map { Tick($0) } })
    }

    /// A scale of things without an order of numbers: the first stands at 0, the second at 1, and so on.
    ///
    /// - Parameters:
    ///   - label: What the things are; empty for an axis without words.
    ///   - names: The names of the things.
    /// - Returns: The axis, half a step wider than the things at both ends.
    public static func categories(_ label: String, _ names: [String]) -> Axis {
      Axis(
        label: label, isLogarithmic: false, range: -0.5...(Double(max(1, names.count)) - 0.5),
        ticks: names.enumerated().map { Tick(Double($0), $1) })
    }

    /// The vertical axis of a heat map: the first row stands at 0, the second below it at −1, and so on.
    ///
    /// - Parameters:
    ///   - label: What the rows are; empty for an axis without words.
    ///   - names: The names of the rows, from the top.
    /// - Returns: The axis, half a row wider than the rows at both ends.
    public static func rows(_ label: String, _ names: [String]) -> Axis {
      Axis(
        label: label, isLogarithmic: false, range: (0.5 - Double(max(1, names.count)))...0.5,
        ticks: names.enumerated().map { Tick(-Double($0), $1) })
    }

    /// What is wrong with the axis.
    var problem: String? {
      if let range {
        guard range.lowerBound.isFinite, range.upperBound.isFinite,
          range.lowerBound < range.upperBound
        else { return "the ends \(range.lowerBound) and \(range.upperBound)" }
        if isLogarithmic, range.lowerBound <= 0 {
          return "a logarithmic scale that begins at \(range.lowerBound)"
        }
      }
      return ticks?.first { !$0.place.isFinite || isLogarithmic && $0.place <= 0 }.map {
        "a tick at \($0.place)"
      }
    }
  }
}
