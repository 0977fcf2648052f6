package import Foundation
package import Plots

/// The comparison of a notebook with a run of it.
package struct NotebookCheck {
  /// The notebook.
  package let notebook: Notebook

  /// Where the pictures lie.
  package let figures: URL

  /// Creates the comparison.
  ///
  /// - Parameters:
  ///   - notebook: The notebook.
  ///   - figures: Where the pictures lie.
  package init(_ notebook: Notebook, figures: URL) {
    self.notebook = notebook
    self.figures = figures
  }

  /// What is otherwise than recorded.
  ///
  /// - Parameter cells: What each cell did; cells that are missing are not compared.
  /// - Returns: The differences with their lines.
  package func findings(_ cells: [Int: CellOutcome]) -> [PageFinding] {
    var findings: [PageFinding] = []
    for cell in notebook.cells {
      guard let outcome = cells[cell.number] else { continue }
      if let finding = outputFinding(cell, outcome) { findings.append(finding) }
      findings += figureFindings(cell, outcome.plots)
    }
    if cells.count == notebook.cells.count {
      let shown = Set(cells.values.flatMap(\.plots).map(\.name))
      findings += strayFiles(besides: shown).map { name in
        PageFinding(
          notebook.path, 1, "No cell shows figures/\(name): promote the notebook, or remove it.")
      }
    }
    return findings
  }

  private func outputFinding(_ cell: Notebook.Cell, _ outcome: CellOutcome) -> PageFinding? {
    let recorded = (cell.output?.body ?? []).map(withoutTrailingSpaces)
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

  private func figureFindings(_ cell: Notebook.Cell, _ plots: [Plot]) -> [PageFinding] {
    let line = cell.pictures.first?.line ?? cell.codeLine
    let wanted = plots.map { "figures/\(files(of: $0).name).svg" }
    guard cell.pictures.map(\.file) == wanted else {
      let shown = wanted.isEmpty ? "nothing" : wanted.joined(separator: ", ")
      let there = cell.pictures.map(\.file).joined(separator: ", ")
      return [
        PageFinding(
          notebook.path, line,
          "The cell shows \(shown); below it stands \(there.isEmpty ? "nothing" : there).")
      ]
    }
    return zip(cell.pictures, plots).compactMap { picture, plot in
      problem(of: picture, showing: plot).map { PageFinding(notebook.path, picture.line, $0) }
    }
  }

  private func problem(of picture: Notebook.Picture, showing plot: Plot) -> String? {
    let files = files(of: plot)
    guard let text = files.recordedText else { return "The data of \(picture.file) are missing." }
    let recorded: Plot
    do { recorded = try Plot(json: text) } catch {
      return "The data of \(picture.file) cannot be read: \(error)"
    }
    if let difference = recorded.difference(from: plot) {
      return "The data of \(picture.file) differ: \(difference)."
    }
    if !files.pictureShows(recorded) {
      return "\(picture.file) was not drawn from its recorded data."
    }
    if picture.alternativeText != FigureFiles.text(of: recorded) {
      return """
        The text of the picture differs.
          expected: \(FigureFiles.text(of: recorded))
          found:    \(picture.alternativeText)
        """
    }
    return nil
  }

  /// The files of a plot of this notebook.
  ///
  /// - Parameter plot: The plot.
  /// - Returns: Where its data and its picture lie.
  package func files(of plot: Plot) -> FigureFiles {
    FigureFiles(plot: plot.name, notebook: notebook.number, folder: figures)
  }

  /// The files of this notebook's figures that no cell shows.
  ///
  /// - Parameter shown: The names of the plots that are shown.
  /// - Returns: The names of the files, sorted.
  package func strayFiles(besides shown: Set<String>) -> [String] {
    let wanted = Set(
      shown.flatMap { ["\(notebook.number)-\($0).json", "\(notebook.number)-\($0).svg"] })
    let files = (try? FileManager.default.contentsOfDirectory(atPath: figures.path)) ?? []
    return files.filter { $0.hasPrefix("\(notebook.number)-") && !wanted.contains($0) }.sorted()
  }
}
