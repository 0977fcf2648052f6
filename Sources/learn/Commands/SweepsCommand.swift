import ArgumentParser
import Foundation
import Text

/// `learn sweeps`: the figures with sliders, for the program that makes the book.
struct SweepsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweeps", abstract: "Computes the book's figures with sliders.",
    shouldDisplay: false)

  @Flag(help: "Print all that is drawn, as JSON, and not only a line for each figure.")
  var json = false

  func run() throws {
    let sweeps = try Sweep.all()
    guard !json else { return print(try JSONEncoder.sorted().text(sweeps)) }
    for sweep in sweeps { print("\(sweep.id): \(sweep.control), \(sweep.frames.count) positions") }
  }
}
