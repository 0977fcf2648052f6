import Autograd
public import Course
import TensorCore

// Early stopping, and what is kept of it.

extension FailureMode {
  /// F6.13: two bad evaluations in a row are no trend.
  public static var tooImpatient: FailureMode {
    FailureMode(
      id: .failureMode(6, 13), title: "Early stopping stops too early",
      symptom:
        "Training ends after a few epochs, at a validation loss that a longer run goes below.",
      diagnosis: """
        The patience is shorter than the bumps of the validation loss. Here it rises twice in a row before it falls to \
        its minimum.
        """,
      fix: """
        Look at one long curve and choose a patience longer than its bumps; restore the best weights, and waiting \
        costs nothing but time.
        """,
      quantity: "best validation loss seen until the stop", symptomatic: .above(0.85),
      broken: Run("patience 2") { bestLoss(patience: 2) },
      remedies: [Run("patience 3") { bestLoss(patience: 3) }])
  }

  private static func bestLoss(patience: Int) -> Measurement {
    let stopping = EarlyStopping(patience: patience)
    for loss in [1, 0.9, 0.91, 0.92, 0.8, 0.81, 0.82, 0.83] as [Scalar] {
      if case .exhausted = stopping.observe(loss) { break }
    }
    return Measurement(stopping.best)
  }

  /// F6.41: what was kept went on training.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/tutorials/pull/188, and PyTorch's tutorial on saving models, which warns of it
  public static var keptByReference: FailureMode {
    FailureMode(
      id: .failureMode(6, 41), title: "The best weights are kept by reference",
      symptom:
        "The restored model has the validation loss of the last step, not the best one of the log.",
      diagnosis: """
        best = model.state_dict() holds the tensors themselves, and the optimizer changes them in place. After the \
        training the best weights are the last ones.
        """,
      fix: "copy.deepcopy(model.state_dict()), or write them to a file.",
      quantity: "validation loss of the weights restored ÷ the least that was seen",
      symptomatic: .above(1.5),
      broken: Run("the tensors themselves") {
        try restoredLoss { weight in { weight.value } }
      },
      remedies: [
        Run("a copy of the weights") {
          try restoredLoss { weight in
            let copy = weight.value
            return { copy }
          }
        }
      ])
  }

  /// Overfits twelve noisy samples, and asks for the best weights when all steps are made.
  private static func restoredLoss(
    keep: (Variable) -> () -> Tensor
  ) throws -> Measurement {
    func samples(_ x: Tensor) -> (features: Tensor, wave: Tensor) {
      let wave = x.map { x in .sine(.pi * x) }.reshaped(to: [x.elementCount, 1])
      return (PolynomialFit.legendre(x, degree: 11), wave)
    }
    let (features, wave) = samples(.linearlySpaced(from: -1, through: 1, count: 12))
    let noise = Tensor((0..<12).map { $0 % 2 == 0 ? -0.3 : 0.3 }).reshaped(to: [12, 1])
    let (points, values) = samples(.linearlySpaced(from: -0.95, through: 0.95, count: 101))
    let layer = RegularizationRuns.zeroLayer(12, 1, hasBias: false)
    func validationLoss() -> Scalar {
      meanSquaredError(layer(Variable(points)), targets: values).scalar
    }
    let largest = matmul(features, features, transposing: .left).symmetricEigenvalues().values
    let optimizer = GradientDescent(layer.trainedVariables, learningRate: 6 / largest.scalars[0])
    var record = TrainingRecord()
    var (least, best) = (Scalar.infinity, keep(layer.weight))
    for step in 1...500 {
      optimizer.zeroGradients()
      let loss = meanSquaredError(layer(Variable(features)), targets: wave + noise)
      try loss.backward()
      optimizer.step(recording: loss.scalar, of: layer.namedParameters, in: &record)
      let current = validationLoss()
      record.validations.append(.init(step: step, loss: Double(current)))
      if current < least { (least, best) = (current, keep(layer.weight)) }
    }
    layer.weight.assign(best())
    return Measurement(validationLoss() / least, record: record)
  }

  /// F6.42: an accuracy is watched as if it were a loss.
  public static var wrongDirection: FailureMode {
    FailureMode(
      id: .failureMode(6, 42), title: "Early stopping watches in the wrong direction",
      symptom:
        "Training stops after the patience, however well it goes, with the weights of the first epoch.",
      diagnosis: """
        A rising accuracy is never less than the first one. Lightning's EarlyStopping and ModelCheckpoint take the \
        minimum unless told mode="max".
        """,
      fix:
        "mode=\"max\" for accuracies, or watch the loss. Look into the first checkpoint's epoch.",
      quantity: "validation accuracy of the weights that are kept", symptomatic: .below(0.7),
      broken: Run("the accuracy as a loss") { keptAccuracy { $0 } },
      remedies: [Run("the negative accuracy") { keptAccuracy { -$0 } }])
  }

  private static func keptAccuracy(_ score: (Scalar) -> Scalar) -> Measurement {
    let accuracies: [Scalar] = [0.5, 0.6, 0.7, 0.8, 0.9, 0.9, 0.9]
    let stopping = EarlyStopping(patience: 2)
    for accuracy in accuracies {
      if case .exhausted = stopping.observe(score(accuracy)) { break }
    }
    return Measurement(accuracies[stopping.bestIndex])
  }

  /// F6.46: the winner was lucky, too.
  public static var bestOfMany: FailureMode {
    FailureMode(
      id: .failureMode(6, 46), title: "The best validation score is reported",
      symptom:
        "The model is worse in use than its best validation score, and the more so the more runs were compared.",
      diagnosis: """
        The maximum over many noisy scores is above the true one. Of a hundred models that guess, the luckiest is right on about 22 of \
        30 validation samples, and it is the one that is chosen.
        """,
      fix:
        "Choose on validation data, report on a test set that chose nothing; a larger validation set.",
      quantity: "reported accuracy of the best of 100 models that guess between two classes",
      symptomatic: .above(0.6),
      broken: Run("reported on the validation set") { seed in
        Measurement(bestGuess(of: seed).validation)
      },
      remedies: [
        Run("reported on a test set") { seed in Measurement(bestGuess(of: seed).test) }
      ])
  }

  /// The accuracy of the best of a hundred models that guess on validation samples, and its accuracy on 200 others.
  package static func bestGuess(
    of seed: UInt64, validationCount: Int = 30
  ) -> (validation: Double, test: Double) {
    var generator = SplitMix64(seed: 46 &+ seed)
    func accuracy(_ sampleCount: Int) -> Double {
      Double((0..<sampleCount).count { _ in generator.uniform() < 0.5 }) / Double(sampleCount)
    }
    let best = (0..<100).map { _ in accuracy(validationCount) }.max() ?? 0
    return (best, accuracy(200))
  }
}
