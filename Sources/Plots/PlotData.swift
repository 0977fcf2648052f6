import Foundation
import Text

// Plots as files, and the comparison of a plot with the recorded one.

extension Plot {
  /// The number of significant digits of recorded data.
  package static var recordedDigits: Int { 5 }

  /// Reads a plot.
  ///
  /// - Parameter json: The text, as `show()` or `recordedText` writes it.
  /// - Throws: `DecodingError`, which names the place.
  public init(json: some StringProtocol) throws {
    self = try JSONDecoder.readingWords.decode(Plot.self, from: Data(json.utf8))
  }

  /// The plot as it is recorded: numbers of five digits, one line for each list of numbers.
  public func recordedText() throws -> String {
    let text = try JSONEncoder.sorted(.prettyPrinted).text(rounded)
    let numbers = /\[\s+((?:[-+.0-9eE]+|"nan"|"-?inf")(?:,\s+(?:[-+.0-9eE]+|"nan"|"-?inf"))*)\s+\]/
    return text.replacing(numbers) { match in
      "["
        + match.1.split(separator: ",").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        .joined(separator: ", ") + "]"
    } + "\n"
  }

  /// The plot with all numbers rounded to the digits that are recorded.
  private var rounded: Plot {
    func round(_ value: Double) -> Double { value.rounded(significantDigits: Plot.recordedDigits) }
    func round(_ series: Series) -> Series {
      Series(name: series.name, x: series.x.map(round), y: series.y.map(round))
    }
    return Plot(
      name, title: title, x: x, y: y,
      layers: layers.map { layer in
        switch layer {
        case .line(let series): .line(round(series))
        case .points(let series): .points(round(series))
        case .surface(let surface):
          .surface(
            Surface(
              name: surface.name, range: surface.range, x: surface.x.map(round),
              y: surface.y.map(round),
              rows: surface.rows.map { $0.map(round) }))
        }
      },
      numbers: (numbers ?? [:]).mapValues { $0 == $0.rounded() ? $0 : round($0) })
  }

  /// The first way in which a fresh plot differs from this recorded one, in words.
  ///
  /// - Parameter fresh: The plot that the cell shows now.
  /// - Returns: What differs, or `nil` if names are equal and numbers to the recorded digits.
  public func difference(from fresh: Plot) -> String? {
    if name != fresh.name { return "recorded “\(name)”, found “\(fresh.name)”" }
    if title != fresh.title { return "title: recorded “\(title)”, found “\(fresh.title)”" }
    if x != fresh.x { return "horizontal axis: recorded \(x), found \(fresh.x)" }
    if y != fresh.y { return "vertical axis: recorded \(y), found \(fresh.y)" }
    if layers.count != fresh.layers.count {
      return "recorded \(layers.count) layers, found \(fresh.layers.count)"
    }
    if let first = zip(layers, fresh.layers).lazy.compactMap({ $0.difference(from: $1) }).first {
      return first
    }
    let (mine, other) = (numbers ?? [:], fresh.numbers ?? [:])
    for name in Set(mine.keys).union(other.keys).sorted() {
      guard let recorded = mine[name] else { return "no number “\(name)” is recorded" }
      guard let found = other[name] else { return "the number “\(name)” is no longer there" }
      // Whole numbers are counts, and recorded in full.
      let isCount = recorded == recorded.rounded() && found == found.rounded()
      if isCount ? recorded != found : !Plot.agrees(recorded: recorded, found: found) {
        return "“\(name)”: recorded \(recorded), found \(found)"
      }
    }
    return nil
  }
}

// MARK: - Numbers for pages

extension Plot {
  /// A number of the data that a page may cite.
  ///
  /// - Parameter name: The name of one of `numbers`, or a layer and a place, such as `tanh at 4`: the
  ///   height of the line or point that lies there.
  /// - Returns: The number, or `nil` if there is none of the name.
  public func number(named name: String) -> Double? {
    if let number = numbers?[name] { return number }
    guard let match = name.wholeMatch(of: /(.+) at (\S+)/), let place = Double(match.2) else {
      return nil
    }
    return series.first { $0.name == match.1 }.flatMap { series in
      series.x.firstIndex(of: place).map { series.y[$0] }
    }
  }

  /// The names by which pages may cite numbers of the data, `X` in the place of a coordinate.
  public var numberNames: [String] {
    (numbers ?? [:]).keys.sorted() + series.map { "\($0.name) at X" }
  }

  private var series: [Series] {
    layers.compactMap { layer in
      switch layer {
      case .line(let series), .points(let series): series
      case .surface: nil
      }
    }
  }
}

extension Plot.Layer {
  /// The lists of numbers that the layer is made of, each with what it is.
  private var lists: [(what: String, numbers: [Double])] {
    switch self {
    case .line(let series), .points(let series): [("x", series.x), ("y", series.y)]
    case .surface(let surface):
      [("x", surface.x), ("y", surface.y)]
        + surface.rows.enumerated().map { ("row \($0 + 1)", $1) }
    }
  }

  private var heading: String {
    switch self {
    case .line(let series): "line “\(series.name)”"
    case .points(let series): "points “\(series.name)”"
    case .surface(let surface):
      "surface “\(surface.name)”"
        + (surface.range.map { " from \($0.lowerBound) to \($0.upperBound)" } ?? "")
    }
  }

  fileprivate func difference(from fresh: Plot.Layer) -> String? {
    if heading != fresh.heading { return "recorded \(heading), found \(fresh.heading)" }
    if lists.count != fresh.lists.count {
      return "\(heading): recorded \(lists.count) lists of numbers, found \(fresh.lists.count)"
    }
    for ((what, mine), (_, other)) in zip(lists, fresh.lists) {
      if mine.count != other.count {
        return "\(heading), \(what): recorded \(mine.count) numbers, found \(other.count)"
      }
      for (index, (recorded, found)) in zip(mine, other).enumerated()
      where !Plot.agrees(recorded: recorded, found: found) {
        return "\(heading), \(what), number \(index + 1): recorded \(recorded), found \(found)"
      }
    }
    return nil
  }
}

extension Plot {
  /// Whether a number, rounded to the recorded digits, is the recorded one.
  ///
  /// Half a unit of the last recorded digit is allowed, and a thousandth of it more, so that the
  /// last bits of another machine do not tip a number that lies between two roundings.
  ///
  /// - Parameters:
  ///   - recorded: The number as recorded.
  ///   - found: The number in full.
  /// - Returns: Whether they agree.
  package static func agrees(recorded: Double, found: Double) -> Bool {
    if recorded == found || recorded.isNaN && found.isNaN { return true }
    guard recorded.isFinite, found.isFinite else { return false }
    let size = max(abs(recorded), abs(found))
    let unit = pow(10, floor(log10(size)) - Double(recordedDigits - 1))
    return abs(recorded - found) <= 0.501 * unit
  }
}
