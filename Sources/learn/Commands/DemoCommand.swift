import ArgumentParser

/// `learn demo`: a network that reads real digits, or the story of one lesson.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Trains a network on real handwritten digits.")

  func run() throws {}
}
