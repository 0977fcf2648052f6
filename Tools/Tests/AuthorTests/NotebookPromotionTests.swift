import Foundation
import Notebooks
import Plots
import Testing
import author

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

private let plot = Plot(
  "a", title: "T", x: .linear("x"), y: .linear("y"), layers: [.line("l", [1.0, 1.0 / 3])])

@Suite struct NotebookPromotionTests {
  /// A folder with the recorded figure of the page, and the check of the page against it.
  private func check(_ text: String = page) throws -> (check: NotebookCheck, folder: URL) {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "figures-\(UUID().uuidString)")
    let check = NotebookCheck(Notebook(path: "Notebooks-md/07-X.md", text: text), figures: folder)
    return (check, folder)
  }

  /// What a run of `notebooks check` would find.
  private func all(_ check: NotebookCheck, _ cells: [Int: CellOutcome]) -> [PageFinding] {
    check.findings(cells) + check.pictureFindings(cells)
  }

  private let outcomes = [
    1: CellOutcome(lines: ["1"], plots: [plot]), 2: CellOutcome(lines: ["error: no"]),
    3: CellOutcome(lines: ["Fatal error: no"]),
  ]

  @Test func `promoting changes outputs and pictures only, and they agree`()
    async throws
  {
    let (check, folder) = try check()
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(all(check, outcomes).count == 2)
    let recorded = try await check.record([plot]) { _ in "<svg/>\n" }
    let text = check.promoted(outcomes, recorded: recorded)
    let promoted = NotebookCheck(
      Notebook(path: "Notebooks-md/07-X.md", text: text), figures: folder)
    #expect(all(promoted, outcomes) == [])
    #expect(text.contains("let b: Int = \"\"\n```\n\n```output\nerror: no\n```\n\n```swift trap"))
    #expect(text.contains("Words.") && text.contains("not a cell") && text.hasSuffix("```\n"))
    #expect(promoted.promoted(outcomes, recorded: recorded) == text)
  }

  @Test func `an output that was shortened to fewer digits stays`() async throws {
    let text = "```swift\n1\n```\n\n```output\n0.33\n```\n"
    let (check, _) = try check(text)
    #expect(check.promoted([1: CellOutcome(lines: ["0.33333"])], recorded: [:]) == text)
    let other = check.promoted([1: CellOutcome(lines: ["0.34333"])], recorded: [:])
    #expect(other == text.replacing("0.33", with: "0.34333"))
    let nothing = check.promoted([1: CellOutcome()], recorded: [:])
    #expect(nothing == "```swift\n1\n```\n")
    #expect(check.promoted([:], recorded: [:]) == text)
  }

  @Test func `changed numbers and texts, stale and stray files are found`()
    async throws
  {
    let (check, folder) = try check()
    defer { try? FileManager.default.removeItem(at: folder) }
    let recorded = try await check.record([plot]) { _ in "<svg/>\n" }
    let text = check.promoted(outcomes, recorded: recorded)
    let good = NotebookCheck(Notebook(path: "Notebooks-md/07-X.md", text: text), figures: folder)
    let files = good.files(of: plot)
    let data = try #require(files.recordedText)
    #expect(all(good, outcomes) == [])

    try Data(data.replacing("0.33333", with: "0.33334").utf8).write(to: files.data)
    #expect(all(good, outcomes).first?.message.contains("number 2: recorded 0.33334") == true)
    try Data(data.replacing("\"T\"", with: "\"U\"").utf8).write(to: files.data)
    #expect(all(good, outcomes).first?.message.contains("title") == true)
    try Data(data.utf8).write(to: files.data)
    #expect(all(good, outcomes) == [])

    try Data("<svg/>".utf8).write(to: files.picture)
    #expect(all(good, outcomes).first?.message.contains("not drawn") == true)
    _ = try await good.record([plot]) { _ in "<svg/>\n" }
    try Data().write(to: folder.appending(path: "07-old.svg"))
    try Data().write(to: folder.appending(path: "08-other.svg"))
    #expect(all(good, outcomes).map(\.message).contains { $0.contains("figures/07-old.svg") })
    #expect(good.strayFiles(besides: ["a"]) == ["07-old.svg"])

    let renamed = NotebookCheck(
      Notebook(path: "Notebooks-md/07-X.md", text: text.replacing("![T", with: "![S")),
      figures: folder)
    #expect(
      all(renamed, [1: outcomes[1] ?? CellOutcome()]).first?.message.contains(
        "text of the picture") == true)
  }

  @Test func `graphs that a page shows are not stray, other pictures are`() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "drawings-\(UUID())")
    defer { try? FileManager.default.removeItem(at: root) }
    let figures = root.appending(path: "Notebooks-md/figures")
    let lessons = root.appending(path: "Lessons")
    for folder in [figures, lessons] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    let files = [
      "07-net.svg", "07-net.dot", "07-old.svg", "07-loss.json", "07-loss.svg", "07-hand.svg",
    ]
    for file in files { try Data().write(to: figures.appending(path: file)) }
    try Data(
      """
      ![a](../Notebooks-md/figures/07-net.svg) ![b](../Notebooks-md/figures/07-loss.svg)
      ![c](../Notebooks-md/figures/07-hand.svg)
      """.utf8
    )
    .write(to: lessons.appending(path: "07-X.md"))
    let check = NotebookCheck(Notebook(path: "Notebooks-md/07-X.md", text: ""), figures: figures)
    #expect(
      check.strayFiles(besides: []) == ["07-hand.svg", "07-loss.json", "07-loss.svg", "07-old.svg"])
    #expect(check.strayFiles(besides: ["loss"]) == ["07-hand.svg", "07-old.svg"])
    // Another notebook of the number shows one of them.
    try Data("![c](figures/07-old.svg)".utf8).write(
      to: root.appending(path: "Notebooks-md/07-Other.md"))
    #expect(check.strayFiles(besides: ["loss"]) == ["07-hand.svg"])
  }

  @Test func `a graph is recorded as text and held against it`() async throws {
    let (check, folder) = try check("```swift\n1\n```\n")
    defer { try? FileManager.default.removeItem(at: folder) }
    func outcome(_ dot: String) -> [Int: CellOutcome] {
      [1: CellOutcome(graphs: [Graph("net", words: "a [1] to b", dot: dot)])]
    }
    let shown = outcome("digraph { a -> b }")
    #expect(check.findings(shown).first?.message.contains("shows figures/07-net.svg") == true)
    try check.record(shown[1]?.graphs ?? [])
    let text = check.promoted(shown, recorded: [:])
    #expect(text == "```swift\n1\n```\n\n![a (1) to b](figures/07-net.svg)\n")
    let good = NotebookCheck(Notebook(path: "Notebooks-md/07-X.md", text: text), figures: folder)
    #expect(good.findings(shown) == [])
    #expect(good.strayFiles(besides: [], graphs: ["net"]) == [])
    #expect(good.strayFiles(besides: []) == ["07-net.dot"])
    let other = good.findings(outcome("digraph { a -> c }"))
    #expect(other.first?.message.contains("not recorded as the graph") == true)
    let stale = good.pictureFindings(shown)
    #expect(stale.first?.message.contains("not drawn from 07-net.dot") == true)
    let renamed = NotebookCheck(
      Notebook(path: "Notebooks-md/07-X.md", text: text.replacing("to b", with: "to c")),
      figures: folder)
    #expect(renamed.findings(shown).first?.message.contains("a (1) to b") == true)
  }

  @Test func `without gnuplot data are recorded and the picture stays`() async throws {
    let (check, folder) = try check()
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try await check.record([plot]) { _ in nil }
    #expect(check.files(of: plot).recordedText != nil)
    #expect(!FileManager.default.fileExists(atPath: check.files(of: plot).picture.path))
  }
}
