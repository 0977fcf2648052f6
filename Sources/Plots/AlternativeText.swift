import Text

extension Plot {
  /// The plot in words, computed from its data, for those who cannot see it.
  public var alternativeText: String {
    let all = layers.map(\.extent)
    let sides = [
      "Horizontally: \(x.label), \(Plot.span(x.range, all.map(\.x)))",
      "Vertically: \(y.label), \(Plot.span(y.range, all.map(\.y)))",
    ]
    return ([title] + sides + layers.map(\.words)).map { sentence in
      sentence.hasSuffix(".") ? sentence : sentence + "."
    }.joined(separator: " ")
  }

  private static func span(_ range: ClosedRange<Double>?, _ data: [ClosedRange<Double>?]) -> String
  {
    let found = data.compactMap(\.self)
    let low = range?.lowerBound ?? found.map(\.lowerBound).min() ?? .nan
    let high = range?.upperBound ?? found.map(\.upperBound).max() ?? .nan
    return "\(text(low)) to \(text(high))"
  }

  /// A number to three significant digits.
  ///
  /// - Parameter value: The number.
  /// - Returns: The text.
  static func text(_ value: Double) -> String {
    value.shortText(significantDigits: 3)
  }
}

extension Plot.Layer {
  /// The ends of the data in both directions; `nil` without a finite number.
  fileprivate var extent: (x: ClosedRange<Double>?, y: ClosedRange<Double>?) {
    func ends(_ numbers: [Double]) -> ClosedRange<Double>? {
      let finite = numbers.filter(\.isFinite)
      guard let low = finite.min(), let high = finite.max() else { return nil }
      return low...high
    }
    return switch self {
    case .line(let series), .points(let series): (ends(series.x), ends(series.y))
    case .surface(let surface): (ends(surface.x), ends(surface.y))
    }
  }

  fileprivate var words: String {
    switch self {
    case .line(let series): "Line “\(series.name)” \(series.course)"
    case .points(let series): "Points “\(series.name)”: \(series.places)"
    case .surface(let surface): "Color “\(surface.name)” \(surface.course)"
    }
  }
}

extension Plot.Series {
  /// Where the line begins and ends, and its extremes if they lie elsewhere.
  fileprivate var course: String {
    guard let first = y.first, let last = y.last else { return "" }
    var words = "from \(Plot.text(first)) to \(Plot.text(last))"
    let finite = zip(x, y).filter { $1.isFinite }
    if let top = finite.max(by: { $0.1 < $1.1 }), top.1 > max(first, last) {
      words += ", highest \(Plot.text(top.1)) at \(Plot.text(top.0))"
    }
    if let bottom = finite.min(by: { $0.1 < $1.1 }), bottom.1 < min(first, last) {
      words += ", lowest \(Plot.text(bottom.1)) at \(Plot.text(bottom.0))"
    }
    return words
  }

  /// The points themselves if they are few, and their range if they are many.
  fileprivate var places: String {
    if x.count <= 6 {
      return zip(x, y).map { "(\(Plot.text($0)), \(Plot.text($1)))" }.joined(separator: ", ")
    }
    return "\(x.count) points, y between \(Plot.text(y.min() ?? .nan)) and "
      + Plot.text(y.max() ?? .nan)
  }
}

extension Plot.Surface {
  /// The range of the numbers and where its ends lie.
  fileprivate var course: String {
    var lowest = (value: Double.infinity, x: 0.0, y: 0.0)
    var highest = (value: -Double.infinity, x: 0.0, y: 0.0)
    for (y, row) in zip(y, rows) {
      for (x, value) in zip(x, row) {
        if value < lowest.value { lowest = (value, x, y) }
        if value > highest.value { highest = (value, x, y) }
      }
    }
    func words(_ place: (value: Double, x: Double, y: Double)) -> String {
      "\(Plot.text(place.value)) at (\(Plot.text(place.x)), \(Plot.text(place.y)))"
    }
    return "from \(words(lowest)) to \(words(highest))"
  }
}
