/// What the learning rate is at each step, as a pure function of the step.
///
/// ```swift
/// let schedule = CosineDecay(length: 1000, minimum: 1e-5)
/// schedule.rate(at: 500, from: 0.1)               // the same whenever it is asked
/// let scheduler = Scheduler(optimizer, schedule)  // sets it while training goes on
/// ```
///
/// Step 0 is the step of the first batch. A schedule is written twice: as this function, and as PyTorch
/// computes it, from the rate of the step before. The two agree up to rounding as long as nobody else changes
/// the rate; ``ChainedSchedule`` is where they part.
public protocol Schedule: Sendable {
  /// The rate at a step.
  ///
  /// - Parameters:
  ///   - step: How many steps were made before; not negative.
  ///   - base: The rate that the optimizer was made with.
  /// - Returns: The rate.
  func rate(at step: Int, from base: Double) -> Double

  /// The rate at a step, from that of the step before, as PyTorch's `get_lr` computes it.
  ///
  /// At step 0 the previous rate is the one that the optimizer has when it is handed over.
  ///
  /// - Parameters:
  ///   - step: How many steps were made before; not negative.
  ///   - previous: The rate of the step before.
  ///   - base: The rate that the optimizer was made with.
  /// - Returns: The rate.
  func rate(at step: Int, after previous: Double, from base: Double) -> Double

  /// The rate when another schedule has ended and this one begins, in a ``SequentialSchedule``.
  ///
  /// - Parameters:
  ///   - previous: The last rate of the other schedule.
  ///   - base: The rate that the optimizer was made with.
  /// - Returns: The rate at step 0 of this one.
  func rate(taking previous: Double, from base: Double) -> Double

  /// The momentum at a step; `nil` for schedules that leave it alone, at every step then.
  ///
  /// - Parameter step: How many steps were made before; not negative.
  /// - Returns: The momentum.
  func momentum(at step: Int) -> Double?

  /// How many steps the schedule has rates for; `nil` if it has one for every step.
  var stepCount: Int? { get }

  /// Whether the rate at a step is another one than its neighbors suggest, however long the schedule is.
  ///
  /// - Parameter step: A step from 1.
  /// - Returns: Whether the rate jumps from the step before to this one.
  func jumps(at step: Int) -> Bool

  /// Whether twice the base rate makes twice the rate, so that groups keep their ratio.
  var isProportional: Bool { get }
}

extension Schedule {
  /// Most schedules that PyTorch lacks, and some that it has, do not ask for the previous rate.
  public func rate(at step: Int, after previous: Double, from base: Double) -> Double {
    rate(at: step, from: base)
  }

  /// Most schedules begin where they always begin.
  public func rate(taking previous: Double, from base: Double) -> Double { rate(at: 0, from: base) }

  /// Most schedules leave the momentum alone.
  public func momentum(at step: Int) -> Double? { nil }

  /// Most schedules have a rate for every step.
  public var stepCount: Int? { nil }

  /// Most schedules are continuous.
  public func jumps(at step: Int) -> Bool { false }

  /// Most schedules are a factor of the base rate.
  public var isProportional: Bool { true }

  /// The rates of the first steps.
  ///
  /// - Parameters:
  ///   - stepCount: How many steps.
  ///   - base: The rate that the optimizer was made with.
  /// - Returns: One rate a step.
  public func rates(stepCount: Int, from base: Double) -> [Double] {
    precondition(stepCount >= 0, "\(Self.self).rates: \(stepCount) steps")
    return (0..<stepCount).map { rate(at: $0, from: base) }
  }

  /// The rates of the first steps, each computed from the one before as PyTorch does it.
  ///
  /// - Parameters:
  ///   - stepCount: How many steps.
  ///   - base: The rate that the optimizer was made with.
  /// - Returns: One rate a step.
  public func recursiveRates(stepCount: Int, from base: Double) -> [Double] {
    precondition(stepCount >= 0, "\(Self.self).recursiveRates: \(stepCount) steps")
    var previous = base
    return (0..<stepCount).map { step in
      previous = rate(at: step, after: previous, from: base)
      return previous
    }
  }
}
