/// The drawing of a graph: boxes in layers, arrows from layer to layer, in the colors of the page.
struct FlowchartDrawing {
  struct Box {
    var layer: Int
    var order: Double
    let lines: [String]
    var x = 0.0
    var y = 0.0
    var width = 0.0
    var height = 0.0
  }

  let chart: Flowchart
  /// Whether it goes to the right; what is too wide for a page goes down.
  private(set) var goesRight: Bool
  private(set) var boxes: [String: Box] = [:]
  /// The names in each layer, in order; an arrow that passes a layer has a name there, too.
  private var layers: [[String]] = []
  /// The names that each arrow passes, its ends among them.
  private(set) var ways: [[String]] = []
  private(set) var (width, height) = (0.0, 0.0)

  init(_ chart: Flowchart) {
    self.chart = chart
    goesRight = chart.goesRight
    placeInLayers()
    putInOrder()
    place()
    if goesRight, width > 720 {
      goesRight = false
      place()
    }
  }

  // MARK: - Layout

  private mutating func placeInLayers() {
    var layer = Dictionary(uniqueKeysWithValues: chart.names.map { ($0, 0) })
    // As often as there are boxes is enough, and ends where arrows go in a circle.
    for _ in chart.names {
      for arrow in chart.arrows {
        layer[arrow.to] = max(layer[arrow.to] ?? 0, (layer[arrow.from] ?? 0) + 1)
      }
    }
    layers = Array(repeating: [], count: (layer.values.max() ?? 0) + 1)
    func add(_ name: String, _ index: Int, _ lines: [String]) {
      boxes[name] = Box(layer: index, order: Double(layers[index].count), lines: lines)
      layers[index].append(name)
    }
    for name in chart.names { add(name, layer[name] ?? 0, Self.broken(chart.words[name] ?? name)) }
    for (number, arrow) in chart.arrows.enumerated() {
      let (first, last) = (layer[arrow.from] ?? 0, layer[arrow.to] ?? 0)
      let between = last > first + 1 ? Array((first + 1)..<last) : []
      for index in between { add("\(number)/\(index)", index, []) }
      ways.append([arrow.from] + between.map { "\(number)/\($0)" } + [arrow.to])
    }
  }

  /// Moves each box to the middle of those before it and behind it, a few times.
  private mutating func putInOrder() {
    var neighbors: [String: [String]] = [:]
    for way in ways {
      for (a, b) in zip(way, way.dropFirst()) {
        neighbors[a, default: []].append(b)
        neighbors[b, default: []].append(a)
      }
    }
    for round in 0..<8 {
      let order = round.isMultiple(of: 2) ? Array(layers.indices) : layers.indices.reversed()
      for index in order {
        let middles = layers[index].map { name -> (String, Double) in
          let near = (neighbors[name] ?? []).compactMap { boxes[$0] }
            .filter { round.isMultiple(of: 2) ? $0.layer < index : $0.layer > index }
          let own = boxes[name]?.order ?? 0
          return (name, near.isEmpty ? own : near.map(\.order).reduce(0, +) / Double(near.count))
        }
        layers[index] = middles.enumerated().sorted {
          ($0.element.1, $0.offset) < ($1.element.1, $1.offset)
        }
        .map(\.element.0)
        let start = -Double(layers[index].count - 1) / 2
        for (place, name) in layers[index].enumerated() {
          boxes[name]?.order = start + Double(place)
        }
      }
    }
  }

  private mutating func place() {
    for name in Array(boxes.keys) {
      let lines = boxes[name]?.lines ?? []
      boxes[name]?.width = lines.isEmpty ? 0 : Double(lines.map(\.count).max() ?? 0) * 7.6 + 22
      boxes[name]?.height = lines.isEmpty ? 12 : Double(lines.count) * 18 + 16
    }
    let gap = goesRight ? 20.0 : 40
    let across = layers.map { names in
      names.map { size($0).across }.reduce(0, +) + gap * Double(names.count - 1)
    }
    let widest = across.max() ?? 0
    var along = 8.0
    for (index, names) in layers.enumerated() {
      let depth = names.map { size($0).along }.max() ?? 0
      var position = 8 + (widest - across[index]) / 2
      for name in names {
        let (a, b) = (along + depth / 2, position + size(name).across / 2)
        boxes[name]?.x = goesRight ? a : b
        boxes[name]?.y = goesRight ? b : a
        position += size(name).across + gap
      }
      let hasWords = chart.arrows.contains { !$0.label.isEmpty && boxes[$0.from]?.layer == index }
      along += depth + (hasWords && goesRight ? 140 : 44)
    }
    (width, height) = goesRight ? (along - 36, widest + 16) : (widest + 16, along - 36)
  }

  private func size(_ name: String) -> (along: Double, across: Double) {
    guard let box = boxes[name] else { return (0, 0) }
    return goesRight ? (box.width, box.height) : (box.height, box.width)
  }

  /// Words in lines of about sixteen signs.
  private static func broken(_ text: String) -> [String] {
    text.split(separator: " ").reduce(into: [String]()) { lines, word in
      if let last = lines.last, last.count + word.count < 18 {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
  }
}
