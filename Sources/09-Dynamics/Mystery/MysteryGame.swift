import TensorCore

/// A game: unnamed broken runs, measurements for points, a diagnosis.
///
/// Nothing is read or printed here, and everything follows from the seed: the same moves make the same game.
///
/// ```swift
/// var game = try MysteryGame(seed: 1, roundCount: 3)
/// let evidence = try game.buy(.gradients)     // costs a point
/// let answer = game.diagnose([.missingGradient])
/// ```
public struct MysteryGame: Sendable {
  /// What came of a diagnosis.
  public struct Answer: Sendable, Hashable {
    /// Whether every fault was named and nothing else.
    public let isSolved: Bool
    /// The causes that were named rightly.
    public let right: Set<Cause>
    /// The measurements, bought before, that rule out a cause that was named.
    public let ignored: [MysteryProbe]
    /// The points that were won or lost.
    public let points: Int
  }

  /// What one round starts with, and what is won by each fault that is named.
  public static var startPoints: Int { 10 }

  /// How often a round may be answered.
  public static var attemptCount: Int { 3 }

  /// The number of rounds.
  public let roundCount: Int

  /// The round, from 0.
  public private(set) var roundIndex = 0

  /// The points of all rounds.
  public private(set) var points = 0

  /// The run that is to be explained.
  public private(set) var run: MysteryRun

  /// What was bought in this round, in order.
  public private(set) var evidence: [MysteryEvidence] = []

  /// How many answers are left; 0 when the round is over.
  public private(set) var attemptsLeft = MysteryGame.attemptCount

  /// Whether all rounds are over.
  public private(set) var isOver = false

  private let rounds: [(cases: [MysteryCase], seed: UInt64)]

  /// Begins the first round.
  ///
  /// - Parameters:
  ///   - seed: What cases and runs are drawn from.
  ///   - roundCount: The number of rounds; from the fourth on a run has two faults.
  /// - Throws: What the training throws.
  /// - Precondition: There is at least one round.
  public init(seed: UInt64, roundCount: Int) throws {
    precondition(roundCount > 0, "MysteryGame.init: there are no rounds: \(roundCount)")
    var generator = SplitMix64(seed: seed)
    let cases = MysteryCase.all
    let pairs = MysteryCase.pairs
    let order = generator.permutation(of: cases.count)
    let pairOrder = generator.permutation(of: pairs.count)
    rounds = (0..<roundCount).map { index in
      let drawn =
        index < Self.singleCount
        ? [cases[order[index]]] : pairs[pairOrder[(index - Self.singleCount) % pairs.count]]
      return (drawn, generator.next())
    }
    self.roundCount = roundCount
    run = try MysteryRun(MysteryCase.setup(of: rounds[0].cases), seed: rounds[0].seed)
    points = Self.startPoints
  }

  /// The number of rounds with one fault.
  public static var singleCount: Int { 3 }

  /// How many faults the run has.
  public var faultCount: Int { rounds[roundIndex].cases.count }

  /// The faults, once the round is over.
  public var solution: [MysteryCase]? { attemptsLeft == 0 ? rounds[roundIndex].cases : nil }

  /// Buys a measurement; what was bought before costs nothing.
  ///
  /// - Parameter probe: What is measured.
  /// - Returns: The figures.
  /// - Throws: What a training of its own throws.
  public mutating func buy(_ probe: MysteryProbe) throws -> MysteryEvidence {
    if let known = evidence.first(where: { $0.probe == probe }) { return known }
    let bought = try MysteryLab(of: run).measure(probe)
    evidence.append(bought)
    points -= probe.price
    return bought
  }

  /// Judges a diagnosis.
  ///
  /// Each fault brings 10 points when all are named. A cause named wrongly costs 2, and 2 more for each measurement, bought before, that rules it out.
  ///
  /// - Parameter causes: What is said to be wrong.
  /// - Returns: What is right, and what was ignored.
  /// - Precondition: The round is not over.
  public mutating func diagnose(_ causes: Set<Cause>) -> Answer {
    precondition(attemptsLeft > 0, "MysteryGame.diagnose: the round is over")
    let cases = rounds[roundIndex].cases
    let right = causes.intersection(cases.map(\.cause))
    let wrong = causes.subtracting(right)
    let ignored = evidence.filter { !$0.refuted.isDisjoint(with: wrong) }
    let isSolved = wrong.isEmpty && right.count == cases.count
    let won = -2 * wrong.count - 2 * ignored.count + (isSolved ? 10 * right.count : 0)
    points += won
    attemptsLeft = isSolved ? 0 : attemptsLeft - 1
    return Answer(
      isSolved: isSolved, right: right, ignored: ignored.map(\.probe), points: won)
  }

  /// Ends the round without an answer.
  public mutating func giveUp() { attemptsLeft = 0 }

  /// Begins the next round; after the last the game is over.
  ///
  /// - Throws: What the training throws.
  public mutating func advance() throws {
    attemptsLeft = 0
    guard roundIndex + 1 < roundCount else {
      isOver = true
      return
    }
    let next = rounds[roundIndex + 1]
    run = try MysteryRun(MysteryCase.setup(of: next.cases), seed: next.seed)
    roundIndex += 1
    evidence = []
    attemptsLeft = Self.attemptCount
    points += Self.startPoints
  }
}
