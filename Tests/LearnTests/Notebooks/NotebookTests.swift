import Foundation
import Plots
import Testing
import learn

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
  /// A folder with the recorded figure of the page, and the check of the page against it.
  private func check(_ text: String = page) throws -> (check: NotebookCheck, folder: URL) {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "figures-\(UUID().uuidString)")
    let check = NotebookCheck(Notebook(path: "Notebooks-md/07-X.md", text: text), figures: folder)
    return (check, folder)
  }

  private let outcomes = [
    1: CellOutcome(lines: ["1"], plots: [plot]), 2: CellOutcome(lines: ["error: no"]),
    3: CellOutcome(lines: ["Fatal error: no"]),
  ]

  @Test func `promoting changes outputs and pictures only, and they agree`() throws {
    let (check, folder) = try check()
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(check.findings(outcomes).count == 2)
    let recorded = try check.record([plot]) { _ in "<svg/>\n" }
    let text = check.promoted(outcomes, recorded: recorded)
    let promoted = NotebookCheck(
      Notebook(path: "Notebooks-md/07-X.md", text: text), figures: folder)
    #expect(promoted.findings(outcomes) == [])
    #expect(text.contains("let b: Int = \"\"\n```\n\n```output\nerror: no\n```\n\n```swift trap"))
    #expect(text.contains("Words.") && text.contains("not a cell") && text.hasSuffix("```\n"))
    #expect(promoted.promoted(outcomes, recorded: recorded) == text)
  }

  @Test func `an output that was shortened to fewer digits stays`() throws {
    let text = "```swift\n1\n```\n\n```output\n0.33\n```\n"
    let (check, _) = try check(text)
    #expect(check.promoted([1: CellOutcome(lines: ["0.33333"])], recorded: [:]) == text)
    let other = check.promoted([1: CellOutcome(lines: ["0.34333"])], recorded: [:])
    #expect(other == text.replacing("0.33", with: "0.34333"))
    let nothing = check.promoted([1: CellOutcome()], recorded: [:])
    #expect(nothing == "```swift\n1\n```\n")
    #expect(check.promoted([:], recorded: [:]) == text)
  }

  @Test func `a difference points at the recorded line`() throws {
    let (check, _) = try check()
    let findings = check.findings([1: CellOutcome(lines: ["2"]), 3: CellOutcome(lines: ["x"])])
    #expect(findings.map(\.line).contains(9))
    #expect(findings.contains { $0.line == 25 && $0.message.contains("expected: Fatal error: no") })
  }

  @Test func `changed numbers and texts, stale and stray files are found`() throws {
    let (check, folder) = try check()
    defer { try? FileManager.default.removeItem(at: folder) }
    let recorded = try check.record([plot]) { _ in "<svg/>\n" }
    let text = check.promoted(outcomes, recorded: recorded)
    let good = NotebookCheck(Notebook(path: "Notebooks-md/07-X.md", text: text), figures: folder)
    let files = good.files(of: plot)
    let data = try #require(files.recordedText)
    #expect(good.findings(outcomes) == [])

    try Data(data.replacing("0.33333", with: "0.33334").utf8).write(to: files.data)
    #expect(good.findings(outcomes).first?.message.contains("number 2: recorded 0.33334") == true)
    try Data(data.replacing("\"T\"", with: "\"U\"").utf8).write(to: files.data)
    #expect(good.findings(outcomes).first?.message.contains("title") == true)
    try Data(data.utf8).write(to: files.data)
    #expect(good.findings(outcomes) == [])

    try Data("<svg/>".utf8).write(to: files.picture)
    #expect(good.findings(outcomes).first?.message.contains("not drawn") == true)
    _ = try good.record([plot]) { _ in "<svg/>\n" }
    try Data().write(to: folder.appending(path: "07-old.svg"))
    try Data().write(to: folder.appending(path: "08-other.svg"))
    #expect(good.findings(outcomes).map(\.message).contains { $0.contains("figures/07-old.svg") })
    #expect(good.strayFiles(besides: ["a"]) == ["07-old.svg"])

    let renamed = NotebookCheck(
      Notebook(path: "Notebooks-md/07-X.md", text: text.replacing("![T", with: "![S")),
      figures: folder)
    #expect(
      renamed.findings([1: outcomes[1] ?? CellOutcome()]).first?.message.contains(
        "text of the picture") == true)
  }

  @Test func `without gnuplot data are recorded and the picture stays`() throws {
    let (check, folder) = try check()
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try check.record([plot]) { _ in nil }
    #expect(check.files(of: plot).recordedText != nil)
    #expect(!FileManager.default.fileExists(atPath: check.files(of: plot).picture.path))
  }
}
