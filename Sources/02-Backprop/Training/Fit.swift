public import Course
public import TensorCore

/// What stopped a training run before its end.
public enum TrainingError: Error, Equatable {
  /// The loss became infinite or NaN.
  ///
  /// `operation` is the first one whose result was not finite when the step was run again, or `nil`
  /// if every operation's result was finite that time.
  case notFinite(step: Int, operation: String?)
}

extension TrainingError: CustomStringConvertible {
  /// What happened, and where to look.
  public var description: String {
    switch self {
    case .notFinite(let step, let operation):
      "training: the loss is not finite at step \(step)"
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
///   - loss: Computes the loss on the batch.
/// - Returns: The loss before the change.
/// - Throws: `AutogradError`, as `backward()` does.
@discardableResult
public func trainingStep(
  _ optimizer: some Optimizer, loss: () -> Variable
) throws(AutogradError) -> Scalar {
  optimizer.zeroGradients()
  let loss = loss()
  try loss.backward()
  optimizer.step()
  return loss.scalar
}

/// Trains for a number of steps and records each of them; stops at the first loss that is not finite.
///
/// - Parameters:
///   - optimizer: What changes the parameters.
///   - parameters: The trained parameters by name, for the record.
///   - stepCount: The number of steps.
///   - loss: Computes the loss of a step, given its number from 0.
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
    guard current.scalar.isFinite else {
      let operation = firstNonFiniteOperation { _ = loss(step) }
      throw TrainingError.notFinite(step: step, operation: operation)
    }
    try current.backward()
    let before = parameters.map(\.variable.value)
    optimizer.step()
    record.steps.append(
      TrainingRecord.Step(
        loss: Double(current.scalar), learningRate: Double(optimizer.learningRate),
        gradientNorms: norms(parameters.map { ($0.name, $0.variable.gradient) }),
        parameterNorms: norms(zip(parameters, before).map { ($0.name, $1) }),
        updateNorms: norms(zip(parameters, before).map { ($0.name, $0.variable.value - $1) })))
  }
  return record
}

private func norms(_ tensors: [(name: String, tensor: Tensor?)]) -> [String: Double] {
  Dictionary(
    tensors.compactMap { name, tensor in tensor.map { (name, Double($0.norm())) } },
    uniquingKeysWith: { first, _ in first })
}
