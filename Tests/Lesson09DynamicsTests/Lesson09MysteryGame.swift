import Course
import Dynamics
import RefusalSupport
import Testing

/// The rules of `learn mystery`.
@Suite struct Lesson09MysteryGame {
  /// The causes of the round, found out by giving up in a copy of the game.
  private func causes(_ game: MysteryGame) -> [MysteryCase] {
    var copy = game
    copy.giveUp()
    return copy.solution ?? []
  }

  @Test func `a right answer brings ten points and ends the round`() throws {
    var game = try MysteryGame(seed: 1, roundCount: 1)
    #expect(game.solution == nil && game.points == 10)
    let answer = game.diagnose(Set(causes(game).map(\.cause)))
    #expect(answer.isSolved && answer.points == 10 && game.points == 20)
    #expect(game.solution?.count == 1)
  }

  @Test func `a measurement is paid for once`() throws {
    var game = try MysteryGame(seed: 1, roundCount: 1)
    let first = try game.buy(.rates)
    #expect(game.points == 10 - MysteryProbe.rates.price)
    #expect(try game.buy(.rates) == first)
    #expect(game.points == 10 - MysteryProbe.rates.price && game.evidence.count == 1)
  }

  @Test func `an answer against bought evidence costs double`() throws {
    var game = try MysteryGame(seed: 1, roundCount: 1)
    let right = try #require(causes(game).first)
    let wrong: Cause = right.cause == .wrongHead ? .schedule : .wrongHead
    var blind = game
    #expect(blind.diagnose([wrong]).points == -2)
    let probe: MysteryProbe = wrong == .wrongHead ? .outputs : .rates
    #expect(try game.buy(probe).refuted.contains(wrong))
    let answer = game.diagnose([wrong])
    #expect(answer.points == -4 && answer.ignored == [probe] && !answer.isSolved)
    #expect(game.attemptsLeft == 2)
  }

  @Test func `after three wrong answers the solution is shown`() throws {
    var game = try MysteryGame(seed: 1, roundCount: 1)
    let wrong = try #require(
      MysteryCase.all.first { item in
        causes(game).allSatisfy { $0.cause != item.cause }
      })
    for _ in 0..<3 {
      #expect(game.solution == nil)
      _ = game.diagnose([wrong.cause])
    }
    #expect(game.solution != nil && game.points == 10 - 6)
    try game.advance()
    #expect(game.isOver)
  }

  @Test func `from the fourth round on a run has two faults`() throws {
    var game = try MysteryGame(seed: 2, roundCount: 4)
    for count in [1, 1, 1, 2] {
      #expect(game.faultCount == count)
      if count == 2 {
        let named = causes(game).map(\.cause)
        try #require(named.count == 2)
        var half = game
        #expect(half.diagnose([named[0]]).right == [named[0]])
        #expect(!half.diagnose([named[0]]).isSolved)
        #expect(game.diagnose(Set(named)).points == 20)
      }
      try game.advance()
    }
    #expect(game.isOver)
  }

  @Test func `the same seed makes the same game, another seed another`() throws {
    let games = try [1, 1, 2].map { try MysteryGame(seed: $0, roundCount: 1) }
    #expect(games[0].run.record == games[1].run.record)
    #expect(games[0].run.record != games[2].run.record)
  }

  @Test func `a round that is over takes no answer`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var game = try MysteryGame(seed: 1, roundCount: 1)
      game.giveUp()
      _ = game.diagnose([.schedule])
    }
    expectMessage(result, says: "MysteryGame.diagnose: the round is over")
  }
}
