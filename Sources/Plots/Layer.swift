extension Plot {
  /// Something that is drawn in a panel.
  public struct Layer: Codable, Hashable, Sendable {
    /// The way in which the numbers are drawn.
    public enum Kind: String, Codable, Hashable, Sendable {
      /// Points joined by straight lines; where y is not finite the line is broken.
      case line
      /// Points by themselves.
      case points
      /// The area between two lines.
      case band
      /// The inside of a closed line.
      case region
      /// Upright bars from 0, of a width of their own.
      case bars
      /// Arrows from one point to another.
      case arrows
      /// Thick strokes from one point to another.
      case segments
      /// Words at a point; the name of the layer is what they say.
      case text
      /// A straight line from side to side.
      case horizontalRule
      /// A straight line from top to bottom.
      case verticalRule
      /// A grid of cells colored by a number.
      case surface
      /// The lines on which a number on a grid is one of several levels.
      case contours
    }

    /// The place where the name of a layer stands.
    public enum Label: Codable, Hashable, Sendable {
      /// At the right end of the line.
      case end
      /// Over the line, its middle at this x.
      case above(at: Double)
      /// Under the line, its middle at this x.
      case below(at: Double)
      /// Over the picture, beside a sample.
      case key
      /// Nowhere.
      case hidden
    }

    /// The side of a point on which words stand.
    public enum Side: String, Codable, Hashable, Sendable {
      /// The side, or the point itself.
      case above, below, left, right, center
    }

    /// The symbol that marks points.
    public enum Mark: String, Codable, Hashable, Sendable {
      /// A filled circle.
      case dot
      /// A circle round the point, to point it out.
      case ring
      /// A cross.
      case cross
    }

    /// A color that reads on white, and is told apart from the others by all eyes; gray is thin.
    public enum Color: String, Codable, Hashable, Sendable {
      /// The color.
      case blue, orange, green, purple, black, olive, gray
    }

    /// The way in which the numbers are drawn.
    public let kind: Kind

    /// What the numbers are; of `text` the words themselves.
    public let name: String

    /// The numbers, by what they are: `x`, `y`, and what else the kind has.
    public let data: [String: [Double]]

    /// Where the name stands; `nil` leaves it to the drawing.
    public let label: Label?

    /// The color; `nil` gives every name its own.
    public let color: Color?

    /// The symbol; `nil` gives every name of points its own, and lines none.
    public let mark: Mark?

    /// The side of the point on which words stand.
    public let side: Side?

    /// The ends of the scale of colors; `nil` leaves them to the data.
    public let range: ClosedRange<Double>?

    /// A layer; the functions of this type's extensions check what they are given.
    init(
      _ kind: Kind, _ name: String, _ data: [String: [Double]], label: Label? = nil,
      color: Color? = nil, mark: Mark? = nil, side: Side? = nil, range: ClosedRange<Double>? = nil
    ) {
      self.kind = kind
      self.name = name
      self.data = data
      self.label = label
      self.color = color
      self.mark = mark
      self.side = side
      self.range = range
      if let problem { preconditionFailure("Plot.Layer: \(heading) has \(problem)") }
    }

    /// A list of numbers; empty if the kind has none of the name.
    ///
    /// - Parameter list: What the numbers are, such as `x`.
    /// - Returns: The numbers.
    public subscript(list: String) -> [Double] { data[list] ?? [] }

    /// The kind and the name, as messages say it.
    public var heading: String { "\(kind.words) “\(name)”" }

    /// The rows of a grid, from the least y to the greatest.
    public var rows: [[Double]] {
      let (values, width) = (self["values"], self["x"].count)
      guard width > 0 else { return [] }
      return stride(from: 0, to: values.count, by: width).map { start in
        Array(values[start..<min(start + width, values.count)])
      }
    }
  }
}
