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

  /// A plot in plain characters.
  ///
  /// - Parameter plot: The plot.
  /// - Returns: The lines.
  /// - Throws: `Failure`, if there is no gnuplot or it refuses.
  static func characters(_ plot: Plot) async throws -> String {
    try await draw(plot, "set terminal dumb size 79,26\n" + script(for: plot, isPlain: true))
  }

  /// All that gnuplot is told to draw a picture; a picture that is drawn from it is up to date.
  ///
  /// - Parameter plot: The plot.
  /// - Returns: The script.
  package static func pictureScript(for plot: Plot) -> String {
    "set terminal svg size 720,480 font 'Helvetica,14' background '#ffffff' standalone\n"
      + script(for: plot, isPlain: false)
  }

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

  // MARK: - The script

  /// Colors that all eyes tell apart (Okabe and Ito, "Color universal design", 2008,
  /// https://jfly.uni-koeln.de/color/), with a dash and a symbol each, so that color never stands
  /// alone.
  private static let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#000000"]
  private static let symbols = [7, 5, 9, 4, 6, 8]

  /// What gnuplot is told.
  ///
  /// - Parameters:
  ///   - plot: The plot.
  ///   - isPlain: Whether there are only characters to draw with, and no colors.
  /// - Returns: The script, without the terminal.
  package static func script(for plot: Plot, isPlain: Bool) -> String {
    var lines = [
      "set encoding utf8", "set title \(quoted(plot.title)) noenhanced",
      "set xlabel \(quoted(plot.x.label)) noenhanced",
      "set ylabel \(quoted(plot.y.label)) noenhanced",
      "set key outside top center horizontal noenhanced", "set border 3", "set tics nomirror",
    ]
    lines += axis("x", plot.x, isPlain: isPlain) + axis("y", plot.y, isPlain: isPlain)
    if plot.x.range != nil, plot.x.range == plot.y.range, !isPlain {
      lines.append("set size square")
    }
    let hasSurface = plot.layers.contains(where: \.isSurface)
    if !hasSurface, !isPlain { lines.append("set grid linecolor rgb '#dddddd'") }
    var commands: [String] = []
    for (index, layer) in plot.layers.enumerated() {
      let block = "$layer\(index)"
      lines += ["\(block) << END"] + rows(of: layer, isPlain: isPlain) + ["END"]
      let series = plot.layers[..<index].count { !$0.isSurface }
      // On a colored ground only black tells from all of it; the symbols differ.
      let look = "linecolor rgb '\(hasSurface ? "#000000" : colors[series % colors.count])'"
      switch layer {
      case .line(let line):
        let style = "lines linewidth 2.5 dashtype \(series + 1) \(look)"
        commands.append("\(block) with \(isPlain ? "lines" : style) title \(quoted(line.name))")
      case .points(let points):
        let size = points.x.count > 20 && hasSurface ? 0.5 : hasSurface ? 1.6 : 1
        let style = "points pointtype \(symbols[series % symbols.count]) pointsize \(size) \(look)"
        commands.append("\(block) with \(isPlain ? "points" : style) title \(quoted(points.name))")
      case .surface(let surface) where isPlain:
        commands.append(
          "\(block) with dots title \(quoted("\(surface.name), upper half of its range"))")
      case .surface(let surface):
        lines += [
          "set palette defined (0 '#2166ac', 0.5 '#f7f7f7', 1 '#e08214')",
          "set cblabel \(quoted(surface.name)) noenhanced",
        ]
        if let range = surface.range {
          lines.append("set cbrange [\(range.lowerBound):\(range.upperBound)]")
        }
        commands.append("\(block) with image pixels notitle")
      }
    }
    return (lines + ["plot " + commands.joined(separator: ", \\\n  ")]).joined(separator: "\n")
      + "\n"
  }

  private static func axis(_ letter: String, _ axis: Plot.Axis, isPlain: Bool) -> [String] {
    var lines: [String] = []
    if axis.isLogarithmic {
      lines += ["set logscale \(letter)", "set format \(letter) '\(isPlain ? "%.0e" : "10^{%T}")'"]
    }
    if let range = axis.range {
      lines.append("set \(letter)range [\(range.lowerBound):\(range.upperBound)]")
    }
    return lines
  }

  private static func rows(of layer: Plot.Layer, isPlain: Bool) -> [String] {
    switch layer {
    case .line(let series), .points(let series):
      return zip(series.x, series.y).map { "\($0) \($1)" }
    case .surface(let surface):
      let numbers = surface.rows.joined()
      let low = surface.range?.lowerBound ?? numbers.min() ?? 0
      let high = surface.range?.upperBound ?? numbers.max() ?? 0
      let middle = (low + high) / 2
      return zip(surface.y, surface.rows).flatMap { y, row in
        zip(surface.x, row).filter { !isPlain || $0.1 > middle }.map { "\($0) \(y) \($1)" }
      }
    }
  }

  /// A text in double quotes, as gnuplot reads it.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}

extension Plot.Layer {
  fileprivate var isSurface: Bool {
    if case .surface = self { true } else { false }
  }
}
