import Autograd
public import Course
import TensorCore

/// A mystery's training from its first step to its last, and what was measured on the way.
public struct MysteryRun: Sendable {
  /// What was trained, and how.
  public let setup: MysterySetup

  /// What it was drawn from.
  public let seed: UInt64

  /// Loss, rate, norms and layers at every step, and the held-out loss at every fifteenth.
  public let record: TrainingRecord

  /// A fingerprint of the weights of each evaluation.
  public let fingerprints: [String]

  /// A fingerprint of the weights that are trained, at the same steps.
  public let trainedFingerprints: [String]

  /// The first weights as they are drawn, by name: their norms.
  let firstNorms: [String: Double]

  /// The norms at the end.
  let lastNorms: [String: Double]

  /// Trains until the end, or until the loss is not a number.
  ///
  /// - Parameters:
  ///   - setup: What is trained, and how.
  ///   - seed: What samples, first weights and batches are drawn from.
  /// - Throws: An error if the digits' file is damaged, or what the engine throws.
  public init(_ setup: MysterySetup, seed: UInt64) throws {
    var rig = try MysteryRig(setup, seed: seed)
    let monitors = Monitors(of: rig.model)
    defer { monitors.stop() }
    var record = TrainingRecord()
    var (fingerprints, trained): ([String], [String]) = ([], [])
    firstNorms = Self.norms(of: rig.model)
    for step in 0..<setup.stepCount {
      rig.optimizer.learningRate = Scalar(setup.rate(at: step))
      if setup.zeroesGradients { rig.model.zeroGradients() }
      let batch = rig.nextBatch()
      let loss = rig.loss(rig.model, on: batch)
      guard loss.scalar.isFinite else { break }
      try loss.backward()
      record.append(
        loss: loss.scalar, learningRate: rig.optimizer.learningRate, of: rig.model.namedParameters,
        columns: monitors.columns
      ) { rig.optimizer.step() }
      guard (step + 1) % 15 == 0 else { continue }
      record.validations.append(.init(step: step + 1, loss: rig.heldOutLoss()))
      fingerprints.append(MysteryRig.fingerprint(of: rig.evaluated))
      trained.append(MysteryRig.fingerprint(of: rig.model))
    }
    lastNorms = Self.norms(of: rig.model)
    (self.setup, self.seed, self.record) = (setup, seed, record)
    (self.fingerprints, trainedFingerprints) = (fingerprints, trained)
  }

  private static func norms(of model: Sequential) -> [String: Double] {
    let norms = model.namedParameters.map { ($0.name, Double($0.variable.value.norm())) }
    return Dictionary(uniqueKeysWithValues: norms)
  }

  /// The mean training loss of the last ten steps.
  var lastLoss: Double { Self.mean(record.losses.suffix(10)) }

  static func mean(_ numbers: some Collection<Double>) -> Double {
    numbers.isEmpty ? .nan : numbers.reduce(0, +) / Double(numbers.count)
  }

  /// The names of the weights, from the input to the output.
  var weights: [String] {
    firstNorms.keys.filter { $0.hasSuffix("weight") }.sorted { RunSeries.precedes($0, $1) }
  }
}
