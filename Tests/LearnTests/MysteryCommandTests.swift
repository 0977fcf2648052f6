import Dynamics
import Testing
import learn

/// `learn mystery`: what it reads and shows.
@Suite struct MysteryCommandTests {
  /// Plays scripted lines; what was shown, and the points.
  private func play(
    _ lines: [String], seed: UInt64 = 1, rounds: Int = 1
  ) throws -> (output: String, points: Int) {
    var rest = lines.makeIterator()
    var output = ""
    var session = MysterySession(
      try MysteryGame(seed: seed, roundCount: rounds), read: { rest.next() },
      write: { output += $0 })
    let points = try session.play()
    return (output, points)
  }

  @Test func `an end of the input stops the game politely`() throws {
    let (output, points) = try play(["a"])
    #expect(points == MysteryGame.startPoints - 1)
    #expect(output.hasSuffix("9 points when you stopped.\n"))
  }

  @Test func `a round that is given up shows the line, PyTorch and lesson`() throws {
    let (output, points) = try play(["g"])
    #expect(points == MysteryGame.startPoints)
    for shown in ["It was: ", "\n  - ", "\n  + ", "In PyTorch:", "explains it: Lessons/"] {
      #expect(output.contains(shown), "\(shown)")
    }
  }

  @Test func `numbers answer, letters measure, the rest is asked again`() {
    let causes = MysteryCase.all.map(\.cause)
    #expect(MysterySession.move("A", faultCount: 1) == .measure(MysteryProbe.allCases[0]))
    #expect(MysterySession.move("2", faultCount: 1) == .diagnose([causes[1]]))
    #expect(MysterySession.move("1, 3", faultCount: 2) == .diagnose([causes[0], causes[2]]))
    #expect(MysterySession.move("q", faultCount: 1) == .stop)
    for line in ["", "0", "99", "2 2", "1 2 3", "loss", "é"] {
      #expect(MysterySession.move(line, faultCount: 2) == .unclear, "\(line)")
    }
    #expect(MysterySession.move("1 2", faultCount: 1) == .unclear)
  }

  @Test func `a wrong answer says how many are left, the last nothing`() throws {
    var game = try MysteryGame(seed: 1, roundCount: 1)
    game.giveUp()
    let right = try #require(game.solution?.first?.cause)
    let numbers = MysteryCase.all.indices.filter { MysteryCase.all[$0].cause != right }
    let (output, points) = try play(numbers.prefix(3).map { "\($0 + 1)" })
    let left = output.matches(of: /No\. .*?\n/).map { String($0.output) }
    #expect(
      left == [
        "No. -2 points. 2 answers left.\n", "No. -2 points. 1 answer left.\n", "No. -2 points.\n",
      ])
    #expect(points == MysteryGame.startPoints - 6)
  }

  @Test func `the tool plays and refuses to play no round`() throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    let outcome = try tool.run(["mystery", "--seed", "3", "--rounds", "1"], input: "a\n")
    #expect(outcome.status == 0 && outcome.output.contains("Run 1 of 1, with one fault."))
    #expect(try tool.run(["mystery", "--rounds", "0"]).status == 64)
  }
}
