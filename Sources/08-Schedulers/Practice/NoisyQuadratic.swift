import TensorCore

/// The expected course of stochastic gradient descent on a quadratic, computed without a random number.
///
/// The loss is Σ λ x² / 2 over the curvatures λ, and every gradient has noise of variance σ² in every
/// direction. The mean square v of the distance from the minimum then obeys, exactly,
///
///     v(t + 1) = (1 − η(t) λ)² v(t) + η(t)² σ²               (equation 8.12)
///
/// so two schedules are compared by two numbers instead of by averages over seeds: Σ λ v, which is twice the
/// expected loss. At a constant rate λ v comes to rest at η σ² / (2 − η λ), which no patience lowers.
///
/// ## Source
///
/// Schaul, Zhang and LeCun, "No more pesky learning rates", 2013, https://arxiv.org/abs/1206.1106, section 3;
/// Zhang et al., "Which algorithmic choices matter at which batch sizes?", 2019,
/// https://arxiv.org/abs/1907.04164
public struct NoisyQuadratic: Sendable {
  /// The curvature λ of each direction, positive.
  public let curvatures: [Double]

  /// The variance σ² of the gradient's noise in each direction; a batch of b samples has a b-th of it.
  public let noise: Double

  /// The square of the distance at the start, in each direction.
  public let start: Double

  /// Creates the problem.
  public init(curvatures: [Double] = [1], noise: Double = 1, start: Double = 100) {
    precondition(
      !curvatures.isEmpty && curvatures.allSatisfy { $0 > 0 } && noise >= 0 && start >= 0,
      "NoisyQuadratic.init: curvatures \(curvatures), noise \(noise), start \(start)")
    self.curvatures = curvatures
    self.noise = noise
    self.start = start
  }

  /// Twice the expected loss: the expected squares of the distances, weighted by their curvatures.
  ///
  /// - Parameter rates: The learning rate of each step.
  /// - Returns: One number more than there are rates: at the start, and after every step.
  public func expectedSquares(rates: [Double]) -> [Double] {
    var values = curvatures.map { _ in start }
    var sums = [weighted(values)]
    for rate in rates {
      for index in values.indices {
        let kept = 1 - rate * curvatures[index]
        values[index] = kept * kept * values[index] + rate * rate * noise  // (equation 8.12)
      }
      sums.append(weighted(values))
    }
    return sums
  }

  private func weighted(_ values: [Double]) -> Double {
    zip(curvatures, values).map { $0 * $1 }.reduce(0, +)
  }

  /// Twice the expected loss after a schedule.
  ///
  /// - Parameters:
  ///   - schedule: What the rates follow.
  ///   - base: The rate that the schedule starts from.
  ///   - stepCount: How many steps are made.
  /// - Returns: The squares of the distances, weighted by their curvatures and added.
  public func finalSquare(_ schedule: any Schedule, from base: Double, stepCount: Int) -> Double {
    expectedSquares(rates: schedule.rates(stepCount: stepCount, from: base))[stepCount]
  }

  /// The base rate with which a schedule ends nearest the minimum, of rates that are evenly spaced in their
  /// logarithm.
  ///
  /// A comparison of schedules at one rate compares how well that rate happens to suit each of them.
  ///
  /// - Parameters:
  ///   - schedule: What the rates follow.
  ///   - bounds: The lowest and the highest rate that are tried.
  ///   - count: How many rates are tried, at least two.
  ///   - stepCount: How many steps are made.
  /// - Returns: The best base rate, and twice the expected loss that it ends with.
  public func tuned(
    _ schedule: any Schedule, bounds: ClosedRange<Double>, count: Int = 400, stepCount: Int
  ) -> (base: Double, square: Double) {
    precondition(
      bounds.lowerBound > 0 && count > 1, "NoisyQuadratic.tuned: \(count) rates in \(bounds)")
    let ratio = bounds.upperBound / bounds.lowerBound
    var best = (base: bounds.lowerBound, square: Double.infinity)
    for index in 0..<count {
      let base = bounds.lowerBound * .pow(ratio, Double(index) / Double(count - 1))
      let square = finalSquare(schedule, from: base, stepCount: stepCount)
      if square < best.square { best = (base, square) }
    }
    return best
  }

  /// Where a constant rate comes to rest, summed over the directions; infinite if it never does.
  ///
  /// - Parameter rate: The constant rate, positive.
  /// - Returns: The sum of η σ² / (2 − η λ).
  public func floor(at rate: Double) -> Double {
    precondition(rate > 0, "NoisyQuadratic.floor: the rate \(rate)")
    return curvatures.map { curvature in
      let room = 2 - rate * curvature
      return room > 0 ? rate * noise / room : .infinity  // (equation 8.13)
    }.reduce(0, +)
  }
}
