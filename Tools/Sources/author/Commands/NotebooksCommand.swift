import ArgumentParser
import Foundation
import Plots

/// `learn notebooks`: runs the notebooks and holds them against what is recorded in them.
struct NotebooksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notebooks",
    abstract: "Runs the notebooks and compares what they print and show with what is recorded.",
    discussion: """
      A notebook is a Markdown page in Notebooks-md. Its cells are compiled as one program. Words are \
      compared exactly, numbers to the digits that are written, figures by their data.
      """,
    subcommands: [Check.self, Promote.self, Show.self])

  /// The choice of notebooks.
  struct Selection: ParsableArguments {
    @Argument(help: "The numbers of notebooks, such as 01; all if none is given.")
    var numbers: [String] = []

    /// Reads the chosen notebooks.
    func notebooks() throws -> [NotebookCheck] {
      let folder = Repository.root.appending(path: "Notebooks-md")
      let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasSuffix(".md") && $0.first?.isNumber == true }.sorted()
      let wanted = numbers.map { $0.count == 1 ? "0" + $0 : $0 }
      for number in wanted where !names.contains(where: { $0.hasPrefix(number + "-") }) {
        let there = names.map { String($0.prefix { $0.isNumber }) }.joined(separator: ", ")
        throw ValidationError("There is no notebook \(number); there are \(there).")
      }
      return try names.filter { name in
        wanted.isEmpty || wanted.contains { name.hasPrefix($0 + "-") }
      }.map { name in
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        return NotebookCheck(
          Notebook(path: "Notebooks-md/\(name)", text: text),
          figures: folder.appending(path: "figures"))
      }
    }
  }

  /// `learn notebooks check`.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fails if a notebook does not do what is recorded in it.")

    @OptionGroup var selection: Selection

    func run() throws {
      let compiler = try NotebookCompiler()
      var failed = false
      for check in try selection.notebooks() {
        let started = ContinuousClock.now
        let run = try NotebookRun(of: check.notebook, by: compiler)
        let findings = (run.findings + check.findings(run.cells)).sorted()
        for finding in findings { print(finding) }
        failed = failed || !findings.isEmpty
        print(summary(of: check, findings.count, since: started))
      }
      if failed {
        print("Where the new words and figures are right: ./learn notebooks promote")
        throw ExitCode.failure
      }
    }

    private func summary(
      of check: NotebookCheck, _ count: Int, since start: ContinuousClock.Instant
    ) -> String {
      let seconds = Double((ContinuousClock.now - start) / .seconds(1))
      let verdict = count == 0 ? "as recorded" : "\(count) \(count == 1 ? "finding" : "findings")"
      return "\(check.notebook.path): \(check.notebook.cells.count) cells, \(verdict), "
        + "\(seconds.fixedText(decimals: 1)) s"
    }
  }

  /// `learn notebooks promote`.
  struct Promote: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Records what the notebooks print and show now.",
      discussion: """
        Only outputs and pictures are written anew, and only those that differ. A notebook in which a \
        cell fails stays as it is.
        """)

    @OptionGroup var selection: Selection

    func run() throws {
      let compiler = try NotebookCompiler()
      var failed = false
      for check in try selection.notebooks() {
        let run = try NotebookRun(of: check.notebook, by: compiler)
        guard run.findings.isEmpty else {
          for finding in run.findings.sorted() { print(finding) }
          print("\(check.notebook.path): left as it is")
          failed = true
          continue
        }
        failed = try !promote(check, run.cells) || failed
      }
      if failed { throw ExitCode.failure }
    }

    /// Records one notebook; returns whether all of it could be recorded.
    private func promote(_ check: NotebookCheck, _ cells: [Int: CellOutcome]) throws -> Bool {
      let plots = check.notebook.cells.flatMap { cells[$0.number]?.plots ?? [] }
      var missing: Gnuplot.Failure?
      let recorded = try check.record(plots) { plot in
        do { return try Gnuplot.svg(plot) } catch let failure as Gnuplot.Failure {
          guard case .missing = failure else { throw failure }
          missing = failure
          return nil
        }
      }
      for name in check.strayFiles(besides: Set(plots.map(\.name))) {
        try FileManager.default.removeItem(at: check.figures.appending(path: name))
        print("removed figures/\(name), which no cell shows")
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

  /// `learn notebooks show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draws the recorded figures of notebooks in plain characters.")

    @OptionGroup var selection: Selection

    func run() throws {
      for check in try selection.notebooks() {
        for picture in check.notebook.cells.flatMap(\.pictures) {
          print("\(check.notebook.path):\(picture.line): \(picture.file)")
          let data = check.figures.deletingLastPathComponent().appending(
            path: picture.file.replacing(".svg", with: ".json"))
          let plot = try Plot(json: try String(contentsOf: data, encoding: .utf8))
          do { print(try Gnuplot.characters(plot)) } catch let failure as Gnuplot.Failure {
            print(plot.alternativeText)
            print(failure)
            if case .missing = failure { throw ExitCode.failure }
          }
        }
      }
    }
  }
}
