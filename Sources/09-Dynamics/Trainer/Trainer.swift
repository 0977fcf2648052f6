public import Autograd
public import Course
public import Datasets
public import Optimizers
public import Regularization
public import Schedulers
import TensorCore

/// Trains a network on samples, with all that a real run needs, and resumes it to the bit.
///
/// ```swift
/// let (training, held) = data.splitByOrder(testCount: 5)
/// let trainer = Trainer(
///   model, optimizer, for: .classification, on: training, validatedOn: held,
///   plan: TrainingPlan(.epochs(20), batchSize: 32, greatestGradientNorm: 1), seed: 1)
/// trainer.scheduler = Scheduler(optimizer, CosineDecay(length: trainer.stepTotal))
/// trainer.stopping = EarlyStopping(patience: 5)
/// trainer.folder = CheckpointFolder("runs/digits")
/// trainer.callbacks = [RunLog("runs/digits/log.jsonl"), ProgressBar()]
/// try trainer.resume()  // where a killed run left off; a new run has nothing to resume
/// let outcome = try trainer.run()
/// try trainer.restoreBest()
/// ```
///
/// ## A step
///
/// Forget the gradients; go through the batch, in parts if the plan says so; clip; let the optimizer change the
/// parameters; take them into the average; step the schedule. Then come, where they are due, the evaluation, which
/// steps the plateau's scheduler and the early stopping, and the checkpoint.
///
/// ## What a checkpoint holds
///
/// The network with its buffers and generators, the optimizer, both schedulers, the average, the early stopping,
/// the order of the samples in the middle of an epoch, the counts, ``extraState``, and callbacks that are
/// `Stateful`. A resumed run makes the steps that the run would have made, to the bit, if the program has set up
/// the same trainer.
public final class Trainer {
  /// How a run ended.
  public enum Outcome: Equatable, Sendable {
    /// All steps were made.
    case finished
    /// The early stopping's patience ran out.
    case stoppedEarly
    /// A callback stopped the run, and said why.
    case stopped(String)
    /// The loss, a gradient or a parameter is infinite or NaN; `operation` made the first such number.
    case notFinite(step: Int, operation: String?)
  }

  /// What is trained.
  public let model: any Layer

  /// What changes the parameters.
  public let optimizer: any Optimizer

  /// How long, in what batches, how often measured and saved.
  public let plan: TrainingPlan

  /// The order in which the samples are seen.
  public let order: DataOrder

  /// What sets the learning rate, batch by batch or epoch by epoch.
  public var scheduler: Scheduler?

  /// What lowers the learning rate when the validation loss no longer falls.
  public var plateau: PlateauScheduler?

  /// An average of the weights, updated after every step; the plan says whether it is evaluated.
  public var average: WeightAverage?

  /// What ends the run when the validation loss no longer falls.
  public var stopping: EarlyStopping?

  /// Where checkpoints are written.
  public var folder: CheckpointFolder?

  /// What is told of the run, in this order.
  public var callbacks: [any TrainerCallback] = []

  /// What is recorded beside the norms, each measured at the end of every step.
  public var columns: [TrainingRecord.Column: () -> [String: Double]] = [:]

  /// Other state that a step changes, such as a generator of augmentations.
  public var extraState: [any Stateful] = []

  /// What happened since the run began; after a resume since then, or since the beginning if a ``RunLog`` has it.
  public internal(set) var record = TrainingRecord()

  /// The last evaluation of this process.
  public internal(set) var lastEvaluation: Evaluation?

  /// What the run went on from, if it was resumed.
  public internal(set) var resumption: Resumption?

  /// The samples of the step that is being made, or was made last in this process.
  public internal(set) var currentSamples: [Int] = []

  let supply: Supply
  let progress = Progress()

  /// The network as it was best, in this process.
  var best: Checkpoint?

  /// Whether the best network is not in the folder yet.
  var bestIsUnsaved = false

  /// The number of steps in the last checkpoint.
  var savedStep = 0

  /// Why a callback wants the run to end.
  var stopReason: String?

  /// Creates a trainer of a run that has not begun.
  ///
  /// - Parameters:
  ///   - model: What is trained.
  ///   - optimizer: What changes the parameters; it holds the model's.
  ///   - objective: The loss, and what else is measured.
  ///   - training: The samples to train on; at least one.
  ///   - validation: The held-out samples, at least one; without them there is no evaluation.
  ///   - plan: How long, in what batches, how often measured and saved.
  ///   - seed: Equal seeds give equal orders of the samples.
  public init<Samples: SampleSet>(
    _ model: any Layer, _ optimizer: any Optimizer, for objective: Objective<Samples>,
    on training: Samples, validatedOn validation: Samples? = nil, plan: TrainingPlan, seed: UInt64
  ) {
    self.model = model
    self.optimizer = optimizer
    self.plan = plan
    order = DataOrder(sampleCount: training.count, batchSize: plan.batchSize, seed: seed)
    supply = Supply(model, objective, training, validation)
  }

  /// The number of steps that have been made.
  public var stepCount: Int { progress.stepCount }

  /// The number of steps of the whole run.
  public var stepTotal: Int { plan.length.stepCount(stepsPerEpoch: order.batchCount) }

  /// The number of classes, if the samples belong to classes.
  public var classCount: Int? { supply.classCount }

  /// Whether there are held-out samples to evaluate the network on.
  public var isValidated: Bool { supply.evaluation != nil }

  /// The mean loss over the samples of the epoch so far, as they were trained on; `nil` if there are none.
  public var epochLoss: Double? {
    progress.epochSampleCount == 0
      ? nil : Double(progress.epochLossSum) / Double(progress.epochSampleCount)
  }

  /// The step after which the validation loss was least, and that loss; `nil` before the first evaluation.
  public var bestEvaluation: (step: Int, loss: Double)? {
    guard progress.bestStep >= 0 else { return nil }
    return (step: progress.bestStep, loss: Double(progress.bestLoss))
  }

  /// Ends the run after the step that is being made; it can go on with another `run()`.
  ///
  /// - Parameter reason: Why, in a few words.
  public func stop(_ reason: String) { stopReason = reason }
}

extension Trainer.Outcome: CustomStringConvertible {
  /// The outcome in words, as a log has it.
  public var description: String {
    switch self {
    case .finished: "finished"
    case .stoppedEarly: "stopped early"
    case .stopped(let reason): "stopped: \(reason)"
    case .notFinite: "not finite"
    }
  }
}
