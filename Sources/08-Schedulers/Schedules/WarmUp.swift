import TensorCore

/// A rate that rises in a line to the base: the first step has one part of it, not zero.
///
///     rate(t) = base · min(1, (t + 1) / length)               (equation 8.6)
///
/// ## Source
///
/// Goyal et al., "Accurate, large minibatch SGD: training ImageNet in 1 hour", 2017,
/// https://arxiv.org/abs/1706.02677, section 2.2
public struct LinearWarmUp: Schedule {
  /// The number of the first step with the base rate, counted from 1.
  public let length: Int

  /// Creates the schedule.
  public init(length: Int) {
    precondition(length > 0, "LinearWarmUp.init: the length \(length)")
    self.length = length
  }

  /// The rate at a step.
  public func rate(at step: Int, from base: Double) -> Double { base * factor(step) }

  /// The previous rate times the quotient of two neighboring shares.
  public func rate(at step: Int, after previous: Double, from base: Double) -> Double {
    previous * factor(step) / (step == 0 ? 1 : factor(step - 1))
  }

  private func factor(_ step: Int) -> Double { Double(min(step + 1, length)) / Double(length) }
}

/// A rate that comes near the base as fast as what is missing shrinks.
///
///     rate(t) = base · (1 − exp(−(t + 1) / length))           (equation 8.7)
///
/// It never arrives: after `length` steps 63 % are there, after three times as many 95 %.
///
/// ## Source
///
/// Ma and Yarats, "On the adequacy of untuned warmup for adaptive optimization", 2021,
/// https://arxiv.org/abs/1910.04209, section 5
public struct ExponentialWarmUp: Schedule {
  /// How many steps it takes until a share 1/e is missing.
  public let length: Double

  /// Creates the schedule.
  public init(length: Double) {
    precondition(length > 0, "ExponentialWarmUp.init: the length \(length)")
    self.length = length
  }

  /// The rate at a step.
  public func rate(at step: Int, from base: Double) -> Double { base * factor(step) }

  /// The previous rate times the quotient of two neighboring shares.
  public func rate(at step: Int, after previous: Double, from base: Double) -> Double {
    previous * factor(step) / (step == 0 ? 1 : factor(step - 1))
  }

  private func factor(_ step: Int) -> Double { -.expMinusOne(-Double(step + 1) / length) }
}

/// A rate that rises in a line, stays, and falls in a line at the end (known as WSD).
///
/// The steps of the middle may be continued at will; only the end is short. The fall of Hu et al. is
/// exponential; this one is Hägele et al.'s linear one.
///
/// ## Source
///
/// Hu et al., "MiniCPM", 2024, https://arxiv.org/abs/2404.06395, section 4; Hägele et al., "Scaling laws
/// and compute-optimal training beyond fixed training durations", 2024, https://arxiv.org/abs/2405.18392
public struct WarmUpStableDecay: Schedule {
  /// The number of steps of the rise; the last of them has the base rate.
  public let warmUp: Int

  /// The number of steps at the base rate after it.
  public let stable: Int

  /// The number of steps of the fall; the last of them has the final share.
  public let decay: Int

  /// The share of the base at the end and after it, in 0…1.
  public let end: Double

  /// Creates the schedule.
  public init(warmUp: Int, stable: Int, decay: Int, end: Double = 0) {
    precondition(
      warmUp >= 0 && stable >= 0 && decay > 0 && (0...1).contains(end),
      "WarmUpStableDecay.init: \(warmUp), \(stable) and \(decay) steps down to \(end)")
    self.warmUp = warmUp
    self.stable = stable
    self.decay = decay
    self.end = end
  }

  /// The rate at a step.
  public func rate(at step: Int, from base: Double) -> Double {
    if step < warmUp { return base * Double(step + 1) / Double(warmUp) }
    let fallen = min(max(step + 1 - warmUp - stable, 0), decay)
    return base * (1 + (end - 1) * Double(fallen) / Double(decay))
  }
}
