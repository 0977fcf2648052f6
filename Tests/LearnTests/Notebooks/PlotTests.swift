import Plots
import Testing

@Suite struct PlotTests {
  private func plot(_ y: [Double], title: String = "T", x: [Double]? = nil) -> Plot {
    Plot(
      "p", title: title, x: .linear("x"), y: .logarithmic("y", in: 1...10),
      layers: [.line("l", x: x ?? y.indices.map { Double($0) }, y: y)])
  }

  @Test func `what is recorded reads back, five digits of each number`() throws {
    let text = try plot([1.0 / 3, 2e-17, .nan, .infinity]).recordedText()
    #expect(text.contains("[0.33333, 2e-17, \"nan\", \"inf\"]"))
    let back = try Plot(json: text)
    #expect(back.difference(from: plot([1.0 / 3, 2e-17, .nan, .infinity])) == nil)
  }

  @Test func `numbers agree within half a unit of the fifth digit`() {
    #expect(Plot.agrees(recorded: 0.33333, found: 1.0 / 3))
    #expect(Plot.agrees(recorded: 12345, found: 12345.49))
    #expect(!Plot.agrees(recorded: 12345, found: 12346))
    #expect(!Plot.agrees(recorded: 0.33334, found: 1.0 / 3))
    #expect(!Plot.agrees(recorded: 0, found: 1e-9))
    #expect(Plot.agrees(recorded: .nan, found: .nan))
    #expect(!Plot.agrees(recorded: 1, found: .nan))
    #expect(!Plot.agrees(recorded: .infinity, found: -.infinity))
  }

  @Test func `every kind of difference is named`() {
    let recorded = plot([1, 2])
    #expect(recorded.difference(from: plot([1, 2])) == nil)
    #expect(recorded.difference(from: plot([1, 2], title: "U"))?.contains("title") == true)
    #expect(
      recorded.difference(from: plot([1, 3])) == "line “l”, y, number 2: recorded 2.0, found 3.0")
    #expect(recorded.difference(from: plot([1, 2], x: [0, 2]))?.contains("x, number 2") == true)
    #expect(recorded.difference(from: plot([1, 2, 3]))?.contains("2 numbers, found 3") == true)
    let points = Plot(
      "p", title: "T", x: recorded.x, y: recorded.y, layers: [.points("l", x: [0, 1], y: [1, 2])])
    #expect(recorded.difference(from: points)?.contains("points “l”") == true)
  }

  @Test func `a surface is computed and compared by rows, bottom first`() {
    func plot(_ factor: Double) -> Plot {
      Plot(
        "s", title: "S", x: .linear("x"), y: .linear("y"),
        layers: [.surface("f", over: 0...2, count: 3) { x, y in x + factor * y }])
    }
    guard case .surface(let surface) = plot(10).layers[0] else { return #expect(Bool(false)) }
    #expect(surface.rows == [[0, 1, 2], [10, 11, 12], [20, 21, 22]])
    #expect(plot(10).difference(from: plot(11))?.contains("row 2, number 1") == true)
    #expect(
      plot(10).alternativeText
        == "S. Horizontally: x, 0 to 2. Vertically: y, 0 to 2. "
        + "Color “f” from 0 at (0, 0) to 22 at (2, 2).")
  }

  @Test func `the words of a line say where it begins, ends and turns`() {
    let words = plot([3, 9, 0.5, 4]).alternativeText
    #expect(
      words
        == "T. Horizontally: x, 0 to 3. Vertically: y, 1 to 10. "
        + "Line “l” from 3 to 4, highest 9 at 1, lowest 0.5 at 2.")
    #expect(!plot([1, 2, 3]).alternativeText.contains("highest"))
  }

  @Test func `a misused plot stops with the reason`() async {
    await #expect(processExitsWith: .failure) {
      _ = Plot("Bad Name", title: "", x: .linear("x"), y: .linear("y"), layers: [.line("l", [1.0])])
    }
    await #expect(processExitsWith: .failure) {
      _ = Plot.Series(name: "l", x: [1], y: [])
    }
  }
}
