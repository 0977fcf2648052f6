public import Autograd
public import Course
public import TensorCore

/// A run that is held against the checklist: a network before its first step, and as much of what belongs to the run as there is.
///
/// Nothing but model, data, task and loss is needed. A gate whose matter is missing says what is missing; it neither passes nor fails.
public struct GateSubject {
  /// The network as it is before the first step, in training mode.
  public let model: any Layer

  /// The samples that it learns from.
  public let data: PreflightData

  /// What it is trained for.
  public let task: PreflightTask

  /// The loss.
  public let loss: PreflightLoss

  /// The optimizer of the run.
  public var optimizer: (any Optimizer)?

  /// One step of the run on the samples that it is given, as the run makes it; returns the loss before the step.
  public var trainingStep: ((PreflightData) throws -> Scalar)?

  /// What a step changes beside model and optimizer, such as generators; it is put back after an experiment.
  public var state: [any Stateful] = []

  /// What happened in the run.
  public var record: TrainingRecord?

  /// The learning rate that the schedule means for every step.
  public var plannedRates: [Double]?

  /// Whether somebody has looked at classes out of balance, and reports a metric that is not fooled by them.
  public var acceptsImbalance = false

  /// Makes the run anew with one seed, and returns its losses.
  public var rerun: (() throws -> [Double])?

  /// The network after the run, as it is left; the same object as `model` only if nothing is to be asked of the start.
  public var trained: (any Layer)?

  /// The run's evaluation of the trained network.
  public var evaluate: (() -> GateEvaluation)?

  /// The loss on held-out data of what the run delivers.
  public var deliveredLoss: (() -> Double)?

  /// The losses of a whole run, and those of one that was stopped, saved and resumed.
  public var resumption: (() throws -> (whole: [Double], resumed: [Double]))?

  /// How the trained network answers requests, `[requests, …]`; without it the network itself is asked, in the mode it is in.
  public var serve: ((Tensor) -> Tensor)?

  /// The thresholds.
  public var limits = GateLimits()

  /// What gates share: passes that are made once.
  let shared: PreflightSubject

  /// The trial on one batch, made once.
  let trials = GateTrials()

  /// Creates a subject with what every run has.
  ///
  /// - Parameters:
  ///   - model: The network before the first step, in training mode.
  ///   - data: The samples, held-out ones too if there are any.
  ///   - task: What it is trained for.
  ///   - loss: The loss with its kind declared.
  ///   - optimizer: The optimizer of the run.
  public init(
    model: any Layer, data: PreflightData, task: PreflightTask, loss: PreflightLoss,
    optimizer: (any Optimizer)? = nil
  ) {
    self.model = model
    self.data = data
    self.task = task
    self.loss = loss
    self.optimizer = optimizer
    shared = PreflightSubject(
      model: model, data: data, task: task, loss: loss, optimizer: optimizer)
  }
}

extension GateSubject {
  /// Everything that a step changes.
  private final class Whole: Stateful {
    let state: [StateEntry]
    init(_ state: [StateEntry]) { self.state = state }
  }

  /// Carries out steps, and puts network, optimizer and generators back.
  func experiment<Result>(_ body: () throws -> Result) throws -> Result {
    var entries: [StateEntry] = [.part("model", model)]
    if let optimizer { entries.append(.part("optimizer", optimizer)) }
    entries += state.enumerated().map { .part("other.\($0.offset)", $0.element) }
    let whole = Whole(entries)
    let before = Checkpoint(["run": whole])
    defer {
      do { try before.restore(["run": whole]) } catch {
        preconditionFailure("GateSubject: the state of the run has changed its structure: \(error)")
      }
      model.zeroGradients()
    }
    return try model.withMode(.training, body)
  }

  /// The first finding of some rules of the preflight, and what those say that could not look.
  func firstFinding(of rules: Set<String>) throws -> (finding: RunFinding?, gaps: [String]) {
    var gaps: [String] = []
    for rule in PreflightRule.all where rules.contains(rule.id) {
      switch try rule.body(shared) {
      case .silent: continue
      case .notChecked(let reason): gaps.append(reason)
      case .found(let observations):
        if let first = observations.first { return (rule.finding(first), gaps) }
      }
    }
    return (nil, gaps)
  }
}

/// What the trial on one batch showed, kept for the gates that ask.
final class GateTrials {
  /// How one batch was learned.
  struct Learned {
    /// The loss of every step, above the least that there can be.
    let losses: [Double]
    /// The loss of the best constant answer, above the least that there can be.
    let baseline: Double
    /// The outputs for the batch at the end, in evaluation mode.
    let outputs: Tensor
    /// The outputs for inputs of zeros.
    let blindOutputs: Tensor
    /// The loss on the batch at the end, in evaluation mode.
    let loss: Double
    /// The same on inputs of zeros.
    let blindLoss: Double
  }

  fileprivate var learned: Learned?
}

extension GateSubject {
  /// Learns one batch by the run's own step; `nil` where there is no step, or nothing to learn.
  func learned() throws -> GateTrials.Learned? {
    if let learned = trials.learned { return learned }
    guard let trainingStep, shared.obstacle == nil else { return nil }
    let batch = data.drawn(limits.overfitSampleCount)
    guard let best = shared.baseline(on: batch) else { return nil }
    // Both are counted from the least loss that there can be.
    let floor = shared.floor(on: batch)
    let baseline = best - floor
    guard baseline > 1e-9 else { return nil }
    let learned = try experiment {
      var losses: [Double] = []
      for _ in 0..<limits.overfitStepCount {
        losses.append(Double(try trainingStep(batch)) - floor)
        guard let last = losses.last, last.isFinite, last > baseline * limits.learnedShare / 2
        else { break }
      }
      return model.withMode(.evaluation) {
        withoutGradient {
          let outputs = model(Variable(batch.inputs))
          let blind = model(Variable(.zeros(batch.inputs.shape)))
          return GateTrials.Learned(
            losses: losses, baseline: baseline, outputs: outputs.value, blindOutputs: blind.value,
            loss: Double(loss.value(outputs, batch.targets).scalar),
            blindLoss: Double(loss.value(blind, batch.targets).scalar))
        }
      }
    }
    trials.learned = learned
    return learned
  }
}
