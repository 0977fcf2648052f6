/// What a gate says of a run.
public enum GateResult: Sendable, Hashable {
  /// Nothing is wrong; with the figures that say so.
  case passed(String)
  /// Something is wrong: evidence, a test, and the fix.
  case failed(RunFinding)
  /// It cannot be judged; with what is missing.
  case notApplicable(String)

  /// Whether the gate failed.
  public var isFailed: Bool {
    if case .failed = self { return true }
    return false
  }

  /// Whether the gate passed.
  public var isPassed: Bool {
    if case .passed = self { return true }
    return false
  }
}

/// One item of the checklist: a question to a run, asked before all that depend on its answer.
public struct Gate: Sendable, Identifiable {
  /// The position in the checklist, such as `G11`.
  public let id: String

  /// What is asked, in a few words.
  public let title: String

  /// What a failure accuses, where no closer cause is known.
  public let cause: Cause

  /// The cheapest experiment that confirms a failure.
  public let test: String

  /// What to do about a failure.
  public let fix: String

  let body: @Sendable (Gate, GateSubject) throws -> GateResult

  init(
    _ id: String, _ title: String, cause: Cause, test: String, fix: String,
    body: @escaping @Sendable (Gate, GateSubject) throws -> GateResult
  ) {
    self.id = id
    self.title = title
    self.cause = cause
    self.test = test
    self.fix = fix
    self.body = body
  }

  /// Judges a run.
  ///
  /// Experiments put model, optimizer and generators back.
  ///
  /// - Parameter subject: The run.
  /// - Returns: Passed, failed, or what is missing.
  /// - Throws: What the run's own functions throw.
  public func judge(_ subject: GateSubject) throws -> GateResult { try body(self, subject) }

  /// A failure.
  func failed(
    _ evidence: String, at place: String? = nil, step: Int? = nil, cause: Cause? = nil
  ) -> GateResult {
    .failed(
      RunFinding(
        cause ?? self.cause, place: place, step: step, evidence: "\(id): \(evidence)", test: test,
        fix: fix))
  }
}

extension Gate {
  /// The checklist in order.
  public static var all: [Gate] { ofData + ofStart + ofLearning + ofRun + ofDelivery }
}
