public import Course

/// A report about a public library's schedules, with the smallest run that shows what was meant.
///
/// Some faults were mended since, others stand or are open; nearly all are planted. Other reports describe what the
/// library documents, and one the reporter's own loop; ``verdict`` says which.
public struct SchedulerBug: Sendable, Identifiable, CustomStringConvertible {
  /// What became of a report.
  public enum Verdict: String, Sendable, CaseIterable {
    /// Today's version does not show it.
    case mended = "mended"
    /// PyTorch 2.13 shows it.
    case stands = "stands in PyTorch 2.13"
    /// It was open when it was looked up, in November 2026.
    case open = "open in November 2026"
    /// The library does what its text says, and the reporter expected something else.
    case intended = "works as documented"
    /// The reporter's code is at fault.
    case misuse = "a fault of the calling code"
  }

  /// A law of the suite that rejects the planted fault, by the name of its test.
  public enum Law: String, Sendable, CaseIterable {
    /// Rates are numbers and not negative, and momenta are below 1.
    case finite = "rates are finite and not negative"
    /// Step by step one arrives where the closed form is.
    case closedForm = "the recursion is the closed form"
    /// Past its end a schedule stays, if its text says so.
    case pastEnd = "past its end a schedule does what is said"
    /// Groups keep the ratio of their rates.
    case ratio = "groups keep their ratio where it says so"
    /// A run that stopped goes on as one that did not.
    case resuming = "a run resumed at any step is the run"
    /// A jump leads where the steps lead.
    case jumping = "a jump lands where the steps lead"
  }

  /// The lesson and the position in the museum, such as `M08.3`.
  public let id: String

  /// The fault in a few words.
  public let title: String

  /// The reports; the first describes it best.
  public let reports: [PublicReport]

  /// What became of it.
  public let verdict: Verdict

  /// What was reported, and why it happened.
  public let story: String

  /// What the smallest run measures.
  public let quantity: String

  /// The quantity as it was reported.
  public let reported: @Sendable () throws -> Double

  /// The quantity as it should be or, of what works as documented, as it is.
  public let right: @Sendable () throws -> Double

  /// The law that rejects the fault; `nil` if it is none, or none of a schedule.
  public let law: Law?

  /// The schedule with the fault, for the law.
  public let plant: CatalogedSchedule?

  init(
    _ number: Int, title: String, reports: [PublicReport], verdict: Verdict, story: String,
    quantity: String, reported: @escaping @Sendable () throws -> Double,
    right: @escaping @Sendable () throws -> Double, law: Law? = nil,
    plant: CatalogedSchedule? = nil
  ) {
    precondition(
      (law == nil) == (plant == nil), "SchedulerBug.init: M08.\(number): a law without its plant")
    id = "M08.\(number)"
    self.title = title
    self.reports = reports
    self.verdict = verdict
    self.story = story
    self.quantity = quantity
    self.reported = reported
    self.right = right
    self.law = law
    self.plant = plant
  }

  /// The id and the title.
  public var description: String { "\(id) \(title)" }
}

extension SchedulersLesson {
  /// Reports about public schedules, in the order of the ids.
  public static var museum: [SchedulerBug] {
    [
      .compounded, .ignoredAtZero, .allAtOnce, .aliasedBase, .sequenceNotResumed, .overwritten,
      .rampFromZero, .lineBelowZero, .pastTheCycle, .growingMomentum, .emptyDecay, .countedAlone,
      .oneRateForGroups, .nestedSequence, .lowerBoundLate, .negativePlateau, .printedRate,
      .patienceOfTwo, .plateauOnTheWayDown, .steppedPerEpoch, .twoPhases,
      .resumedFromBase,
    ]
  }
}
