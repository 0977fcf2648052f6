import Autograd
import BatchNorm
import Course
import Datasets
import Dynamics
import Init
import Optimizers
import Schedulers
import TensorCore
import Testing

/// A small run with everything that the checklist asks for, and one fault if one is planted.
///
/// Four classes in eight features, two hidden layers of 32 with one batch norm, Adam at 1e-3 on a cosine of 120 steps.
final class PlantedRun {
  let plant: GateFault?
  let seed: UInt64
  let training: PreflightData
  let validation: PreflightData
  let task = PreflightTask.classes(4)
  var loss = PreflightLoss.crossEntropy

  static var stepCount: Int { 120 }
  static var rate: Double { 1e-3 }

  init(_ plant: GateFault? = nil, seed: UInt64) {
    self.plant = plant
    self.seed = seed
    var generator = SplitMix64(seed: seed &+ 1_000)
    let centers = Tensor.normal([4, 8], using: &generator) * 1.5
    let all = LabeledData.blobs(
      count: 300, centers: centers, standardDeviation: 1, using: &generator)
    let (first, second) = all.splitByOrder(testCount: 60)
    let scaler = Standardizer(fittedTo: first.features)
    var training = PreflightData(
      inputs: scaler.apply(to: first.features), labels: first.labels, batchSize: 32,
      validationInputs: scaler.apply(to: second.features))
    var validation = PreflightData(
      inputs: scaler.apply(to: second.features), labels: second.labels)
    Self.plant(plant, in: &training, &validation)
    self.training = training
    self.validation = validation
    if plant == .summedLoss {
      loss = PreflightLoss(.crossEntropy, targets: .classNumbers) { output, targets in
        PreflightLoss.crossEntropy.value(output, targets) * Scalar(targets.elementCount)
      }
    }
  }

  /// The rates of a cosine to 0 without a warm-up.
  var plannedRates: [Double] {
    CosineDecay(length: Self.stepCount).rates(stepCount: Self.stepCount, from: Self.rate)
  }

  /// The rate that is really used.
  func rate(at step: Int) -> Double {
    switch plant {
    case .scheduleByEpoch: return plannedRates[min(step / 8, plannedRates.count - 1)]
    case .hiddenWarmUp: return Self.rate * Double.pow(10, -4 + min(4, Double(step) / 15))
    case .rateTooHigh: return 100
    case .rateTooLow: return 1e-6
    default: return plannedRates[step]
    }
  }

  func makeModel(seed: UInt64) -> Sequential {
    var generator = SplitMix64(seed: seed)
    let rule = Initializer.kaimingNormal()
    let outputCount = plant == .missingOutput ? 3 : 4
    let norm = BatchNorm1d(featureCount: 32)
    if plant == .slowStatistics { norm.running?.momentum = 1e-4 }
    var layers: [any Layer] = [
      Linear(weight: rule([32, 8], using: &generator), bias: nil), norm,
      FunctionLayer("relu", relu),
      Linear(weight: rule([32, 32], using: &generator), bias: .zeros([32])),
      FunctionLayer("relu", relu),
      Linear(
        weight: Initializer.leCunNormal()([outputCount, 32], using: &generator),
        bias: .zeros([outputCount])),
    ]
    plant?.change(&layers)
    return Sequential(layers)
  }

  func makeOptimizer(_ model: Sequential) -> any Optimizer {
    let all = model.trainedVariables
    switch plant {
    case .frozenLayer: return Adam(all.filter { $0 !== all[3] }, learningRate: Scalar(Self.rate))
    case .foreignOptimizer:
      return Adam(makeModel(seed: seed).trainedVariables, learningRate: Scalar(Self.rate))
    case .slowGroup:
      return Adam(groups: [
        .init([all[3]], AdamRule(learningRate: 1e-6)),
        .init(all.filter { $0 !== all[3] }, AdamRule(learningRate: Scalar(Self.rate))),
      ])
    case .gradientsKept: return SGD(all, learningRate: 0.05)
    default: return Adam(all, learningRate: Scalar(Self.rate))
    }
  }
}

extension PlantedRun {
  /// A run that is under way.
  final class Process: Stateful {
    let run: PlantedRun
    let model: Sequential
    let optimizer: any Optimizer
    let position: TrainingPosition
    var record = TrainingRecord()
    private var isRunning = false

    init(_ run: PlantedRun, seed: UInt64) {
      self.run = run
      model = run.makeModel(seed: seed)
      optimizer = run.makeOptimizer(model)
      position = TrainingPosition(generator: SplitMix64(seed: seed &+ 7))
    }

    /// What is saved: everything, or what the planted fault leaves of it.
    var state: [StateEntry] {
      [.part("model", model), .part("position", position)]
        + (run.plant == .optimizerNotSaved ? [] : [.part("optimizer", optimizer)])
    }

    /// One step on given samples, at the rate that the optimizer has.
    func step(_ batch: PreflightData) throws -> Scalar {
      if run.plant != .gradientsKept { optimizer.zeroGradients() }
      var targets = batch.targets
      if run.plant == .labelsShuffled {
        targets = targets.gathering(
          rows: position.generator.permutation(of: batch.count))
      }
      let output = model(Variable(batch.inputs))
      var loss = run.loss.value(output, targets)
      if run.plant == .laterNaN, isRunning, position.stepCount == 60 { loss = loss * Scalar.nan }
      try loss.backward()
      if loss.scalar.isFinite {
        optimizer.step(recording: loss.scalar, of: model.namedParameters, in: &record)
      } else {
        record.append(
          loss: loss.scalar, learningRate: optimizer.learningRate, of: model.namedParameters
        ) {}
      }
      position.stepCount += 1
      return loss.scalar
    }

    /// One step of the run: a batch is drawn, the rate set.
    func advance() throws {
      isRunning = true
      if run.plant != .slowGroup {
        let rate = Scalar(run.rate(at: position.stepCount))
        if run.plant != .gradientsKept { optimizer.learningRate = rate }
      }
      var random = SystemRandomNumberGenerator()
      let count = run.training.count
      let rows = (0..<32).map { _ in
        run.plant == .unseeded
          ? Int.random(in: 0..<count, using: &random)
          : position.generator.uniform(below: count)
      }
      _ = try step(
        PreflightData(
          inputs: run.training.inputs.gathering(rows: rows),
          targets: run.training.targets.gathering(rows: rows)))
    }

    /// The loss on the held-out samples, in evaluation mode.
    func validate() -> Double {
      model.withMode(.evaluation) {
        withoutGradient {
          Double(
            run.loss.value(model(Variable(run.validation.inputs)), run.validation.targets).scalar)
        }
      }
    }
  }
}
