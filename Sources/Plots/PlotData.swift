import Foundation
import Text

// Plots as files, and the comparison of a plot with the recorded one.

extension Plot {
  /// The number of significant digits of recorded data.
  package static var recordedDigits: Int { 5 }

  /// Why data are no plot, although they have the form of one.
  public struct Damage: Error, Equatable, CustomStringConvertible {
    /// What is wrong, with the name of the plot.
    public let description: String
  }

  /// Reads a plot.
  ///
  /// - Parameter json: The text, as `show()` or `recordedText` writes it.
  /// - Throws: `DecodingError`, which names the place, or `Damage`: lists of different lengths, no
  ///   points, numbers that cannot be drawn.
  public init(json: some StringProtocol) throws {
    self = try JSONDecoder.readingWords.decode(Plot.self, from: Data(json.utf8))
    if let problem { throw Damage(description: "“\(name)”: \(problem)") }
  }

  /// The plot as it is recorded: numbers of five digits, one line for each list of numbers.
  ///
  /// - Throws: `EncodingError`, which no plot of finite numbers and words gives rise to.
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
    return Plot(
      name, title: title,
      panels: panels.map { panel in
        Panel(panel.title, x: panel.x, y: panel.y, layers: panel.layers.map { $0.mapped(round) })
      },
      columns: columns, aspect: aspect, sharesScales: sharesScales,
      numbers: (numbers ?? [:]).mapValues { $0 == $0.rounded() ? $0 : round($0) })
  }

  /// The first way in which a fresh plot differs from this recorded one, in words.
  ///
  /// - Parameter fresh: The plot that the cell shows now.
  /// - Returns: What differs, or `nil` if names are equal and numbers to the recorded digits.
  public func difference(from fresh: Plot) -> String? {
    if name != fresh.name { return "recorded “\(name)”, found “\(fresh.name)”" }
    if title != fresh.title { return "title: recorded “\(title)”, found “\(fresh.title)”" }
    if panels.count != fresh.panels.count {
      return "recorded \(panels.count) panels, found \(fresh.panels.count)"
    }
    if columns != fresh.columns || aspect != fresh.aspect || sharesScales != fresh.sharesScales {
      return "the arrangement: recorded \(arrangement), found \(fresh.arrangement)"
    }
    let panel = zip(panels, fresh.panels).lazy.compactMap { $0.difference(from: $1) }.first
    return panel ?? numberDifference(from: fresh)
  }

  private var arrangement: String {
    "\(columns) columns, aspect \(aspect.map { "\($0)" } ?? "left open"), "
      + (sharesScales ? "shared scales" : "scales of their own")
  }

  private func numberDifference(from fresh: Plot) -> String? {
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

extension Plot.Panel {
  /// The words before a message about one of several panels.
  private var prefix: String { title.isEmpty ? "" : "panel “\(title)”, " }

  fileprivate func difference(from fresh: Plot.Panel) -> String? {
    if title != fresh.title { return "recorded panel “\(title)”, found “\(fresh.title)”" }
    if x != fresh.x { return "\(prefix)horizontal axis: recorded \(x), found \(fresh.x)" }
    if y != fresh.y { return "\(prefix)vertical axis: recorded \(y), found \(fresh.y)" }
    if layers.count != fresh.layers.count {
      return "\(prefix)recorded \(layers.count) layers, found \(fresh.layers.count)"
    }
    return zip(layers, fresh.layers).lazy.compactMap { $0.difference(from: $1) }.first.map {
      prefix + $0
    }
  }
}

extension Plot.Layer {
  fileprivate func mapped(_ change: (Double) -> Double) -> Plot.Layer {
    Plot.Layer(
      kind, name, data.mapValues { $0.map(change) }, label: label, color: color, mark: mark,
      side: side, range: range)
  }

  /// The layer without its numbers.
  private var manner: String {
    let parts: [(String, Any?)] = [
      ("label", label), ("color", color), ("mark", mark), ("side", side), ("range", range),
    ]
    return parts.compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: ", ")
  }

  fileprivate func difference(from fresh: Plot.Layer) -> String? {
    if heading != fresh.heading { return "recorded \(heading), found \(fresh.heading)" }
    if manner != fresh.manner {
      return "\(heading): recorded “\(manner)”, found “\(fresh.manner)”"
    }
    for list in kind.lists {
      let (mine, other) = (self[list], fresh[list])
      if mine.count != other.count {
        return "\(heading), \(list): recorded \(mine.count) numbers, found \(other.count)"
      }
      for (index, (recorded, found)) in zip(mine, other).enumerated()
      where !Plot.agrees(recorded: recorded, found: found) {
        let width = self["x"].count
        let place =
          list == "values"
          ? "row \(index / width + 1), number \(index % width + 1)" : "\(list), number \(index + 1)"
        return "\(heading), \(place): recorded \(recorded), found \(found)"
      }
    }
    return nil
  }
}
