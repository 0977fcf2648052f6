import Foundation
package import Notebooks
package import Plots

// The pictures of notebooks, which authors draw and keep up to date.

extension NotebookCheck {
  /// Pictures that were not drawn from their recorded data, other texts beside them, and stray files.
  ///
  /// - Parameter cells: What each cell did; stray files are sought only if all cells ran.
  /// - Returns: The findings with their lines.
  package func pictureFindings(_ cells: [Int: CellOutcome]) -> [PageFinding] {
    var findings: [PageFinding] = []
    for cell in notebook.cells {
      guard let plots = cells[cell.number]?.plots else { continue }
      for (picture, plot) in zip(cell.pictures, plots) {
        guard let message = problem(of: picture, showing: plot) else { continue }
        findings.append(PageFinding(notebook.path, picture.line, message))
      }
    }
    if cells.count == notebook.cells.count {
      let shown = Set(cells.values.flatMap(\.plots).map(\.name))
      let graphs = Set(cells.values.flatMap(\.graphs).map(\.name))
      findings += strayFiles(besides: shown, graphs: graphs).map { name in
        PageFinding(
          notebook.path, 1, "No cell shows figures/\(name): promote the notebook, or remove it.")
      }
    }
    findings += Graphviz.stale(in: figures, notebook: notebook.number).map { name in
      PageFinding(
        notebook.path, 1,
        "figures/\(name).svg was not drawn from \(name).dot: "
          + "./learn notebooks draw \(notebook.name)")
    }
    return findings
  }

  private func problem(of picture: Notebook.Picture, showing plot: Plot) -> String? {
    let files = files(of: plot)
    // Data that are missing or differ are found elsewhere.
    guard let recorded = files.recordedText.flatMap({ try? Plot(json: $0) }),
      recorded.difference(from: plot) == nil
    else { return nil }
    if !files.pictureShows(recorded) {
      return "\(picture.file) was not drawn from its recorded data."
    }
    guard picture.alternativeText == FigureFiles.text(of: recorded) else {
      return """
        The text of the picture differs.
          expected: \(FigureFiles.text(of: recorded))
          found:    \(picture.alternativeText)
        """
    }
    return nil
  }

  /// The files of this notebook's figures that no cell and no page shows.
  ///
  /// Graphs that Graphviz draws from a file `.dot` belong to the page that shows them, and what another notebook of the
  /// same number shows belongs to that one.
  ///
  /// - Parameters:
  ///   - shown: The names of the plots that are shown.
  ///   - graphs: The names of the graphs that are shown.
  /// - Returns: The names of the files, sorted.
  package func strayFiles(besides shown: Set<String>, graphs: Set<String> = []) -> [String] {
    let wanted = Set(
      shown.flatMap { ["\(notebook.number)-\($0).json", "\(notebook.number)-\($0).svg"] }
        + graphs.flatMap { ["\(notebook.number)-\($0).dot", "\(notebook.number)-\($0).svg"] })
    let files = (try? FileManager.default.contentsOfDirectory(atPath: figures.path)) ?? []
    let drawn = drawingsOfPages
    let others = figuresOfNamesakes
    return files.filter { file in
      let name = String(file.prefix { $0 != "." })
      let isDrawing = drawn.contains(name) && files.contains("\(name).dot")
      return file.hasPrefix("\(notebook.number)-") && !wanted.contains(file) && !isDrawing
        && !others.contains(name)
    }.sorted()
  }

  /// The names, without their endings, of the pictures that other notebooks of this number show.
  private var figuresOfNamesakes: Set<String> {
    let folder = figures.deletingLastPathComponent()
    let pages = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let namesakes = pages.filter {
      $0.hasPrefix("\(notebook.number)-") && $0.hasSuffix(".md") && $0 != "\(notebook.name).md"
    }
    return namesakes.reduce(into: []) { names, page in
      let text = (try? String(contentsOf: folder.appending(path: page), encoding: .utf8)) ?? ""
      names.formUnion(text.matches(of: /\(figures\/([^)\/.]+)\.svg\)/).map { String($0.1) })
    }
  }

  /// The names, without their endings, of the pictures that pages of lessons show.
  private var drawingsOfPages: Set<String> {
    let folder = figures.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Lessons")
    let pages = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return pages.filter { $0.hasSuffix(".md") }.reduce(into: []) { names, page in
      let text = (try? String(contentsOf: folder.appending(path: page), encoding: .utf8)) ?? ""
      names.formUnion(text.matches(of: /\/figures\/([^)\/.]+)\.svg\)/).map { String($0.1) })
    }
  }
}

extension FigureFiles {
  /// Whether the picture is up to date.
  ///
  /// - Parameter recorded: The recorded plot.
  /// - Returns: Whether the picture exists and bears the seal of these data, drawn as they are now.
  package func pictureShows(_ recorded: Plot) -> Bool {
    guard let svg = try? String(contentsOf: picture, encoding: .utf8) else { return false }
    return svg.contains(Self.seal(of: recorded))
  }

  /// A comment that ties a picture to its data and to the way of drawing.
  ///
  /// - Parameter recorded: The recorded plot.
  /// - Returns: A comment with a check sum of all that gnuplot is told.
  package static func seal(of recorded: Plot) -> String {
    seal(of: Gnuplot.pictureScript(for: recorded))
  }

  /// A comment that ties a picture to the text that it was drawn from.
  ///
  /// - Parameter text: What gnuplot or Graphviz is told.
  /// - Returns: A comment with a check sum (FNV-1a).
  package static func seal(of text: String) -> String {
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 {
      sum = (sum ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    return "<!-- drawn from \(String(sum, radix: 16)) -->"
  }
}
