import ArgumentParser

/// The course's command-line tool: one subcommand, one file in `Commands/`.
@main
struct Learn: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn",
    abstract: "Runs the course: demonstrations, benchmarks, and what the course holds.",
    subcommands: [DemoCommand.self, StatusCommand.self, BenchCommand.self, NotebooksCommand.self, DocsCommand.self])
}
