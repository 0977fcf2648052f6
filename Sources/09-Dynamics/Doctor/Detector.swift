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

  private let body: @Sendable (TrainingRecord) -> [RunFinding]

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
    body = findings
  }

  /// What is wrong, as far as this detector can see.
  ///
  /// - Parameter record: The run.
  /// - Returns: The findings; empty where nothing is wrong or nothing can be known.
  public func findings(in record: TrainingRecord) -> [RunFinding] { body(record) }
}
