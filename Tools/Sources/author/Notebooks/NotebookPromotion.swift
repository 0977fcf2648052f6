import Foundation
package import Notebooks
package import Plots
import Text

extension NotebookCheck {
  /// The notebook with what its cells print and show now.
  ///
  /// Only outputs and pictures change, and only those that no longer agree: an output that was
  /// shortened by hand to fewer digits stays. Cells that did not run keep what they have.
  ///
  /// - Parameters:
  ///   - cells: What each cell did.
  ///   - recorded: The plots as they are recorded now, by name.
  /// - Returns: The text of the page.
  package func promoted(_ cells: [Int: CellOutcome], recorded: [String: Plot]) -> String {
    var lines = notebook.lines
    // From the last cell to the first, so that the indices before stay true.
    for cell in notebook.cells.reversed() {
      guard let outcome = cells[cell.number] else { continue }
      var tail: [String] = []
      if let body = output(of: cell, outcome) {
        let mark = Fence.mark(around: body)
        tail += ["", mark + "output"] + body + [mark]
      }
      for plot in outcome.plots {
        tail += ["", files(of: plot).line(showing: recorded[plot.name] ?? plot)]
      }
      for graph in outcome.graphs { tail += ["", files(of: graph).line(showing: graph)] }
      lines.replaceSubrange(cell.tail, with: tail)
    }
    return lines.joined(separator: "\n")
  }

  /// The lines to record: those that stand there if they still agree.
  private func output(of cell: Notebook.Cell, _ outcome: CellOutcome) -> [String]? {
    let recorded = cell.output?.body ?? []
    if RecordedOutput.difference(
      recorded: recorded.map(\.withoutTrailingSpaces), found: outcome.lines) == nil
    {
      return recorded.isEmpty ? nil : recorded
    }
    return outcome.lines.isEmpty ? nil : outcome.lines
  }

  /// Records graphs as text for Graphviz, where they are new or differ.
  ///
  /// - Parameter graphs: The graphs that the cells show.
  /// - Throws: If files cannot be written.
  package func record(_ graphs: [Graph]) throws {
    try FileManager.default.createDirectory(at: figures, withIntermediateDirectories: true)
    for graph in graphs {
      let file = files(of: graph).dot
      if (try? String(contentsOf: file, encoding: .utf8)) != graph.dot {
        try Data(graph.dot.utf8).write(to: file, options: .atomic)
      }
    }
  }

  /// Records the data of plots that are new or differ, and draws what is not drawn from its data.
  ///
  /// - Parameters:
  ///   - plots: The plots that the cells show.
  ///   - draw: Draws a plot as SVG; `nil` leaves the picture as it is.
  /// - Returns: The plots as recorded, by name.
  /// - Throws: If files cannot be written, or what `draw` throws.
  package func record(
    _ plots: [Plot], draw: (Plot) async throws -> String?
  ) async throws -> [String: Plot] {
    try FileManager.default.createDirectory(at: figures, withIntermediateDirectories: true)
    var recorded: [String: Plot] = [:]
    for plot in plots {
      let files = files(of: plot)
      let old = files.recordedText.flatMap { try? Plot(json: $0) }
      if old == nil || old?.difference(from: plot) != nil {
        try Data(try plot.recordedText().utf8).write(to: files.data, options: .atomic)
      }
      let stored = try Plot(json: try String(contentsOf: files.data, encoding: .utf8))
      recorded[plot.name] = stored
      if !files.pictureShows(stored), let svg = try await draw(stored) {
        let sealed = svg + FigureFiles.seal(of: stored) + "\n"
        try Data(sealed.utf8).write(to: files.picture, options: .atomic)
      }
    }
    return recorded
  }
}
