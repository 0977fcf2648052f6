import Course
import Dynamics
import Foundation
import Text

extension DoctorReport {
  /// The curves as SVG: losses above, the learning rate and the gradient's norm below where the log has them.
  ///
  /// It stands by itself, without a font or a style from elsewhere, and takes the colors of the page around it
  /// from `currentColor`; lines differ in their dashes, not in color alone.
  ///
  /// - Returns: The text of the file.
  package func drawing() -> String {
    let steps = run.record.steps
    let numbers = steps.indices.map { Double(run.facts.stepNumber($0)) }
    var panels = [
      Panel(
        title: "loss",
        lines: [
          Panel.Line(name: "training", points: Array(zip(numbers, run.record.losses)), dash: ""),
          Panel.Line(
            name: "validation",
            points: run.record.validations.map {
              (Double(run.facts.stepNumber($0.step)), $0.loss)
            }, dash: "6 3"),
        ])
    ]
    panels.append(
      Panel(
        title: "learning rate",
        lines: [
          Panel.Line(name: "", points: Array(zip(numbers, steps.map(\.learningRate))), dash: "")
        ]))
    let norms = steps.map { step in
      step.gradientNorms.isEmpty
        ? Double.nan : step.gradientNorms.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    panels.append(
      Panel(
        title: "norm of the gradient",
        lines: [Panel.Line(name: "", points: Array(zip(numbers, norms)), dash: "")]))
    let drawn = panels.filter { $0.hasPoints }
    let held = run.record.validations.map { Double(run.facts.stepNumber($0.step)) }
    let range = 0...max(1, numbers.last ?? 1, held.max() ?? 1)
    let bodies = drawn.enumerated().map { index, panel in
      panel.svg(top: Double(index) * Panel.height, range: range)
    }
    let kinds = examination.curve.kinds.map(\.rawValue).joined(separator: ", ")
    let height = Double(max(1, drawn.count)) * Panel.height + 30
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 \(height.plainText(significantDigits: 4))" \
      font-family="sans-serif" font-size="12" role="img" color="#444">
      <title>Training curves: \(kinds)</title>
      \(bodies.joined(separator: "\n"))
      <text x="590" y="\((height - 8).plainText(significantDigits: 4))" text-anchor="end" fill="currentColor">\
      \(run.facts.stepUnit.rawValue)</text>
      </svg>

      """
  }
}

/// A panel of the drawing: lines over the steps, on a logarithmic axis where all values are positive.
struct Panel {
  /// A line of a panel.
  struct Line {
    let name: String
    let points: [(x: Double, y: Double)]
    /// The pattern of its dashes; empty for a solid line.
    let dash: String
  }

  static var height: Double { 190 }

  let title: String
  let lines: [Line]

  private var values: [Double] { lines.flatMap { $0.points.map(\.y) }.filter(\.isFinite) }

  /// Whether there is anything to draw.
  var hasPoints: Bool { !values.isEmpty }

  /// The panel as SVG elements.
  ///
  /// - Parameters:
  ///   - top: Where it begins.
  ///   - range: The first and the last step.
  /// - Returns: The elements.
  func svg(top: Double, range: ClosedRange<Double>) -> String {
    let positive = values.filter { $0 > 0 }
    let isLogarithmic =
      positive.count == values.count && (positive.max() ?? 1) > 5 * (positive.min() ?? 1)
    func scaled(_ value: Double) -> Double { isLogarithmic ? log10(value) : value }
    let low = values.map(scaled).min() ?? 0
    let high = max(values.map(scaled).max() ?? 1, low + 1e-12 + abs(low) * 1e-9)
    let (left, right) = (70.0, 590.0)
    let (above, below) = (top + 28, top + Self.height - 12)
    func x(_ step: Double) -> Double {
      left + (step - range.lowerBound) / (range.upperBound - range.lowerBound) * (right - left)
    }
    func y(_ value: Double) -> Double {
      below - (scaled(value) - low) / (high - low) * (below - above)
    }
    func number(_ value: Double) -> String { value.fixedText(decimals: 1) }
    var parts = [
      """
      <text x="\(number(left))" y="\(number(top + 16))" fill="currentColor">\(title)\
      \(isLogarithmic ? ", logarithmic" : "")</text>
      <path d="M\(number(left)) \(number(above))V\(number(below))H\(number(right))" fill="none" stroke="currentColor"/>
      """
    ]
    let labels = Self.labels(from: values.min() ?? 0, to: values.max() ?? 0)
    for (label, height) in zip(labels, [below, above]) {
      parts.append(
        """
        <text x="\(number(left - 6))" y="\(number(height + 4))" text-anchor="end" \
        fill="currentColor">\(label)</text>
        """)
    }
    for line in lines {
      let finite = Self.thinned(line.points.filter { $0.y.isFinite })
      guard let last = finite.last else { continue }
      let path = finite.map { "\(number(x($0.x))) \(number(y($0.y)))" }.joined(separator: "L")
      let dash = line.dash.isEmpty ? "" : " stroke-dasharray=\"\(line.dash)\""
      parts.append(
        "<path d=\"M\(path)\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"\(dash)/>")
      guard !line.name.isEmpty else { continue }
      // Solid lines are named at their end, dashed ones at their beginning, so that the names stay apart.
      let named = line.dash.isEmpty ? last : finite[0]
      parts.append(
        """
        <text x="\(number(x(named.x)))" y="\(number(y(named.y) - 6))" \
        text-anchor="\(line.dash.isEmpty ? "end" : "start")" fill="currentColor">\(line.name)</text>
        """)
    }
    return parts.joined(separator: "\n")
  }

  /// The texts at the ends of an axis: three digits, or as many as tell the ends apart; one text for a constant.
  private static func labels(from low: Double, to high: Double) -> [String] {
    for digits in 3...15 {
      let texts = [low, high].map { $0.shortText(significantDigits: digits) }
      if texts[0] != texts[1] { return texts }
    }
    return [low.shortText(significantDigits: 3)]
  }

  /// At most a thousand points, the highest and the lowest of every stretch: a spike stays.
  private static func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    guard points.count > 1000 else { return points }
    let length = (points.count + 499) / 500
    return stride(from: 0, to: points.count, by: length).flatMap { start in
      let stretch = points[start..<min(points.count, start + length)]
      let low = stretch.min { $0.y < $1.y }
      let high = stretch.max { $0.y < $1.y }
      return [low, high].compactMap { $0 }.sorted { $0.x < $1.x }
    }
  }
}
