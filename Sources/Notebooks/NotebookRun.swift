import Foundation

/// One run of a notebook: what each cell did, and what went otherwise than it should.
public struct NotebookRun {
  /// What each cell did, by its number; cells that did not run are missing.
  public package(set) var cells: [Int: CellOutcome] = [:]

  /// Cells that did not compile, that stopped, or that did not stop when they should.
  public private(set) var findings: [PageFinding] = []

  /// A run in which nothing has happened yet.
  package init() {}

  /// Compiles and runs a notebook.
  ///
  /// - Parameters:
  ///   - notebook: The notebook.
  ///   - compiler: The compiler.
  /// - Throws: If files cannot be written or programs cannot be started.
  public init(of notebook: Notebook, by compiler: NotebookCompiler) async throws {
    findings = notebook.findings
    guard findings.isEmpty, !notebook.cells.isEmpty else { return }
    let program = NotebookProgram(notebook)
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let sources = ["main.swift": program.source, "Support.swift": NotebookProgram.support]
    let (binary, messages) = try await compiler.compile(sources, in: folder)
    guard let binary else {
      findings = messages.filter(\.isError).map { PageFinding($0.path, $0.line, $0.text) }
      return
    }
    try await run(binary, notebook, compiler.runner)
    for cell in notebook.cells where cell.kind == .mustTrap {
      try await trap(binary, notebook, cell, compiler.runner)
    }
    for cell in notebook.cells where cell.kind == .mustNotCompile {
      try await refuse(compiler, notebook, cell)
    }
  }

  /// Runs all cells that must run.
  private mutating func run(
    _ binary: String, _ notebook: Notebook, _ runner: any ProgramRunner
  ) async throws {
    let outcome = try await runner.run([binary], environment: Self.environment)
    let (found, last) = try CellOutcome.split(outcome.output)
    cells = found
    guard !outcome.succeeded, let cell = notebook.cells.first(where: { $0.number == last }) else {
      return
    }
    let stop = CellOutcome.trapMessage(in: outcome.errors)
    let words =
      outcome.tookTooLong
      ? "The cell ran for too long."
      : "The cell stopped the program: "
        + (stop?.message
          ?? "\(outcome.endedBySignal ? "signal" : "status") \(outcome.status). \(outcome.errors)")
    findings.append(PageFinding(notebook.path, stop?.line ?? cell.codeLine, words))
    for number in cells.keys where number >= last { cells[number] = nil }
  }

  /// Runs the cells before a cell that must trap, and that cell.
  private mutating func trap(
    _ binary: String, _ notebook: Notebook, _ cell: Notebook.Cell, _ runner: any ProgramRunner
  ) async throws {
    let outcome = try await runner.run([binary, "\(cell.number)"], environment: Self.environment)
    let (found, last) = try CellOutcome.split(outcome.output)
    guard last == cell.number else { return }
    guard let stop = CellOutcome.trapMessage(in: outcome.errors) else {
      let message =
        "The cell is marked `trap`, and it ran to its end. Take the mark away, or break it."
      findings.append(PageFinding(notebook.path, cell.codeLine, message))
      return
    }
    cells[cell.number] = CellOutcome(
      lines: (found[cell.number]?.lines ?? [])
        + stop.message.split(separator: "\n").map(String.init))
  }

  /// Compiles the cells before a cell that must not compile, and that cell.
  private mutating func refuse(
    _ compiler: NotebookCompiler, _ notebook: Notebook, _ cell: Notebook.Cell
  ) async throws {
    let source = NotebookProgram(notebook).source(endingWith: cell)
    let errors = try await compiler.messages(for: source).filter(\.isError)
    if errors.isEmpty {
      let message = "The cell is marked `error`, and it compiles. Take the mark away, or break it."
      findings.append(PageFinding(notebook.path, cell.codeLine, message))
    } else {
      cells[cell.number] = CellOutcome(lines: errors.map { "error: \($0.text)" })
    }
  }

  private static var environment: [String: String] {
    ["LEARN_NOTEBOOK": "1", "SWIFT_BACKTRACE": "enable=no", "OPENBLAS_NUM_THREADS": "1"]
  }
}
