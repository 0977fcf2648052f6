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
}
