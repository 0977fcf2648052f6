public import Autograd
import Course
import Optimizers
import Regularization
import Schedulers
import TensorCore

// The loop: what is due after the steps that were made, then the next step.

extension Trainer {
  /// Trains until all steps are made, or something ends the run before.
  ///
  /// An error leaves the run where it stood: the parameters are those of the steps that were made, and another
  /// `run()` first does what was due, such as the checkpoint that found no room.
  ///
  /// - Returns: How the run ended.
  /// - Throws: `CheckpointFolderError` and `RunLogError` where nothing can be written, `AutogradError` as
  ///   `backward()` does, `SchedulerError` where a schedule has ended, or what a metric or a callback throws.
  @discardableResult
  public func run() throws -> Outcome {
    if let folder, savedStep == 0, folder.holdsRun {
      throw CheckpointFolderError.occupied(path: folder.path)
    }
    stopReason = nil
    try tellAll { try $0.runBegins(self) }
    let outcome = try runToEnd()
    try tellAll { try $0.runEnds(self, outcome) }
    return outcome
  }

  func tellAll(_ event: (any TrainerCallback) throws -> Void) rethrows {
    for callback in callbacks { try event(callback) }
  }

  private func runToEnd() throws -> Outcome {
    while true {
      try evaluateIfDue()
      let outcome = outcome
      try save(anyway: outcome != nil)
      if let outcome { return outcome }
      if let fault = try makeStep() { return fault }
    }
  }

  /// Why no further step is made, if none is.
  private var outcome: Outcome? {
    if stepCount >= stepTotal { return .finished }
    if stopping?.isExhausted == true { return .stoppedEarly }
    return stopReason.map { .stopped($0) }
  }
}

// MARK: - A step

extension Trainer {
  /// The mean loss of some training samples, in the mode that the network is in.
  ///
  /// - Parameter samples: The samples, each in `0 ..< order.sampleCount`.
  /// - Returns: The loss, from which one can go back.
  public func loss(of samples: [Int]) -> Variable { supply.loss(samples) }

  /// Makes one step; returns what ended the run, if a number was not finite.
  private func makeStep() throws -> Outcome? {
    if order.position == 0 {
      progress.beginEpoch()
      try tellAll { try $0.epochBegins(self) }
    }
    currentSamples = order.batch
    optimizer.zeroGradients()
    try tellAll { try $0.stepBegins(self) }

    let before = Checkpoint(["untrained": untrainedState])
    let loss = try accumulate()
    guard loss.isFinite, optimizer.parameters.allSatisfy({ $0.gradient?.isFinite ?? true }) else {
      append(loss) {}
      return .notFinite(step: stepCount, operation: try operationAtFault(after: before))
    }
    try append(loss) {
      clip()
      try optimizer.step {
        optimizer.zeroGradients()
        let loss = try accumulate()
        clip()
        return loss
      }
    }
    guard optimizer.parameters.allSatisfy({ $0.value.isFinite }) else {
      return .notFinite(step: stepCount, operation: "the update by \(optimizerName)")
    }
    try finishStep(loss)
    return nil
  }

  private func finishStep(_ loss: Scalar) throws {
    average?.update()
    progress.add(loss, sampleCount: currentSamples.count)
    order.advance()
    try scheduler?.batchEnded()
    if order.position == 0 { try scheduler?.epochEnded() }
    try tellAll { try $0.stepEnds(self) }
  }

  /// The mean loss over the samples of the step, whose gradients it leaves in the parameters.
  private func accumulate() throws -> Scalar {
    let size = plan.largestPart ?? currentSamples.count
    let parts = stride(from: 0, to: currentSamples.count, by: size).map {
      Array(currentSamples[$0..<min($0 + size, currentSamples.count)])
    }
    return try accumulateGradients(sizes: parts.map(\.count)) { supply.loss(parts[$0]) }
  }

  private func clip() {
    if let bound = plan.greatestGradientNorm {
      clipGradientNorm(optimizer.parameters, to: bound)
    }
  }

  private func append(_ loss: Scalar, update: () throws -> Void) rethrows {
    try record.append(
      loss: loss, learningRate: optimizer.learningRate, of: model.namedParameters,
      columns: columns, update: update)
  }

  /// The operation at fault in a step that is made again, from the state in which it was made first.
  private func operationAtFault(after before: Checkpoint) throws -> String? {
    func putBack() throws { try before.restore(["untrained": untrainedState]) }
    try putBack()
    optimizer.zeroGradients()
    let operation = try firstNonFiniteOperation(of: model) { _ = try accumulate() }
    try putBack()
    optimizer.zeroGradients()
    return operation
  }

  /// What a step changes beside the parameters and the optimizer.
  private var untrainedState: StateGroup {
    StateGroup(
      [.part("model", StateGroup(buffersOf: model))]
        + extraState.enumerated().map { .part("extra.\($0)", $1) })
  }

  /// The name of the optimizer, as PyTorch has it.
  var optimizerName: String {
    let name = "\(type(of: optimizer))"
    guard name.hasPrefix("FirstOrderOptimizer<"), name.hasSuffix("Rule>") else { return name }
    return String(name.dropFirst("FirstOrderOptimizer<".count).dropLast("Rule>".count))
  }
}
