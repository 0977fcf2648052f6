public import Course

/// A way in which the run of a mystery is broken, with the line that repairs it.
public struct MysteryCase: Sendable, Identifiable {
  /// Two versions of a line of code.
  public struct Difference: Sendable, Hashable {
    /// The line with the fault.
    public let broken: String
    /// The line without it.
    public let repaired: String
  }

  /// What is wrong; no two cases have the same.
  public let cause: Cause

  /// The suspicion as it stands on the learner's list.
  public let suspicion: String

  /// The difference to the healthy twin, in this course's code.
  public let swift: Difference

  /// The same in PyTorch.
  public let pytorch: Difference

  /// A failure mode that shows and explains it.
  public let explainedBy: CourseID

  let prepare: @Sendable (inout MysterySetup) -> Void
  let plant: @Sendable (inout MysterySetup) -> Void

  /// The cause's name.
  public var id: String { cause.rawValue }

  init(
    _ cause: Cause, _ suspicion: String,
    swift: (broken: String, repaired: String), pytorch: (broken: String, repaired: String),
    explainedBy: (lesson: Int, position: Int),
    preparing prepare: @escaping @Sendable (inout MysterySetup) -> Void = { _ in },
    planting plant: @escaping @Sendable (inout MysterySetup) -> Void
  ) {
    self.cause = cause
    self.suspicion = suspicion
    self.swift = Difference(broken: swift.broken, repaired: swift.repaired)
    self.pytorch = Difference(broken: pytorch.broken, repaired: pytorch.repaired)
    self.explainedBy = .failureMode(explainedBy.lesson, explainedBy.position)
    self.prepare = prepare
    self.plant = plant
  }

  /// The setup with the faults of some cases.
  ///
  /// - Parameter cases: The cases.
  /// - Returns: What is trained.
  public static func setup(of cases: [MysteryCase]) -> MysterySetup {
    var setup = MysterySetup()
    for item in cases { item.prepare(&setup) }
    for item in cases { item.plant(&setup) }
    return setup
  }

  /// The same network and data without the faults.
  ///
  /// - Parameter cases: The cases.
  /// - Returns: The healthy twin.
  public static func twin(of cases: [MysteryCase]) -> MysterySetup {
    var setup = MysterySetup()
    for item in cases { item.prepare(&setup) }
    return setup
  }
}

extension MysteryCase {
  /// All cases, in the order of the learner's list.
  public static var all: [MysteryCase] { inTheData + inTheNetwork + inTheLoop + inTheEvaluation }

  /// Faults that can be planted together: none hides the other from every measurement.
  public static var pairs: [[MysteryCase]] {
    let pairs: [(Cause, Cause)] = [
      (.notUpdated, .staleWeights), (.wrongLabels, .schedule), (.wrongHead, .leakage),
      (.decayTooStrong, .staleWeights), (.missingGradient, .schedule),
      (.vanishingGradients, .staleWeights), (.deadUnits, .leakage), (.rateTooLow, .wrongLabels),
    ]
    return pairs.map { pair in all.filter { $0.cause == pair.0 || $0.cause == pair.1 } }
  }
}
