public import Course
public import TensorCore

// How a step of training with variables enters a record.

extension TrainingRecord {
  /// Carries out an update of parameters, and adds the step to the record.
  ///
  /// - Parameters:
  ///   - loss: The loss of the step.
  ///   - learningRate: The learning rate of the update.
  ///   - parameters: The parameters by name.
  ///   - columns: What is recorded beside, measured after the update.
  ///   - update: Changes the parameters, or some of them.
  /// - Throws: What the update throws; nothing is added then.
  public mutating func append(
    loss: Scalar, learningRate: Scalar, of parameters: [(name: String, variable: Variable)],
    columns: [Column: () -> [String: Double]] = [:], update: () throws -> Void
  ) rethrows {
    let before = parameters.map(\.variable.value)
    let gradients = parameters.map(\.variable.gradient)
    try update()
    append(
      loss: loss, learningRate: learningRate,
      parameters.indices.map { index in
        ParameterStep(
          parameters[index].name, value: before[index], gradient: gradients[index],
          change: parameters[index].variable.value - before[index])
      }, columns: columns.mapValues { $0() })
  }
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
