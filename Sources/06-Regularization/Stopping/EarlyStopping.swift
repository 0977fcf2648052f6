public import Autograd
public import TensorCore

/// Says when to stop: after so many evaluations without a new best one.
///
/// ```swift
/// let stopping = EarlyStopping(patience: 5)
/// let best = BestState(of: model)
/// for validationLoss in losses where !stopping.isExhausted {
///   // before each evaluation, in evaluation mode, comes an epoch of training
///   if stopping.observe(Scalar(validationLoss)) == .improved { best.keep() }
/// }
/// best.restore()
/// ```
///
/// The stop alone keeps the *last* weights, which are `patience` evaluations past the best; ``BestState`` goes back to those.
/// What was selected by its loss on held-out data has looked at them: report another set's.
///
/// ## Conventions
///
/// As Keras's `EarlyStopping` and PyTorch Lightning's: it stops at the evaluation that is `patience` after the best one.
/// Keras restores the weights only if it is told to (`restore_best_weights=True`).
///
/// ## Source
///
/// Prechelt, “Early stopping — but when?”, 1998, https://doi.org/10.1007/3-540-49430-8_3. His criteria are other ones: a rise
/// above the best, ``generalizationLoss(_:best:)``, the same set against the progress of training, or rises in a row.
public final class EarlyStopping: Stateful {
  /// How many evaluations in a row may pass without an improvement.
  public let patience: Int

  /// By how much an evaluation must be below the best one to count as an improvement (Keras: `min_delta`).
  public let minimumImprovement: Scalar

  /// The least loss that counted as an improvement; infinite before the first.
  public private(set) var best: Scalar = .infinity

  /// The position, from 0, of the evaluation with that loss; −1 before the first.
  public private(set) var bestIndex = -1

  /// The number of evaluations.
  public private(set) var count = 0

  /// What an evaluation means.
  public enum Verdict: Sendable {
    /// The best one so far.
    case improved
    /// None, but there is patience left.
    case waiting
    /// None, and the patience has run out.
    case exhausted
  }

  /// Creates a judge that has seen nothing.
  ///
  /// - Parameters:
  ///   - patience: How many evaluations in a row may pass without an improvement; positive.
  ///   - minimumImprovement: By how much the loss must fall to count; not negative.
  /// - Precondition: The arguments are as said.
  public init(patience: Int, minimumImprovement: Scalar = 0) {
    precondition(patience > 0, "EarlyStopping.init: the patience is not positive: \(patience)")
    precondition(
      minimumImprovement >= 0,
      "EarlyStopping.init: the minimum improvement is negative or NaN: \(minimumImprovement)")
    self.patience = patience
    self.minimumImprovement = minimumImprovement
  }

  /// Whether the patience has run out.
  public var isExhausted: Bool { count - 1 - bestIndex >= patience }

  /// Takes note of an evaluation.
  ///
  /// - Parameter loss: The loss on held-out data; NaN and infinity are no improvement.
  /// - Returns: What it means.
  public func observe(_ loss: Scalar) -> Verdict {
    count += 1
    if loss < best - minimumImprovement {
      best = loss
      bestIndex = count - 1
      return .improved
    }
    return isExhausted ? .exhausted : .waiting
  }

  /// The best loss, its position and the number of evaluations.
  public var state: [StateEntry] {
    [
      .number("best", self, \EarlyStopping.best),
      .integer("best_index", self, \EarlyStopping.bestIndex),
      .integer("count", self, \EarlyStopping.count),
    ]
  }

  /// How far a loss is above the best one before it, in percent: Prechelt's generalization loss (GL).
  ///
  /// His first criterion stops where it exceeds a threshold, such as 5.
  ///
  /// - Parameters:
  ///   - loss: The loss of an evaluation.
  ///   - best: The least loss so far; positive.
  /// - Returns: 100 · (loss / best − 1).
  public static func generalizationLoss(_ loss: Double, best: Double) -> Double {
    100 * (loss / best - 1)
  }
}

/// The state of a model at its best evaluation: weights, running averages, all that a checkpoint holds.
public final class BestState {
  private let model: any Layer
  private var checkpoint: Checkpoint

  /// Keeps the state as it is.
  ///
  /// - Parameter model: The model.
  public init(of model: any Layer) {
    self.model = model
    checkpoint = Checkpoint(["model": model])
  }

  /// Keeps the state as it is now in the place of what was kept.
  public func keep() { checkpoint = Checkpoint(["model": model]) }

  /// Puts the model back to what was kept.
  public func restore() {
    do { try checkpoint.restore(["model": model]) } catch {
      preconditionFailure("BestState.restore: the model has become another: \(error)")
    }
  }

  /// Writes what is kept to a file, so that a run that is killed does not lose it.
  ///
  /// - Parameter path: Where the file shall stand; `Checkpoint(reading:)` reads it.
  /// - Throws: `DatasetError` of kind `unwritable`.
  public func write(to path: String) throws { try checkpoint.write(to: path) }
}
