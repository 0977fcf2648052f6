import Plots
import Testing
import learn

@Suite struct LessonFilesTests {
  @Test func `a test function counts once, and words about tests do not`() {
    let source = """
      // @Test of nothing
      @Suite(.timeLimit(.minutes(1))) struct A {
        @Test func `a`() {}
        @Test(arguments: [1, 2]) func b(_: Int) {}
        @MainActor @Test func c() {}
        @Test(
          .interview(
            .question(1, 1)))
        func d() { let word = "@Test" }
        @Tested func e() {}
        /// @Test
      }
      """
    #expect(LessonFiles.testCount(in: source) == 4)
  }

  @Test func `images and drawn graphs count, examples in code do not`() {
    let page = """
      ![a](figures/a.svg) and ![b](b.svg)
      ```mermaid
      flowchart ![no](no.svg)
      ```
      ````markdown
      ```mermaid
      ![no](no.svg)
      ```
      ![no](no.svg)
      ````
      [no](a.svg)
      """
    #expect(LessonFiles.figureCount(in: page) == 3)
  }
}

@Suite struct PlotNumberTests {
  private func plot(_ numbers: [String: Double]) -> Plot {
    Plot(
      "loss", title: "T", x: .linear("x"), y: .linear("y"),
      layers: [.line("training", x: [1.0, 2], y: [5.0, 7])], numbers: numbers)
  }

  @Test func `a page may cite named numbers and points of lines`() {
    let plot = plot(["before": 12.36])
    #expect(plot.number(named: "before") == 12.36)
    #expect(plot.number(named: "training at 2") == 7)
    #expect(plot.number(named: "training at 3") == nil)
    #expect(plot.number(named: "test at 2") == nil)
    #expect(plot.numberNames == ["before", "training at X"])
  }

  @Test func `numbers are recorded, whole ones in full, and compared`() throws {
    let recorded = try Plot(json: plot(["count": 1_055_754, "loss": 0.123456]).recordedText())
    #expect(recorded.numbers == ["count": 1_055_754, "loss": 0.12346])
    #expect(recorded.difference(from: plot(["count": 1_055_754, "loss": 0.123456])) == nil)
    #expect(recorded.difference(from: plot(["count": 1_055_754, "loss": 0.1236])) != nil)
    #expect(recorded.difference(from: plot(["count": 1_055_755, "loss": 0.123456])) != nil)
    #expect(recorded.difference(from: plot(["count": 1_055_754])) != nil)
    #expect(plot([:]).difference(from: recorded) != nil)
    #expect(try !plot([:]).recordedText().contains("numbers"))
  }
}
