// Numbers of a plot's data that pages cite.

extension Plot {
  /// A number of the data that a page may cite.
  ///
  /// - Parameter name: The name of one of `numbers`, or a layer and a place, such as `tanh at 4`: the
  ///   height of the line, the point or the bar that lies there. Of several panels, the panel's title
  ///   stands before it: `raw: tanh at 4`.
  /// - Returns: The number, or `nil` if there is none of the name, or two of different heights.
  public func number(named name: String) -> Double? {
    if let number = numbers?[name] { return number }
    guard let match = name.wholeMatch(of: /(.+) at (\S+)/), let place = Double(match.2) else {
      return nil
    }
    let heights = Set(
      curves.filter { $0.name == match.1 }.flatMap { curve in
        zip(curve.layer["x"], curve.layer["y"]).filter { $0.0 == place }.map(\.1)
      })
    return heights.count == 1 ? heights.first : nil
  }

  /// The names by which pages may cite numbers of the data, `X` in the place of a coordinate.
  public var numberNames: [String] {
    (numbers ?? [:]).keys.sorted() + curves.map { "\($0.name) at X" }
  }

  /// The layers that have a height at a place, by the names that pages use.
  private var curves: [(name: String, layer: Layer)] {
    panels.flatMap { panel in
      panel.layers.filter { [.line, .points, .bars].contains($0.kind) }.map { layer in
        (panel.title.isEmpty ? layer.name : "\(panel.title): \(layer.name)", layer)
      }
    }
  }
}
