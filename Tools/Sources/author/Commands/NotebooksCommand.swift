import ArgumentParser
import Foundation
import Notebooks
import Plots

/// `learn notebooks`: runs the notebooks and holds them against what is recorded in them.
struct NotebooksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notebooks",
    abstract: "Runs the notebooks and compares what they print and show with what is recorded.",
    discussion: """
      A notebook is a Markdown page in Notebooks-md. Its cells are compiled as one program. Words are \
      compared exactly, numbers to the digits that are written, figures by their data.
      """,
    subcommands: [Check.self, Promote.self, Draw.self, Show.self])

  /// The choice of notebooks.
  struct Selection: ParsableArguments {
    @Argument(help: "Numbers or names, such as 01 or 00-Overview; all if none is given.")
    var numbers: [String] = []

    /// Reads the chosen notebooks.
    func notebooks() throws -> [NotebookCheck] {
      do { return try NotebookFolder(in: Repository.root).notebooks(numbers) } catch {
        throw ValidationError("\(error)")
      }
    }
  }

  /// `learn notebooks check`.
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fails if a notebook does not do what is recorded in it.")

    @OptionGroup var selection: Selection

    func run() async throws {
      let compiler = try NotebookCompiler(
        in: Repository.root, running: Programs(), of: Repository.learnersTool)
      let checks = try selection.notebooks()
      var failed = false
      // They share nothing, so that as many run at once as there are processors.
      try await withThrowingTaskGroup(of: Outcome.self) { group in
        func add(_ index: Int) {
          guard checks.indices.contains(index) else { return }
          let check = checks[index]
          group.addTask { try await Outcome(of: check, at: index, by: compiler) }
        }
        let width = ProcessInfo.processInfo.activeProcessorCount
        for index in 0..<width { add(index) }
        var (outcomes, told) = ([Int: Outcome](), 0)
        while let outcome = try await group.next() {
          add(outcomes.count + width)
          outcomes[outcome.index] = outcome
          while let next = outcomes[told] {
            for finding in next.findings { print(finding) }
            failed = failed || !next.findings.isEmpty
            print(checks[told].summary(next.findings.count, duration: next.duration))
            told += 1
          }
        }
      }
      if failed {
        print("Where the new words and figures are right: ./learn notebooks promote")
        throw ExitCode.failure
      }
    }
  }

  /// What came of the check of one notebook.
  private struct Outcome: Sendable {
    let index: Int
    let findings: [PageFinding]
    let duration: Duration

    /// Runs a notebook and compares it with what is recorded.
    init(of check: NotebookCheck, at index: Int, by compiler: NotebookCompiler) async throws {
      let started = ContinuousClock.now
      let run = try await NotebookRun(of: check.notebook, by: compiler)
      self.index = index
      findings = (run.findings + check.findings(run.cells) + check.pictureFindings(run.cells))
        .sorted()
      duration = ContinuousClock.now - started
    }
  }

  /// `learn notebooks promote`.
  struct Promote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Records what the notebooks print and show now.",
      discussion: """
        Only outputs and pictures are written anew, and only those that differ. A notebook in which a \
        cell fails stays as it is.
        """)

    @OptionGroup var selection: Selection

    func run() async throws {
      let compiler = try NotebookCompiler(
        in: Repository.root, running: Programs(), of: Repository.learnersTool)
      var failed = false
      for check in try selection.notebooks() {
        let run = try await NotebookRun(of: check.notebook, by: compiler)
        guard run.findings.isEmpty else {
          for finding in run.findings.sorted() { print(finding) }
          print("\(check.notebook.path): left as it is")
          failed = true
          continue
        }
        failed = try await !promote(check, run.cells) || failed
      }
      if failed { throw ExitCode.failure }
    }

    /// Records one notebook; returns whether all of it could be recorded.
    private func promote(
      _ check: NotebookCheck, _ cells: [Int: CellOutcome]
    ) async throws -> Bool {
      let plots = check.notebook.cells.flatMap { cells[$0.number]?.plots ?? [] }
      var missing: Gnuplot.Failure?
      let recorded = try await check.record(plots) { plot in
        do { return try await Gnuplot.svg(plot) } catch let failure as Gnuplot.Failure {
          guard case .missing = failure else { throw failure }
          missing = failure
          return nil
        }
      }
      let graphs = check.notebook.cells.flatMap { cells[$0.number]?.graphs ?? [] }
      try check.record(graphs)
      let stray = check.strayFiles(
        besides: Set(plots.map(\.name)), graphs: Set(graphs.map(\.name)))
      // A page in which no cell was found is no reason to delete what its cells drew.
      for name in stray where !check.notebook.cells.isEmpty {
        try FileManager.default.removeItem(at: check.figures.appending(path: name))
        print("removed figures/\(name), which no cell shows")
      }
      for name in Graphviz.stale(in: check.figures, notebook: check.notebook.number) {
        try await Graphviz.draw(name, in: check.figures)
      }
      let text = check.promoted(cells, recorded: recorded)
      let changed = text != check.notebook.lines.joined(separator: "\n")
      if changed {
        let file = Repository.root.appending(path: check.notebook.path)
        try Data(text.utf8).write(to: file, options: .atomic)
      }
      print("\(check.notebook.path): \(changed ? "recorded" : "already as recorded")")
      if let missing { print(missing) }
      return missing == nil
    }
  }

  /// The recorded plot of a picture; `nil` for the picture of a graph, which has no data.
  private static func recordedPlot(
    of picture: Notebook.Picture, in check: NotebookCheck
  ) throws -> Plot? {
    let folder = check.figures.deletingLastPathComponent()
    let dot = folder.appending(path: picture.file.replacing(".svg", with: ".dot"))
    if FileManager.default.fileExists(atPath: dot.path) { return nil }
    let data = folder.appending(path: picture.file.replacing(".svg", with: ".json"))
    return try Plot(json: try String(contentsOf: data, encoding: .utf8))
  }

  /// `learn notebooks draw`.
  struct Draw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draws pictures anew from recorded data and from Graphviz's files; runs no cell.")

    @OptionGroup var selection: Selection

    func run() async throws {
      for check in try selection.notebooks() {
        for picture in check.notebook.cells.flatMap(\.pictures) {
          guard let plot = try NotebooksCommand.recordedPlot(of: picture, in: check) else {
            continue
          }
          if check.files(of: plot).pictureShows(plot) { continue }
          _ = try await check.record([plot]) { try await Gnuplot.svg($0) }
          print("drawn: \(picture.file)")
        }
        let number = check.notebook.number
        for name in Graphviz.stale(in: check.figures, notebook: number) {
          try await Graphviz.draw(name, in: check.figures)
          print("drawn: figures/\(name).svg")
        }
      }
    }
  }

  /// `learn notebooks show`.
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draws the recorded figures of notebooks in plain characters.")

    @OptionGroup var selection: Selection

    func run() async throws {
      for check in try selection.notebooks() {
        for picture in check.notebook.cells.flatMap(\.pictures) {
          print("\(check.notebook.path):\(picture.line): \(picture.file)")
          guard let plot = try NotebooksCommand.recordedPlot(of: picture, in: check) else {
            print(picture.alternativeText)
            continue
          }
          do { print(try await Gnuplot.characters(plot)) } catch let failure as Gnuplot.Failure {
            print(plot.alternativeText)
            print(failure)
            if case .missing = failure { throw ExitCode.failure }
          }
        }
      }
    }
  }
}
