public import Autograd
public import Course
import TensorCore

/// What came of a rebuilt fault.
public struct FaultResult: Sendable {
  /// What happened, with ten measurements on the held-out samples.
  public let record: TrainingRecord

  /// How the run ended.
  public let outcome: TrainingRun.Outcome

  /// What is known beside the record.
  public let facts: RunFacts

  /// The error on the held-out samples.
  public let error: Double
}

extension FaultRun {
  /// Trains, as a loop that a person wrote would: it stops only when the loss is not a number.
  ///
  /// - Parameters:
  ///   - seed: What data, first weights and batches are drawn from.
  ///   - measure: How the error is measured.
  /// - Returns: The record, the outcome, and the error on the held-out samples.
  /// - Throws: An error if a data file is damaged, or what the engine throws.
  public func train(seed: UInt64, measure: FaultMeasure) throws -> FaultResult {
    var setting = try setting(seed: seed)
    let ends = FaultEnds()
    let columns = ends.columns(with: Monitors(of: setting.model).columns)
    var (record, outcome) = (TrainingRecord(), TrainingRun.Outcome.finished)
    var batches = Batches(of: self, setting.training, seed: setting.generator.next())
    for step in 0..<stepCount {
      let batch = batches.next()
      if zeroesGradients { setting.optimizer.zeroGradients() }
      let outputs = setting.model(Variable(batch.inputs))
      let loss = setting.loss(outputs, batch)
      ends.note(batch, outputs: outputs.value, classCount: data.classCount)
      guard loss.scalar.isFinite else {
        record.append(
          loss: loss.scalar, learningRate: setting.optimizer.learningRate, of: [],
          columns: columns, update: {})
        let operation = firstNonFiniteOperation(of: setting.model) {
          _ = setting.loss(setting.model(Variable(batch.inputs)), batch)
        }
        outcome = .stopped(.notFinite(step: step, operation: operation))
        break
      }
      try loss.backward()
      record.append(
        loss: loss.scalar, learningRate: setting.optimizer.learningRate,
        of: setting.model.namedParameters, columns: columns
      ) {
        setting.optimizer.step()
      }
      if (step + 1) % max(1, stepCount / 10) == 0 {
        record.validations.append(validation(of: setting, after: step + 1))
      }
    }
    let outputs = setting.model.withMode(.evaluation) {
      withoutGradient { setting.model(Variable(setting.heldOut.inputs)) }
    }
    return FaultResult(
      record: record, outcome: outcome, facts: facts(of: setting, outcome: outcome),
      error: measure.error(of: outputs.value, on: setting.heldOut, threshold: head.threshold))
  }

  private func validation(
    of setting: FaultSetting, after step: Int
  ) -> TrainingRecord.Validation {
    withoutGradient {
      let outputs = setting.model.withMode(.evaluation) {
        setting.model(Variable(setting.heldOut.inputs))
      }
      let wrong =
        data.classCount == 0
        ? nil
        : FaultMeasure.wrongClasses.error(
          of: outputs.value, on: setting.heldOut, threshold: head.threshold)
      return TrainingRecord.Validation(
        step: step, loss: Double(setting.loss(outputs, setting.heldOut).scalar),
        accuracy: wrong.map { 1 - min($0, 1) })
    }
  }
}

extension FaultRun {
  /// The batches of a run, epoch after epoch.
  private struct Batches {
    private let run: FaultRun
    private let seed: UInt64
    private var generator: SplitMix64
    private var samples: FaultSamples
    private var order: [Int] = []

    /// Samples that thirty-two workers draw in an epoch, all together.
    private static var drawnCount: Int { 64 }

    init(of run: FaultRun, _ samples: FaultSamples, seed: UInt64) {
      self.run = run
      self.samples = samples
      self.seed = seed
      generator = SplitMix64(seed: seed)
    }

    mutating func next() -> FaultSamples {
      if order.isEmpty { beginEpoch() }
      let batch = order.prefix(run.batchSize)
      order.removeFirst(batch.count)
      return samples.selecting(batch)
    }

    private mutating func beginEpoch() {
      if run.sampling != .permuted {
        let count = Self.drawnCount / 32
        let parts = (0..<32).map { _ in
          // A worker is a process of its own, with a copy of all that the main one has.
          var worker = SplitMix64(seed: run.sampling == .workersAlike ? seed : generator.next())
          return run.data.wave(count: count, using: &worker)
        }
        samples = FaultSamples(
          inputs: Tensor.concatenation(parts.map(\.inputs)),
          targets: Tensor.concatenation(parts.map(\.targets)))
      }
      order = generator.permutation(of: samples.count)
    }
  }
}
