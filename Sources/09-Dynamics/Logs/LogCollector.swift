import Course

/// Collects the steps of a log in bounded memory, in the order of their numbers.
///
/// If more numbers come than fit, every second step is left out, again and again. A step whose loss is not finite, or
/// higher than all before by a factor of two, takes the place of its neighbor, so that no failure is thinned away.
struct LogCollector {
  /// A step and its number in the run.
  private struct Entry {
    let number: Int
    var step: TrainingRecord.Step
    var isInEvaluationMode = false
  }

  /// A measurement on held-out data with what belongs to it.
  private struct Measurement {
    var validation: TrainingRecord.Validation
    let hash: String?
    let inTrainingMode: Bool?
  }

  private let numberLimit: Int
  private var entries: [Entry] = []
  private var measurements: [Measurement] = []
  private var numberCount = 0
  private var stride = 1
  private var seen = 0
  private var greatest = -Double.infinity
  private var waiting: TrainingRecord.Step?
  private var seams: [ClosedRange<Int>] = []

  /// Creates a collector.
  ///
  /// - Parameter numberLimit: How many numbers are kept before steps are left out.
  init(numberLimit: Int = 2_000_000) {
    self.numberLimit = numberLimit
  }

  /// Whether a step has been collected.
  var isEmpty: Bool { entries.isEmpty }

  /// The number that the next step has where the log gives none.
  var nextNumber: Int { (entries.last?.number ?? -1) + 1 }

  /// Adds a step; steps from its number on that were there before are replaced: the run was resumed.
  mutating func add(
    _ measured: TrainingRecord.Step, number: Int, inEvaluationMode: Bool = false
  ) {
    // A loss that is NaN stays: only what the row lacks is filled in.
    var step = measured
    if let waiting {
      step = Self.merged(measured, waiting)
      step.loss = measured.loss
    }
    waiting = nil
    if let last = entries.last?.number, number <= last { cut(from: number) }
    let isOutstanding = !step.loss.isFinite || step.loss > 2 * max(greatest, 0)
    if step.loss.isFinite { greatest = max(greatest, step.loss) }
    defer { seen += 1 }
    let entry = Entry(number: number, step: step, isInEvaluationMode: inEvaluationMode)
    guard seen % stride == 0 || entries.isEmpty else {
      guard isOutstanding, let last = entries.last, last.step.loss.isFinite else { return }
      numberCount += Self.count(step) - Self.count(last.step)
      entries[entries.count - 1] = entry
      return
    }
    entries.append(entry)
    numberCount += Self.count(step)
    while numberCount > numberLimit, entries.count > 1_000 { thin() }
  }

  /// Completes a step with what was measured at its moment and stands in another row.
  ///
  /// What comes before the first loss is kept for it: a learning rate is often logged first.
  mutating func complete(_ rest: TrainingRecord.Step, number: Int) {
    guard let last = entries.last, last.number == number else {
      waiting = waiting.map { Self.merged($0, rest) } ?? rest
      return
    }
    entries[entries.count - 1].step = Self.merged(last.step, rest)
    numberCount += Self.count(entries[entries.count - 1].step) - Self.count(last.step)
  }

  private static func merged(
    _ step: TrainingRecord.Step, _ rest: TrainingRecord.Step
  ) -> TrainingRecord.Step {
    var step = step
    if step.loss.isNaN { step.loss = rest.loss }
    if step.learningRate.isNaN { step.learningRate = rest.learningRate }
    step.gradientNorms.merge(rest.gradientNorms) { $1 }
    step.columns.merge(rest.columns) { $0.merging($1) { $1 } }
    return step
  }

  /// Adds a measurement on held-out data, made after a number of steps.
  mutating func add(
    _ validation: TrainingRecord.Validation, hash: String? = nil, inTrainingMode: Bool? = nil
  ) {
    if let last = measurements.last?.validation.step, validation.step <= last {
      measurements.removeAll { $0.validation.step >= validation.step }
    }
    measurements.append(
      Measurement(validation: validation, hash: hash, inTrainingMode: inTrainingMode))
  }

  /// The record, with the facts that only the collector knows; steps without a loss are left out.
  func record(into facts: inout RunFacts, notes: inout [String]) -> TrainingRecord {
    var record = TrainingRecord()
    record.steps = entries.map(\.step)
    let numbers = entries.map(\.number)
    if numbers != Array(0..<numbers.count) { facts.stepNumbers = numbers }
    facts.stepsInEvaluationMode = entries.indices.filter { entries[$0].isInEvaluationMode }
    var index = 0
    for measurement in measurements {
      var validation = measurement.validation
      while index < numbers.count, numbers[index] < validation.step { index += 1 }
      validation.step = index
      record.validations.append(validation)
    }
    if measurements.contains(where: { $0.hash != nil }) {
      facts.weightsHashes = measurements.map(\.hash)
    }
    if measurements.contains(where: { $0.inTrainingMode != nil }) {
      facts.validatedInTrainingMode = measurements.map(\.inTrainingMode)
    }
    for seam in seams {
      notes.append(
        "Steps \(seam.lowerBound) to \(seam.upperBound) are logged twice: the later ones are kept.")
    }
    if stride > 1 {
      notes.append(
        """
        The log is long: of \(seen) steps every \(stride)th is kept, and every step whose loss is not finite or \
        twice as high as all before.
        """)
    }
    return record
  }

  private mutating func cut(from number: Int) {
    let last = entries.last?.number ?? number
    seams.append(number...max(number, last))
    while let entry = entries.last, entry.number >= number {
      numberCount -= Self.count(entry.step)
      entries.removeLast()
    }
    measurements.removeAll { $0.validation.step > number }
  }

  /// Leaves out every second step; of two neighbors the one that stands out remains.
  private mutating func thin() {
    stride *= 2
    var highest = -Double.infinity
    entries = Swift.stride(from: 0, to: entries.count, by: 2).map { index in
      let first = entries[index]
      defer { highest = max(highest, first.step.loss.isFinite ? first.step.loss : highest) }
      guard index + 1 < entries.count else { return first }
      let second = entries[index + 1]
      let standsOut = !second.step.loss.isFinite || second.step.loss > 2 * max(highest, 0)
      return first.step.loss.isFinite && standsOut && index > 0 ? second : first
    }
    numberCount = entries.reduce(0) { $0 + Self.count($1.step) }
  }

  private static func count(_ step: TrainingRecord.Step) -> Int {
    step.columns.values.reduce(
      4 + step.gradientNorms.count + step.parameterNorms.count + step.updateNorms.count
    ) { $0 + $1.count }
  }
}
