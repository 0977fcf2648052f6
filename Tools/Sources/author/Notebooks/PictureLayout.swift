import Plots
import Text

/// Where everything stands in a picture, in pixels from its upper left corner.
///
/// Pictures are as wide as half a page, with words that still read on a telephone.
struct PictureLayout {
  /// The width of all pictures.
  static var width: Double { 560 }

  /// The size of words.
  let fontSize: Double

  /// The height of a line of words.
  var line: Double { (fontSize * 1.3).rounded() }

  /// The height of the picture.
  let height: Double

  /// The panels as they are drawn.
  let panels: [Panel]

  /// The lines of the title.
  let titleLines: [String]

  /// What the key names, each with the place of its sample.
  let key: [(layer: Plot.Layer, x: Double, y: Double)]

  /// The words that all panels share at an axis; `nil` where each has its own.
  let sharedX: Bool, sharedY: Bool

  /// A rectangle with its axes.
  struct Panel {
    let panel: Plot.Panel
    let x: DrawnAxis
    let y: DrawnAxis
    let left: Double, right: Double, top: Double, bottom: Double
    let showsXTicks: Bool, showsYTicks: Bool

    /// A place of the data in pixels.
    func pixels(_ px: Double, _ py: Double) -> (x: Double, y: Double) {
      (left + x.share(of: px) * (right - left), bottom - y.share(of: py) * (bottom - top))
    }

    /// The number of the horizontal axis that lies at a place in pixels.
    func number(atPixel pixel: Double) -> Double {
      x.number(atShare: (pixel - left) / (right - left))
    }
  }

  /// How wide words are at most, in pixels: those of DejaVu Sans, the widest font that stands in for Helvetica.
  static func width(of words: String, size: Double) -> Double {
    let drawn = words.hasPrefix("10^{") ? String(words.dropLast(3)) : words
    return drawn.map(share).reduce(0, +) * size
  }

  /// The width of a character as a share of the size of words.
  private static func share(of character: Character) -> Double {
    switch character {
    case "i", "j", "l", "I", "'", ".", ",", ":", ";", " ": 0.33
    case "f", "r", "t", "(", ")", "/", "-": 0.4
    case "m", "M", "W", "%": 0.97
    case "w", "−", "+", "=", "<", ">", "×", "÷", "±": 0.84
    case "A"..."Z": 0.72
    default: 0.63
    }
  }

  /// A title in lines that fit the picture.
  private static func filled(_ title: String) -> [String] {
    title.split(separator: " ").reduce(into: [String]()) { lines, word in
      let longer = lines.last.map { "\($0) \(word)" }
      if let longer, width(of: longer, size: 17) < width - 12 {
        lines[lines.count - 1] = longer
      } else {
        lines.append(String(word))
      }
    }
  }

  /// Lays a plot out.
  ///
  /// - Parameter plot: The plot.
  init(_ plot: Plot) {
    let columns = plot.columns
    let rows = (plot.panels.count + columns - 1) / columns
    let size: Double = columns >= 4 ? 14 : 17
    let line = (size * 1.3).rounded()
    fontSize = size
    let titles = Self.filled(plot.title)
    titleLines = titles

    // The axes, first for the count of marks.
    let roughWidth = (Self.width - 80) / Double(columns)
    let aspect = plot.aspect ?? (columns == 1 ? 0.55 : 0.85)
    func axis(_ axis: Plot.Axis, _ panel: Plot.Panel, isX: Bool) -> DrawnAxis {
      let reach = plot.sharesScales ? plot.panels.flatMap(\.layers) : panel.layers
      let data = reach.flatMap { isX ? $0.horizontals : $0.verticals }
      let pixels = isX ? roughWidth : roughWidth * aspect
      let hasGrid = panel.layers.contains { $0.kind.isGrid }
      return DrawnAxis(
        axis, data: data, count: max(2, Int(pixels / (isX ? 85 : 45))), isTight: isX || hasGrid)
    }
    let xs = plot.panels.map { axis($0.x, $0, isX: true) }
    let ys = plot.panels.map { axis($0.y, $0, isX: false) }
    let sharesX = Set(xs).count == 1
    let sharesY = Set(ys).count == 1
    sharedX = Set(xs.map(\.label)).count == 1
    sharedY = Set(ys.map(\.label)).count == 1

    // Columns.
    let tickWidth =
      (ys.flatMap(\.ticks).map { Self.width(of: $0.words, size: size) }.max() ?? 0) + 14
    let edges = xs.map { Self.overhang(of: $0, size: size) }.max() ?? 0
    let gap = columns == 1 ? 0 : sharesY ? max(16, edges) : tickWidth + 14
    let left = max(tickWidth, 14)
    let right = PictureWords.rightMargin(of: plot, xs: xs, size: size)
    let inner = (Self.width - left - right - gap * Double(columns - 1)) / Double(columns)

    // Rows.
    let entries = PictureWords.keyLayers(of: plot)
    let (placed, keyHeight) = Self.placeKey(
      entries, size: size, line: line, top: 8 + Double(titles.count) * 22)
    key = placed
    var top = 8 + Double(titles.count) * 22 + keyHeight + 6
    if sharedY, ys[0].label != "" || PictureWords.surfaceName(of: plot) != nil { top += line }
    let hasTitles = plot.panels.contains { !$0.title.isEmpty }
    let head = (hasTitles ? line : 0) + (sharedY ? 0 : line) + 8
    let hasXTicks = xs.contains { !$0.ticks.isEmpty }
    var drawn: [Panel] = []
    for row in 0..<rows {
      top += head
      let bottom = top + (inner * aspect).rounded()
      for column in 0..<columns where row * columns + column < plot.panels.count {
        let index = row * columns + column
        let start = left + Double(column) * (inner + gap)
        drawn.append(
          Panel(
            panel: plot.panels[index], x: xs[index], y: ys[index], left: start.rounded(),
            right: (start + inner).rounded(), top: top, bottom: bottom,
            showsXTicks: !sharesX || index + columns >= plot.panels.count,
            showsYTicks: !sharesY || column == 0))
      }
      let isLast = row == rows - 1
      top = bottom
      if hasXTicks, !sharesX || isLast { top += line + 2 }
      if sharedX ? isLast && xs[0].label != "" : true { top += line }
      top += 8
    }
    panels = drawn
    height = top
  }

  /// What the words of the first and the last mark need beyond an axis, and a space between them.
  private static func overhang(of axis: DrawnAxis, size: Double) -> Double {
    let atEdges = axis.ticks.filter {
      axis.share(of: $0.place) < 0.02 || axis.share(of: $0.place) > 0.98
    }
    return atEdges.map { width(of: $0.words, size: size) / 2 }.reduce(size * 0.6, +)
  }

  private static func placeKey(
    _ layers: [Plot.Layer], size: Double, line: Double, top: Double
  ) -> (entries: [(layer: Plot.Layer, x: Double, y: Double)], height: Double) {
    var entries: [(layer: Plot.Layer, x: Double, y: Double)] = []
    var (x, y) = (8.0, top + line / 2 + 2)
    for layer in layers {
      let wide = 46 + width(of: layer.name, size: size) + 14
      if x > 8, x + wide > width { (x, y) = (8, y + line) }
      entries.append((layer, x, y))
      x += wide
    }
    return (entries, layers.isEmpty ? 0 : y - top + line / 2)
  }
}
