import Text

extension Plot {
  /// The plot in words, computed from its data, for those who cannot see it.
  public var alternativeText: String {
    var sentences = [title]
    // Axes that all panels share are said once.
    let axes = panels.map { axisSentences(of: $0) }
    let areShared = Set(axes).count == 1
    if areShared { sentences += axes[0] }
    for (panel, axes) in zip(panels, axes) {
      if !panel.title.isEmpty { sentences.append("Panel “\(panel.title)”") }
      if !areShared { sentences += axes }
      sentences += panel.layers.map { $0.course(x: panel.x, y: panel.y) }
    }
    return sentences.map { $0.hasSuffix(".") ? $0 : $0 + "." }.joined(separator: " ")
  }

  private func axisSentences(of panel: Panel) -> [String] {
    let reach = sharesScales ? panels.flatMap(\.layers) : panel.layers
    return [
      sentence("Horizontally", panel.x, reach.flatMap(\.horizontals)),
      sentence("Vertically", panel.y, reach.flatMap(\.verticals)),
    ]
  }

  private func sentence(_ direction: String, _ axis: Axis, _ data: [Double]) -> String {
    let head = axis.label.isEmpty ? "\(direction): " : "\(direction): \(axis.label), "
    if let ticks = axis.ticks, let first = ticks.first, first.words != nil {
      return head + ticks.compactMap(\.words).filter(\.isName).joined(separator: ", ")
    }
    let seen = axis.isLogarithmic ? data.filter { $0 > 0 } : data
    let low = axis.range?.lowerBound ?? seen.min() ?? .nan
    let high = axis.range?.upperBound ?? seen.max() ?? .nan
    return "\(head)\(Plot.text(low)) to \(Plot.text(high))"
  }

  /// A number to three significant digits.
  ///
  /// - Parameter value: The number.
  /// - Returns: The text.
  static func text(_ value: Double) -> String { value.proseText(significantDigits: 3) }
}

extension Plot.Axis {
  /// A place in words: the name of the category whose step it lies in, or the number.
  ///
  /// Of a category without a name its position is said, counted from 1.
  ///
  /// - Parameter place: The place.
  /// - Returns: The words.
  fileprivate func words(of place: Double) -> String {
    guard let ticks, let index = ticks.firstIndex(where: { abs($0.place - place) < 0.5 }),
      let name = ticks[index].words
    else { return Plot.text(place) }
    return name.isName ? "“\(name)”" : "place \(index + 1) of \(ticks.count)"
  }
}

extension String {
  /// Whether there is anything to be read.
  fileprivate var isName: Bool { !allSatisfy(\.isWhitespace) }
}

extension Plot.Layer {
  /// The finite numbers that the horizontal axis has to reach.
  public var horizontals: [Double] {
    let x = self["x"]
    switch kind {
    case .text, .horizontalRule: return []
    case .bars:
      let halves = self["width"].map { $0 / 2 }
      return zip(x, halves).map { $0.0 - $0.1 } + zip(x, halves).map { $0.0 + $0.1 }
    case .surface: return Self.edges(x)
    default: return x + self["toX"]
    }
  }

  /// The finite numbers that the vertical axis has to reach.
  public var verticals: [Double] {
    switch kind {
    case .text, .verticalRule: return []
    case .bars: return self["y"] + [0]
    case .band: return self["low"] + self["high"]
    case .surface: return Self.edges(self["y"])
    default: return (self["y"] + self["toY"]).filter { $0.isFinite }
    }
  }

  /// The outer edges of cells whose middles are given.
  private static func edges(_ middles: [Double]) -> [Double] {
    guard let first = middles.first, let last = middles.last, middles.count > 1 else {
      return middles
    }
    let half = (last - first) / Double(middles.count - 1) / 2
    return [first - half, last + half]
  }

  /// What the layer shows on two axes, in a sentence.
  fileprivate func course(x xAxis: Plot.Axis, y yAxis: Plot.Axis) -> String {
    let head = heading.prefix(1).uppercased() + heading.dropFirst()
    func point(_ x: Double, _ y: Double) -> String {
      "(\(xAxis.words(of: x)), \(yAxis.words(of: y)))"
    }
    func span(_ numbers: [Double]) -> String {
      "\(Plot.text(numbers.min() ?? .nan)) to \(Plot.text(numbers.max() ?? .nan))"
    }
    switch kind {
    case .line: return "\(head) \(lineCourse(along: xAxis))"
    case .points where self["x"].count <= 6:
      return "\(head): " + zip(self["x"], self["y"]).map(point).joined(separator: ", ")
    case .points: return "\(head): \(self["x"].count) points, y from \(span(self["y"]))"
    case .band:
      let widest = zip(self["low"], self["high"]).map { $1 - $0 }.max() ?? 0
      return "\(head) from \(span(self["low"] + self["high"])), at most \(Plot.text(widest)) wide"
    case .region: return "\(head): an area, x from \(span(self["x"])), y from \(span(self["y"]))"
    case .bars:
      let highest = zip(self["x"], self["y"]).max { $0.1 < $1.1 } ?? (0, 0)
      return "\(head): \(self["x"].count) bars, the highest \(Plot.text(highest.1)) at "
        + xAxis.words(of: highest.0)
    case .arrows, .segments:
      let ends = zip(zip(self["x"], self["y"]), zip(self["toX"], self["toY"]))
      guard self["x"].count <= 6 else { return "\(head): \(self["x"].count) of them" }
      let words = ends.map { "\(point($0.0, $0.1)) to \(point($1.0, $1.1))" }
      return "\(head) from \(words.joined(separator: ", "))"
    case .text: return "Words “\(name)” at \(point(self["x"][0], self["y"][0]))"
    case .horizontalRule: return "\(head) at \(yAxis.words(of: self["y"][0]))"
    case .verticalRule: return "\(head) at \(xAxis.words(of: self["x"][0]))"
    case .surface: return "Color “\(name)” \(surfaceCourse(naming: point))"
    case .contours:
      let levels = self["levels"].map { Plot.text($0) }.joined(separator: ", ")
      return "Contours of “\(name)” at \(levels)"
    }
  }

  /// Where the line begins and ends, and its extremes if they lie elsewhere.
  private func lineCourse(along axis: Plot.Axis) -> String {
    guard let first = self["y"].first, let last = self["y"].last else { return "" }
    var words = "from \(Plot.text(first)) to \(Plot.text(last))"
    let finite = zip(self["x"], self["y"]).filter { $1.isFinite }
    if let top = finite.max(by: { $0.1 < $1.1 }), top.1 > max(first, last) {
      words += ", highest \(Plot.text(top.1)) at \(axis.words(of: top.0))"
    }
    if let bottom = finite.min(by: { $0.1 < $1.1 }), bottom.1 < min(first, last) {
      words += ", lowest \(Plot.text(bottom.1)) at \(axis.words(of: bottom.0))"
    }
    return words
  }

  /// The range of the numbers and where its ends lie.
  private func surfaceCourse(naming point: (Double, Double) -> String) -> String {
    var lowest = (value: Double.infinity, x: 0.0, y: 0.0)
    var highest = (value: -Double.infinity, x: 0.0, y: 0.0)
    for (y, row) in zip(self["y"], rows) {
      for (x, value) in zip(self["x"], row) {
        if value < lowest.value { lowest = (value, x, y) }
        if value > highest.value { highest = (value, x, y) }
      }
    }
    func words(_ place: (value: Double, x: Double, y: Double)) -> String {
      "\(Plot.text(place.value)) at \(point(place.x, place.y))"
    }
    return "from \(words(lowest)) to \(words(highest))"
  }
}
