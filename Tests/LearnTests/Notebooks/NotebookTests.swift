import Foundation
import Notebooks
import Plots
import TestSupport
import Testing

/// A page with a cell of every kind.
private let page = """
  # Title

  ```swift
  let a = 1
  print(a)
  ```

  ```output
  1
  ```

  ![A text](figures/07-a.svg)

  Words.

  ```swift error
  let b: Int = ""
  ```

  ```swift trap
  fatalError("no")
  ```

  ```output
  Fatal error: no
  ```

  ```text
  not a cell
  ```

  """

private let notebook = Notebook(path: "Notebooks-md/07-X.md", text: page)

private let plot = Plot(
  "a", title: "T", x: .linear("x"), y: .linear("y"), layers: [.line("l", [1.0, 1.0 / 3])])

@Suite struct NotebookTests {
  @Test func `cells are read with their kind, line, output and pictures`() {
    #expect(notebook.findings.isEmpty)
    #expect(notebook.number == "07")
    #expect(notebook.cells.map(\.kind) == [.runs, .mustNotCompile, .mustTrap])
    #expect(notebook.cells.map(\.codeLine) == [4, 17, 21])
    #expect(notebook.cells[0].code == ["let a = 1", "print(a)"])
    #expect(notebook.cells.map { $0.output?.body } == [["1"], nil, ["Fatal error: no"]])
    #expect(notebook.cells[0].pictures.map(\.file) == ["figures/07-a.svg"])
    #expect(notebook.cells[0].pictures.map(\.alternativeText) == ["A text"])
  }

  @Test(arguments: [
    ("```swift\nlet a = 1", 1, "never closed"),
    ("```output\n1\n```", 1, "does not follow a cell"),
    ("```swift\n1\n```\n\nWords.\n\n```output\n1\n```", 7, "does not follow a cell"),
    ("```swift\n1\n```\n\n```output\n1\n```\n\n```output\n2\n```", 9, "does not follow a cell"),
    ("\n```swift traps\n1\n```", 2, "swift trap"),
  ])
  func `a wrong form is found at its line`(text: String, line: Int, message: String) {
    let findings = Notebook(path: "N.md", text: text).findings
    #expect(findings.count == 1)
    #expect(findings.first?.line == line)
    #expect(findings.first?.message.contains(message) == true)
  }

  @Test func `the program keeps the page's lines, but not its trap`() {
    let program = NotebookProgram(notebook)
    #expect(
      program.source.contains("#sourceLocation(file: \"Notebooks-md/07-X.md\", line: 4)\nlet a"))
    #expect(program.source.contains("if notebookTrap == 3 {"))
    #expect(!program.source.contains("let b"))
    let refused = program.source(endingWith: notebook.cells[1])
    #expect(refused.contains("line: 17)\nlet b: Int"))
    #expect(refused.contains("let a = 1") && !refused.contains("fatalError"))
  }
}

@Suite struct CellOutcomeTests {
  @Test func `output is split by cells, plots apart from words`() throws {
    let text =
      "\u{1e}cell 1\n1  \nno break\u{1e}plot \(try plot.recordedText().replacing("\n", with: ""))\n\u{1e}cell 2\n\u{1e}cell 3\nx\n\n"
    let (cells, last) = try CellOutcome.split(text)
    #expect(last == 3)
    #expect(cells[1]?.lines == ["1", "no break"])
    #expect(cells[1]?.plots.map(\.name) == ["a"])
    #expect(cells[2] == CellOutcome())
    #expect(cells[3]?.lines == ["x"])
  }

  @Test func `graphs in the output are read`() throws {
    let json = #"{"dot":"digraph { a }","name":"g","words":"a box"}"#
    let (cells, _) = try CellOutcome.split("\u{1e}cell 1\n\u{1e}graph \(json)\nx\n")
    #expect(cells[1]?.graphs == [Graph("g", words: "a box", dot: "digraph { a }")])
    #expect(cells[1]?.lines == ["x"])
  }

