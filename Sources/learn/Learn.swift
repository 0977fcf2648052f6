import ArgumentParser

/// The course's command-line tool: one subcommand, one file in `Commands/`.
@main
struct Learn: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn",
    abstract: "Runs the course: demonstrations, benchmarks, and what the course holds.",
    subcommands: [
      DemoCommand.self, StatusCommand.self, BenchCommand.self,
      InterviewCommand.self, QuizCommand.self, ProveCommand.self,
      ExercisesCommand.self, NextCommand.self, CheckCommand.self, WatchCommand.self,
      HintCommand.self, ResetCommand.self, SolutionCommand.self,
      NotebooksCommand.self, DocsCommand.self,
    ])
}
