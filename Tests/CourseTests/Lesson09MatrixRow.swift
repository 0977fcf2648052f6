import AllLessons
import Course
import Dynamics
import Testing

/// What the detectors have to say of the runs of one failure mode.
struct MatrixRow: Sendable, CustomTestStringConvertible {
  /// What a record allows.
  enum Verdict: Sendable {
    /// These causes are named on every seed.
    case named(Set<Cause>)
    /// The record does not hold what shows the fault; this measurement would.
    case unseen(String)
  }

  /// The failure mode.
  let id: CourseID

  /// What is expected of its broken run.
  let verdict: Verdict

  /// What the fault brings about and a detector may name, too.
  let consequences: Set<Cause>

  /// What is true of the cured runs too, because the remedy changes what is done with a run and not the run, or
  /// because both are short on purpose; of other causes nothing may be said of them.
  let remaining: Set<Cause>

  /// What a log would say beside the record.
  let facts: RunFacts

  var testDescription: String { "\(id)" }

  /// The causes that must be named; none where the record does not show it.
  var causes: Set<Cause> {
    if case .named(let causes) = verdict { causes } else { [] }
  }

  /// The detectors find these causes.
  static func named(
    _ lesson: Int, _ position: Int, _ causes: Set<Cause>, bringing consequences: Set<Cause> = [],
    leaving remaining: Set<Cause> = [], facts: RunFacts = RunFacts()
  ) -> MatrixRow {
    MatrixRow(
      id: .failureMode(lesson, position), verdict: .named(causes), consequences: consequences,
      remaining: remaining, facts: facts)
  }

  /// The detectors cannot find the cause, since the record does not hold what they need.
  static func unseen(
    _ lesson: Int, _ position: Int, _ measurement: String, bringing consequences: Set<Cause> = [],
    leaving remaining: Set<Cause> = [], facts: RunFacts = RunFacts()
  ) -> MatrixRow {
    MatrixRow(
      id: .failureMode(lesson, position), verdict: .unseen(measurement),
      consequences: consequences, remaining: remaining, facts: facts)
  }

  /// The failure mode itself.
  var mode: FailureMode? {
    AllLessons.all.first { $0.outline.number == id.lesson }?.failureModes.first { $0.id == id }
  }

  /// The causes that the detectors name in a run; `nil` if it leaves no record of steps.
  ///
  /// - Throws: What the run throws.
  func found(in run: FailureMode.Run, seed: UInt64) throws -> Set<Cause>? {
    guard let record = try run.measure(seed: seed).record, !record.steps.isEmpty else { return nil }
    let series = RunSeries(record, facts)
    return Set(Detectors.all.flatMap { $0.findings(in: series) }.map(\.cause))
  }
}

extension RunFacts {
  /// A classifier under cross-entropy.
  static func classes(_ count: Int) -> RunFacts {
    var facts = RunFacts()
    facts.classCount = count
    facts.lossFunction = "CrossEntropyLoss"
    return facts
  }
}
