import Autograd
public import Course
import Optimizers
import TensorCore

// Figures that are right and say something else than one thinks.

extension FailureMode {
  /// F9.11: nineteen of twenty answers are right without a look at the input.
  public static var constantAnswer: FailureMode {
    FailureMode(
      id: .failureMode(9, 11), title: "An accuracy of 95 % that a constant reaches",
      symptom: "The accuracy is high from the first evaluation on and does not change any more.",
      diagnosis: """
        19 of 20 samples are of one class, and the model answers with it whatever it is shown: its inputs say nothing \
        about the labels here. Compare every figure with that of the best constant. Where a class is rare, accuracy says little about it.
        """,
      fix: """
        Report the balanced accuracy, the mean of the classes' recalls, which with two classes is ½ for every constant; or precision \
        and recall of the rare class.
        """,
      quantity: "score of a model whose inputs say nothing, 5 % of the labels positive",
      symptomatic: .above(0.9),
      broken: Run("accuracy") { seed in
        try rareClass(seed) { answers, labels in DynamicsRuns.accuracy(answers, labels) }
      },
      remedies: [
        Run("balanced accuracy") { seed in
          try rareClass(seed) { answers, labels in
            let recalls = (0...1).map { label in
              let rows = labels.indices.filter { labels[$0] == label }
              return DynamicsRuns.accuracy(rows.map { answers[$0] }, rows.map { labels[$0] })
            }
            return (recalls[0] + recalls[1]) / 2
          }
        }
      ])
  }

  private static func rareClass(
    _ seed: UInt64, _ score: (_ answers: [Int], _ labels: [Int]) -> Double
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 11 &+ seed)
    let x = Variable(Tensor.normal([200, 4], using: &generator))
    let labels = (0..<200).map { $0 < 10 ? 1 : 0 }
    let model = Linear(inputCount: 4, outputCount: 2, using: &generator)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.5)
    let record = try fit(model, optimizer, stepCount: 50) { _ in
      softmaxCrossEntropy(model(x), classes: labels)
    }.finished()
    return Measurement(score(model(x).value.argmax(), labels), record: record)
  }

  /// F9.13: labels by lot, learned by heart.
  ///
  /// ## Source
  ///
  /// Zhang, Bengio, Hardt, Recht and Vinyals, "Understanding deep learning requires rethinking generalization", 2017,
  /// https://arxiv.org/abs/1611.03530
  public static var memorized: FailureMode {
    FailureMode(
      id: .failureMode(9, 13), title: "The model has learned noise by heart",
      symptom: "A training accuracy of 1, on labels that nobody could predict.",
      diagnosis: """
        The labels are drawn by lot. A network with enough weights for its samples fits them all the same; that it does says \
        what it can hold and nothing about what it has understood.
        """,
      fix: """
        Judge by samples that were held out. That the network fits noise is no fault by itself; if it shall not, \
        regularize (lesson 06) or find more samples.
        """,
      quantity: "accuracy that is reported, labels drawn by lot", symptomatic: .above(0.8),
      broken: Run("on the training samples") { seed in try reported(seed) { $0.training } },
      remedies: [Run("on held-out samples") { seed in try reported(seed) { $0.validation } }])
  }

  private typealias Labeled = (x: Tensor, labels: [Int])

  private static func reported(
    _ seed: UInt64, on choose: ((training: Labeled, validation: Labeled)) -> Labeled
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 13 &+ seed)
    let sets = [32, 256].map { count -> Labeled in
      let x = Tensor.normal([count, 16], using: &generator)
      return (x, DynamicsRuns.labels(count, classCount: 2, using: &generator))
    }
    let model = Sequential.multilayerPerceptron([16, 64, 2], using: &generator)
    let optimizer = Adam(model.trainedVariables, learningRate: 0.01)
    let record = try DynamicsRuns.train(model, optimizer, stepCount: 60) { _ in
      softmaxCrossEntropy(model(Variable(sets[0].x)), classes: sets[0].labels)
    }
    let set = choose((sets[0], sets[1]))
    return Measurement(
      DynamicsRuns.accuracy(model(Variable(set.x)).value.argmax(), set.labels), record: record)
  }

  /// F9.15: one curve with the penalty, one without.
  public static var measuredDifferently: FailureMode {
    FailureMode(
      id: .failureMode(9, 15), title: "The training loss is above the validation loss",
      symptom: """
        From the middle of the run on the training loss is clearly higher than the validation loss.
        """,
      diagnosis: """
        The logged training loss contains the penalty on the weights, the validation loss does not, and the gap grows \
        with the weights. Dropout and augmentation (F6.14) and the mean over an epoch (F6.49) do the same. None of them \
        is a leak, and each can hide one: a leak shows when both are measured alike.
        """,
      fix: """
        Log the loss of the data apart from the penalty, and evaluate both sets by the same code.
        """,
      quantity: "training loss in the log ÷ validation loss, after 50 steps",
      symptomatic: .above(1.5),
      broken: Run("with the penalty") { seed in try loggedRatio(seed) { $0 + $1 } },
      remedies: [Run("without the penalty") { seed in try loggedRatio(seed) { loss, _ in loss } }])
  }

  private static func loggedRatio(
    _ seed: UInt64, _ logged: (_ loss: Scalar, _ penalty: Scalar) -> Scalar
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 15 &+ seed)
    let training = DynamicsRuns.noisyLaw(64, featureCount: 8, noise: 0.5, using: &generator)
    let validation = DynamicsRuns.noisyLaw(256, featureCount: 8, noise: 0.5, using: &generator)
    let model = DynamicsRuns.zeroLayer(8)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
    var record = TrainingRecord()
    func validationLoss() -> Scalar {
      DynamicsRuns.evaluated(model) { DynamicsRuns.error(model, validation) }
    }
    for step in 0..<50 {
      if step % 10 == 0 {
        record.validations.append(.init(step: step, loss: Double(validationLoss())))
      }
      optimizer.zeroGradients()
      let loss = DynamicsRuns.error(model, training)
      let penalty = (model.weight * model.weight).sum() * 0.1
      try (loss + penalty).backward()
      optimizer.step(
        recording: logged(loss.scalar, penalty.scalar), of: model.namedParameters, in: &record)
    }
    let last = Double(validationLoss())
    record.validations.append(.init(step: 50, loss: last))
    return Measurement(record.losses[49] / last, record: record)
  }
}
