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
    let script = Gnuplot.script(for: plot([1, 2], title: "a \"b\""), isPlain: false)
    #expect(script.contains("set title \"a \\\"b\\\"\""))
    #expect(script.contains("set logscale y") && !script.contains("set logscale x"))
    #expect(script.contains("set yrange [1.0:10.0]"))
    #expect(script.contains("0.0 1.0\n1.0 2.0\nEND"))
    #expect(script.contains("dashtype 1 linecolor rgb '#0072B2' title \"l\""))
  }
}
