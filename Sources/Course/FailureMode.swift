/// A way in which networks fail at work, reproduced: the symptom, the diagnosis, and the cure.
///
/// A failure mode is an experiment. The broken run shows the symptom, and each remedy, which
/// differs from it in one thing, does not; one measured quantity tells them apart.
public struct FailureMode: Sendable, Identifiable {
  /// The lesson and the position in it, such as `F1.3`.
  public let id: CourseID

  /// The failure in a few words.
  public let title: String

  /// What an engineer sees.
  public let symptom: String

  /// What causes it.
  public let diagnosis: String

  /// What to do.
  public let fix: String

  /// What is measured, such as `mean loss of a perfect prediction`.
  public let quantity: String

  /// The values of the quantity that count as the symptom.
  public let symptomatic: Criterion

  /// The run with the fault.
  public let broken: Run

  /// The same run without the fault, for each way of curing it; the first is the usual one.
  public let remedies: [Run]

  /// Creates a failure mode; the first of its remedies is the usual cure.
  ///
  /// - Precondition: The id is a failure mode's, and there is at least one remedy.
  public init(
    id: CourseID, title: String, symptom: String, diagnosis: String, fix: String, quantity: String,
    symptomatic: Criterion, broken: Run, remedies: [Run]
  ) {
    precondition(id.kind == .failureMode, "FailureMode.init: \(id) is not a failure mode's id")
    precondition(!remedies.isEmpty, "FailureMode.init: \(id) has no remedy")
    self.id = id
    self.title = title
    self.symptom = symptom
    self.diagnosis = diagnosis
    self.fix = fix
    self.quantity = quantity
    self.symptomatic = symptomatic
    self.broken = broken
    self.remedies = remedies
  }

  /// The broken run and the remedies, in order.
  public var runs: [Run] { [broken] + remedies }
}

extension FailureMode {
  /// The seed whose numbers stand on the lesson's page.
  public static var defaultSeed: UInt64 { 0 }

  /// A run that ends in one measurement.
  public struct Run: Sendable {
    /// What distinguishes this run, in a few words.
    public let name: String

    /// Whether the run draws anything, so that another seed makes it another run.
    public let isSeeded: Bool

    private let body: @Sendable (_ seed: UInt64) throws -> Measurement

    /// Creates a run that draws nothing; its result is the same every time.
    public init(_ name: String, measure: @escaping @Sendable () throws -> Measurement) {
      self.name = name
      isSeeded = false
      body = { _ in try measure() }
    }

    /// Creates a run that draws data, weights or a start; the same seed gives the same result.
    public init(
      _ name: String, measure: @escaping @Sendable (_ seed: UInt64) throws -> Measurement
    ) {
      self.name = name
      isSeeded = true
      body = measure
    }

    /// Carries out the run.
    ///
    /// - Parameter seed: What the run draws from, if it draws anything.
    /// - Returns: The measured quantity, and the record of a training.
    /// - Throws: What the code of the lesson throws.
    public func measure(seed: UInt64 = FailureMode.defaultSeed) throws -> Measurement {
      try body(seed)
    }
  }
}

extension FailureMode: CustomStringConvertible {
  /// The id and the title.
  public var description: String { "\(id) \(title)" }
}

/// The result of a run: one number, and the record of the training if there was one.
public struct Measurement: Sendable {
  /// The measured quantity.
  public let value: Double

  /// What happened step by step, for runs that train.
  public let record: TrainingRecord?

  /// Creates a measurement of a quantity.
  public init(_ value: some BinaryFloatingPoint, record: TrainingRecord? = nil) {
    self.value = Double(value)
    self.record = record
  }
}

/// A statement about one number that holds or does not.
public enum Criterion: Sendable, Hashable {
  /// The number is greater than the bound.
  case above(Double)
  /// The number is less than the bound.
  case below(Double)
  /// The number is at most so far from another.
  case near(Double, within: Double)
  /// The number is infinite or NaN.
  case notFinite

  /// Whether the statement holds; of NaN only `notFinite` holds.
  ///
  /// - Parameter value: The number.
  /// - Returns: Whether the statement holds for it.
  public func holds(for value: Double) -> Bool {
    switch self {
    case .above(let bound): value > bound
    case .below(let bound): value < bound
    case .near(let target, let distance): abs(value - target) <= distance
    case .notFinite: !value.isFinite
    }
  }
}

extension Criterion: CustomStringConvertible {
  /// The statement in words, such as `above 0.5`.
  public var description: String {
    switch self {
    case .above(let bound): "above \(bound)"
    case .below(let bound): "below \(bound)"
    case .near(let target, let distance): "within \(distance) of \(target)"
    case .notFinite: "infinite or not a number"
    }
  }
}
