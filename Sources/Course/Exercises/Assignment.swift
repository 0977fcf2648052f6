/// An exercise together with all that judges an answer to it.
///
/// `Implementation` is the type of what the learner writes, usually a function such as
/// `@Sendable (Scalar, Scalar) throws -> Scalar`. Probes put inputs to it, from small to large. When
/// the learner's answers equal those of a named mistake on every probe, the verdict says which.
public struct Assignment<Implementation: Sendable>: Sendable {
  /// A wrong implementation that people write, with its words.
  public struct NamedMistake: Sendable {
    /// The name and the explanation.
    public let words: Mistake

    /// The wrong implementation.
    public let implementation: Implementation

    /// Creates a named mistake.
    public init(_ name: String, explanation: String, _ implementation: Implementation) {
      words = Mistake(name: name, explanation: explanation)
      self.implementation = implementation
    }
  }

  /// Implementations that compute nothing, which no checker may accept.
  public struct Impostors: Sendable {
    /// Answers nothing but zeros.
    public let zero: Implementation

    /// Answers NaN; `nil` where the answer is no floating-point number.
    public let notANumber: Implementation?

    /// Answers its input, or accepts everything; `nil` where there is no input.
    public let identity: Implementation?

    /// Creates the impostors.
    public init(zero: Implementation, notANumber: Implementation?, identity: Implementation?) {
      self.zero = zero
      self.notANumber = notANumber
      self.identity = identity
    }
  }

  /// The words of the exercise.
  public let exercise: Exercise

  /// The right implementation that `learn solution` shows.
  public let solution: Implementation

  /// Another right implementation, which computes the same in another way.
  public let alternative: Implementation

  /// The faulty implementation that a repair starts from; `nil` for other kinds.
  public let handedOut: Implementation?

  /// Wrong implementations that people write; at least three.
  public let mistakes: [NamedMistake]

  /// Implementations that compute nothing.
  public let impostors: Impostors

  /// The inputs to try, from small to large, for one seed.
  public let probes: @Sendable (_ seed: UInt64) -> [Probe<Implementation>]

  /// Creates an assignment.
  ///
  /// - Precondition: A repair has a faulty implementation to start from, and no other kind has.
  public init(
    _ exercise: Exercise, solution: Implementation, alternative: Implementation,
    handedOut: Implementation? = nil, mistakes: [NamedMistake], impostors: Impostors,
    probes: @escaping @Sendable (_ seed: UInt64) -> [Probe<Implementation>]
  ) {
    precondition(
      (exercise.kind == .repair) == (handedOut != nil),
      "Assignment.init: \(exercise.id) is of the kind \(exercise.kind.words)")
    self.exercise = exercise
    self.solution = solution
    self.alternative = alternative
    self.handedOut = handedOut
    self.mistakes = mistakes
    self.impostors = impostors
    self.probes = probes
  }
}
