import ArgumentParser
import Dynamics
import Foundation
import Text

/// `learn mystery`: a broken run to be explained from what can be measured of it.
struct MysteryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mystery",
    abstract: "Trains a broken run and asks you what is wrong with it.",
    usage: "learn mystery [<options>]",
    discussion: """
      You see its loss, buy measurements for points, and answer. Answers against what you have paid for cost \
      double. From the fourth round on a run has two faults. An end of the input, or q, stops.
      """)

  @Option(help: "The seed of cases and runs, to play the same game twice.")
  var seed: UInt64?

  @Option(help: "The number of rounds.")
  var rounds = 5

  func validate() throws {
    guard rounds > 0 else { throw ValidationError("--rounds must be positive, not \(rounds).") }
  }

  func run() throws {
    let game = try MysteryGame(seed: seed ?? .random(in: 0 ... .max), roundCount: rounds)
    var session = MysterySession(
      game, read: { readLine() },
      // `print` keeps its lines back until the end where no terminal reads them.
      write: { FileHandle.standardOutput.write(Data($0.utf8)) })
    _ = try session.play()
  }
}
