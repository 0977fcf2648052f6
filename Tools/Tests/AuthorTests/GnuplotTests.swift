import Foundation
import Notebooks
import Plots
import Testing
import author

@Suite struct GnuplotTests {
  private func plot(_ y: [Double], title: String = "T") -> Plot {
    Plot(
      "p", title: title, x: .linear("x"), y: .logarithmic("y", in: 1...10),
      layers: [.line("l", x: y.indices.map { Double($0) }, y: y)])
  }

  @Test func `brackets in the text of a picture do not end it`() {
    let files = FigureFiles(plot: "p", notebook: "07", folder: URL(fileURLWithPath: "/"))
    let line = files.line(showing: plot([1, 2], title: "of [2, 3]"))
    #expect(line.hasPrefix("![of (2, 3). Horizontally"))
    #expect(line.hasSuffix("](figures/07-p.svg)"))
  }

  @Test func `a picture is stale once its data or drawing has changed`() {
    #expect(FigureFiles.seal(of: plot([1, 2])) == FigureFiles.seal(of: plot([1, 2])))
    #expect(FigureFiles.seal(of: plot([1, 2])) != FigureFiles.seal(of: plot([1, 3])))
  }

  @Test func `a script names axes, scales and layers and escapes quotes`() {
    let script = Gnuplot.pictureScript(for: plot([1, 2], title: "a \"b\""))
    #expect(script.contains("\"a \\\"b\\\"\" at 8.0,16.0 left"))
    #expect(script.contains("\nset logscale y") && !script.contains("\nset logscale x"))
    #expect(script.contains("set yrange [1.0:10.0]"))
    #expect(script.contains("0.0 1.0\n1.0 2.0\nEND"))
    #expect(script.contains("dashtype 1 linecolor rgb '#0072B2' notitle"))
  }

  /// A plot of two panels side by side.
  private func pair(_ layers: [[Plot.Layer]], sharesScales: Bool = false) -> Plot {
    Plot(
      "p", title: "T",
      panels: zip(["left", "right"], layers).map {
        Plot.Panel($0, x: .linear("x"), y: .linear("y"), layers: $1)
      }, columns: 2, sharesScales: sharesScales)
  }

  @Test func `one name looks the same in all panels, and is named once`() {
    let script = Gnuplot.pictureScript(
      for: pair([[.line("a", [1.0, 2]), .line("b", [2.0, 3])], [.line("b", [3.0, 4])]]))
    #expect(script.matches(of: /\$p\dl\d with lines.*#B84A00/).count == 2)
    #expect(script.matches(of: /set label \d+ "b"/).count == 1)
  }

  @Test func `panels share their scales only where it is asked for`() {
    let layers: [[Plot.Layer]] = [[.line("a", [0.0, 1])], [.line("a", [0.0, 100])]]
    let own = Gnuplot.pictureScript(for: pair(layers))
    #expect(own.contains("set yrange [0.0:1.0]") && own.contains("set yrange [0.0:100.0]"))
    let shared = Gnuplot.pictureScript(for: pair(layers, sharesScales: true))
    #expect(!shared.contains("set yrange [0.0:1.0]"))
    #expect(shared.matches(of: /set yrange \[0\.0:100\.0\]/).count == 2)
  }

  @Test func `names at the ends of lines do not cover each other`() {
    let script = Gnuplot.pictureScript(
      for: Plot(
        "p", title: "T", x: .linear("x"), y: .linear("y"),
        layers: [.line("first", [0, 1.0]), .line("second", [0, 1.001]), .line("low", [0, 0.0])]))
    let places = script.matches(of: /"(?:first|second)" at [\d.]+,([\d.]+) left/).compactMap {
      Double($0.1)
    }
    #expect(places.count == 2)
    #expect(places.count == 2 && abs(places[0] - places[1]) >= 21)
  }

  @Test func `one line alone needs no name, since the axis says it`() {
    let script = Gnuplot.pictureScript(for: plot([1, 2]))
    #expect(!script.contains("\"l\""))
  }

  @Test func `a graph is stale once its file has changed`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "graphs-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let dot = folder.appending(path: "07-net.dot")
    try Data("digraph { a -> b }".utf8).write(to: dot)
    #expect(Graphviz.stale(in: folder, notebook: "07") == ["07-net"])
    let seal = FigureFiles.seal(of: "digraph { a -> b }")
    try Data("<svg/>\(seal)".utf8).write(to: folder.appending(path: "07-net.svg"))
    #expect(Graphviz.stale(in: folder, notebook: "07") == [])
    #expect(Graphviz.stale(in: folder, notebook: "08") == [])
    try Data("digraph { a -> c }".utf8).write(to: dot)
    #expect(Graphviz.stale(in: folder, notebook: "07") == ["07-net"])
  }
}
