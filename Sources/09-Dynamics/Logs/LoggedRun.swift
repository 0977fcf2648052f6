public import Course

/// A run as a log tells it.
public struct LoggedRun: Sendable, Hashable {
  /// Who wrote a log.
  public enum Format: String, Sendable, CaseIterable, Hashable {
    /// JSON lines of `RunLog` or `doctor.py`.
    case runLog = "run log"
    /// Lines of JSON with losses, of whoever wrote them.
    case jsonLines = "JSON lines"
    /// Lightning's `metrics.csv`, or another table with a column of steps.
    case lightning = "Lightning's CSVLogger"
    /// Keras's table of epochs.
    case keras = "Keras's CSVLogger"
    /// Hugging Face's `trainer_state.json`.
    case trainerState = "Hugging Face's trainer state"
  }

  /// What happened, step by step.
  public var record: TrainingRecord

  /// What is known beside.
  public var facts: RunFacts

  /// Who wrote it.
  public var format: Format

  /// What was odd, and what was done about it, in sentences.
  public var notes: [String]

  /// Creates a run.
  public init(
    record: TrainingRecord, facts: RunFacts = RunFacts(), format: Format = .runLog,
    notes: [String] = []
  ) {
    self.record = record
    self.facts = facts
    self.format = format
    self.notes = notes
  }
}
