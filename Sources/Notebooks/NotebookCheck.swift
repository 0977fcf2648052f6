public import Foundation
public import Plots
import Text

/// The comparison of a notebook with a run of it: what cells print, and the data of their figures.
public struct NotebookCheck: Sendable {
  /// The notebook.
  public let notebook: Notebook

  /// Where the pictures lie.
  public let figures: URL

  /// Creates the comparison.
  ///
  /// - Parameters:
  ///   - notebook: The notebook.
  ///   - figures: Where the pictures lie.
  public init(_ notebook: Notebook, figures: URL) {
    self.notebook = notebook
    self.figures = figures
  }

  /// What is otherwise than recorded.
  ///
  /// - Parameter cells: What each cell did; cells that are missing are not compared.
  /// - Returns: The differences with their lines.
  public func findings(_ cells: [Int: CellOutcome]) -> [PageFinding] {
    var findings: [PageFinding] = []
    for cell in notebook.cells {
      guard let outcome = cells[cell.number] else { continue }
      if let finding = outputFinding(cell, outcome) { findings.append(finding) }
      findings += figureFindings(cell, outcome)
    }
    return findings
  }

  private func outputFinding(_ cell: Notebook.Cell, _ outcome: CellOutcome) -> PageFinding? {
    let recorded = (cell.output?.body ?? []).map(\.withoutTrailingSpaces)
    guard
      let difference = RecordedOutput.difference(recorded: recorded, found: outcome.lines)
    else { return nil }
    // The recorded line itself, or the last line of what is recorded.
    let line = cell.output.map { $0.start + 2 + min(difference.index, $0.body.count) }
    return PageFinding(
      notebook.path, line ?? cell.codeLine,
      """
      The output differs.
        expected: \(difference.recorded ?? "(nothing)")
        found:    \(difference.found ?? "(nothing)")
      """)
  }

  private func figureFindings(_ cell: Notebook.Cell, _ outcome: CellOutcome) -> [PageFinding] {
    let line = cell.pictures.first?.line ?? cell.codeLine
    let files = outcome.plots.map { self.files(of: $0) } + outcome.graphs.map { self.files(of: $0) }
    let wanted = files.map { "figures/\($0.name).svg" }
    guard cell.pictures.map(\.file) == wanted else {
      let shown = wanted.isEmpty ? "nothing" : wanted.joined(separator: ", ")
      let there = cell.pictures.map(\.file).joined(separator: ", ")
      return [
        PageFinding(
          notebook.path, line,
          "The cell shows \(shown); below it stands \(there.isEmpty ? "nothing" : there).")
      ]
    }
    let problems =
      zip(cell.pictures, outcome.plots).map { ($0, problem(of: $0, showing: $1)) }
      + zip(cell.pictures.dropFirst(outcome.plots.count), outcome.graphs).map {
        ($0, problem(of: $0, showing: $1))
      }
    return problems.compactMap { picture, problem in
      problem.map { PageFinding(notebook.path, picture.line, $0) }
    }
  }

  private func problem(of picture: Notebook.Picture, showing graph: Graph) -> String? {
    let recorded = try? String(contentsOf: files(of: graph).dot, encoding: .utf8)
    if recorded != graph.dot {
      return "\(picture.file) is not recorded as the graph that the cell shows."
    }
    let text = FigureFiles.text(of: graph)
    return picture.alternativeText == text ? nil : "The text of \(picture.file) differs: \(text)"
  }

  private func problem(of picture: Notebook.Picture, showing plot: Plot) -> String? {
    let files = files(of: plot)
    guard let text = files.recordedText else { return "The data of \(picture.file) are missing." }
    let recorded: Plot
    do { recorded = try Plot(json: text) } catch {
      return "The data of \(picture.file) cannot be read: \(error)"
    }
    return recorded.difference(from: plot).map { "The data of \(picture.file) differ: \($0)." }
  }

  /// The files of a plot of this notebook.
  ///
  /// - Parameter plot: The plot.
  /// - Returns: Where its data and its picture lie.
  public func files(of plot: Plot) -> FigureFiles {
    FigureFiles(plot: plot.name, notebook: notebook.number, folder: figures)
  }

  /// The files of a graph of this notebook.
  ///
  /// - Parameter graph: The graph.
  /// - Returns: Where its text for Graphviz and its picture lie.
  public func files(of graph: Graph) -> FigureFiles {
    FigureFiles(graph: graph.name, notebook: notebook.number, folder: figures)
  }
}

// MARK: - What a tool says

extension NotebookCheck {
  /// One line about a check.
  ///
  /// - Parameters:
  ///   - findingCount: How many findings there were.
  ///   - duration: How long the run took.
  /// - Returns: Such as `Notebooks-md/01-Perceptron.md: 12 cells, as recorded, 3.4 s`.
  public func summary(_ findingCount: Int, duration: Duration) -> String {
    let verdict =
      switch findingCount {
      case 0: "as recorded"
      case 1: "1 finding"
      default: "\(findingCount) findings"
      }
    return "\(notebook.path): \(notebook.cells.count) cells, \(verdict), "
      + "\((duration / .seconds(1)).fixedText(decimals: 1)) s"
  }
}

extension NotebookRun {
  /// All that the cells printed, each under the line of the page where it stands.
  ///
  /// - Parameter notebook: The notebook that was run.
  /// - Returns: The lines; plots are told in words.
  public func transcript(of notebook: Notebook) -> String {
    notebook.cells.compactMap { cell in
      cells[cell.number].map { outcome in
        (["\(notebook.path):\(cell.codeLine):"] + outcome.lines
          + outcome.plots.map(\.alternativeText) + outcome.graphs.map(\.words))
          .joined(separator: "\n")
      }
    }.joined(separator: "\n")
  }
}
