package import Foundation
import Notebooks

/// The drawing of graphs by Graphviz, from files `.dot` beside their pictures.
package enum Graphviz {
  /// Why nothing was drawn.
  package enum Failure: Error, CustomStringConvertible {
    /// There is no Graphviz.
    case missing
    /// Graphviz refused a file.
    case refused(file: String, words: String)

    /// What to do.
    package var description: String {
      switch self {
      case .missing:
        "Graphviz is missing, so no graphs were drawn: install it with `apt-get install graphviz` or "
          + "`brew install graphviz`."
      case .refused(let file, let words): "Graphviz does not draw \(file): \(words)"
      }
    }
  }

  /// The graphs in a folder of figures that were not drawn from their files as they are now.
  ///
  /// - Parameters:
  ///   - folder: The folder of the figures.
  ///   - number: The number of the notebook, such as `01`.
  /// - Returns: The names of the files without their endings, sorted.
  package static func stale(in folder: URL, notebook number: String) -> [String] {
    names(in: folder, notebook: number).filter { name in
      let dot = try? String(contentsOf: folder.appending(path: "\(name).dot"), encoding: .utf8)
      let svg = try? String(contentsOf: folder.appending(path: "\(name).svg"), encoding: .utf8)
      return !(svg ?? "").contains(FigureFiles.seal(of: dot ?? ""))
    }
  }

  /// Draws a graph from its file, and seals the picture.
  ///
  /// Graphviz measures words in Helvetica. Fonts that stand in for it are up to a fifth wider, so words are
  /// measured larger than they are written, and boxes hold them in any font.
  ///
  /// - Parameters:
  ///   - name: The name of the file without its ending.
  ///   - folder: The folder of the figures.
  /// - Throws: `Failure`, or if files cannot be read or written.
  static func draw(_ name: String, in folder: URL) async throws {
    let file = folder.appending(path: "\(name).dot")
    let dot = try String(contentsOf: file, encoding: .utf8)
    let temporary = try TemporaryFolder()
    defer { temporary.remove() }
    let larger = dot.replacing(/fontsize=(\d+)/) { match in
      "fontsize=\((Double(match.1) ?? 0) * 1.2)"
    }
    let outcome = try await Programs().run(["dot", "-Tsvg", temporary.write(larger, to: "graph")])
    if outcome.status == 127, !outcome.endedBySignal { throw Failure.missing }
    guard outcome.succeeded, !outcome.output.isEmpty else {
      throw Failure.refused(file: "\(name).dot", words: outcome.errors)
    }
    let picture = outcome.output.replacing(/font-size="([\d.]+)"/) { match in
      "font-size=\"\(((Double(match.1) ?? 0) / 1.2).rounded())\""
    }
    try Data((picture + FigureFiles.seal(of: dot) + "\n").utf8)
      .write(to: folder.appending(path: "\(name).svg"), options: .atomic)
  }

  private static func names(in folder: URL, notebook number: String) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasPrefix("\(number)-") && $0.hasSuffix(".dot") }
      .map { String($0.dropLast(4)) }.sorted()
  }
}
