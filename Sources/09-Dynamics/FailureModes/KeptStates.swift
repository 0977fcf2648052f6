import Autograd
public import Course
import Optimizers
import Regularization
import TensorCore

// Weights that are saved, loaded or evaluated, and are not the ones that were meant.

extension FailureMode {
  /// F9.20: the last weights are not the best.
  public static var bestNotKept: FailureMode {
    FailureMode(
      id: .failureMode(9, 20), title: "The best weights of the run are lost",
      symptom: """
        In the middle of the run the validation loss was lower than that of the model that was shipped.
        """,
      diagnosis: """
        The weights were saved once, at the end. Twelve samples with much noise and twelve coefficients: the \
        validation loss falls, turns, and rises as the noise is fitted.
        """,
      fix: """
        Keep the state of the best evaluation, a copy and no reference (F6.41), and write it to disk at once. Report the \
        figure of another set: the lowest of many evaluations flatters (F6.46).
        """,
      quantity: "validation loss of the saved weights ÷ the lowest of the run",
      symptomatic: .above(1.05),
      broken: Run("the last weights") { seed in try savedLoss(seed) { _ in } },
      remedies: [Run("the best kept") { seed in try savedLoss(seed) { $0.restore() } }])
  }

  private static func savedLoss(
    _ seed: UInt64, _ atEnd: (BestState) -> Void
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 20 &+ seed)
    let training = DynamicsRuns.noisyLaw(12, featureCount: 12, noise: 4, using: &generator)
    let validation = DynamicsRuns.noisyLaw(256, featureCount: 12, noise: 4, using: &generator)
    let model = DynamicsRuns.zeroLayer(12)
    func validationLoss() -> Scalar {
      DynamicsRuns.evaluated(model) { DynamicsRuns.error(model, validation) }
    }
    let best = BestState(of: model)
    var lowest = Scalar.infinity
    var validations: [TrainingRecord.Validation] = []
    func validate(after step: Int) {
      let loss = validationLoss()
      validations.append(.init(step: step, loss: Double(loss)))
      guard loss < lowest else { return }
      lowest = loss
      best.keep()
    }
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.05)
    var record = try fit(model, optimizer, stepCount: 100) { step in
      if step > 0 { validate(after: step) }
      return DynamicsRuns.error(model, training)
    }.finished()
    validate(after: 100)
    atEnd(best)
    let saved = validationLoss()
    validations.append(.init(step: 100, loss: Double(saved)))
    record.validations = validations
    return Measurement(saved / lowest, record: record)
  }

  /// F9.21: the average is validated and never updated.
  ///
  /// ## Source
  ///
  /// https://github.com/Lightning-AI/pytorch-lightning/issues/21724
  public static var staleWeights: FailureMode {
    FailureMode(
      id: .failureMode(9, 21), title: "The validation loss is the same in every epoch",
      symptom: """
        The training loss falls, and the validation loss agrees in every digit from epoch to epoch.
        """,
      diagnosis: """
        The averaged weights are validated, and update_parameters is never called: the average is still the copy \
        that was made at the start. Compare a hash of the evaluated weights with that of the epoch before.
        """,
      fix: """
        Update the average after every step. Log a hash of the weights beside every validation.
        """,
      quantity: "different validation losses in ten epochs of training", symptomatic: .below(9.5),
      broken: Run("never refreshed") { seed in try differentLosses(seed) { _ in } },
      remedies: [
        Run("refreshed after every epoch") { seed in try differentLosses(seed) { $0.update() } }
      ])
  }

  private static func differentLosses(
    _ seed: UInt64, _ refresh: (WeightAverage) -> Void
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 21 &+ seed)
    let set = DynamicsRuns.noisyLaw(64, featureCount: 4, noise: 0.5, using: &generator)
    let model = DynamicsRuns.zeroLayer(4)
    let average = WeightAverage(model.trainedVariables, .exponential(decay: 0.5))
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.05)
    var validations: [TrainingRecord.Validation] = []
    func validate(after step: Int) {
      refresh(average)
      let loss = average.withAverages {
        DynamicsRuns.evaluated(model) { DynamicsRuns.error(model, set) }
      }
      validations.append(.init(step: step, loss: Double(loss)))
    }
    var record = try fit(model, optimizer, stepCount: 10) { step in
      if step > 0 { validate(after: step) }
      return DynamicsRuns.error(model, set)
    }.finished()
    validate(after: 10)
    record.validations = validations
    return Measurement(Double(Set(validations.map(\.loss)).count), record: record)
  }

  /// F9.37: no name fits, and nobody is told.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/examples/issues/1029
  public static var nothingLoaded: FailureMode {
    FailureMode(
      id: .failureMode(9, 37), title: "A checkpoint is loaded and nothing changes",
      symptom: "Fine-tuning begins at the loss of an untrained network, without an error.",
      diagnosis: """
        The file was saved from a model in DataParallel, and all names begin with “module.”. strict=False skips names \
        that do not fit, here all of them.
        """,
      fix: """
        Take the prefix off and load strictly. Where strict=False is needed, look at the missing and unexpected keys \
        that it returns.
        """,
      quantity: "parameters of four that have the values in the file", symptomatic: .below(3.5),
      broken: Run("names that do not fit are skipped") { seed in loadedCount(seed) { $0 } },
      remedies: [
        Run("the names repaired, and strict") { seed in
          loadedCount(seed) { String($0.dropFirst("module.".count)) }
        }
      ])
  }

  private static func loadedCount(
    _ seed: UInt64, _ repaired: (String) -> String
  ) -> Measurement {
    var generator = SplitMix64(seed: 37 &+ seed)
    let saved = Sequential.multilayerPerceptron([4, 8, 2], using: &generator)
    let model = Sequential.multilayerPerceptron([4, 8, 2], using: &generator)
    let file = saved.namedParameters.map { (name: "module." + $0.name, value: $0.variable.value) }
    for (name, value) in file {
      model.namedParameters.first { $0.name == repaired(name) }?.variable.modify { $0 = value }
    }
    let pairs = zip(saved.trainedVariables, model.trainedVariables)
    return Measurement(Double(pairs.count { $0.value == $1.value }))
  }
}
