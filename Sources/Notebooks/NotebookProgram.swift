/// A notebook as a program: its cells one after the other, in one scope.
///
/// A line of output that begins with a sign of its own tells where each cell begins.
public struct NotebookProgram: Hashable, Sendable {
  /// The sign, the separator of records in ASCII, which no cell prints by accident.
  public static var sign: Character { "\u{1e}" }

  /// The notebook.
  public let notebook: Notebook

  /// Creates the program of a notebook.
  ///
  /// - Parameter notebook: The notebook.
  public init(_ notebook: Notebook) { self.notebook = notebook }

  /// The file `main.swift`: all cells that run; those that trap only if they are asked for.
  public var source: String {
    notebook.cells.map { cell in
      let begin = "notebookCell(\(cell.number))\n"
      return switch cell.kind {
      case .runs: begin + placed(cell)
      case .mustNotCompile: begin
      case .mustTrap:
        "if notebookTrap == \(cell.number) {\n\(begin)\(placed(cell))notebookSurvived()\n}\n"
      }
    }.joined()
  }

  /// The file `main.swift` for a cell that must not compile: the cells before it, and it.
  ///
  /// - Parameter cell: The cell.
  /// - Returns: The source.
  public func source(endingWith cell: Notebook.Cell) -> String {
    let before = notebook.cells.prefix { $0.number < cell.number }.filter { $0.kind == .runs }
    return (before + [cell]).map(placed).joined()
  }

  /// A second file of the program: what the first one calls between the cells.
  public static var support: String {
    """
    @preconcurrency import Foundation

    let notebookTrap = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 0 : 0

    func notebookCell(_ number: Int) {
      // Line by line, so that nothing printed is lost when a cell ends the program.
      setvbuf(stdout, nil, _IOLBF, 0)
      print("\\u{1e}cell \\(number)")
    }

    func notebookSurvived() { exit(0) }

    """
  }

  /// The code of a cell, so that the compiler counts the lines of the page.
  private func placed(_ cell: Notebook.Cell) -> String {
    """
    #sourceLocation(file: "\(notebook.path)", line: \(cell.codeLine))
    \(cell.code.joined(separator: "\n"))
    #sourceLocation()

    """
  }
}
