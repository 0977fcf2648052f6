import Plots

extension PictureScript {
  /// A sheet of the picture's size, measured in pixels, with the key and all words.
  var sheet: [String] {
    let (width, height) = (PictureLayout.width, layout.height)
    var lines = [
      "set lmargin at screen 0", "set rmargin at screen 1", "set tmargin at screen 1",
      "set bmargin at screen 0", "unset logscale", "unset border", "unset tics", "unset grid",
      "unset xzeroaxis", "unset yzeroaxis", "unset colorbox", "set xrange [0:\(width)]",
      "set yrange [\(height):0]",
    ]
    for (index, label) in words.enumerated() {
      let font = label.size.map { " font ',\(Int($0))'" } ?? ""
      lines.append(
        "set label \(index + 1) \(Gnuplot.quoted(label.words)) at \(label.x),\(label.y) "
          + "\(label.side) noenhanced\(font) textcolor rgb '\(label.color)' front")
    }
    var drawings: [String] = []
    for (index, entry) in layout.key.enumerated() {
      let sample = looks.sample(of: entry.layer)
      let ends = sample.isPoint ? [entry.x + 20] : [entry.x, entry.x + 40]
      lines += ["$key\(index) << END"] + ends.map { "\($0) \(entry.y)" } + ["END"]
      drawings += sample.styles.map { "$key\(index) with \($0) notitle" }
    }
    if drawings.isEmpty { drawings = ["-1 notitle"] }
    return lines + ["plot " + drawings.joined(separator: ", \\\n  ")]
  }

  private var words: [PictureWords.Label] {
    typealias Label = PictureWords.Label
    let (size, line) = (layout.fontSize, layout.line)
    var labels = layout.titleLines.enumerated().map { index, words in
      Label(
        words: words, x: 8, y: 16 + 22 * Double(index), side: "left", color: "#000000", size: 17)
    }
    for entry in layout.key {
      let isPoint = looks.sample(of: entry.layer).isPoint
      labels.append(
        Label(
          words: entry.layer.name, x: entry.x + (isPoint ? 34 : 47), y: entry.y, side: "left",
          color: looks.color(of: entry.layer)))
    }
    let gray = "#333333"
    let (first, last) = (layout.panels[0], layout.panels[layout.panels.count - 1])
    let hasTitles = plot.panels.contains { !$0.title.isEmpty }
    if layout.sharedY {
      let y = first.top - 8 - (hasTitles ? line : 0) - line / 2
      if !first.y.label.isEmpty {
        labels.append(Label(words: first.y.label, x: 8, y: y, side: "left", color: gray))
      }
      if let name = PictureWords.surfaceName(of: plot) {
        labels.append(
          Label(words: name, x: PictureLayout.width - 8, y: y, side: "right", color: gray))
      }
    }
    if layout.sharedX, !first.x.label.isEmpty {
      let edge = layout.panels.map(\.right).max() ?? first.right
      labels.append(
        Label(
          words: first.x.label, x: (first.left + edge) / 2,
          y: last.bottom + (last.x.ticks.isEmpty ? 0.6 : 1.6) * line + 2,
          side: "center", color: gray))
    }
    for drawn in layout.panels {
      let middle = (drawn.left + drawn.right) / 2
      if !drawn.panel.title.isEmpty {
        // A title that is wider than its panel stays in the picture.
        let half = PictureLayout.width(of: drawn.panel.title, size: size) / 2
        labels.append(
          Label(
            words: drawn.panel.title, x: min(middle, PictureLayout.width - 4 - half),
            y: drawn.top - line / 2 - (layout.sharedY ? 4 : line + 2), side: "center",
            color: "#000000")
        )
      }
      if !layout.sharedY {
        labels.append(
          Label(
            words: drawn.y.label, x: drawn.left, y: drawn.top - line / 2 - 6, side: "left",
            color: gray))
      }
      if !layout.sharedX {
        labels.append(
          Label(
            words: drawn.x.label, x: middle,
            y: drawn.bottom + (drawn.x.ticks.isEmpty ? 0.6 : 1.6) * line + 2, side: "center",
            color: gray))
      }
      labels += PictureWords.labels(in: drawn, of: plot, looks: looks, line: line, size: size)
    }
    return labels
  }
}
