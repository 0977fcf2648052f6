public import Course

/// Looks at the record of a run for one kind of trouble.
///
/// A detector reads figures alone, so that it serves a run of the course and a log from elsewhere alike. It says
/// nothing where the figures that it needs are missing.
public struct Detector: Sendable {
  /// The name, such as `vanishing gradients`; unique among all.
  public let name: String

  /// The columns and norms without which it must be silent, in words, such as `gradient norms`.
  public let needs: [String]

  private let knownNeeds: [RunNeed]
  private let body: @Sendable (RunSeries) -> [RunFinding]

  /// Creates a detector.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - needs: What a log must hold for it to speak.
  ///   - findings: Looks at a record; returns nothing where nothing is wrong or nothing can be known.
  public init(
    _ name: String, needs: [String], findings: @escaping @Sendable (TrainingRecord) -> [RunFinding]
  ) {
    self.name = name
    self.needs = needs
    knownNeeds = []
    body = { findings($0.record) }
  }

  /// Creates a detector that reads a record by its names.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - needs: What a log must hold; without it the detector is not asked.
  ///   - findings: Looks at a run.
  init(
    _ name: String, needs: [RunNeed],
    series findings: @escaping @Sendable (RunSeries) -> [RunFinding]
  ) {
    self.name = name
    self.needs = needs.map(\.rawValue)
    knownNeeds = needs
    body = findings
  }

  /// What is wrong, as far as this detector can see.
  ///
  /// - Parameters:
  ///   - record: The run.
  ///   - facts: What is known beside the record.
  /// - Returns: The findings; empty where nothing is wrong or nothing can be known.
  public func findings(in record: TrainingRecord, facts: RunFacts = RunFacts()) -> [RunFinding] {
    findings(in: RunSeries(record, facts))
  }

  /// What is wrong with a run that is turned round already, for all detectors at once.
  ///
  /// - Parameter run: The run.
  /// - Returns: The findings.
  package func findings(in run: RunSeries) -> [RunFinding] {
    missing(in: run).isEmpty ? body(run) : []
  }

  /// What a run lacks for this detector to speak, in words.
  func missing(in run: RunSeries) -> [String] {
    knownNeeds.filter { !$0.isMet(by: run) }.map(\.rawValue)
  }
}
