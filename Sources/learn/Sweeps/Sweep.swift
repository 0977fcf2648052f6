import TensorCore
import Text

/// A figure that a slider moves through: what is drawn for each of its positions.
///
/// Everything that is drawn is computed here; the page only draws it (`Tools/Book/assets/sliders.js`). A new figure is a
/// function that makes one, an entry in ``all()`` and one in `Tools/Book/sliders.json`, which says where it stands.
package struct Sweep: Encodable, Sendable {
  /// The name, such as `05-momentum`: the lesson's number and what is moved.
  package let id: String

  /// What is moved, such as “learning rate”.
  package let control: String

  /// The position that stands still where there is no slider.
  package let start: Int

  /// The pairs of axes, each with what does not change.
  package let panels: [Panel]

  /// The positions of the slider, in order.
  package let frames: [Frame]

  /// One position of the slider.
  package struct Frame: Encodable, Sendable {
    /// The value of what is moved, as it is read out.
    package let value: String

    /// What to read in the figure here, in one sentence.
    package let note: String

    /// What is drawn here, for each panel.
    package let marks: [[Mark]]

    /// The numbers behind the note, for tests.
    package let facts: [String: Double]

    private enum CodingKeys: String, CodingKey { case value, note, marks }

    init(_ value: String, note: String, facts: [String: Double] = [:], marks: [[Mark]]) {
      self.value = value
      self.note = note
      self.facts = facts
      self.marks = marks
    }
  }

  /// A pair of axes.
  package struct Panel: Encodable, Sendable {
    /// The horizontal axis.
    package let x: Axis

    /// The vertical axis.
    package let y: Axis

    /// What is drawn at every position, below the rest.
    package let marks: [Mark]

    init(_ x: Axis, _ y: Axis, marks: [Mark] = []) {
      self.x = x
      self.y = y
      self.marks = marks
    }
  }

  /// An axis.
  package struct Axis: Encodable, Sendable {
    /// What is measured, with its unit.
    package let label: String

    /// The least number shown.
    package let low: Double

    /// The greatest number shown.
    package let high: Double

    /// Whether equal distances are equal ratios.
    package let isLogarithmic: Bool

    init(_ label: String, _ range: ClosedRange<Double>, isLogarithmic: Bool = false) {
      self.label = label
      low = range.lowerBound
      high = range.upperBound
      self.isLogarithmic = isLogarithmic
    }
  }
}

extension Sweep {
  /// A line, points or bars.
  package struct Mark: Encodable, Sendable {
    /// How the points are drawn.
    package enum Kind: String, Encodable, Sendable { case line, contour, dashes, dots, bars, rings }

    /// How the points are drawn.
    package let kind: Kind

    /// The color, from 0; it follows the order of names in the figure.
    package let color: Int

    /// What the key calls it; `nil` leaves it out of the key.
    package let name: String?

    /// The points, horizontal and vertical numbers in turn; what is not finite is left out.
    package let points: [Double]

    init(
      _ kind: Kind, color: Int = 0, name: String? = nil, _ points: [(x: Double, y: Double)]
    ) {
      self.kind = kind
      self.color = color
      self.name = name
      self.points = points.filter { $0.x.isFinite && $0.y.isFinite }.flatMap { point in
        [point.x.rounded(significantDigits: 4), point.y.rounded(significantDigits: 4)]
      }
    }
  }

  /// The numbers from one to another, evenly spaced or in equal ratios.
  static func numbers(
    _ range: ClosedRange<Double>, count: Int, isLogarithmic: Bool = false
  ) -> [Double] {
    (0..<count).map { index in
      let share = Double(index) / Double(count - 1)
      guard isLogarithmic else {
        return range.lowerBound + share * (range.upperBound - range.lowerBound)
      }
      return range.lowerBound * .pow(range.upperBound / range.lowerBound, share)
    }
  }

  /// A number with two significant digits, as it stands in a sentence.
  static func text(of number: Double) -> String {
    // Rounded first: 299.8 is “300” and not “3e+02”.
    number.rounded(significantDigits: 2).proseText(significantDigits: 2)
  }

  /// All figures of the course, in its order.
  ///
  /// - Returns: The figures.
  /// - Throws: What reading the digits or training throws.
  package static func all() throws -> [Sweep] {
    [
      degree(), perceptron(), gradientCheck(), saturation(), try signal(), runningMean(), ridge(),
      bowl(), momentum(), oneCycleRise(), oneCyclePeak(), try rates(), pieces(),
    ]
  }
}
