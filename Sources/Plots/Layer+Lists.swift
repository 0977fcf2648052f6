// The lists of numbers that each kind of layer has, and what can be wrong with them.

extension Plot.Layer {
  /// What is wrong with the numbers, in words that continue “has”; `nil` if nothing is.
  var problem: String? {
    if name.isEmpty { return "no name" }
    guard Set(data.keys) == Set(kind.lists) else {
      return "the lists \(data.keys.sorted()) instead of \(kind.lists.sorted())"
    }
    let counts = kind.lists.map { self[$0].count }
    if counts.contains(0) { return "no points" }
    if kind.isGrid {
      let (columns, rows, values) = (self["x"].count, self["y"].count, self["values"].count)
      if columns < 2 || rows < 2 { return "a grid of \(rows) rows and \(columns) columns" }
      if values != columns * rows {
        return "\(values) numbers for \(rows) rows and \(columns) columns"
      }
    } else if Set(counts).count > 1 {
      return "lists of different lengths: "
        + zip(kind.lists, counts).map { "\($1) of \($0)" }.joined(separator: ", ")
    }
    for list in kind.lists {
      // A line may have gaps, and a run that diverges has them.
      let needed = kind == .line && list == "y" || list == "values" ? 1 : self[list].count
      if self[list].count(where: \.isFinite) < needed {
        let wrong = self[list].firstIndex { !$0.isFinite } ?? 0
        return "\(list) number \(wrong + 1), \(self[list][wrong]), which cannot be drawn"
      }
    }
    return nil
  }
}

extension Plot.Layer.Kind {
  /// The lists of numbers that a layer of the kind has.
  public var lists: [String] {
    switch self {
    case .line, .points, .region, .text: ["x", "y"]
    case .band: ["x", "low", "high"]
    case .bars: ["x", "y", "width"]
    case .arrows, .segments: ["x", "y", "toX", "toY"]
    case .horizontalRule: ["y"]
    case .verticalRule: ["x"]
    case .surface: ["x", "y", "values"]
    case .contours: ["x", "y", "values", "levels"]
    }
  }

  /// Whether the numbers lie on a grid.
  public var isGrid: Bool { self == .surface || self == .contours }

  /// The kind as messages and texts name it.
  public var words: String {
    switch self {
    case .horizontalRule: "horizontal line"
    case .verticalRule: "vertical line"
    default: rawValue
    }
  }
}
