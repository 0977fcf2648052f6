public import Autograd
public import TensorCore

/// Lowers the rates when a figure has not improved for longer than patience (PyTorch: `ReduceLROnPlateau`).
///
/// Its schedule is no function of the step: it depends on what training has shown.
///
/// ## Conventions
///
/// As PyTorch: the rates are lowered when the count of bad figures *exceeds* the patience, and a figure counts
/// as better only beyond the threshold.
public final class PlateauScheduler: Stateful {
  /// Which figures are better.
  public enum Goal: Sendable { case lower, higher }

  /// How much better a figure must be to count.
  public enum Threshold: Sendable {
    /// A share of the best figure.
    case relative(Scalar)
    /// A difference to the best figure.
    case absolute(Scalar)
  }

  /// What the scheduler does, with PyTorch's settings.
  public struct Settings: Sendable {
    /// Which figures are better.
    public var goal = Goal.lower
    /// What the rates are multiplied by, in 0..<1.
    public var factor: Scalar = 0.1
    /// How many bad figures are borne.
    public var patience = 10
    /// How much better a figure must be to count.
    public var threshold = Threshold.relative(1e-4)
    /// How many figures after a drop do not count as bad.
    public var cooldown = 0
    /// The least rate.
    public var minimum: Scalar = 0
    /// Drops that are not greater are not made.
    public var leastDrop: Scalar = 1e-8

    /// Creates PyTorch's settings.
    public init() {}
  }

  /// What is scheduled.
  public let optimizer: any Optimizer

  /// What the scheduler does.
  public let settings: Settings

  /// How many figures were seen.
  public private(set) var stepCount = 0

  /// The best figure.
  public private(set) var best: Scalar

  /// How many figures in a row were no better.
  public private(set) var badCount = 0

  /// How many more figures do not count as bad.
  public private(set) var cooldownCount = 0

  /// Creates a scheduler that has seen no figure.
  ///
  /// - Parameters:
  ///   - optimizer: What is scheduled.
  ///   - settings: What the scheduler does.
  public init(_ optimizer: any Optimizer, _ settings: Settings = Settings()) {
    precondition(
      (0..<1).contains(settings.factor) && settings.patience >= 0 && settings.cooldown >= 0,
      """
      PlateauScheduler: the factor \(settings.factor), the patience \(settings.patience), the cooldown \
      \(settings.cooldown)
      """)
    self.optimizer = optimizer
    self.settings = settings
    best = settings.goal == .lower ? .infinity : -.infinity
  }

  /// Sees a figure, and lowers the rates if it is one bad figure too many.
  ///
  /// - Parameter figure: What the optimizer shall improve, such as the validation loss. NaN is never better.
  public func step(_ figure: Scalar) {
    stepCount += 1
    if isBetter(figure) {
      best = figure
      badCount = 0
    } else {
      badCount += 1
    }
    if cooldownCount > 0 {
      cooldownCount -= 1
      badCount = 0
    }
    if badCount > settings.patience {
      optimizer.learningRates = optimizer.learningRates.map { old in
        let new = max(old * settings.factor, settings.minimum)
        return old - new > settings.leastDrop ? new : old
      }
      cooldownCount = settings.cooldown
      badCount = 0
    }
  }

  private func isBetter(_ figure: Scalar) -> Bool {
    switch (settings.goal, settings.threshold) {
    case (.lower, .relative(let share)): figure < best * (1 - share)  // (equation 8.11)
    case (.lower, .absolute(let difference)): figure < best - difference
    case (.higher, .relative(let share)): figure > best * (1 + share)
    case (.higher, .absolute(let difference)): figure > best + difference
    }
  }

  /// The counts and the best figure under PyTorch's names; the rates stand in the optimizer's state.
  public var state: [StateEntry] {
    [
      .integer("last_epoch", self, \PlateauScheduler.stepCount),
      .number("best", self, \PlateauScheduler.best),
      .integer("num_bad_epochs", self, \PlateauScheduler.badCount),
      .integer("cooldown_counter", self, \PlateauScheduler.cooldownCount),
    ]
  }
}
