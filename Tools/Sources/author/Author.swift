import ArgumentParser

/// The tool of those who write the course: one subcommand, one file in `Commands/`.
@main
struct Author: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn author",
    abstract:
      "Checks and fills in pages, notebooks and the bank of questions, lints the sources, builds the book.",
    discussion:
      "`./learn docs check` is short for `./learn author docs check`, and so are the others.",
    subcommands: [
      DocsCommand.self, InterviewCommand.self, NotebooksCommand.self, LintCommand.self,
      BookCommand.self, MutateCommand.self, FuzzCommand.self,
    ])
}
