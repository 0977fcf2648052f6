/// One thing that is wrong with a run, with its evidence in figures.
public struct RunFinding: Sendable, Hashable, Codable {
  /// What is wrong.
  public var cause: Cause

  /// Where: the name of a parameter, of a layer or of an operation, or a word such as `validation`; `nil` for the run as a whole.
  public var place: String?

  /// The first step at which it shows, from 0; `nil` before the first step, or where no step can be named.
  public var step: Int?

  /// How strongly the evidence speaks, from 0 to 1; findings are ranked by it.
  public var strength: Double

  /// What was measured, in a sentence with figures.
  public var evidence: String

  /// The cheapest experiment that confirms or refutes it.
  public var test: String

  /// What to do.
  public var fix: String

  /// Creates a finding.
  ///
  /// - Precondition: The strength is from 0 to 1.
  public init(
    _ cause: Cause, place: String? = nil, step: Int? = nil, strength: Double = 1,
    evidence: String, test: String, fix: String
  ) {
    precondition(
      (0...1).contains(strength), "RunFinding.init: the strength is not from 0 to 1: \(strength)")
    self.cause = cause
    self.place = place
    self.step = step
    self.strength = strength
    self.evidence = evidence
    self.test = test
    self.fix = fix
  }
}
