import Plots

/// What gnuplot is told to draw a picture: the panels, and over them one sheet with all words.
struct PictureScript {
  let plot: Plot
  let layout: PictureLayout
  let looks: PictureLooks

  /// Prepares the drawing of a plot.
  ///
  /// - Parameter plot: The plot.
  init(_ plot: Plot) {
    self.plot = plot
    layout = PictureLayout(plot)
    looks = PictureLooks(plot)
  }

  /// The script.
  var text: String {
    let size = layout.fontSize
    var lines = [
      "set terminal svg size \(Int(PictureLayout.width)),\(Int(layout.height)) "
        + "font 'Helvetica,\(Int(size))' background '#ffffff' standalone",
      "set encoding utf8", "unset key", "set border 3 linecolor rgb '#555555'",
      "set tics nomirror scale 0.5", "set xtics offset 0,0.45", "set ytics offset 0.4,0",
      "set tics textcolor rgb '#333333'",
      // Lightness falls from end to end, so that the scale reads in gray too.
      "set palette defined (0 '#fdf3dc', 0.5 '#9cc6e0', 1 '#2a6fad')",
    ]
    for (index, drawn) in layout.panels.enumerated() {
      lines += data(of: drawn, prefix: "$p\(index)")
    }
    lines.append("set multiplot")
    for (index, drawn) in layout.panels.enumerated() {
      lines += commands(for: drawn, prefix: "$p\(index)")
    }
    return (lines + sheet + ["unset multiplot"]).joined(separator: "\n") + "\n"
  }

  // MARK: - Data

  private func data(of drawn: PictureLayout.Panel, prefix: String) -> [String] {
    drawn.panel.layers.enumerated().flatMap { index, layer -> [String] in
      guard layer.kind != .text else { return [] }
      let block = "\(prefix)l\(index)"
      let lines = ["\(block) << END"] + rows(of: layer, in: drawn) + ["END"]
      guard layer.kind == .contours else { return lines }
      let levels = layer["levels"].map { "\($0)" }.joined(separator: ", ")
      return lines + [
        "set contour base", "set cntrparam linear", "set cntrparam levels discrete \(levels)",
        "unset surface", "set table \(block)c", "splot \(block) with lines", "unset table",
        "unset contour", "set surface",
      ]
    }
  }

  private func rows(of layer: Plot.Layer, in drawn: PictureLayout.Panel) -> [String] {
    func word(_ value: Double) -> String { value.isFinite ? "\(value)" : "NaN" }
    func joined(_ lists: [[Double]]) -> [String] {
      lists[0].indices.map { index in lists.map { word($0[index]) }.joined(separator: " ") }
    }
    switch layer.kind {
    case .surface, .contours:
      return zip(layer["y"], layer.rows).flatMap { y, row in
        zip(layer["x"], row).map { "\($0) \(y) \(word($1))" } + [""]
      }
    case .arrows, .segments:
      let (x, y) = (layer["x"], layer["y"])
      return joined([x, y, zip(layer["toX"], x).map(-), zip(layer["toY"], y).map(-)])
    case .horizontalRule:
      return ["\(drawn.x.low) \(layer["y"][0])", "\(drawn.x.high) \(layer["y"][0])"]
    case .verticalRule:
      return ["\(layer["x"][0]) \(drawn.y.low)", "\(layer["x"][0]) \(drawn.y.high)"]
    default: return joined(layer.kind.lists.map { layer[$0] })
    }
  }

  // MARK: - Panels

