import Autograd
import BatchNorm
import Datasets
import Dynamics
import Foundation
import Optimizers
import Regularization
import Schedulers
import TensorCore

/// A small run with everything that has a state: dropout, batch norm, Adam, a schedule, an average, early stopping.
struct SmallRun {
  let model: Sequential
  let optimizer: Adam
  let trainer: Trainer

  /// A run on three clouds of points, 45 to train on and 21 held out.
  ///
  /// - Parameters:
  ///   - folder: Where checkpoints and the log go; `nil` for nowhere.
  ///   - seed: The seed of weights, masks and orders.
  ///   - epochCount: The length; an epoch has 6 steps.
  ///   - checkpoint: How often a checkpoint is written.
  ///   - largestPart: The greatest number of samples that go through at once.
  ///   - dropout: The probability that a hidden unit is dropped.
  init(
    in folder: String? = nil, seed: UInt64 = 1, epochCount: Int = 8,
    checkpoint: TrainingPlan.Interval = .steps(1), largestPart: Int? = nil, dropout: Scalar = 0.2
  ) {
    var generator = SplitMix64(seed: seed)
    model = Sequential(
      Linear(inputCount: 4, outputCount: 8, using: &generator), BatchNorm1d(featureCount: 8),
      FunctionLayer("relu", relu), Dropout(probability: dropout, using: &generator),
      Linear(inputCount: 8, outputCount: 3, using: &generator))
    optimizer = Adam(model.trainedVariables, learningRate: 0.02)
    trainer = Trainer(
      model, optimizer, for: .classification, on: SmallRun.clouds(count: 45, seed: 100),
      validatedOn: SmallRun.clouds(count: 21, seed: 200),
      plan: TrainingPlan(
        .epochs(epochCount), batchSize: 8, largestPart: largestPart, greatestGradientNorm: 2,
        evaluation: .steps(4), checkpoint: checkpoint, evaluatedWeights: .averaged),
      seed: seed)
    trainer.scheduler = Scheduler(optimizer, CosineDecay(length: 100))
    trainer.average = WeightAverage(model.trainedVariables, .exponential(decay: 0.8))
    trainer.stopping = EarlyStopping(patience: 100)
    guard let folder else { return }
    trainer.folder = CheckpointFolder(folder)
    trainer.callbacks = [RunLog(SmallRun.log(in: folder))]
  }

  /// The log in a folder of checkpoints.
  static func log(in folder: String) -> String { "\(folder)/log.jsonl" }

  /// Points in three clouds that overlap.
  static func clouds(count: Int, seed: UInt64) -> LabeledData {
    var generator = SplitMix64(seed: seed)
    let labels = (0..<count).map { $0 % 3 }
    let noise = Tensor.normal([count, 4], using: &generator)
    let centers = Tensor([[1, 0, 0, 1], [0, 1, 0, -1], [0, 0, 1, 0]])
    return LabeledData(
      name: "clouds", features: noise + centers.gathering(rows: labels), labels: labels,
      classCount: 3)
  }

  /// All that a run leaves on the disk, by file: checkpoints and log, to the bit.
  static func bits(in folder: String) throws -> [String: Data] {
    try Dictionary(
      uniqueKeysWithValues: ["last.safetensors", "best.safetensors", "log.jsonl"].map { name in
        (name, try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
      })
  }
}

/// A folder for one test, which goes when the test has ended.
final class TemporaryFolder {
  let path = FileManager.default.temporaryDirectory.path + "/trainer-\(UUID().uuidString)"

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A callback that calls a function at the end of every step.
final class AfterStep: TrainerCallback {
  private let body: (Trainer) throws -> Void

  init(_ body: @escaping (Trainer) throws -> Void) { self.body = body }

  func stepEnds(_ trainer: Trainer) throws { try body(trainer) }
}
