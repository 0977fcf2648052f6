import TensorCore

/// A rate that falls along half a cosine, and rises again after it (PyTorch: `CosineAnnealingLR`).
///
///     rate(t) = minimum + (base − minimum) · (1 + cos(π t / length)) / 2  (equation 8.4)
///
/// It does not stay at the minimum: after twice the length the base rate is back.
///
/// ## Source
///
/// Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017,
/// https://arxiv.org/abs/1608.03983, equation 5, without the restarts
public struct CosineDecay: Schedule {
  /// The step with the least rate.
  public let length: Int

  /// The least rate; not negative, and no share of the base.
  public let minimum: Double

  /// Creates the schedule.
  public init(length: Int, minimum: Double = 0) {
    precondition(
      length > 0 && minimum >= 0, "CosineDecay.init: the length \(length), the minimum \(minimum)")
    self.length = length
    self.minimum = minimum
  }

  /// The rate at a step.
  public func rate(at step: Int, from base: Double) -> Double {
    minimum + (base - minimum) * raised(step) / 2  // (equation 8.4)
  }

  /// What is above the minimum, times the quotient of two neighboring cosines; after the minimum, where
  /// that is 0 / 0, the rise is added.
  public func rate(at step: Int, after previous: Double, from base: Double) -> Double {
    if step == 0 { return previous }
    let sinceMinimum = step - 1 - length
    if sinceMinimum % (2 * length) == 0 {
      return previous + (base - minimum) * (1 - .cosine(.pi / Double(length))) / 2
    }
    return raised(step) / raised(step - 1) * (previous - minimum) + minimum  // (equation 8.5)
  }

  /// Proportional if it falls to zero.
  public var isProportional: Bool { minimum == 0 }

  private func raised(_ step: Int) -> Double { 1 + .cosine(.pi * Double(step) / Double(length)) }
}

/// A rate that falls along half a cosine, and starts over (PyTorch: `CosineAnnealingWarmRestarts`).
///
/// The cycles have the lengths `firstLength · growth^i`.
///
/// ## Source
///
/// Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017,
/// https://arxiv.org/abs/1608.03983
public struct CosineRestarts: Schedule {
  /// The length of the first cycle.
  public let firstLength: Int

  /// How many times as long as a cycle the next one is.
  public let growth: Int

  /// What the rate falls toward; not negative, and no share of the base.
  public let minimum: Double

  /// Creates the schedule.
  public init(firstLength: Int, growth: Int = 1, minimum: Double = 0) {
    precondition(
      firstLength > 0 && growth > 0 && minimum >= 0,
      "CosineRestarts.init: the length \(firstLength), the growth \(growth), the minimum \(minimum)"
    )
    self.firstLength = firstLength
    self.growth = growth
    self.minimum = minimum
  }

  /// The rate at a step.
  public func rate(at step: Int, from base: Double) -> Double {
    let (position, length) = place(of: step)
    return minimum
      + (base - minimum) * (1 + .cosine(.pi * Double(position) / Double(length))) / 2
  }

  /// The rate jumps up where a cycle begins.
  public func jumps(at step: Int) -> Bool { step > 0 && place(of: step).position == 0 }

  /// Proportional if it falls toward zero.
  public var isProportional: Bool { minimum == 0 }

  /// Where a step stands in its cycle, and the length of the cycle.
  private func place(of step: Int) -> (position: Int, length: Int) {
    if growth == 1 { return (step % firstLength, firstLength) }
    var (position, length) = (step, firstLength)
    while position >= length {
      position -= length
      length *= growth
    }
    return (position, length)
  }
}
