import Notebooks
package import Plots

/// The drawing of plots by gnuplot, as a picture or in plain characters.
package enum Gnuplot {
  /// Why nothing was drawn.
  package enum Failure: Error, CustomStringConvertible {
    /// There is no gnuplot.
    case missing
    /// gnuplot refused a script.
    case refused(plot: String, words: String)

    /// What to do.
    package var description: String {
      switch self {
      case .missing:
        "gnuplot is missing, so no pictures were drawn: install it with `apt-get install gnuplot-nox` "
          + "or `brew install gnuplot`."
      case .refused(let plot, let words): "gnuplot does not draw \(plot): \(words)"
      }
    }
  }

  /// A plot as an SVG picture.
  ///
  /// - Parameter plot: The plot.
  /// - Returns: The text of the picture; it ends with a line break.
  /// - Throws: `Failure`, if there is no gnuplot or it refuses.
  static func svg(_ plot: Plot) async throws -> String {
    try await draw(plot, pictureScript(for: plot))
  }

  /// A plot in plain characters, panel by panel.
  ///
  /// - Parameter plot: The plot.
  /// - Returns: The lines.
  /// - Throws: `Failure`, if there is no gnuplot or it refuses.
  static func characters(_ plot: Plot) async throws -> String {
    var parts: [String] = []
    for panel in plot.panels {
      parts.append(try await draw(plot, plainScript(for: panel, of: plot)))
    }
    return parts.joined(separator: "\n")
  }

  /// All that gnuplot is told to draw a picture; a picture that is drawn from it is up to date.
  ///
  /// - Parameter plot: The plot.
  /// - Returns: The script.
  package static func pictureScript(for plot: Plot) -> String { PictureScript(plot).text }

  private static func draw(_ plot: Plot, _ script: String) async throws -> String {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let outcome = try await Programs().run(["gnuplot", folder.write(script, to: "script")])
    if outcome.status == 127, !outcome.endedBySignal { throw Failure.missing }
    guard outcome.succeeded, !outcome.output.isEmpty else {
      throw Failure.refused(plot: plot.name, words: outcome.errors)
    }
    return outcome.output
  }

  // MARK: - Plain characters

  /// What gnuplot is told to draw a panel in characters; words and what only color tells are left out.
  ///
  /// - Parameters:
  ///   - panel: The panel.
  ///   - plot: The plot that it belongs to.
  /// - Returns: The script.
  package static func plainScript(for panel: Plot.Panel, of plot: Plot) -> String {
    let title = panel.title.isEmpty ? plot.title : "\(plot.title): \(panel.title)"
    var lines = [
      "set terminal dumb size 79,26", "set encoding utf8", "set title \(quoted(title)) noenhanced",
      "set xlabel \(quoted(panel.x.label)) noenhanced",
      "set ylabel \(quoted(panel.y.label)) noenhanced",
      "set key outside top center horizontal noenhanced", "set border 3", "set tics nomirror",
    ]
    for (letter, axis) in [("x", panel.x), ("y", panel.y)] {
      if axis.isLogarithmic { lines += ["set logscale \(letter)", "set format \(letter) '%.0e'"] }
      if let range = axis.range {
        lines.append("set \(letter)range [\(range.lowerBound):\(range.upperBound)]")
      }
    }
    var commands: [String] = []
    for (index, layer) in panel.layers.enumerated() {
      guard let (rows, style) = plainRows(of: layer), !rows.isEmpty else { continue }
      lines += ["$layer\(index) << END"] + rows + ["END"]
      let name = layer.kind == .surface ? "\(layer.name), upper half of its range" : layer.name
      commands.append("$layer\(index) with \(style) title \(quoted(name))")
    }
    if commands.isEmpty { commands = ["[0:1] [0:1] 2 notitle"] }
    return (lines + ["plot " + commands.joined(separator: ", \\\n  ")]).joined(separator: "\n")
      + "\n"
  }

  private static func plainRows(of layer: Plot.Layer) -> (rows: [String], style: String)? {
    switch layer.kind {
    case .line, .region: return (zip(layer["x"], layer["y"]).map { "\($0) \($1)" }, "lines")
    case .points: return (zip(layer["x"], layer["y"]).map { "\($0) \($1)" }, "points")
    case .bars: return (zip(layer["x"], layer["y"]).map { "\($0) \($1)" }, "impulses")
    case .band:
      let ends = zip(layer["x"], zip(layer["low"], layer["high"]))
      return (ends.flatMap { ["\($0) \($1.0)", "\($0) \($1.1)", ""] }, "lines")
    case .arrows, .segments:
      let ends = zip(zip(layer["x"], layer["y"]), zip(layer["toX"], layer["toY"]))
      return (ends.flatMap { ["\($0.0) \($0.1)", "\($1.0) \($1.1)", ""] }, "lines")
    case .surface:
      let finite = layer["values"].filter(\.isFinite)
      let (low, high) = (finite.min() ?? 0, finite.max() ?? 0)
      let middle = ((layer.range?.lowerBound ?? low) + (layer.range?.upperBound ?? high)) / 2
      let rows = zip(layer["y"], layer.rows).flatMap { y, row in
        zip(layer["x"], row).filter { $0.1 > middle }.map { "\($0.0) \(y)" }
      }
      return (rows, "dots")
    case .text, .horizontalRule, .verticalRule, .contours: return nil
    }
  }

  /// A text in double quotes, as gnuplot reads it.
  static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
