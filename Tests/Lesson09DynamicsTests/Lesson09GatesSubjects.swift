import Autograd
import Course
import Dynamics
import TensorCore

extension PlantedRun {
  /// The run as the checklist wants it: before the first step, and after the last.
  func subject(running: Bool = true) throws -> GateSubject {
    let fresh = Process(self, seed: seed)
    var subject = GateSubject(
      model: fresh.model, data: training, task: task, loss: loss, optimizer: fresh.optimizer)
    subject.state = [fresh.position]
    let record = fresh.record
    subject.trainingStep = { batch in
      defer { fresh.record = record }
      if self.plant == .hiddenWarmUp {
        fresh.optimizer.learningRate = Scalar(self.rate(at: fresh.position.stepCount))
      } else if self.plant == .rateTooHigh || self.plant == .rateTooLow {
        fresh.optimizer.learningRate = Scalar(self.rate(at: 0))
      }
      return try fresh.step(batch)
    }
    subject.plannedRates = plannedRates
    guard running, trains else { return subject }
    let done = Process(self, seed: seed)
    if plant == .trainedInEvaluation { done.model.setMode(.evaluation) }
    var best: (loss: Double, state: Checkpoint)?
    for step in 0..<Self.stepCount {
      try done.advance()
      guard done.record.losses.last?.isFinite == true else { break }
      guard step % 20 == 19 else { continue }
      let loss = done.validate()
      done.record.validations.append(.init(step: step + 1, loss: loss))
      let isFirst = best == nil
      if loss < best?.loss ?? .infinity, plant != .staleDelivered || isFirst {
        best = (loss, Checkpoint(["model": done.model]))
      }
    }
    subject.record = done.record
    subject.trained = done.model
    done.model.setMode(.evaluation)
    try best?.state.restore(["model": done.model])
    subject.deliveredLoss = { done.validate() }
    subject.evaluate = { self.evaluation(of: done) }
    subject.rerun = { try self.losses(stepCount: 20) }
    subject.resumption = { (try self.losses(stepCount: 20), try self.resumedLosses()) }
    subject.serve = { requests in
      var requests = requests
      if self.plant == .scaledByRequest { requests = requests - requests.mean(axis: 0) }
      return withoutGradient { done.model(Variable(requests)).value }
    }
    return subject
  }

  /// Whether the faults of the data or the network leave a run that can be made.
  private var trains: Bool {
    switch plant {
    case .nanInInputs, .labelsFromOne, .missingOutput, .rateTooHigh: false
    default: true
    }
  }

  /// The losses of the first steps of a run.
  private func losses(stepCount: Int) throws -> [Double] {
    let process = Process(self, seed: seed)
    for _ in 0..<stepCount { try process.advance() }
    return process.record.losses
  }

  /// The losses of a run that is stopped after ten steps and goes on in a new process.
  private func resumedLosses() throws -> [Double] {
    let first = Process(self, seed: seed)
    for _ in 0..<10 { try first.advance() }
    let saved = Checkpoint(["run": first])
    let second = Process(self, seed: seed &+ 99)
    try saved.restore(["run": second])
    for _ in 0..<10 { try second.advance() }
    return first.record.losses + second.record.losses
  }

  /// The evaluation in batches of 28, of which the last has 4 samples.
  private func evaluation(of process: Process) -> GateEvaluation {
    let model = process.model
    let mode: Mode = plant == .evaluatedInTraining ? .training : .evaluation
    func measure() -> GateEvaluation {
      var sizes: [Int] = []
      var metrics: [Double] = []
      for start in stride(from: 0, to: validation.count, by: 28) {
        let end = min(start + 28, validation.count)
        let rows = plant == .oneBatchAgain ? 0..<12 : start..<end
        let inputs = validation.inputs.slice(rows)
        let targets = validation.targets.slice(rows)
        sizes.append(inputs.shape[0])
        metrics.append(
          Double(
            withoutGradient { loss.value(model(Variable(inputs)), targets) }.scalar))
      }
      var evaluation = GateEvaluation(batchSizes: sizes, batchMetrics: metrics, reported: 0)
      evaluation.reported =
        plant == .shortLastBatch ? evaluation.unweighted : evaluation.weighted
      return evaluation
    }
    if plant == .modeNotRestored {
      // Whoever wants to go on training puts the network into training mode, whatever it was in.
      model.setMode(.evaluation)
      let evaluation = measure()
      model.setMode(.training)
      return evaluation
    }
    return model.withMode(mode) { measure() }
  }
}
