import TensorCore

/// A rate that goes up and down in lines between two bounds; the momentum mirrors it (PyTorch: `CyclicLR`).
///
/// ## Source
///
/// Smith, "Cyclical learning rates for training neural networks", 2017, https://arxiv.org/abs/1506.01186
public struct Cyclic: Schedule {
  /// What becomes of the height of the triangles.
  public enum Mode: Sendable {
    /// It stays (PyTorch: `triangular`).
    case triangular
    /// It halves from cycle to cycle (PyTorch: `triangular2`).
    case halving
    /// It is multiplied by a factor at every step (PyTorch: `exp_range`).
    case exponential(factor: Double)
  }

  /// The bounds of the rate, whatever the base.
  public let rates: ClosedRange<Double>

  /// The number of steps of the way up.
  public let up: Int

  /// The number of steps of the way down.
  public let down: Int

  /// What becomes of the height.
  public let mode: Mode

  /// The bounds of the momentum, which is highest where the rate is lowest; `nil` leaves it alone.
  public let momenta: ClosedRange<Double>?

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - rates: The bounds of the rate; positive.
  ///   - up: The number of steps of the way up.
  ///   - down: The number of steps of the way down, if it is another.
  ///   - mode: What becomes of the height.
  ///   - momenta: The bounds of the momentum; `nil` leaves it alone.
  public init(
    rates: ClosedRange<Double>, up: Int = 2000, down: Int? = nil, mode: Mode = .triangular,
    momenta: ClosedRange<Double>? = 0.8...0.9
  ) {
    precondition(
      rates.lowerBound > 0 && up > 0 && (down ?? up) > 0,
      "Cyclic.init: the rates \(rates), \(up) steps up and \(down ?? up) down")
    self.rates = rates
    self.up = up
    self.down = down ?? up
    self.mode = mode
    self.momenta = momenta
  }

  /// The rate at a step, whatever the base.
  public func rate(at step: Int, from base: Double) -> Double {
    rates.lowerBound + (rates.upperBound - rates.lowerBound) * height(at: step)  // (equation 8.10)
  }

  /// The momentum at a step.
  public func momentum(at step: Int) -> Double? {
    momenta.map { $0.upperBound - ($0.upperBound - $0.lowerBound) * height(at: step) }
  }

  /// The rates do not depend on the base.
  public var isProportional: Bool { false }

  /// The share of the way from the lower bound to the upper one.
  private func height(at step: Int) -> Double {
    let (cycle, position) = step.quotientAndRemainder(dividingBy: up + down)
    let triangle =
      position <= up
      ? Double(position) / Double(up) : Double(up + down - position) / Double(down)
    switch mode {
    case .triangular: return triangle
    case .halving: return triangle * .pow(0.5, cycle)
    case .exponential(let factor): return triangle * .pow(factor, step)
    }
  }
}
