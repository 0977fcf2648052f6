import TensorCore

/// A rate that never changes.
public struct ConstantRate: Schedule {
  /// Creates the schedule.
  public init() {}

  /// The base rate.
  public func rate(at step: Int, from base: Double) -> Double { base }

  /// The previous rate.
  public func rate(at step: Int, after previous: Double, from base: Double) -> Double { previous }
}

/// A rate that is a share of the base for some steps, and the base from then on (PyTorch: `ConstantLR`).
public struct ReducedStart: Schedule {
  /// The share, in 0…1 without 0.
  public let factor: Double

  /// How many steps the rate is reduced for.
  public let length: Int

  /// Creates the schedule.
  ///
  /// PyTorch takes a factor of 0, and divides by it when the steps are over.
  public init(factor: Double = 1 / 3, length: Int = 5) {
    precondition(
      factor > 0 && factor <= 1 && length > 0,
      "ReducedStart.init: the factor \(factor), the length \(length)")
    self.factor = factor
    self.length = length
  }

  /// The rate at a step.
  public func rate(at step: Int, from base: Double) -> Double {
    step < length ? base * factor : base
  }

  /// The previous rate, reduced at step 0 and raised again when the steps are over.
  public func rate(at step: Int, after previous: Double, from base: Double) -> Double {
    if step == 0 { return previous * factor }
    return step == length ? previous * (1 / factor) : previous
  }

  /// The rate jumps when the steps are over.
  public func jumps(at step: Int) -> Bool { step == length && factor < 1 }
}

/// A rate that goes in a line from one share of the base to another, and stays there (PyTorch: `LinearLR`).
///
///     rate(t) = base · (start + (end − start) · min(t, length) / length)
public struct LinearRamp: Schedule {
  /// The first share, in 0…1 without 0.
  public let start: Double

  /// The last share, in 0…1.
  public let end: Double

  /// The step that has the last share first.
  public let length: Int

  /// Creates the schedule.
  public init(start: Double = 1 / 3, end: Double = 1, length: Int = 5) {
    precondition(
      start > 0 && start <= 1 && (0...1).contains(end) && length > 0,
      "LinearRamp.init: from \(start) to \(end) in \(length) steps")
    self.start = start
    self.end = end
    self.length = length
  }

  /// The rate at a step.
  public func rate(at step: Int, from base: Double) -> Double {
    base * (start + (end - start) * Double(min(step, length)) / Double(length))
  }

  /// The previous rate times the quotient of two neighboring shares.
  public func rate(at step: Int, after previous: Double, from base: Double) -> Double {
    if step == 0 { return previous * start }
    if step > length { return previous }
    let slope = end - start
    return previous * (1 + slope / (Double(length) * start + Double(step - 1) * slope))
  }
}

/// A rate that falls to zero as a power of the steps that are left (PyTorch: `PolynomialLR`).
///
///     rate(t) = base · (1 − min(t, length) / length)^power    (equation 8.3)
public struct PolynomialDecay: Schedule {
  /// The step that has the rate zero first.
  public let length: Int

  /// The power, positive.
  public let power: Double

  /// Creates the schedule.
  public init(length: Int = 5, power: Double = 1) {
    precondition(
      length > 0 && power > 0, "PolynomialDecay.init: the length \(length), the power \(power)")
    self.length = length
    self.power = power
  }

  /// The rate at a step.
  public func rate(at step: Int, from base: Double) -> Double {
    base * .pow(1 - Double(min(step, length)) / Double(length), power)  // (equation 8.3)
  }

  /// The previous rate times the quotient of two neighboring powers.
  public func rate(at step: Int, after previous: Double, from base: Double) -> Double {
    guard step > 0, step <= length else { return previous }
    let (left, before) = (
      1 - Double(step) / Double(length), 1 - Double(step - 1) / Double(length)
    )
    return previous * .pow(left / before, power)
  }
}
