/// The workflow from question to served model: twelve stages, a gate behind each.
///
/// A fault that passes its stage may not be seen again until the end, where it has no name any more: that is why the gates stand in this
/// order, each before the stages that build on it.
public enum Workflow {
  /// How a run ended.
  public struct Outcome: Sendable {
    /// What the gates found, as far as they were asked.
    public let reports: [WorkflowReport]

    /// The share of requests that the served model answers wrongly; `nil` if a gate stopped the run.
    public let deliveredError: Double?

    /// The stage whose gate stopped the run, if any did.
    public var stoppedAt: WorkflowStage? { reports.last { !$0.isPassed }?.stage }
  }

  /// Carries out a plan, and stops at the first gate that fails.
  ///
  /// - Parameters:
  ///   - plan: What was decided.
  ///   - seed: The seed of the split, of the weights and of the batches.
  /// - Returns: The reports, and the delivered error if all gates passed.
  /// - Throws: An error if the data file is damaged, or what the engine throws.
  public static func withGates(_ plan: WorkflowPlan, seed: UInt64) throws -> Outcome {
    let run = try WorkflowRun(plan, seed: seed)
    var reports: [WorkflowReport] = []
    for stage in WorkflowStage.allCases {
      let report = try stage.report(on: run)
      reports.append(report)
      guard report.isPassed else { return Outcome(reports: reports, deliveredError: nil) }
    }
    return Outcome(reports: reports, deliveredError: run.deliveredError)
  }

  /// Carries out a plan to its end, without looking.
  ///
  /// - Parameters:
  ///   - plan: What was decided.
  ///   - seed: The seed of the split, of the weights and of the batches.
  /// - Returns: The share of requests that the served model answers wrongly.
  /// - Throws: An error if the data file is damaged, or what the engine throws.
  public static func withoutGates(_ plan: WorkflowPlan, seed: UInt64) throws -> Double {
    let run = try WorkflowRun(plan, seed: seed)
    try run.train(stopsAtNonFinite: false)
    return run.deliveredError
  }

  /// The healthy plan with one mistake in it.
  ///
  /// - Parameter fault: The mistake; none for the healthy plan.
  /// - Returns: The plan.
  public static func plan(with fault: WorkflowFault?) -> WorkflowPlan {
    var plan = WorkflowPlan()
    fault?.apply(to: &plan)
    return plan
  }
}
