public import Autograd
import Datasets
public import TensorCore

extension RegularizedTrial {
  /// Carries out the run.
  ///
  /// - Parameter seed: The seed of weights, batches, masks and augmentation.
  /// - Returns: The curves and the network.
  /// - Throws: What training throws.
  public func run(seed: UInt64) throws -> Outcome {
    let position = TrainingPosition(generator: SplitMix64(seed: seed))
    let model = network(using: &position.generator)
    let optimizer = optimizer(of: model)
    var outcome = Outcome(model: model)
    let stopping = patience.map { EarlyStopping(patience: $0) }
    let best = BestState(of: model)
    for epoch in 0..<epochCount {
      model.setMode(.training)
      let reported = try train(model, optimizer, using: &position.generator)
      outcome.reportedLosses.append(reported)
      model.setMode(.evaluation)
      append(model, to: &outcome)
      outcome.epoch = epoch
      guard let stopping else { continue }
      if stopping.observe(Scalar(outcome.validationLosses[epoch])) == .improved { best.keep() }
      if stopping.isExhausted { break }
    }
    if let stopping, stopping.bestIndex >= 0 {
      best.restore()
      outcome.epoch = stopping.bestIndex
    }
    model.setMode(.evaluation)
    return outcome
  }

  /// AdamW that decays weights and leaves biases alone.
  ///
  /// - Parameter model: The network.
  /// - Returns: The optimizer.
  public func optimizer(of model: any Layer) -> AdamW {
    AdamW(
      groups: DecayGroups(of: model).optimizerGroups(
        decayed: AdamWRule(learningRate: learningRate, weightDecay: weightDecay),
        kept: AdamWRule(learningRate: learningRate, weightDecay: 0)))
  }

  /// Goes through the training set once.
  ///
  /// - Parameters:
  ///   - model: The network, in training mode.
  ///   - optimizer: What changes its parameters.
  ///   - generator: The source of batches and augmentation.
  /// - Returns: The mean of the losses of the steps.
  /// - Throws: What training throws.
  public func train(
    _ model: any Layer, _ optimizer: any Optimizer, using generator: inout SplitMix64
  ) throws -> Double {
    var sum = 0.0
    let weights = DecayGroups(of: model).decayed.map(\.variable)
    for batch in training.minibatches(size: batchSize, using: &generator) {
      let (features, targets) = prepared(batch, using: &generator)
      let loss = try trainingStep(optimizer) {
        let logits = model(Variable(features))
        return targets.map { softmaxCrossEntropy(logits, targets: $0) }
          ?? softmaxCrossEntropy(
            logits, classes: batch.labels, smoothing: smoothing, classWeights: classWeights)
      }
      if l1 > 0 {
        let threshold = optimizer.learningRate * l1
        for weight in weights { weight.assign(weight.value.softThresholded(by: threshold)) }
      }
      sum += Double(loss) * Double(batch.count)
    }
    return sum / Double(training.count)
  }

  /// What a batch is made into; targets only if samples are blended.
  private func prepared(
    _ batch: LabeledData, using generator: inout SplitMix64
  ) -> (features: Tensor, targets: Tensor?) {
    let features = augmentation.map { $0(batch.features, using: &generator) } ?? batch.features
    guard let mixup else { return (features, nil) }
    let targets = LabelSmoothing.targets(
      batch.labels, classCount: batch.classCount, smoothing: smoothing)
    return mixup(features, targets: targets, using: &generator)
  }

  private func append(_ model: Sequential, to outcome: inout Outcome) {
    func logits(_ data: LabeledData) -> Tensor {
      withoutGradient { model(Variable(data.features)).value }
    }
    func loss(_ logits: Tensor, _ data: LabeledData) -> Double {
      -Double(logits.logSoftmax().picking(columns: data.labels).mean())
    }
    let answers = logits(validation)
    outcome.trainingLosses.append(loss(logits(training), training))
    outcome.validationLosses.append(loss(answers, validation))
    outcome.accuracies.append(ProbabilityScore.accuracy(answers, classes: validation.labels))
  }

  /// What the curves of a run say.
  ///
  /// - Parameters:
  ///   - outcome: What came of the run.
  ///   - target: The loss that one would be content with.
  ///   - hasInvariances: Whether changes of the input are known that leave the label as it is.
  /// - Returns: The report; its baseline is the entropy of the training labels.
  public func report(
    on outcome: Outcome, target: Double, hasInvariances: Bool = false
  ) -> FitReport {
    let shares = training.classHistogram.map { Double($0) / Double(training.count) }
    let baseline = shares.reduce(0) { $0 - ($1 > 0 ? $1 * Double.log($1) : 0) }
    return FitReport(
      training: Array(outcome.trainingLosses.prefix(outcome.epoch + 1)),
      validation: Array(outcome.validationLosses.prefix(outcome.epoch + 1)), baseline: baseline,
      target: target,
      setup: FitReport.Setup(isRegularized: isRegularized, hasInvariances: hasInvariances))
  }
}
