public import Course

/// Examines the log of a run with all detectors, and ranks what they find.
///
/// ```swift
/// // a file by `LogReader.run(at:)`
/// let run = try LogReader.run(of: #"{"event":"step","step":0,"loss":"nan"}"#)
/// for finding in Doctor.examination(of: run).findings { print(finding.cause.rawValue, finding.evidence) }
/// ```
public enum Doctor {
  /// What an examination brought to light.
  public struct Examination: Sendable, Hashable {
    /// What is wrong, the strongest evidence first; empty where nothing was found.
    public var findings: [RunFinding]
    /// What the loss curve looks like.
    public var curve: LossCurve
    /// What could not be looked at, and why.
    public var unanswered: [Unanswered]
    /// Where validation stands still: what can be behind it, and what the log says for and against it.
    public var hypotheses: [Hypothesis]
  }

  /// A question that the log does not hold the figures for.
  public struct Unanswered: Sendable, Hashable {
    /// The name of the detector that had to be silent.
    public var question: String
    /// What the log lacks, in words.
    public var missing: [String]
  }

  /// Examines a run.
  ///
  /// - Parameters:
  ///   - record: What happened.
  ///   - facts: What is known beside.
  ///   - detectors: Who looks at it.
  /// - Returns: The findings, ranked, and what could not be asked.
  public static func examination(
    of record: TrainingRecord, facts: RunFacts = RunFacts(),
    by detectors: [Detector] = Detectors.all
  ) -> Examination {
    let run = RunSeries(record, facts)
    var findings = detectors.flatMap { $0.findings(in: run) }
    let causes = Set(findings.map(\.cause))
    for index in findings.indices {
      let isExplained = causes.contains { explains($0, findings[index].cause) }
      if isExplained { findings[index].strength *= 0.7 }
    }
    // Equal strengths keep the order in which the detectors asked.
    let ranked = findings.enumerated().sorted {
      ($1.element.strength, $0.offset) < ($0.element.strength, $1.offset)
    }
    let unanswered = detectors.compactMap { detector -> Unanswered? in
      let missing = detector.missing(in: run)
      return missing.isEmpty ? nil : Unanswered(question: detector.name, missing: missing)
    }
    return Examination(
      findings: ranked.map(\.element), curve: run.curve, unanswered: unanswered,
      hypotheses: Hypothesis.onFlatValidation(run))
  }

  /// Examines a run that was read from a log.
  ///
  /// - Parameter run: The run.
  /// - Returns: The findings, ranked, and what could not be asked.
  public static func examination(of run: LoggedRun) -> Examination {
    examination(of: run.record, facts: run.facts)
  }

  /// Whether one cause brings another about, which then counts less.
  static func explains(_ cause: Cause, _ effect: Cause) -> Bool {
    effects[cause]?.contains(effect) ?? false
  }

  /// What a cause brings about beside.
  private static var effects: [Cause: Set<Cause>] {
    [
      .wrongHead: [
        .missingGradient, .ignoresInput, .notFinite, .rateTooHigh, .imbalance, .initialization,
      ],
      .inputScale: [
        .initialization, .rateTooHigh, .notFinite, .deadUnits, .saturation, .explodingGradients,
      ],
      .targetScale: [.rateTooHigh, .rateTooLow, .notFinite, .initialization, .explodingGradients],
      .gradientsKept: [
        .rateTooHigh, .spike, .explodingGradients, .deadUnits, .alwaysClipped, .bestNotKept,
      ],
      .badData: [.overfitting, .bestNotKept],
      .rateTooHigh: [.notFinite, .deadUnits, .spike, .bestNotKept],
      .explodingGradients: [.notFinite, .rateTooHigh],
      .decayTooStrong: [.underfitting, .bestNotKept],
      .notUpdated: [.rateTooLow, .staleWeights, .validationPipeline, .gradientsKept],
      .vanishingGradients: [.rateTooLow],
      .schedule: [.rateTooLow],
      .precision: [.rateTooLow, .notUpdated],
      .staleWeights: [.validationPipeline],
      .overfitting: [.bestNotKept],
      .deadUnits: [.missingGradient],
    ]
  }
}
