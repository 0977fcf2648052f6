import TensorCore

/// A rate that falls as one over the steps (the CS231n notes' 1/t decay).
///
///     rate(t) = base / (1 + decay · t)
public struct InverseTimeDecay: Schedule {
  /// How fast the rate falls; not negative.
  public let decay: Double

  /// Creates the schedule.
  public init(decay: Double) {
    precondition(decay >= 0, "InverseTimeDecay.init: the decay \(decay)")
    self.decay = decay
  }

  /// The rate at a step.
  public func rate(at step: Int, from base: Double) -> Double { base / (1 + decay * Double(step)) }
}

/// A rate that stays for some steps and then falls as one over the root of the steps.
///
///     rate(t) = base · √(start / max(t, start))
///
/// ## Source
///
/// Raffel et al., "Exploring the limits of transfer learning with a unified text-to-text transformer",
/// 2020, https://arxiv.org/abs/1910.10683, section 3.1.2, whose rate is 1 / √max(t, start)
public struct InverseSquareRoot: Schedule {
  /// The last step with the base rate.
  public let start: Int

  /// Creates the schedule.
  public init(start: Int) {
    precondition(start > 0, "InverseSquareRoot.init: the start \(start)")
    self.start = start
  }

  /// The rate at a step.
  public func rate(at step: Int, from base: Double) -> Double {
    base * .squareRoot(Double(start) / Double(max(step, start)))
  }
}

/// The transformer's first schedule: a linear rise, then one over the root of the steps.
///
///     rate(t) = base · width^−½ · min(s^−½, s · warmUp^−1½)          s = t + 1  (equation 8.8)
///
/// The rate is made for a base of 1. The two pieces meet at s = warmUp.
///
/// ## Source
///
/// Vaswani et al., "Attention is all you need", 2017, https://arxiv.org/abs/1706.03762, equation 3
public struct Noam: Schedule {
  /// The number of features of the model.
  public let width: Int

  /// How many steps the rate rises.
  public let warmUp: Int

  /// Creates the schedule.
  public init(width: Int, warmUp: Int) {
    precondition(width > 0 && warmUp > 0, "Noam.init: the width \(width), the warm-up \(warmUp)")
    self.width = width
    self.warmUp = warmUp
  }

  /// The rate at a step.
  public func rate(at step: Int, from base: Double) -> Double {
    let (s, rise) = (Double(step + 1), Double(warmUp))
    return base * min(1 / .squareRoot(s), s / (rise * .squareRoot(rise)))
      / .squareRoot(Double(width))
  }
}
