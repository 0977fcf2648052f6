import Autograd
import BatchNorm
public import Course
import Datasets
import Dynamics
import Init
import TensorCore

/// A plan that is carried out: data, network, steps, evaluation, server.
///
/// It does what the plan says, mistakes and all; ``WorkflowStage`` looks at it.
public final class WorkflowRun {
  /// What was decided.
  public let plan: WorkflowPlan

  /// The record of the training, once there was one.
  public private(set) var record = TrainingRecord()

  let data: WorkflowData
  let model: Sequential
  let optimizer: Momentum
  private var generator: SplitMix64
  private var best: (loss: Double, state: Checkpoint)?

  /// The losses in training and validation after the last step, before the best state is put back.
  private(set) var endLosses = (training: Double.infinity, validation: Double.infinity)

  /// Reads the data and makes the network; trains nothing.
  ///
  /// - Parameters:
  ///   - plan: What was decided.
  ///   - seed: The seed of the split, of the weights and of the batches.
  /// - Throws: An error if the data file is damaged.
  public init(_ plan: WorkflowPlan, seed: UInt64) throws {
    self.plan = plan
    data = try WorkflowData(plan, seed: seed)
    generator = SplitMix64(seed: seed)
    var layers: [any Layer] = []
    var width = 64
    for hidden in plan.hiddenWidths {
      layers.append(Linear(inputCount: width, outputCount: hidden, using: &generator))
      layers.append(BatchNorm1d(featureCount: hidden))
      layers.append(FunctionLayer("relu", relu))
      width = hidden
    }
    layers.append(Linear(inputCount: width, outputCount: 10, using: &generator))
    model = Sequential(layers)
    let constant = InitializationScheme("constant", hidden: .constant(0.1))
    model.initialize(with: plan.start == .kaiming ? .kaiming : constant, seed: seed)
    optimizer = Momentum(
      model.trainedVariables, MomentumRule(learningRate: plan.learningRate, momentum: 0.9))
  }

  /// The loss as the plan's step has it.
  var loss: PreflightLoss {
    PreflightLoss(.crossEntropy, targets: .classNumbers) { [plan] output, targets in
      let mean = softmaxCrossEntropy(output, classes: targets.scalars.map { Int($0) })
      return plan.reduction == .mean ? mean : mean * Scalar(targets.elementCount)
    }
  }

  /// The training samples as the gates of lesson 09 take them.
  var preflightData: PreflightData {
    PreflightData(
      inputs: data.training.features, labels: data.training.labels, batchSize: plan.batchSize,
      validationInputs: data.validation.features)
  }

  /// One step on some samples, as the plan makes it, by any optimizer; without decay where the step itself is on trial.
  func step(
    _ batch: PreflightData, _ optimizer: any Optimizer, weightDecay: Scalar = 0
  ) throws -> Scalar {
    let order = generator.permutation(of: batch.count)
    let inputs = plan.losesPairs ? batch.inputs.gathering(rows: order) : batch.inputs
    optimizer.zeroGradients()
    let current = loss.value(model(Variable(inputs)), batch.targets)
    try current.backward()
    for variable in model.trainedVariables {
      variable.gradient = variable.gradient.map { $0 + variable.value * weightDecay }
    }
    optimizer.step()
    return current.scalar
  }

  /// Trains for the planned epochs, measures after each, and keeps the state with the least validation loss.
  ///
  /// - Parameter stopsAtNonFinite: Whether a loss that is not a number ends the run.
  /// - Throws: What the engine throws.
  func train(stopsAtNonFinite: Bool) throws {
    let rates = plan.actualRates(sampleCount: data.training.count)
    let epoch = plan.stepsPerEpoch(sampleCount: data.training.count)
    var order: [Int] = []
    for (step, rate) in rates.enumerated() {
      if step % epoch == 0 { order = generator.permutation(of: data.training.count) }
      let rows = Array(order.prefix(plan.batchSize))
      order.removeFirst(rows.count)
      var batch = PreflightData(
        inputs: data.training.features.gathering(rows: rows),
        labels: rows.map { data.training.labels[$0] })
      if step == plan.unreadableStep {
        batch.inputs = Tensor(repeating: .nan, shape: batch.inputs.shape)
      }
      optimizer.groups[0].rule.learningRate = Scalar(rate)
      let loss = try self.step(batch, optimizer, weightDecay: plan.weightDecay)
      record.steps.append(
        TrainingRecord.Step(
          loss: Double(loss), learningRate: rate, gradientNorms: [:], parameterNorms: [:],
          updateNorms: [:]))
      if stopsAtNonFinite, !loss.isFinite { return }
      if (step + 1) % epoch == 0 { validate(after: step + 1) }
    }
    endLosses = (loss(on: data.training), loss(on: data.validation))
    try best?.state.restore(["model": model])
  }

  private func validate(after step: Int) {
    let evaluation = evaluate()
    record.validations.append(
      TrainingRecord.Validation(step: step, loss: evaluation.weighted))
    if evaluation.weighted < best?.loss ?? .infinity {
      best = (evaluation.weighted, Checkpoint(["model": model]))
    }
  }

  /// The loss on the validation samples, in batches of fifteen, in the mode that the plan evaluates in.
  func evaluate() -> GateEvaluation {
    func measure() -> GateEvaluation {
      var (sizes, losses) = ([Int](), [Double]())
      for batch in data.validation.minibatchesInOrder(size: 15) {
        let output = withoutGradient { model(Variable(batch.features)) }
        sizes.append(batch.count)
        losses.append(Double(softmaxCrossEntropy(output, classes: batch.labels).scalar))
      }
      let total = zip(sizes, losses).reduce(0) { $0 + Double($1.0) * $1.1 }
      return GateEvaluation(
        batchSizes: sizes, batchMetrics: losses, reported: total / Double(data.validation.count))
    }
    return plan.evaluatesInTrainingMode ? measure() : model.withMode(.evaluation) { measure() }
  }

  /// The loss on some samples in evaluation mode, whatever the plan evaluates in.
  func loss(on samples: LabeledData) -> Double {
    model.withMode(.evaluation) {
      withoutGradient {
        Double(
          softmaxCrossEntropy(model(Variable(samples.features)), classes: samples.labels).scalar)
      }
    }
  }

  /// The network's answers to images as they were prepared for training, in evaluation mode.
  func answers(to prepared: Tensor) -> [Int] {
    model.withMode(.evaluation) { withoutGradient { model(Variable(prepared)).value.argmax() } }
  }

  /// What the server answers to records as they come in, with pixels from 0 to 16.
  func serve(_ records: Tensor) -> [Int] {
    answers(
      to: data.standardizer.apply(to: plan.servesRawPixels ? records : records / 16))
  }

  /// The share of requests that are answered wrongly after shipping; pixels come in from 0 to 16.
  public var deliveredError: Double {
    let answers = serve(data.requests.features)
    return Double(zip(answers, data.requests.labels).count { $0 != $1 })
      / Double(data.requests.count)
  }
}
