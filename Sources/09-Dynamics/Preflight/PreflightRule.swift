import TensorCore

/// One thing that can be found wrong before the first step: where the rule comes from, why it matters, what is looked at, what to do.
///
/// A rule speaks only where it knows. What it cannot look at, a layer of an unknown kind or a loss of its own, it says that it has
/// not checked.
public struct PreflightRule: Sendable, Identifiable {
  /// The position in the list, such as `P7`.
  public let id: String

  /// The fault in a few words.
  public let title: String

  /// Where the rule comes from, or that it is the course's own.
  public let source: String

  /// Why it is a fault.
  public let reason: String

  /// What is looked at, with the threshold if there is one.
  public let check: String

  /// The cheapest experiment that confirms or refutes a finding.
  public let test: String

  /// What to do.
  public let fix: String

  /// What a finding accuses.
  public let cause: Cause

  let body: @Sendable (PreflightSubject) throws -> Outcome

  /// What a rule has to say.
  enum Outcome {
    /// Looked at, and nothing was found.
    case silent
    /// What was found, once for every place.
    case found([Observation])
    /// Not looked at, and why.
    case notChecked(String)

    /// One observation.
    static func found(
      _ evidence: String, at place: String? = nil, strength: Double = 1, cause: Cause? = nil
    ) -> Outcome {
      .found([Observation(evidence, at: place, strength: strength, cause: cause)])
    }
  }

  /// What was seen at one place.
  struct Observation {
    let evidence: String
    let place: String?
    let strength: Double

    /// What it accuses, where that is another cause than the rule's.
    let cause: Cause?

    init(
      _ evidence: String, at place: String? = nil, strength: Double = 1, cause: Cause? = nil
    ) {
      self.evidence = evidence
      self.place = place
      self.strength = strength
      self.cause = cause
    }
  }

  /// Creates a rule.
  init(
    _ id: String, _ title: String, cause: Cause, source: String, reason: String, check: String,
    test: String, fix: String, body: @escaping @Sendable (PreflightSubject) throws -> Outcome
  ) {
    self.id = id
    self.title = title
    self.cause = cause
    self.source = source
    self.reason = reason
    self.check = check
    self.test = test
    self.fix = fix
    self.body = body
  }

  /// The finding that an observation makes.
  func finding(_ observation: Observation) -> RunFinding {
    RunFinding(
      observation.cause ?? cause, place: observation.place, strength: observation.strength,
      evidence: "\(id), \(title): \(observation.evidence)", test: test, fix: fix)
  }
}

extension PreflightRule {
  /// All rules, in the order of their ids.
  public static var all: [PreflightRule] {
    heads + losses + structure + layerChoices + data + labels + samples + start + learning
      + optimizers
  }
}
