import Text

/// Makes the measurements of one run.
///
/// Each says which causes its figures rule out and which they speak for; a figure that says neither leaves a cause open.
public struct MysteryLab: Sendable {
  /// The run that is measured.
  public let run: MysteryRun

  /// Prepares measurements of a run.
  public init(of run: MysteryRun) {
    self.run = run
  }

  /// Measures.
  ///
  /// - Parameter probe: What is to be measured.
  /// - Returns: The figures, and what they rule out.
  /// - Throws: What the engine throws.
  public func measure(_ probe: MysteryProbe) throws -> MysteryEvidence {
    switch probe {
    case .heldOut: heldOut
    case .rates: rates
    case .updates: updates
    case .gradients: gradients
    case .units: units
    case .weights: weights
    case .fingerprints: fingerprints
    case .inputs: try inputs
    case .outputs: try outputs
    case .labels: try labels
    case .split: try split
    case .sameBatch: try sameBatch
    case .evaluatedTwice: try evaluatedTwice
    case .tenth: try tenth
    case .oneBatch: try oneBatch
    }
  }

  /// What a measurement says of one cause: it is ruled out, spoken for, or neither.
  enum Verdict {
    case refuted, supported, open
  }

  func evidence(
    _ probe: MysteryProbe, _ lines: [String], _ verdicts: [Cause: Verdict]
  ) -> MysteryEvidence {
    MysteryEvidence(
      probe: probe, lines: lines,
      refuted: Set(verdicts.filter { $0.value == .refuted }.keys),
      supported: Set(verdicts.filter { $0.value == .supported }.keys))
  }

  /// A number in prose.
  func text(_ value: Double) -> String { value.proseText(significantDigits: 3) }

  /// Refuted where a signature is absent for sure, supported where it is there for sure.
  func verdict(absent: Bool, present: Bool) -> Verdict {
    present ? .supported : absent ? .refuted : .open
  }
}
