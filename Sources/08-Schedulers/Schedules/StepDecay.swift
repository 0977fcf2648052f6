import TensorCore

/// A rate that is multiplied by γ every so many steps (PyTorch: `StepLR`).
///
///     rate(t) = base · γ^⌊t / period⌋                         (equation 8.1)
public struct StepDecay: Schedule {
  /// How many steps the rate stays.
  public let period: Int

  /// The factor γ, positive.
  public let factor: Double

  /// Creates the schedule.
  public init(period: Int, factor: Double = 0.1) {
    precondition(
      period > 0 && factor > 0, "StepDecay.init: the period \(period), the factor \(factor)")
    self.period = period
    self.factor = factor
  }

  /// The rate at a step.
  public func rate(at step: Int, from base: Double) -> Double {
    base * .pow(factor, step / period)  // (equation 8.1)
  }

  /// The previous rate, multiplied where a period begins.
  public func rate(at step: Int, after previous: Double, from base: Double) -> Double {
    jumps(at: step) ? previous * factor : previous
  }

  /// The rate jumps where a period begins.
  public func jumps(at step: Int) -> Bool { step > 0 && step % period == 0 }
}

/// A rate that is multiplied by γ at given steps (PyTorch: `MultiStepLR`).
///
///     rate(t) = base · γ^(number of milestones ≤ t)
///
/// A milestone that is given twice counts twice.
public struct MultiStepDecay: Schedule {
  /// The steps, in order.
  public let milestones: [Int]

  /// The factor γ, positive.
  public let factor: Double

  /// Creates the schedule.
  public init(milestones: [Int], factor: Double = 0.1) {
    precondition(
      milestones.allSatisfy { $0 > 0 } && factor > 0,
      "MultiStepDecay.init: the milestones \(milestones), the factor \(factor)")
    self.milestones = milestones.sorted()
    self.factor = factor
  }

  /// The rate at a step.
  public func rate(at step: Int, from base: Double) -> Double {
    base * .pow(factor, milestones.count { $0 <= step })
  }

  /// The previous rate, multiplied at a milestone.
  public func rate(at step: Int, after previous: Double, from base: Double) -> Double {
    previous * .pow(factor, milestones.count { $0 == step })
  }

  /// The rate jumps at the milestones.
  public func jumps(at step: Int) -> Bool { milestones.contains(step) }
}

/// A rate that is multiplied by γ at every step (PyTorch: `ExponentialLR`).
///
///     rate(t) = base · γᵗ                                     (equation 8.2)
public struct ExponentialDecay: Schedule {
  /// The factor γ, positive.
  public let factor: Double

  /// Creates the schedule.
  public init(factor: Double) {
    precondition(factor > 0, "ExponentialDecay.init: the factor \(factor)")
    self.factor = factor
  }

  /// The rate at a step.
  public func rate(at step: Int, from base: Double) -> Double { base * .pow(factor, step) }

  /// The previous rate times γ; at step 0 the previous rate.
  public func rate(at step: Int, after previous: Double, from base: Double) -> Double {
    step == 0 ? previous : previous * factor
  }
}
