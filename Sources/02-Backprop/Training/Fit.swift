public import Course
public import TensorCore

/// What stopped a training run before its end.
public enum TrainingError: Error, Equatable {
  /// The loss or a gradient became infinite or NaN.
  ///
  /// `step` counts from 0 and is `nil` for a step that was made by itself. `operation` is the first
  /// one whose result was not finite when the step was run again, or `nil` if every operation's
  /// result was finite that time.
  case notFinite(step: Int?, operation: String?)
}

extension TrainingError: CustomStringConvertible {
  /// What happened, and where to look.
  public var description: String {
    switch self {
    case .notFinite(let step, let operation):
      "training: the loss or a gradient is not finite"
        + (step.map { " at step \($0)" } ?? "")
        + (operation.map { "; the first operation with such a result is \($0)." } ?? ".")
        + " The parameters are those before the step."
    }
  }
}

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
///   - loss: Computes the loss on the batch; it is asked a second time if the first is not finite.
/// - Returns: The loss before the change.
/// - Throws: `TrainingError.notFinite` if the loss is infinite or NaN, before anything has changed,
///   or `AutogradError` as `backward()` does. Gradients are not inspected; `fit` does that too.
@discardableResult
public func trainingStep(_ optimizer: some Optimizer, loss: () -> Variable) throws -> Scalar {
  optimizer.zeroGradients()
  let current = loss()
  try current.requireFinite(step: nil) { _ = loss() }
  try current.backward()
  optimizer.step()
  return current.scalar
}

extension Variable {
  /// Throws unless this loss is finite, and names the operation at fault by running the step again.
  fileprivate func requireFinite(step: Int?, rerunning run: () -> Void) throws(TrainingError) {
    if scalar.isFinite { return }
    throw .notFinite(step: step, operation: firstNonFiniteOperation(in: run))
  }
}

/// Trains for a number of steps and records each of them; stops at the first number that is not finite.
///
/// - Parameters:
///   - optimizer: What changes the parameters.
///   - parameters: The trained parameters by name, for the record.
///   - stepCount: The number of steps.
///   - loss: Computes the loss of a step, given its number from 0. A step that goes wrong is run
///     again to find the operation at fault, so the same number must give the same loss.
/// - Returns: What happened, step by step.
/// - Throws: `TrainingError.notFinite`, or `AutogradError` as `backward()` does.
public func fit(
  _ optimizer: some Optimizer, parameters: [(name: String, variable: Variable)], stepCount: Int,
  loss: (Int) -> Variable
) throws -> TrainingRecord {
  var record = TrainingRecord()
  for step in 0..<stepCount {
    optimizer.zeroGradients()
    let current = loss(step)
    try current.requireFinite(step: step) { _ = loss(step) }
    try current.backward()
    guard optimizer.parameters.allSatisfy({ $0.gradient?.isFinite ?? true }) else {
      let operation = try firstNonFiniteOperation { try loss(step).backward() }
      optimizer.zeroGradients()
      throw TrainingError.notFinite(step: step, operation: operation)
    }
    optimizer.step(recording: current.scalar, of: parameters, in: &record)
  }
  return record
}

extension Optimizer {
  /// Changes the parameters as `step()` does, and adds the step to a record.
  ///
  /// - Parameters:
  ///   - loss: The loss of the step, for the record.
  ///   - parameters: The parameters by name, for the record.
  ///   - record: What the step is added to.
  public func step(
    recording loss: Scalar, of parameters: [(name: String, variable: Variable)],
    in record: inout TrainingRecord
  ) {
    record.append(loss: loss, learningRate: learningRate, of: parameters) { step() }
  }
}

extension TrainingRecord {
  /// Carries out an update of parameters, and adds the step to the record.
  ///
  /// - Parameters:
  ///   - loss: The loss of the step.
  ///   - learningRate: The learning rate of the update.
  ///   - parameters: The parameters by name.
  ///   - update: Changes them, or some of them.
  package mutating func append(
    loss: Scalar, learningRate: Scalar, of parameters: [(name: String, variable: Variable)],
    update: () throws -> Void
  ) rethrows {
    let before = parameters.map(\.variable.value)
    try update()
    steps.append(
      Step(
        loss: Double(loss), learningRate: Double(learningRate),
        gradientNorms: norms(parameters.map { ($0.name, $0.variable.gradient) }),
        parameterNorms: norms(zip(parameters, before).map { ($0.name, $1) }),
        updateNorms: norms(zip(parameters, before).map { ($0.name, $0.variable.value - $1) })))
  }
}

private func norms(_ tensors: [(name: String, tensor: Tensor?)]) -> [String: Double] {
  Dictionary(
    tensors.compactMap { name, tensor in tensor.map { (name, Double($0.norm())) } },
    uniquingKeysWith: { first, _ in first })
}
