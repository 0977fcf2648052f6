/// What the learner wrote, put to the checker of its exercise.
public struct Attempt: Sendable {
  /// The words of the exercise.
  public let exercise: Exercise

  /// Runs the checker.
  public let verdict: @Sendable () -> Verdict

  /// Creates an attempt.
  public init(exercise: Exercise, verdict: @escaping @Sendable () -> Verdict) {
    self.exercise = exercise
    self.verdict = verdict
  }
}

extension Attempt {
  /// The verdict on an answer whose source is known.
  ///
  /// - Parameter source: The text of the file that the learner edits; empty if it is not at hand.
  /// - Returns: The checker's verdict, unless a right answer calls what it was to write.
  public func verdict(onSource source: String) -> Verdict {
    let verdict = verdict()
    guard verdict == .passed, let borrowed = exercise.borrowedName(in: source) else {
      return verdict
    }
    return .failed([
      Finding(
        input: exercise.file, got: "the file calls \(borrowed)", wanted: "the same without it",
        mistake: Mistake(
          name: "the course's own code does the work",
          explanation: """
            The numbers are right because \(borrowed) computes them, which is what this exercise asks you \
            to write. In an interview, or for an operation that no library has, it is not there.
            """))
    ])
  }
}

extension Assignment {
  /// Puts an implementation to the checker of this exercise.
  ///
  /// - Parameter implementation: What the learner wrote.
  /// - Returns: The attempt; nothing runs before its verdict is asked for.
  public func attempt(_ implementation: Implementation) -> Attempt {
    Attempt(exercise: exercise) { verdict(on: implementation) }
  }
}

/// An assignment whose implementation may be of any type, so that assignments can be listed.
public protocol AnyAssignment: Sendable {
  /// The words of the exercise.
  var exercise: Exercise { get }

  /// Every implementation that comes with the exercise, by the part that it plays.
  var candidates: [Candidate] { get }

  /// What the solution answers with infinities in place of its numbers: impostors that nobody has to write.
  var spoiledSolutions: [Candidate] { get }
}

/// An implementation that comes with an exercise, to prove its checker by.
public struct Candidate: Sendable {
  /// The part that an implementation plays.
  public enum Role: Sendable, Hashable {
    /// The right implementation that is shown.
    case solution
    /// Another right implementation.
    case alternative
    /// What a repair starts from.
    case handedOut
    /// A mistake that people make.
    case mistake(Mistake)
    /// One that computes nothing, in a word.
    case impostor(String)
  }

  /// The part that it plays.
  public let role: Role

  /// Runs the checker on it.
  public let verdict: @Sendable (_ seeds: [UInt64]) -> Verdict
}

extension Assignment: AnyAssignment {
  /// The solutions, what a repair starts from, the mistakes and the impostors.
  public var candidates: [Candidate] {
    var roles: [(Candidate.Role, Implementation?)] = [
      (.solution, solution), (.alternative, alternative), (.handedOut, handedOut),
    ]
    roles += mistakes.map { (.mistake($0.words), $0.implementation) }
    roles += [
      (.impostor("all zero"), impostors.zero), (.impostor("all NaN"), impostors.notANumber),
      (.impostor("identity"), impostors.identity),
    ]
    return roles.compactMap { role, implementation in
      implementation.map { implementation in
        Candidate(role: role) { seeds in verdict(on: implementation, seeds: seeds) }
      }
    }
  }

  /// What the solution answers with infinities in place of its numbers; none where it answers in words.
  public var spoiledSolutions: [Candidate] {
    let hasNumbers = probes(1).contains { probe in
      (try? probe.answer(solution))?.filled(with: 0) != nil
    }
    guard hasNumbers else { return [] }
    let infinities = [("all infinite", Double.infinity), ("all minus infinite", -Double.infinity)]
    return infinities.map { name, number in
      Candidate(role: .impostor(name)) { seeds in
        verdictOnSolution(seeds: seeds) { $0.filled(with: number) } ?? .passed
      }
    }
  }
}
