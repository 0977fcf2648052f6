import Plots
import Text

/// The words in a picture: names at lines, the key, axes, titles.
enum PictureWords {
  /// Words at a place in pixels.
  struct Label {
    let words: String
    let x: Double
    var y: Double
    let side: String
    let color: String
    var size: Double?
  }

  /// Where the name of a layer stands.
  ///
  /// Where only one thing is drawn, title and axes say what it is.
  static func place(of layer: Plot.Layer, in plot: Plot) -> Plot.Layer.Label {
    if let label = layer.label { return label }
    let layers = plot.panels.flatMap(\.layers)
    switch layer.kind {
    case .text, .surface: return .hidden
    case .band, .contours:
      // A line of the same name bears it for both.
      if layer.kind == .contours
        || layers.contains(where: { $0.kind == .line && $0.name == layer.name })
      {
        return .hidden
      }
      return .key
    case .line, .horizontalRule, .verticalRule:
      if Set(layers.filter { $0.kind != .text }.map(\.name)).count == 1 { return .hidden }
      return plot.panels.count == 1 ? .end : .key
    default:
      return Set(layers.filter { $0.kind != .text }.map(\.name)).count == 1 ? .hidden : .key
    }
  }

  /// The layers that the key names, each name once.
  static func keyLayers(of plot: Plot) -> [Plot.Layer] {
    plot.panels.flatMap(\.layers).filter { place(of: $0, in: plot) == .key }.reduce(into: []) {
      all, layer in
      if !all.contains(where: { $0.name == layer.name }) { all.append(layer) }
    }
  }

  /// What the colors of grids mean; `nil` without any.
  static func surfaceName(of plot: Plot) -> String? {
    plot.panels.flatMap(\.layers).first { $0.kind == .surface }?.name
  }

  /// The room for names at the ends of lines, or for the scale of colors.
  static func rightMargin(of plot: Plot, xs: [DrawnAxis], size: Double) -> Double {
    if surfaceName(of: plot) != nil { return 84 }
    let ends = plot.panels.flatMap(\.layers).filter {
      $0.kind != .verticalRule && place(of: $0, in: plot) == .end
    }
    let widest = ends.flatMap { lines(of: $0.name) }.map { PictureLayout.width(of: $0, size: size) }
    let half =
      (xs.compactMap(\.ticks.last).map { PictureLayout.width(of: $0.words, size: size) / 2 })
    return max(half.max() ?? 0, widest.max().map { $0 + 18 } ?? 0, 10)
  }

  /// A name at the end of a line, broken so that the picture keeps its room.
  private static func lines(of name: String) -> [String] { name.filled(width: 18) }

  /// The names at lines, and the words at points, of a panel.
  static func labels(
    in drawn: PictureLayout.Panel, of plot: Plot, looks: PictureLooks, line: Double, size: Double
  ) -> [Label] {
    var labels: [Label] = []
    var ends: [(lines: [String], x: Double, y: Double, color: String)] = []
    for layer in drawn.panel.layers {
      let color = looks.color(of: layer)
      if layer.kind == .text {
        labels.append(word(layer, drawn, line, color))
        continue
      }
      switch place(of: layer, in: plot) {
      case .end where layer.kind == .verticalRule:
        let x = drawn.pixels(layer["x"][0], drawn.y.high).x
        let fits = x + 6 + PictureLayout.width(of: layer.name, size: size) < drawn.right
        labels.append(
          Label(
            words: layer.name, x: fits ? x + 6 : x - 6, y: drawn.top + line / 2,
            side: fits ? "left" : "right", color: color))
      case .end:
        guard let (x, y) = end(of: layer, drawn) else { continue }
        ends.append((lines(of: layer.name), x + 7, y, color))
      case .above(let place):
        labels.append(beside(layer, at: place, drawn, above: true, line: line, size: size, color))
      case .below(let place):
        labels.append(beside(layer, at: place, drawn, above: false, line: line, size: size, color))
      case .key, .hidden: continue
      }
    }
    return labels + spread(ends, line: line)
  }

