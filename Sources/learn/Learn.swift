import ArgumentParser
import Course

/// The course's command-line tool: one subcommand, one file in `Commands/`.
@main
struct Learn: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn",
    abstract: "Runs the course: demonstrations, exercises, notebooks and interview practice.",
    discussion: """
      `./learn test` runs the tests and sums them up, `./learn test 02` those of a lesson; `--verbose` \
      shows everything, and further words go to `swift test`. `./learn book` builds the course as pages for \
      a browser. Authors' commands, `./learn docs`, `./learn interview`, `./learn notebooks` and \
      `./learn lint`, are a program of their own in Tools: `./learn author --help` lists them.
      """,
    subcommands: [
      MapCommand.self, PathCommand.self, InterviewMeCommand.self, PlanCommand.self,
      DemoCommand.self, StatusCommand.self, BenchCommand.self,
      QuizCommand.self, ProveCommand.self, NotebookCommand.self,
      DoctorCommand.self, MysteryCommand.self, ExercisesCommand.self, NextCommand.self,
      CheckCommand.self,
      WatchCommand.self,
      HintCommand.self, ResetCommand.self, SolutionCommand.self, CatalogCommand.self,
      SweepsCommand.self,
    ], defaultSubcommand: MapCommand.self)

  /// What `./learn` hands to other programs.
  private static let otherNames = [
    "test", "help", "author", "docs", "interview", "notebooks", "lint", "book",
  ]

  /// Runs the tool; a misspelled subcommand is answered with the one that was probably meant.
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let names =
      configuration.subcommands.compactMap { $0.configuration.commandName } + Self.otherNames
    if let word = arguments.first, let meant = probablyMeant(word, among: names) {
      exit(withError: ValidationError("There is no command “\(word)”. Did you mean \(meant)?"))
    }
    await main(arguments)
  }
}

/// The subcommand that a word which is none was probably meant to be.
///
/// - Parameters:
///   - word: The first word on the command line.
///   - names: The subcommands.
/// - Returns: A subcommand, or `nil` if the word is one, is an option, or is like none.
package func probablyMeant(_ word: String, among names: [String]) -> String? {
  guard !word.hasPrefix("-"), !names.contains(word) else { return nil }
  return names.closest(to: word, count: 1).first
}
