public import Autograd
import TensorCore

/// Names the step and the operation that made the first infinity or NaN of a run.
///
/// `fit` finds the operation by making the step again. A sentinel looks at every result while it arises: it needs no second
/// pass, so that a loss which is random or takes its batch from a stream is named as well, and it looks at the parameters
/// after the update, where `fit` would name an innocent operation of the next step.
///
/// ```swift
/// let sentinel = FiniteSentinel(of: model)
/// for (step, batch) in batches.enumerated() where sentinel.first == nil {
///   try sentinel.watching(step) {
///     optimizer.zeroGradients()
///     try softmaxCrossEntropy(model(batch.x), classes: batch.y).backward()
///     optimizer.step()
///   }
/// }
/// sentinel.first?.description   // nil, or such as "log in layer 2 (FunctionLayer) at step 7"
/// ```
///
/// An infinity comes before most NaNs: ∞ − ∞, 0 · ∞ and ∞ / ∞. The first place that is not finite is where to look.
///
/// ## Cost
///
/// One more walk over every result, forward and backward.
public final class FiniteSentinel {
  /// Where a number was not finite for the first time.
  public struct Place: Sendable, Hashable, CustomStringConvertible {
    /// The step.
    public let step: Int

    /// The operation with its layer, such as `log in layer 2 (FunctionLayer)`, or `update of 0.weight`.
    public let operation: String

    /// What happened, in words.
    public var description: String { "\(operation) at step \(step)" }
  }

  /// The network whose layers are named.
  public let model: any Layer

  /// The first place, once there is one; later ones are its consequences and are not looked for.
  public private(set) var first: Place?

  /// Sets a sentinel before a network.
  ///
  /// - Parameter model: The network whose layers are named and whose parameters are looked at.
  public init(of model: any Layer) { self.model = model }

  /// Carries out a step, and looks at every result in it.
  ///
  /// - Parameters:
  ///   - step: The number of the step.
  ///   - body: The forward pass, the backward pass and the update.
  /// - Returns: What the step returns.
  /// - Throws: What the step throws; the place is known then as well.
  public func watching<Result>(_ step: Int, _ body: () throws -> Result) throws -> Result {
    guard first == nil else { return try body() }
    var outcome: Swift.Result<Result, any Error>?
    let operation = firstNonFiniteOperation(of: model) {
      outcome = Swift.Result { try body() }
    }
    if let operation = operation ?? firstNonFiniteUpdate {
      first = Place(step: step, operation: operation)
    }
    guard let outcome else { preconditionFailure("FiniteSentinel.watching: the step was not made") }
    return try outcome.get()
  }

  /// A parameter that is not finite although every result was.
  private var firstNonFiniteUpdate: String? {
    model.namedParameters.first { !$0.variable.value.isFinite }.map { "update of \($0.name)" }
  }
}
