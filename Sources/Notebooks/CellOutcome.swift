import Foundation
public import Plots
import Text

/// What a cell did.
public struct CellOutcome: Hashable, Sendable {
  /// What the cell printed, without spaces at the ends of lines; messages of failures are last.
  public var lines: [String] = []

  /// The plots that the cell showed.
  public var plots: [Plot] = []

  /// The graphs that the cell showed; their pictures stand below those of the plots.
  public var graphs: [Graph] = []

  /// Creates an outcome.
  ///
  /// - Parameters:
  ///   - lines: What the cell printed.
  ///   - plots: The plots that it showed.
  ///   - graphs: The graphs that it showed.
  public init(lines: [String] = [], plots: [Plot] = [], graphs: [Graph] = []) {
    self.lines = lines
    self.plots = plots
    self.graphs = graphs
  }

  /// Splits the output of a notebook's program by cells.
  ///
  /// - Parameter output: What the program printed.
  /// - Returns: What each cell did, by its number, and the number of the last that began.
  /// - Throws: If a plot or a graph in the output cannot be read.
  public static func split(_ output: String) throws -> (cells: [Int: CellOutcome], last: Int) {
    var cells: [Int: CellOutcome] = [:]
    var current = 0
    var lines = output.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for line in lines {
      // A cell that ends without a line break leaves words in front of the next sign.
      let parts = line.split(
        separator: NotebookProgram.sign, maxSplits: 1, omittingEmptySubsequences: false)
      let hasSign = parts.count == 2
      if !hasSign || !parts[0].isEmpty {
        cells[current, default: CellOutcome()].lines.append(String(parts[0]).withoutTrailingSpaces)
      }
      guard hasSign else { continue }
      if parts[1].hasPrefix("cell "), let number = Int(parts[1].dropFirst(5)) {
        current = number
        cells[number] = CellOutcome()
      } else if parts[1].hasPrefix("plot ") {
        let plot = try Plot(json: parts[1].dropFirst(5))
        cells[current, default: CellOutcome()].plots.append(plot)
      } else if parts[1].hasPrefix("graph ") {
        let graph = try Graph(json: parts[1].dropFirst(6))
        cells[current, default: CellOutcome()].graphs.append(graph)
      }
    }
    for number in cells.keys {
      while cells[number]?.lines.last?.isEmpty == true { cells[number]?.lines.removeLast() }
    }
    return (cells, current)
  }

  /// The message of a Swift program that stopped, such as `Fatal error: Index out of range`.
  ///
  /// - Parameter errors: What the program wrote to its standard error.
  /// - Returns: The message without the place, and the line if it lies on a page.
  public static func trapMessage(in errors: String) -> (message: String, line: Int?)? {
    let pattern =
      /(?:\S*?([^\s\/]+\.(?:md|swift)):([0-9]+): )?((?:Fatal error|Precondition failed|Assertion failed)(?:: .*)?)/
    for line in errors.split(separator: "\n") {
      guard let match = line.firstMatch(of: pattern) else { continue }
      let isOnPage = match.1?.hasSuffix(".md") == true
      return (String(match.3), isOnPage ? match.2.flatMap { Int($0) } : nil)
    }
    return nil
  }
}
