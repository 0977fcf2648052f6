import Foundation
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
      "p", title: "T", x: recorded.panels[0].x, y: recorded.panels[0].y,
      layers: [.points("l", x: [0, 1], y: [1, 2])])
    #expect(recorded.difference(from: points)?.contains("points “l”") == true)
  }

  @Test func `a surface is computed and compared by rows, bottom first`() {
    func plot(_ factor: Double) -> Plot {
      Plot(
        "s", title: "S", x: .linear("x"), y: .linear("y"),
        layers: [.surface("f", over: 0...2, count: 3) { x, y in x + factor * y }])
    }
    #expect(plot(10).panels[0].layers[0].rows == [[0, 1, 2], [10, 11, 12], [20, 21, 22]])
    #expect(plot(10).difference(from: plot(11))?.contains("row 2, number 1") == true)
    #expect(
      plot(10).alternativeText
        == "S. Horizontally: x, −0.5 to 2.5. Vertically: y, −0.5 to 2.5. "
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

  @Test func `an extreme is placed by the name of its category`() {
    func words(_ names: [String], _ layer: Plot.Layer) -> String {
      Plot("p", title: "T", x: .categories("", names), y: .linear("y"), layers: [layer])
        .alternativeText
    }
    let names = (0..<10).map { "class \($0)" }
    let heights = (0..<10).map { $0 == 7 ? 5.0 : 1 }
    // Bars of a group stand beside the middle of their category, and belong to it.
    for shift in [0, -0.2, 0.2] {
      let places = (0..<10).map { Double($0) + shift }
      #expect(
        words(names, .bars("b", x: places, heights: heights))
          .hasSuffix("10 bars, the highest 5 at “class 7”."))
    }
    #expect(
      words(["", "8"], .line("l", x: [0, 1, 0], y: [1.0, 3, 2])).hasSuffix("highest 3 at “8”."))
    let unnamed = words(["low", " ", "high"], .bars("b", x: [0, 1, 2], heights: [1.0, 3, 2]))
    #expect(unnamed.contains("Horizontally: low, high."))
    #expect(unnamed.hasSuffix("the highest 3 at place 2 of 3."))
  }

  @Test func `panels say their axes once if they are the same`() {
    func panel(_ title: String, _ y: Plot.Axis) -> Plot.Panel {
      Plot.Panel(title, x: .linear("x"), y: y, layers: [.line("l", [1.0, 3])])
    }
    func words(_ axes: [Plot.Axis]) -> String {
      Plot(
        "p", title: "T", panels: zip(["a", "b"], axes).map { panel($0, $1) }, columns: 2
      ).alternativeText
    }
    #expect(
      words([.linear("y"), .linear("y")])
        == "T. Horizontally: x, 0 to 1. Vertically: y, 1 to 3. "
        + "Panel “a”. Line “l” from 1 to 3. Panel “b”. Line “l” from 1 to 3.")
    #expect(words([.linear("y"), .linear("z")]).contains("Panel “b”. Horizontally: x, 0 to 1."))
  }

  @Test func `every form has words of its own`() {
    let layers: [Plot.Layer] = [
      .band("b", x: [0, 1], low: [1.0, 2], high: [3.0, 2.5]),
      .region("r", x: [0, 1, 1], y: [0.0, 0, 1]), .rule("h", y: 2), .rule("v", x: 1),
      .arrow("a", from: [0, 0], to: [1, 2]), .segments("s", from: [[0, 1]], to: [[1, 1]]),
      .text("w", x: 0, y: 1, .above), .bars("c", x: [0, 1], heights: [2.0, 5]),
      .contours("f", x: 0...1, y: 0...1, levels: [0.5, 1], count: 2) { $0 + $1 },
    ]
    let plot = Plot(
      "p", title: "T", x: .categories("", ["u", "v"]), y: .linear(""), layers: layers)
    #expect(
      plot.alternativeText == """
        T. Horizontally: u, v. Vertically: 0 to 5. Band “b” from 1 to 3, at most 2 wide. \
        Region “r”: an area, x from 0 to 1, y from 0 to 1. Horizontal line “h” at 2. \
        Vertical line “v” at “v”. Arrows “a” from (“u”, 0) to (“v”, 2). \
        Segments “s” from (“u”, 1) to (“v”, 1). Words “w” at (“u”, 1). \
        Bars “c”: 2 bars, the highest 5 at “v”. Contours of “f” at 0.5, 1.
        """)
  }

  @Test func `a histogram counts what lies inside, its end included`() {
    let layer = Plot.Layer.histogram(
      "h", of: [0, 0.4, 0.5, 1, 1.1, -1, .nan], in: 0...1, count: 2)
    #expect(layer["x"] == [0.25, 0.75])
    #expect(layer["y"] == [2, 2])
    let shares = Plot.Layer.histogram(
      "h", of: [0.1, 0.9, 0.8, 7], in: 0...1, count: 2, asShares: true)
    #expect(shares["y"] == [0.25, 0.5])
  }

  @Test func `a matrix has its first row on top`() {
    let layer = Plot.Layer.heatMap("m", [[1.0, 2, 3], [4, 5, 6]])
    #expect(layer["y"] == [-1, 0])
    #expect(layer.rows == [[4, 5, 6], [1, 2, 3]])
    #expect(Plot.Axis.rows("", ["first", "second"]).ticks?.map(\.place) == [0, -1])
    let words = Plot(
      "m", title: "M", x: .categories("", ["a", "b", "c"]), y: .rows("", ["first", "second"]),
      layers: [layer]
    ).alternativeText
    #expect(
      words.contains(
        "Vertically: first, second. Color “m” from 1 at (“a”, “first”) to 6 at (“c”, “second”)."))
  }

  @Test func `pages name numbers by panel, layer and place`() {
    func panel(_ title: String, _ heights: [Double]) -> Plot.Panel {
      Plot.Panel(title, x: .linear("x"), y: .linear("y"), layers: [.line("l", heights)])
    }
    let plot = Plot(
      "p", title: "T", panels: [panel("a", [1, 2]), panel("b", [3, 4])], columns: 2,
      numbers: ["n": 7])
    #expect(plot.number(named: "a: l at 1") == 2)
    #expect(plot.number(named: "b: l at 1") == 4)
    #expect(plot.number(named: "n") == 7)
    for unknown in ["l at 1", "c: l at 1", "a: m at 1", "a: l at 2", "m"] {
      #expect(plot.number(named: unknown) == nil, "\(unknown)")
    }
    #expect(plot.numberNames == ["n", "a: l at X", "b: l at X"])
  }

  @Test func `a change of the manner or the panels is a difference`() {
    func plot(
      _ color: Plot.Layer.Color? = nil, title: String = "a", columns: Int = 1,
      numbers: [String: Double] = [:]
    ) -> Plot {
      let axis = Plot.Axis.linear("x")
      let layers = [Plot.Layer.line("l", [1.0, 2], color: color)]
      return Plot(
        "p", title: "T",
        panels: [title, "z"].map { Plot.Panel($0, x: axis, y: axis, layers: layers) },
        columns: columns, numbers: numbers)
    }
    #expect(plot().difference(from: plot()) == nil)
    #expect(plot().difference(from: plot(.blue))?.contains("color blue") == true)
    #expect(plot().difference(from: plot(title: "b")) == "recorded panel “a”, found “b”")
    #expect(plot().difference(from: plot(columns: 2))?.contains("arrangement") == true)
    #expect(
      plot(numbers: ["n": 1]).difference(from: plot(numbers: ["n": 2]))
        == "“n”: recorded 1.0, found 2.0")
  }

  @Test(arguments: [
    ("[0, 1]", "[0]", "lists of different lengths: 1 of x, 2 of y"), ("[0, 1]", "[]", "no points"),
    ("[0, 1]", "[0, \"nan\"]", "x number 2, nan, which cannot be drawn"),
    ("[2, 3]", "[\"nan\", \"nan\"]", "y number 1, nan, which cannot be drawn"),
    ("\"y\" : [2", "\"z\" : [2", "the lists"),
    ("\"columns\" : 1", "\"columns\" : 2", "2 columns for 1"),
    ("\"p\"", "\"P p\"", "small letters"),
  ])
  func `data that cannot be drawn are refused`(old: String, new: String, words: String) throws {
    let text = try Plot(
      "p", title: "T", x: .linear("x"), y: .linear("v"), layers: [.line("l", [2.0, 3])]
    ).recordedText()
    #expect(text.contains(old))
    let error = #expect(throws: Plot.Damage.self) {
      // The last place: axes and data both have an x and a y.
      let place = try #require(text.range(of: old, options: .backwards))
      _ = try Plot(json: text.replacingCharacters(in: place, with: new))
    }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func `a misused plot stops with the reason`() async {
    await #expect(processExitsWith: .failure) {
      _ = Plot("Bad Name", title: "", x: .linear("x"), y: .linear("y"), layers: [.line("l", [1.0])])
    }
    await #expect(processExitsWith: .failure) { _ = Plot.Layer.line("l", x: [1.0], y: [Double]()) }
    await #expect(processExitsWith: .failure) { _ = Plot.Layer.line("l", [Double.nan]) }
    await #expect(processExitsWith: .failure) {
      _ = Plot.Layer.points("l", x: [1], y: [Double.nan])
    }
    await #expect(processExitsWith: .failure) { _ = Plot.Layer.arrow("l", from: [1], to: [1, 2]) }
    await #expect(processExitsWith: .failure) { _ = Plot.Layer.heatMap("l", [[1.0, 2], [1]]) }
    await #expect(processExitsWith: .failure) {
      _ = Plot(
        "p", title: "", x: .logarithmic("x", in: 0...1), y: .linear("y"),
        layers: [.line("l", [1.0])])
    }
    await #expect(processExitsWith: .failure) {
      _ = Plot("p", title: "", panels: [], columns: 1)
    }
  }
}
