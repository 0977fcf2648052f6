import Autograd
public import Course
import TensorCore

// Curves that compare what cannot be compared.

extension FailureMode {
  /// F6.14: the training loss is measured under dropout, the validation loss is not.
  public static var validationBelowTraining: FailureMode {
    FailureMode(
      id: .failureMode(6, 14), title: "The validation loss is below the training loss",
      symptom:
        "From the first epoch on the validation loss is clearly lower than the training loss.",
      diagnosis: """
        The training loss is taken from the steps, with dropout (or augmentation, or label smoothing, or a penalty) \
        in it; the validation loss is not. No sample has leaked: in evaluation mode both sets give about the same.
        """,
      fix:
        "Evaluate a part of the training set as the validation set is evaluated, in evaluation mode.",
      quantity: "training loss ÷ validation loss of the true weights, 256 samples each",
      symptomatic: .above(2),
      broken: Run("training mode") { seed in lossRatio(seed, .training) },
      remedies: [Run("evaluation mode") { seed in lossRatio(seed, .evaluation) }])
  }

  /// Two sets of one linear law with noise, and its weights.
  private static func linearSets(
    using generator: inout SplitMix64
  ) -> (weight: Tensor, training: (x: Tensor, y: Tensor), validation: (x: Tensor, y: Tensor)) {
    let weight = Tensor.normal([1, 8], using: &generator)
    let x = (0..<2).map { _ in Tensor.normal([256, 8], using: &generator) }
    let y = x.map { x in
      matmul(x, weight, transposing: .right)
        + .normal([256, 1], standardDeviation: 0.5, using: &generator)
    }
    return (weight, (x[0], y[0]), (x[1], y[1]))
  }

  private static func lossRatio(_ seed: UInt64, _ mode: Mode) -> Measurement {
    var generator = SplitMix64(seed: 14 &+ seed)
    let (weight, training, validation) = linearSets(using: &generator)
    let dropout = Dropout(probability: 0.2, using: &generator)
    let model = Sequential(dropout, Linear(weight: weight, bias: nil))
    func loss(_ set: (x: Tensor, y: Tensor), _ mode: Mode) -> Scalar {
      model.withMode(mode) { meanSquaredError(model(Variable(set.x)), targets: set.y).scalar }
    }
    return Measurement(loss(training, mode) / loss(validation, .evaluation))
  }

  /// F6.48: the transform of the training set on the validation set.
  public static var augmentedValidation: FailureMode {
    FailureMode(
      id: .failureMode(6, 48), title: "The validation set is augmented",
      symptom: "Two evaluations of the same weights give different validation losses.",
      diagnosis: """
        Training and validation set are made from one data set with one transform, so that random crops and \
        noise are drawn for the validation too. It measures another, harder task, and early stopping sees noise.
        """,
      fix: "Two data sets with two transforms; the one for validation draws nothing.",
      quantity: "different validation losses in five evaluations of the same weights",
      symptomatic: .above(1.5),
      broken: Run("augmented as in training") { seed in
        differentLosses(seed, .noise(deviation: 0.5))
      },
      remedies: [
        Run("validation without augmentation") { seed in differentLosses(seed, .sequence([])) }
      ])
  }

  private static func differentLosses(
    _ seed: UInt64, _ augmentation: Augmentation
  ) -> Measurement {
    var generator = SplitMix64(seed: 48 &+ seed)
    let x = Tensor.normal([64, 8], using: &generator)
    let model = Linear(weight: .normal([1, 8], using: &generator), bias: nil)
    let targets = x.slice(0..<1, axis: 1)
    let losses = (0..<5).map { _ in
      let inputs = augmentation(x, using: &generator)
      return meanSquaredError(model(Variable(inputs)), targets: targets).scalar
    }
    return Measurement(Double(Set(losses).count))
  }

  /// F6.49: a mean over an epoch is of half an epoch ago.
  public static var laggingMean: FailureMode {
    FailureMode(
      id: .failureMode(6, 49), title: "The epoch's mean loss lags behind",
      symptom:
        "In the first epochs the validation loss is far below the training loss, later no longer.",
      diagnosis: """
        The training loss is the mean over the steps of the epoch, most of them with weights that were worse; the \
        validation loss is measured at the end. If the loss falls evenly from 2 to 1 the mean is 1.5.
        """,
      fix:
        "Measure both at the same time; or move the training curve back by half an epoch when you plot it.",
      quantity: "training loss of the first epoch ÷ validation loss after it",
      symptomatic: .above(2),
      broken: Run("the mean of the steps") { seed in
        try ratioAfterEpoch(seed) { losses, _ in losses.reduce(0, +) / Double(losses.count) }
      },
      remedies: [
        Run("measured after the epoch") { seed in
          try ratioAfterEpoch(seed) { _, lossAtEnd in lossAtEnd }
        }
      ])
  }

  private static func ratioAfterEpoch(
    _ seed: UInt64, trainingLoss: (_ losses: [Double], _ lossAtEnd: Double) -> Double
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 49 &+ seed)
    let (_, training, validation) = linearSets(using: &generator)
    let layer = RegularizationRuns.zeroLayer(8, 1, hasBias: false)
    func loss(_ x: Tensor, _ y: Tensor) -> Variable {
      meanSquaredError(layer(Variable(x)), targets: y)
    }
    let optimizer = GradientDescent(layer.trainedVariables, learningRate: 0.1)
    let record = try fit(layer, optimizer, stepCount: 16) { step in
      let rows = 16 * step..<16 * (step + 1)
      return loss(training.x.slice(rows), training.y.slice(rows))
    }.finished()
    let atEnd = Double(loss(training.x, training.y).scalar)
    let validationLoss = Double(loss(validation.x, validation.y).scalar)
    return Measurement(trainingLoss(record.losses, atEnd) / validationLoss, record: record)
  }
}
