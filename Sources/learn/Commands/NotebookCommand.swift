import ArgumentParser
import Foundation
import Notebooks
import Text

/// `learn notebook 01`: runs a notebook and shows where it does otherwise than recorded.
struct NotebookCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notebook",
    abstract: "Runs a notebook and shows what differs from what is recorded in it.",
    discussion: """
      A notebook is a Markdown page in Notebooks-md. Its cells are compiled as one program. Words are \
      compared exactly, numbers to the digits that are written, figures by their data. Change a cell and \
      run it again: what differs is what your change did.
      """)

  @Argument(help: "Numbers or names, such as 01 or 00-Overview; all if none is given.")
  var numbers: [String] = []

  @Flag(help: "Print all that the cells print, not only what differs.")
  var all = false

  func run() async throws {
    let checks: [NotebookCheck]
    do { checks = try NotebookFolder(in: Repository.root).notebooks(numbers) } catch {
      throw ValidationError("\(error)")
    }
    let compiler = try NotebookCompiler(in: Repository.root, running: ProgramsOfTheTool())
    var failed = false
    for check in checks {
      let started = ContinuousClock.now
      let run = try await NotebookRun(of: check.notebook, by: compiler)
      let findings = (run.findings + check.findings(run.cells)).sorted()
      if all { print(run.transcript(of: check.notebook)) }
      for finding in findings { print(finding) }
      failed = failed || !findings.isEmpty
      print(check.summary(findings.count, duration: ContinuousClock.now - started))
    }
    if failed { throw ExitCode.failure }
  }
}