  private func commands(for drawn: PictureLayout.Panel, prefix: String) -> [String] {
    let (width, height) = (PictureLayout.width, layout.height)
    var lines = [
      "set lmargin at screen \(drawn.left / width)", "set rmargin at screen \(drawn.right / width)",
      "set tmargin at screen \(1 - drawn.top / height)",
      "set bmargin at screen \(1 - drawn.bottom / height)",
    ]
    lines += axis(
      "x", drawn.x, showsWords: drawn.showsXTicks, room: drawn.right - drawn.left)
    lines += axis("y", drawn.y, showsWords: drawn.showsYTicks, room: .infinity)
    let surfaces = drawn.panel.layers.filter { $0.kind == .surface }
    if surfaces.isEmpty {
      lines.append("set grid linecolor rgb '#e4e4e4' linewidth 1")
    } else {
      lines.append("unset grid")
      lines += colorScale(
        isShown: drawn.left == layout.panels[0].left && drawn.top == layout.panels[0].top)
    }
    for (axis, letter) in [(drawn.x, "x"), (drawn.y, "y")] {
      let shows = axis.ticks.isEmpty && !axis.isLogarithmic && axis.low < 0 && axis.high > 0
      lines.append(
        shows
          ? "set \(letter == "x" ? "y" : "x")zeroaxis linetype 1 linecolor rgb '#d8d8d8'"
          : "unset \(letter == "x" ? "y" : "x")zeroaxis")
    }
    let isBare = drawn.x.ticks.isEmpty && drawn.y.ticks.isEmpty
    lines.append("set border \(isBare ? 31 : 3) linecolor rgb '\(isBare ? "#bbbbbb" : "#555555")'")
    var drawings: [String] = []
    for (index, layer) in drawn.panel.layers.enumerated() {
      let block = "\(prefix)l\(index)\(layer.kind == .contours ? "c" : "")"
      drawings += looks.styles(of: layer).map { "\(block) with \($0) notitle" }
    }
    if drawings.isEmpty { drawings = ["\(drawn.y.low - 1) notitle"] }
    return lines + ["plot " + drawings.joined(separator: ", \\\n  ")]
  }

  /// An axis; its words are smaller where they would run into each other.
  private func axis(
    _ letter: String, _ axis: DrawnAxis, showsWords: Bool, room: Double
  ) -> [String] {
    let size = layout.fontSize
    let wide = axis.ticks.map { PictureLayout.width(of: $0.words, size: size) + 6 }.reduce(0, +)
    let tickSize = wide > room ? (size * 0.75).rounded() : size
    let ticks = axis.ticks.map { tick in
      "\(Gnuplot.quoted(showsWords ? tick.words : "")) \(tick.place)"
    }
    return [
      axis.isLogarithmic ? "set logscale \(letter)" : "unset logscale \(letter)",
      "set \(letter)range [\(axis.low):\(axis.high)]",
      ticks.isEmpty
        ? "unset \(letter)tics"
        : "set \(letter)tics font ',\(Int(tickSize))' (\(ticks.joined(separator: ", ")))",
      "unset m\(letter)tics",
    ]
  }

  /// One scale of colors for all panels, at the right edge of the picture.
  private func colorScale(isShown: Bool) -> [String] {
    let surfaces = plot.panels.flatMap(\.layers).filter { $0.kind == .surface }
    let numbers = surfaces.flatMap { $0["values"] }.filter(\.isFinite)
    let low = surfaces.compactMap(\.range?.lowerBound).min() ?? numbers.min() ?? 0
    let high = surfaces.compactMap(\.range?.upperBound).max() ?? numbers.max() ?? 1
    let scale = DrawnAxis(
      .linear("", in: low...max(high, low + 1e-12)), data: [], count: 4, isTight: true)
    let ticks = scale.ticks.map { "\(Gnuplot.quoted($0.words)) \($0.place)" }
    let first = layout.panels[0]
    let (x, y) = (
      (PictureLayout.width - 70) / PictureLayout.width, 1 - first.bottom / layout.height
    )
    return [
      "set cbrange [\(scale.low):\(scale.high)]", "set cbtics (\(ticks.joined(separator: ", ")))",
      isShown
        ? "set colorbox vertical user origin screen \(x), screen \(y) size screen "
          + "\(14 / PictureLayout.width), screen \((first.bottom - first.top) / layout.height) border"
        : "unset colorbox",
    ]
  }
}
