import TensorCore

/// One input of a checker: what it asks an implementation, and which answers are right.
public struct Probe<Implementation>: Sendable {
  /// The input in words.
  public let input: String

  /// The right answer in words, with as many digits as it takes to tell it from a wrong one.
  let wanted: @Sendable (_ wrong: Answer?) -> (wanted: String, got: String?)

  /// Puts the input to an implementation.
  let answer: @Sendable (Implementation) throws -> Answer

  /// Whether an answer is right.
  let accepts: @Sendable (Answer) -> Bool

  /// Whether two answers, both of which may be wrong, are as good as equal.
  let areSame: @Sendable (Answer, Answer) -> Bool

  /// The names of the parts of an answer that are wrong; none where there is but a goal.
  let wrongParts: @Sendable (Answer) -> [String]

  /// Creates a probe with one right answer.
  ///
  /// - Parameters:
  ///   - input: The input in words.
  ///   - wanted: The right answer, computed without the implementation.
  ///   - tolerance: The greatest difference, relative to the larger magnitude or to the floor.
  ///   - floor: The magnitude below which differences count as those of numbers of this magnitude; less
  ///     than 1 for inputs whose right answer is small.
  ///   - answer: Puts the input to an implementation.
  public init(
    _ input: String, wanted: Answer, within tolerance: Double = defaultTolerance,
    floor: Double = 1,
    answer: @escaping @Sendable (Implementation) throws -> Answer
  ) {
    precondition(
      wanted.parts.allSatisfy { $0.numbers.allSatisfy { !$0.isNaN } },
      "Probe.init: NaN is no answer that can be wanted: \(wanted)")
    self.input = input
    self.wanted = { wrong in
      guard let texts = wrong?.texts(tellingApart: wanted) else { return (wanted.description, nil) }
      return (texts.other, texts.own)
    }
    self.answer = answer
    accepts = { $0.agrees(with: wanted, within: tolerance, floor: floor) }
    // A known mistake, typed with as few digits as a right answer may have, is that mistake: three digits
    // may be off by 0.005 of a number that begins with 1, more than an answer of known value needs.
    areSame = { $0.agrees(with: $1, within: max(3 * tolerance, defaultTolerance), floor: floor) }
    wrongParts = { answer in
      // Parts that are too few or too many have no names that would help.
      guard answer.parts.count == wanted.parts.count else {
        let counts = [answer, wanted].map { $0.parts.reduce(0) { $0 + max(1, $1.numbers.count) } }
        return ["each of the \(counts[1]) asked for; there are \(counts[0])"]
      }
      return zip(answer.parts, wanted.parts).compactMap { mine, right in
        Answer(mine).agrees(with: Answer(right), within: tolerance, floor: floor) ? nil : right.name
      }
    }
  }

  /// Creates a probe that accepts every answer which reaches a goal.
  ///
  /// - Parameters:
  ///   - input: The input in words.
  ///   - goal: The goal in words.
  ///   - likeness: How far two answers may lie apart and still be the same mistake, relative to the larger
  ///     magnitude or to 1.
  ///   - answer: Puts the input to an implementation.
  ///   - accepts: Whether an answer reaches the goal.
  public init(
    _ input: String, goal: String, likeness: Double = defaultTolerance,
    answer: @escaping @Sendable (Implementation) throws -> Answer,
    accepts: @escaping @Sendable (Answer) -> Bool
  ) {
    self.input = input
    wanted = { (goal, $0?.description) }
    self.answer = answer
    self.accepts = accepts
    areSame = { $0.agrees(with: $1, within: likeness) }
    wrongParts = { _ in [] }
  }
}

/// How far two numbers may lie apart and still count as the same: some thousand roundings.
public var defaultTolerance: Double { 4096 * Double(Scalar.ulpOfOne) }
