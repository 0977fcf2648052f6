/// What the gate of a stage found.
public struct WorkflowReport: Sendable, Hashable {
  /// The stage.
  public let stage: WorkflowStage

  /// Whether it may go on.
  public let isPassed: Bool

  /// The figures that say so.
  public let evidence: String

  init(_ stage: WorkflowStage, isPassed: Bool, _ evidence: String) {
    self.stage = stage
    self.isPassed = isPassed
    self.evidence = evidence
  }
}

extension WorkflowReport: CustomStringConvertible {
  /// One line: a mark, the number, the title, the evidence.
  public var description: String {
    "\(isPassed ? "[x]" : "[!]") \(stage.rawValue) \(stage.title): \(evidence)"
  }
}
