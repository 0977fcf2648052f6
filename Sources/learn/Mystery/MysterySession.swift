package import Dynamics
import Text

/// A game of `learn mystery` from its first run to its last, or to the end of the input.
///
/// It neither knows a terminal nor a file: lines come from one closure and go to another.
package struct MysterySession {
  /// What a line asks for.
  package enum Move: Hashable, Sendable {
    /// A measurement.
    case measure(MysteryProbe)
    /// An answer.
    case diagnose(Set<Cause>)
    /// The lists again.
    case help
    /// The solution.
    case giveUp
    /// The end of the game.
    case stop
    /// Nothing that is known.
    case unclear
  }

  private(set) var game: MysteryGame
  private let read: () -> String?
  private let write: (String) -> Void

  /// Creates a session.
  ///
  /// - Parameters:
  ///   - game: The game.
  ///   - read: The next line of input, without its end; `nil` when there is none any more.
  ///   - write: Shows a text.
  package init(
    _ game: MysteryGame, read: @escaping () -> String?, write: @escaping (String) -> Void
  ) {
    self.game = game
    self.read = read
    self.write = write
  }

  /// Plays to the end of the game or of the input.
  ///
  /// - Returns: The points.
  /// - Throws: What the trainings throw.
  package mutating func play() throws -> Int {
    while !game.isOver {
      show(opening)
      while game.solution == nil {
        write("> ")
        let move = read().map { Self.move($0, faultCount: game.faultCount) } ?? .stop
        guard move != .stop else {
          show("\n\(game.points.points) when you stopped.")
          return game.points
        }
        try make(move)
      }
      show(try ending)
      try game.advance()
    }
    show("\(game.points.points) in \(game.roundCount) round\(game.roundCount == 1 ? "" : "s").")
    return game.points
  }

  /// What a line asks for.
  ///
  /// - Parameters:
  ///   - line: What was typed.
  ///   - faultCount: How many numbers an answer has.
  /// - Returns: The move.
  package static func move(_ line: String, faultCount: Int) -> Move {
    let words = line.lowercased().split { $0 == " " || $0 == "," }.map(String.init)
    switch words {
    case ["q"], ["quit"]: return .stop
    case ["?"], ["help"]: return .help
    case ["g"], ["give", "up"]: return .giveUp
    default: break
    }
    if words.count == 1, let index = letters.firstIndex(of: words[0]) {
      return .measure(MysteryProbe.allCases[index])
    }
    let numbers = words.compactMap { Int($0) }
    let cases = MysteryCase.all
    guard !numbers.isEmpty, numbers.count == words.count, Set(numbers).count == faultCount,
      numbers.allSatisfy({ (1...cases.count).contains($0) })
    else { return .unclear }
    return .diagnose(Set(numbers.map { cases[$0 - 1].cause }))
  }

  /// The letters of the measurements; g and q mean something else.
  static var letters: [String] {
    "abcdefhijklmnoprstuvwxyz".prefix(MysteryProbe.allCases.count).map(String.init)
  }

  private mutating func make(_ move: Move) throws {
    switch move {
    case .measure(let probe):
      let evidence = try game.buy(probe)
      show(evidence.lines.map { "  " + $0 }.joined(separator: "\n"))
      show("\(game.points.points) left.")
    case .diagnose(let causes):
      let answer = game.diagnose(causes)
      show(words(of: answer))
    case .help: show(lists)
    case .giveUp: game.giveUp()
    case .stop: break
    case .unclear:
      let answer = game.faultCount == 1 ? "a number" : "\(game.faultCount) different numbers"
      show(
        "A letter measures, \(answer) from 1 to \(MysteryCase.all.count) answers; ? lists them, g gives up, q stops."
      )
    }
  }

  private func words(of answer: MysteryGame.Answer) -> String {
    if answer.isSolved { return "Right: \(answer.points.points)." }
    var parts = [
      answer.right.isEmpty ? "No." : "One of the two is right.", "\(answer.points.points).",
    ]
    if !answer.ignored.isEmpty {
      let names = answer.ignored.map { "“\($0.rawValue)”" }.joined(separator: ", ")
      parts.append("You have paid for what rules it out: \(names).")
    }
    if game.attemptsLeft > 0 {
      parts.append("\(game.attemptsLeft) answer\(game.attemptsLeft == 1 ? "" : "s") left.")
    }
    return parts.joined(separator: " ")
  }

  private func show(_ text: String) {
    write(text.folded(width: Terminal.width).joined(separator: "\n") + "\n")
  }
}
