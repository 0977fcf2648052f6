public import Course
public import TensorCore

/// Makes one step of training: forget the gradients, compute the loss, go back, change.
///
/// ```swift
/// for batch in batches {
///   try trainingStep(optimizer) { softmaxCrossEntropy(model(batch.x), classes: batch.y) }
/// }
/// ```
///
/// - Parameters:
///   - optimizer: What changes the parameters.
///   - loss: Computes the loss on the batch; it is asked again if the first is not finite, and by
///     optimizers that evaluate the loss more than once a step.
/// - Returns: The loss before the change.
/// - Throws: `TrainingError.notFinite` if the loss is infinite or NaN, before anything has changed,
///   or `AutogradError` as `backward()` does. Gradients are not inspected; `fit` does that too.
@discardableResult
public func trainingStep(
  _ optimizer: any Optimizer, loss: () throws -> Variable
) throws -> Scalar {
  func evaluate() throws -> Scalar {
    optimizer.zeroGradients()
    let current = try loss()
    guard current.scalar.isFinite else {
      throw TrainingError.notFinite(
        step: nil, operation: try firstNonFiniteOperation { _ = try loss() })
    }
    try current.backward()
    return current.scalar
  }
  let before = try evaluate()
  try optimizer.step(reevaluating: evaluate)
  return before
}

/// What came of a training run: how it ended, and what happened until then.
public struct TrainingRun: Sendable {
  /// How a run ended.
  public enum Outcome: Equatable, Sendable {
    /// All steps were made.
    case finished
    /// The run was stopped before its end, with the parameters as they were before the step.
    case stopped(TrainingError)
  }

  /// What happened, step by step; a step that stopped the run is the last of them.
  public let record: TrainingRecord

  /// How the run ended.
  public let outcome: Outcome

  /// The record of a run that made all its steps.
  ///
  /// - Returns: The record.
  /// - Throws: `TrainingError` if the run was stopped.
  public func finished() throws(TrainingError) -> TrainingRecord {
    if case .stopped(let error) = outcome { throw error }
    return record
  }
}

/// Trains a network for a number of steps; see `fit(_:parameters:state:columns:stepCount:loss:)`.
///
/// - Parameters:
///   - model: What is trained. Its running averages and generators are part of the run's state, and an
///     error names its layer.
///   - optimizer: What changes the parameters.
///   - state: Other state that a step changes, such as a generator of batches.
///   - columns: What is recorded beside, each measured at the end of every step.
///   - stepCount: The number of steps.
///   - loss: Computes the loss of a step, given its number from 0.
/// - Returns: The record, and how the run ended.
/// - Throws: `AutogradError` as `backward()` does, or what the loss throws.
public func fit(
  _ model: any Layer, _ optimizer: any Optimizer, state: [any Stateful] = [],
  columns: [TrainingRecord.Column: () -> [String: Double]] = [:], stepCount: Int,
  loss: (Int) throws -> Variable
) throws -> TrainingRun {
  try Fitting(
    optimizer: optimizer, parameters: model.namedParameters, model: model,
    state: model.untrainedState + state.flatMap(\.state), columns: columns
  ).run(stepCount: stepCount, loss: loss)
}

/// Trains for a number of steps and records each of them; stops at the first number that is not finite.
///
/// A step that goes wrong is run again to find the operation at fault. Before that, and after, the state is
/// put back to where it was before the step.
///
/// - Parameters:
///   - optimizer: What changes the parameters.
///   - parameters: The trained parameters by name, for the record.
///   - state: Other state that a step changes, such as a generator of batches.
///   - columns: What is recorded beside, each measured at the end of every step.
///   - stepCount: The number of steps.
///   - loss: Computes the loss of a step, given its number from 0; the same number and the same state give
///     the same loss.
/// - Returns: The record, and how the run ended.
/// - Throws: `AutogradError` as `backward()` does, or what the loss throws.
public func fit(
  _ optimizer: any Optimizer, parameters: [(name: String, variable: Variable)],
  state: [any Stateful] = [], columns: [TrainingRecord.Column: () -> [String: Double]] = [:],
  stepCount: Int, loss: (Int) throws -> Variable
) throws -> TrainingRun {
  try Fitting(
    optimizer: optimizer, parameters: parameters, model: nil, state: state.flatMap(\.state),
    columns: columns
  ).run(stepCount: stepCount, loss: loss)
}
