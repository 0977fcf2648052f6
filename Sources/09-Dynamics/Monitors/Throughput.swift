/// Counts samples against the clock.
///
/// ```swift
/// var throughput = Throughput(window: 20)
/// for batch in batches {
///   try trainingStep(optimizer) { softmaxCrossEntropy(model(batch.x), classes: batch.y) }
///   throughput.count(batch.y.count)
/// }
/// throughput.samplesPerSecond   // over the last 20 steps
/// ```
///
/// It is no part of a record: two runs that agree to the bit differ in it.
public struct Throughput {
  /// How many steps the rate is taken over.
  public let window: Int

  /// How many samples were counted in all.
  public private(set) var sampleCount = 0

  private let now: () -> Duration
  private var marks: [(time: Duration, samples: Int)]

  /// Starts the clock.
  ///
  /// - Parameters:
  ///   - window: How many steps the rate is taken over; positive.
  ///   - now: Reads a clock that never goes back; the time since the start of this counter unless given.
  public init(window: Int = 50, now: (() -> Duration)? = nil) {
    precondition(window > 0, "Throughput.init: a window of \(window) steps")
    self.window = window
    let start = ContinuousClock.now
    self.now = now ?? { start.duration(to: .now) }
    marks = [(self.now(), 0)]
  }

  /// Counts the samples of a step that is done.
  ///
  /// - Parameter samples: How many samples it had; not negative.
  public mutating func count(_ samples: Int) {
    precondition(samples >= 0, "Throughput.count: \(samples) samples")
    sampleCount += samples
    marks.append((now(), sampleCount))
    if marks.count > window + 1 { marks.removeFirst(marks.count - window - 1) }
  }

  /// The samples a second over the last steps; `nil` while no time has passed.
  public var samplesPerSecond: Double? {
    rate { Double($0.samples) }
  }

  /// The steps a second over the last steps; `nil` while no time has passed.
  public var stepsPerSecond: Double? {
    seconds.map { Double(marks.count - 1) / $0 }
  }

  private func rate(_ figure: ((time: Duration, samples: Int)) -> Double) -> Double? {
    guard let seconds, let first = marks.first, let last = marks.last else { return nil }
    return (figure(last) - figure(first)) / seconds
  }

  private var seconds: Double? {
    guard let first = marks.first, let last = marks.last, last.time > first.time else { return nil }
    return (last.time - first.time) / .seconds(1)
  }
}
