import TensorCore

/// A rate that rises to a peak and falls far below its start; the momentum mirrors it (PyTorch:
/// `OneCycleLR`).
///
/// The rates are `peak / startDivisor`, `peak`, and `peak / startDivisor / endDivisor`, whatever the base. The
/// rise ends at `rise · stepCount − 1`, the fall at `stepCount − 1`. With three phases the rate is back at
/// its start at `2 · rise · stepCount − 2`.
///
/// ## Conventions
///
/// Beyond the last step the last rate stays. PyTorch computes one more, and with a linear fall that one is
/// negative.
///
/// ## Source
///
/// Smith and Topin, "Super-convergence: very fast training of neural networks using large learning rates",
/// 2018, https://arxiv.org/abs/1708.07120; the cosine is fastai's
public struct OneCycle: Schedule {
  /// How two rates are joined.
  public enum Anneal: Sendable { case cosine, linear }

  /// Whether the rate is back at its start before it falls further.
  public enum Phases: Sendable { case two, three }

  /// The highest rate.
  public let peak: Double

  /// The number of steps.
  public let length: Int

  /// The share of the steps in which the rate rises, in 0…1.
  public let rise: Double

  /// How two rates are joined.
  public let anneal: Anneal

  /// The momentum at the peak and at both ends; `nil` leaves it alone.
  public let momenta: ClosedRange<Double>?

  /// How many times as high as the first rate the peak is.
  public let startDivisor: Double

  /// How many times as high as the last rate the first one is.
  public let endDivisor: Double

  /// The last step of each phase with the rate and the momentum of its ends.
  private let phases: [Phase]

  private struct Phase: Sendable {
    let end, firstRate, lastRate, firstMomentum, lastMomentum: Double
  }

  /// Creates the schedule.
  public init(
    peak: Double, stepCount: Int, rise: Double = 0.3, anneal: Anneal = .cosine,
    momenta: ClosedRange<Double>? = 0.85...0.95, startDivisor: Double = 25,
    endDivisor: Double = 1e4, phases: Phases = .two
  ) {
    let steps = rise * Double(stepCount)
    let last = Double(stepCount) - 1
    precondition(
      peak > 0 && startDivisor > 0 && endDivisor > 0,
      "OneCycle.init: the peak \(peak), the divisors \(startDivisor) and \(endDivisor)")
    precondition(
      steps > 1 && (phases == .two ? rise <= 1 : 2 * steps - 2 < last),
      "OneCycle.init: a rise of \(rise) · \(stepCount) steps has no room")
    self.peak = peak
    length = stepCount
    self.rise = rise
    self.anneal = anneal
    self.momenta = momenta
    self.startDivisor = startDivisor
    self.endDivisor = endDivisor
    let start = peak / startDivisor
    let (low, high) = (momenta?.lowerBound ?? 0, momenta?.upperBound ?? 0)
    let up = Phase(
      end: steps - 1, firstRate: start, lastRate: peak, firstMomentum: high, lastMomentum: low)
    switch phases {
    case .two:
      self.phases = [
        up,
        Phase(
          end: last, firstRate: peak, lastRate: start / endDivisor, firstMomentum: low,
          lastMomentum: high),
      ]
    case .three:
      self.phases = [
        up,
        Phase(
          end: 2 * steps - 2, firstRate: peak, lastRate: start, firstMomentum: low,
          lastMomentum: high),
        Phase(
          end: last, firstRate: start, lastRate: start / endDivisor, firstMomentum: high,
          lastMomentum: high),
      ]
    }
  }

  /// The rate at a step, whatever the base.
  public func rate(at step: Int, from base: Double) -> Double {
    let (phase, share) = place(of: step)
    return joined(phase.firstRate, phase.lastRate, share)
  }

  /// The momentum at a step.
  public func momentum(at step: Int) -> Double? {
    guard momenta != nil else { return nil }
    let (phase, share) = place(of: step)
    return joined(phase.firstMomentum, phase.lastMomentum, share)
  }

  /// The number of steps.
  public var stepCount: Int? { length }

  /// The rates do not depend on the base.
  public var isProportional: Bool { false }

  private func place(of step: Int) -> (phase: Phase, share: Double) {
    let position = Double(min(step, length - 1))
    let index = phases.firstIndex { position <= $0.end } ?? phases.count - 1
    let start = index == 0 ? 0 : phases[index - 1].end
    return (phases[index], (position - start) / (phases[index].end - start))
  }

  private func joined(_ first: Double, _ last: Double, _ share: Double) -> Double {
    switch anneal {
    case .cosine: last + (first - last) / 2 * (1 + .cosine(.pi * share))  // (equation 8.9)
    case .linear: first + (last - first) * share
    }
  }
}
