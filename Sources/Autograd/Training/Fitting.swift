import Course
import TensorCore

/// A training run that is under way.
struct Fitting {
  let optimizer: any Optimizer
  let parameters: [(name: String, variable: Variable)]

  /// The network, if there is one, to name the layer of a fault.
  let model: (any Layer)?

  /// What a step changes beside the parameters and the optimizer.
  let state: [StateEntry]

  let columns: [TrainingRecord.Column: () -> [String: Double]]

  /// Makes steps until all are made or one is not finite.
  func run(stepCount: Int, loss: (Int) throws -> Variable) throws -> TrainingRun {
    var record = TrainingRecord()
    for step in 0..<stepCount {
      let before = Checkpoint(state)
      let current = try evaluate { try loss(step) }
      guard current.isFinite, optimizer.parameters.allSatisfy({ $0.gradient?.isFinite ?? true })
      else {
        append(loss: current, to: &record) {}
        let operation = try faultyOperation(after: before) { try loss(step) }
        return TrainingRun(
          record: record, outcome: .stopped(.notFinite(step: step, operation: operation)))
      }
      try append(loss: current, to: &record) {
        try optimizer.step { try evaluate { try loss(step) } }
      }
    }
    return TrainingRun(record: record, outcome: .finished)
  }

  /// Forgets the gradients, computes the loss, and goes back unless the loss is not finite.
  private func evaluate(_ loss: () throws -> Variable) throws -> Scalar {
    optimizer.zeroGradients()
    let current = try loss()
    if current.scalar.isFinite { try current.backward() }
    return current.scalar
  }

  private func append(
    loss: Scalar, to record: inout TrainingRecord, update: () throws -> Void
  ) rethrows {
    try record.append(
      loss: loss, learningRate: optimizer.learningRate, of: parameters, columns: columns,
      update: update)
  }

  /// The operation at fault in a step that is made again, from the state in which it was made first.
  private func faultyOperation(
    after before: Checkpoint, _ loss: () throws -> Variable
  ) throws -> String? {
    before.putBack(state)
    let operation = try firstNonFiniteOperation(of: model) { _ = try evaluate(loss) }
    before.putBack(state)
    optimizer.zeroGradients()
    return operation
  }
}

extension Checkpoint {
  /// Puts back what was taken down from the same entries.
  fileprivate func putBack(_ entries: [StateEntry]) {
    do { try restore(entries) } catch { preconditionFailure("fit: \(error)") }
  }
}
