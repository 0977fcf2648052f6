import ArgumentParser
import ReadingDigits

/// The demonstration as a program of its own, which `./learn demo` runs where the course is not yet built.
@main
struct Demo: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "learn demo",
      abstract: "Trains a network on real handwritten digits.",
      discussion: """
        An MLP learns 8×8 digits on two splits, in a few seconds. With a number, such as `./learn demo 01`, \
        a lesson's story: what breaks, what shows it, what cures it.
        """)
  }

  @OptionGroup var options: DigitsOptions

  func run() throws { try options.run() }
}
