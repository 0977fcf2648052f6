/// A search for a learning rate: the rate grows at every step, and the loss shows where it becomes too high.
///
/// The loss lags behind the rate: a blow-up needs steps to show, and meanwhile the rate has grown. On a quadratic
/// whose limit is 0.2 the loss is lowest at 0.63 when the rate grows by a fifth a step. What the test recommends is
/// therefore a tenth of the rate at the lowest loss.
///
/// ## Source
///
/// Smith, "Cyclical learning rates for training neural networks", 2017, https://arxiv.org/abs/1506.01186,
/// section 3.3; the rate that grows by a factor, the stop, and the tenth are fastai's
public struct RangeTest: Sendable {
  /// The rates, in the order of the steps.
  public let rates: [Double]

  /// The loss before the step at each rate.
  public let losses: [Double]

  /// Makes steps at growing rates until the loss is four times the lowest one, or not finite.
  ///
  /// - Parameters:
  ///   - first: The first rate, positive.
  ///   - last: The highest rate, higher than the first.
  ///   - growth: How many times as high as a rate the next one is, more than 1.
  ///   - step: Makes one step of training at a rate, and returns the loss before it.
  /// - Throws: What the step throws.
  public init(
    from first: Double, to last: Double, growth: Double = 1.2, step: (Double) throws -> Double
  ) rethrows {
    precondition(
      first > 0 && last > first && growth > 1,
      "RangeTest.init: from \(first) to \(last) by factors of \(growth)")
    var (rates, losses): ([Double], [Double]) = ([], [])
    var lowest = Double.infinity
    var rate = first
    while rate <= last {
      let loss = try step(rate)
      rates.append(rate)
      losses.append(loss)
      guard loss.isFinite, loss <= 4 * lowest else { break }
      lowest = min(lowest, loss)
      rate *= growth
    }
    self.rates = rates
    self.losses = losses
  }

  /// The rate of the step after which the loss was lowest; it may be above what training bears.
  public var rateAtLowestLoss: Double {
    let finite = losses.indices.filter { losses[$0].isFinite }
    guard let lowest = finite.min(by: { losses[$0] < losses[$1] }) else { return rates[0] }
    return rates[max(lowest - 1, 0)]
  }

  /// The rate of the step that first made the loss rise for good; `nil` if the loss never did.
  public var rateAtRise: Double? {
    guard let last = losses.indices.last, last > 0 else { return nil }
    var index = last
    while index > 0, !(losses[index] <= losses[index - 1]) { index -= 1 }
    return index == last ? nil : rates[index]
  }

  /// A rate to train with: a tenth of the one at the lowest loss.
  public var recommendedRate: Double { rateAtLowestLoss / 10 }
}