  @Test func `a failure's message loses its place, but for a page's line`() throws {
    let library = try #require(
      CellOutcome.trapMessage(
        in: "TensorCore/Products.swift:161: Precondition failed: matmul: x\nmore"))
    #expect(library.message == "Precondition failed: matmul: x")
    #expect(library.line == nil)
    let cell = try #require(
      CellOutcome.trapMessage(in: "Notebook/01-Perceptron.md:42: Fatal error: Index out of range"))
    #expect(cell.message == "Fatal error: Index out of range")
    #expect(cell.line == 42)
    #expect(CellOutcome.trapMessage(in: "all is well") == nil)
  }
}

@Suite struct NotebookCheckTests {
  private let outcomes = [
    1: CellOutcome(lines: ["1"], plots: [plot]), 2: CellOutcome(lines: []),
    3: CellOutcome(lines: ["Fatal error: no"]),
  ]

  /// A folder with the recorded data of the page's figure, and the check of the page against it.
  private func check(recording data: String) throws -> (check: NotebookCheck, folder: URL) {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "figures-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let check = NotebookCheck(notebook, figures: folder)
    try Data(data.utf8).write(to: check.files(of: plot).data)
    return (check, folder)
  }

  @Test func `what was recorded agrees`() throws {
    let (check, folder) = try check(recording: plot.recordedText())
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(check.findings(outcomes) == [])
    #expect(
      check.summary(0, duration: .milliseconds(1500)).hasSuffix("3 cells, as recorded, 1.5 s"))
    #expect(check.summary(2, duration: .zero).contains("2 findings"))
  }

  @Test func `a difference points at the recorded line`() throws {
    let (check, folder) = try check(recording: plot.recordedText())
    defer { try? FileManager.default.removeItem(at: folder) }
    let findings = check.findings([1: CellOutcome(lines: ["2"]), 3: CellOutcome(lines: ["x"])])
    #expect(findings.map(\.line).contains(9))
    #expect(findings.contains { $0.line == 25 && $0.message.contains("expected: Fatal error: no") })
  }

  @Test(arguments: [
    ("0.33333", "0.33334", "number 2: recorded 0.33334"), ("\"T\"", "\"U\"", "title"),
    ("{", "[", "cannot be read"),
  ])
  func `other data of a figure are found`(old: String, new: String, words: String) throws {
    let (check, folder) = try check(recording: plot.recordedText().replacing(old, with: new))
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(check.findings(outcomes).first?.message.contains(words) == true)
    #expect(check.findings(outcomes).first?.line == 12)
  }

  @Test func `a notebook that is not there is answered with those that are`() throws {
    let folder = NotebookFolder(
      in: URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent())
    #expect(try folder.notebooks(["1"]).map(\.notebook.number) == ["01"])
    // The capstone is a notebook of no lesson.
    #expect(try folder.notebooks(["11"]).map(\.notebook.number) == ["11"])
    #expect(try folder.notebooks([]).count == folder.names.count)
    let error = #expect(throws: NotebookFolder.Missing.self) { try folder.notebooks(["99"]) }
    let words = "There is no notebook 99; there are 00-Overview, 00-Prerequisites, 01-Perceptron"
    #expect(error?.description.hasPrefix(words) == true)
  }

  @Test func `a name chooses between two notebooks of one number`() throws {
    let folder = NotebookFolder(in: Checkout.root)
    let one = try folder.notebooks(["00-Overview"])
    #expect(one.map(\.notebook.name) == ["00-Overview"])
    #expect(try folder.notebooks(["00-Prerequisites.md", "01"]).count == 2)
    let error = #expect(throws: NotebookFolder.Missing.self) { try folder.notebooks(["0"]) }
    #expect(
      error?.description == "There are 2 notebooks 00: say 00-Overview or 00-Prerequisites.")
  }

  @Test func `all that was printed is told under its line`() {
    var run = NotebookRun()
    run.cells = outcomes
    let text = run.transcript(of: notebook)
    #expect(text.hasPrefix("Notebooks-md/07-X.md:4:\n1\nT. Horizontally"))
    #expect(text.hasSuffix("Notebooks-md/07-X.md:21:\nFatal error: no"))
  }
}
