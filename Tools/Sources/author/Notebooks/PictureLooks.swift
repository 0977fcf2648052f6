import Plots

/// How layers look: what bears the same name looks the same in all panels.
struct PictureLooks {
  /// Colors that all eyes tell apart (after Okabe and Ito, "Color universal design", 2008,
  /// https://jfly.uni-koeln.de/color/), darkened until words in them read on white.
  private static var colors: [(color: Plot.Layer.Color, code: String)] {
    [
      (.blue, "#0072B2"), (.orange, "#B84A00"), (.green, "#00735A"), (.purple, "#A0407A"),
      (.black, "#000000"), (.olive, "#6B6000"),
    ]
  }

  /// Dashes and symbols, so that color never stands alone; filled and open symbols by turns.
  private static var dashes: [String] { ["1", "2", "3", "4", "(12,4)", "5"] }
  private static var symbols: [Int] { [7, 4, 9, 12, 5, 6] }
  private static var densities: [Double] { [0.8, 0.25, 0.5] }

  private let names: [String]
  private let lines: [String]
  private let points: [String]
  private let bars: [String]
  private let grounds: Set<String>

  /// Gives looks to the layers of a plot.
  init(_ plot: Plot) {
    let layers = plot.panels.flatMap(\.layers)
    func names(_ kinds: Set<Plot.Layer.Kind>) -> [String] {
      layers.filter { kinds.contains($0.kind) }.map(\.name).reduce(into: []) {
        if !$0.contains($1) { $0.append($1) }
      }
    }
    let uncolored: Set<Plot.Layer.Kind> = [
      .text, .horizontalRule, .verticalRule, .surface, .contours,
    ]
    self.names = layers.filter { !uncolored.contains($0.kind) && $0.color == nil }.map(\.name)
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    lines = names([.line])
    points = names([.points])
    bars = names([.bars])
    grounds = Set(
      plot.panels.filter { $0.layers.contains { $0.kind == .surface } }.flatMap(\.layers).map(
        \.name)
    )
  }

  /// The color of a layer, as gnuplot reads it.
  func color(of layer: Plot.Layer) -> String {
    if layer.color == .gray { return "#707070" }
    if let color = layer.color, let entry = Self.colors.first(where: { $0.color == color }) {
      return entry.code
    }
    // On a colored ground only black tells from all of it.
    guard let index = names.firstIndex(of: layer.name), !grounds.contains(layer.name) else {
      return "#000000"
    }
    return Self.colors[index % Self.colors.count].code
  }

  /// What stands between `with` and the title in gnuplot's command, once for each time it is drawn.
  func styles(of layer: Plot.Layer) -> [String] {
    let color = "linecolor rgb '\(color(of: layer))'"
    let width = layer.color == .gray ? 1.5 : 3
    switch layer.kind {
    case .line:
      let dash = Self.dashes[(lines.firstIndex(of: layer.name) ?? 0) % Self.dashes.count]
      let isPlain = layer.color == .gray
      let line = "linewidth \(width) dashtype \(isPlain ? "1" : dash) \(color)"
      return layer.mark == nil
        ? ["lines \(line)"] : ["lines \(line)", "points \(symbol(of: layer)) \(color)"]
    case .points:
      let count = layer["x"].count
      let size = count > 60 ? 0.5 : count > 15 ? 0.8 : 1.1
      let drawn = "points \(symbol(of: layer, size: size)) \(color)"
      guard grounds.contains(layer.name), layer.mark == nil else { return [drawn] }
      // A dark dot with a light edge and a light dot with a dark edge read on every ground.
      let isFilled = (points.firstIndex(of: layer.name) ?? 0).isMultiple(of: 2)
      let (edge, inside) = isFilled ? ("#ffffff", "#000000") : ("#000000", "#ffffff")
      return [(1.45, edge), (1, inside)].map { factor, code in
        "points pointtype \(isFilled ? 7 : 5) pointsize \(size * factor) linecolor rgb '\(code)'"
      }
    case .band: return ["filledcurves fillstyle transparent solid 0.2 noborder \(color)"]
    case .region: return ["filledcurves closed fillstyle transparent solid 0.2 noborder \(color)"]
    case .bars:
      let density = Self.densities[(bars.firstIndex(of: layer.name) ?? 0) % Self.densities.count]
      return ["boxes fillstyle transparent solid \(density) border linewidth 1.5 \(color)"]
    case .arrows: return ["vectors head size screen 0.025,22 linewidth \(width) \(color)"]
    case .segments: return ["vectors nohead linewidth 8 \(color)"]
    case .horizontalRule, .verticalRule:
      return ["lines linewidth 1.8 dashtype 3 linecolor rgb '#000000'"]
    case .contours: return ["lines linewidth 1.3 \(color)"]
    case .surface: return ["image pixels"]
    case .text: return []
    }
  }

  /// The styles of the sample in the key, for gnuplot's `lines`, `points` or `boxes`.
  func sample(of layer: Plot.Layer) -> (isPoint: Bool, styles: [String]) {
    switch layer.kind {
    case .points where layer.mark == .ring:
      return (
        true, ["points pointtype 6 pointsize 1.5 linewidth 2.5 linecolor rgb '\(color(of: layer))'"]
      )
    case .points: return (true, styles(of: layer))
    case .line where layer.mark != nil: return (false, Array(styles(of: layer).prefix(1)))
    case .arrows, .segments:
      let width = layer.kind == .segments ? 8 : layer.color == .gray ? 1.5 : 3
      return (false, ["lines linewidth \(width) linecolor rgb '\(color(of: layer))'"])
    case .band, .region, .bars:
      let opacity = layer.kind == .bars ? styles(of: layer)[0].contains("0.8") ? "30" : "A0" : "B0"
      let code = color(of: layer).dropFirst()
      return (false, ["lines linewidth 11 linecolor rgb '#\(opacity)\(code)'"])
    default: return (false, styles(of: layer))
    }
  }

  private func symbol(of layer: Plot.Layer, size: Double = 1) -> String {
    switch layer.mark {
    case .ring: return "pointtype 6 pointsize 2.6 linewidth 2.5"
    case .cross: return "pointtype 2 pointsize 1.4 linewidth 3"
    case .dot: return "pointtype 7 pointsize \(layer.kind == .line ? 0.6 : size)"
    case nil:
      let type = Self.symbols[(points.firstIndex(of: layer.name) ?? 0) % Self.symbols.count]
      return "pointtype \(type) pointsize \(size) linewidth 2.5"
    }
  }
}