  /// The name of a line over or under it, clear of the whole stretch that the words are as wide as.
  private static func beside(
    _ layer: Plot.Layer, at place: Double, _ drawn: PictureLayout.Panel, above: Bool, line: Double,
    size: Double, _ color: String
  ) -> Label {
    let middle = drawn.pixels(place, drawn.y.low).x
    let half = PictureLayout.width(of: layer.name, size: size) / 2
    let heights = (-8...8).compactMap { step -> Double? in
      let x = drawn.number(atPixel: middle + half * Double(step) / 8)
      return height(of: layer, at: x).map { drawn.pixels(x, $0).y }
    }
    let y =
      above
      ? (heights.min() ?? drawn.top) - 0.6 * line : (heights.max() ?? drawn.bottom) + 0.7 * line
    let inside = min(max(y, drawn.top + line / 2), drawn.bottom - line / 2)
    return Label(words: layer.name, x: middle, y: inside, side: "center", color: color)
  }

  private static func word(
    _ layer: Plot.Layer, _ drawn: PictureLayout.Panel, _ line: Double, _ color: String
  ) -> Label {
    let point = drawn.pixels(layer["x"][0], layer["y"][0])
    let (dx, dy, side): (Double, Double, String) =
      switch layer.side ?? .center {
      case .above: (0, -0.8 * line, "center")
      case .below: (0, 0.85 * line, "center")
      case .left: (-13, 0, "right")
      case .right: (13, 0, "left")
      case .center: (0, 0, "center")
      }
    return Label(words: layer.name, x: point.x + dx, y: point.y + dy, side: side, color: color)
  }

  /// The rightmost point of a line in pixels.
  private static func end(
    of layer: Plot.Layer, _ drawn: PictureLayout.Panel
  ) -> (x: Double, y: Double)? {
    if layer.kind == .horizontalRule {
      return drawn.pixels(drawn.x.high, layer["y"][0])
    }
    let points = zip(layer["x"], layer["y"]).filter { $0.0 <= drawn.x.high && $0.1.isFinite }
    guard let last = points.max(by: { $0.0 < $1.0 }) else { return nil }
    let place = drawn.pixels(last.0, last.1)
    return (place.x, min(max(place.y, drawn.top), drawn.bottom))
  }

  /// The height of a line at a place between its points.
  private static func height(of layer: Plot.Layer, at place: Double) -> Double? {
    if layer.kind == .horizontalRule { return layer["y"][0] }
    let points = zip(layer["x"], layer["y"]).filter { $0.1.isFinite }.sorted { $0.0 < $1.0 }
    guard let after = points.firstIndex(where: { $0.0 >= place }) else { return points.last?.1 }
    guard after > 0 else { return points.first?.1 }
    let (a, b) = (points[after - 1], points[after])
    return a.1 + (b.1 - a.1) * (place - a.0) / (b.0 - a.0)
  }

  /// Moves names apart that would cover each other.
  private static func spread(
    _ ends: [(lines: [String], x: Double, y: Double, color: String)], line: Double
  ) -> [Label] {
    let sorted = ends.sorted { $0.y < $1.y }
    let heights = sorted.map { Double($0.lines.count) * line }
    var middles = sorted.map(\.y)
    // Neighbors push each other, half of the overlap each, until nothing overlaps.
    for _ in 0..<60 {
      for index in middles.indices.dropFirst() {
        let overlap =
          (heights[index - 1] + heights[index]) / 2 - (middles[index] - middles[index - 1])
        if overlap > 0 {
          middles[index - 1] -= overlap / 2
          middles[index] += overlap / 2
        }
      }
    }
    return sorted.indices.flatMap { index in
      sorted[index].lines.enumerated().map { number, words in
        let first = middles[index] - heights[index] / 2 + line / 2
        return Label(
          words: words, x: sorted[index].x, y: first + Double(number) * line, side: "left",
          color: sorted[index].color)
      }
    }
  }
}
