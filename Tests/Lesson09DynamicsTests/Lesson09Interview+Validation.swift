import Autograd
import Course
import Datasets
import Dynamics
import Regularization
import TensorCore
import TestSupport
import Testing

// Curves of training and validation.

extension Lesson09Interview {
  /// A run on 100 digits, a fifth of them with a wrong label.
  private func noisyRun(epochCount: Int, seed: UInt64 = 1) throws -> RegularizedTrial.Outcome {
    let clean = try digits(0..<100)
    let labels = clean.labels.enumerated().map { $0 % 5 == 0 ? ($1 + 3) % 10 : $1 }
    var trial = RegularizedTrial(
      training: LabeledData(
        name: "noisy digits", features: clean.features, labels: labels, classCount: 10),
      validation: try digits(1_437..<1_637))
    trial.hiddenCounts = [32]
    trial.learningRate = 0.05
    trial.epochCount = epochCount
    return try trial.run(seed: seed)
  }

  @Test(
    .interview(
      .question(9, 7), level: .explain, minutes: 3,
      question:
        "The training loss keeps falling, and the validation loss has turned and rises. What is going on, and what do you do?",
      answer: """
        Most likely the model overfits. It goes on to fit what is particular to the training samples. First I make sure that both losses are measured alike, in evaluation mode and without shift between the sets. Then I keep the weights of the lowest validation loss, and narrow the gap: more or augmented data, decay, dropout, fewer steps. I look at the accuracy too, as it may still rise. Training on in the hope \
        of a second descent, which Nakkiran and others (2020) have seen, is a gamble.
        """,
      commonMistake: "Train longer: it will come back down.",
      otherMistakes: [
        "Raise the learning rate to leave this minimum.":
          "The run is in no minimum: its training loss keeps falling, toward weights that fit the noise as well. A higher rate heads for the same fit in coarser steps; the better weights are the earlier ones.",
        "The last weights are best, as they have the lowest training loss.":
          "That loss is so low because wrong labels were learned by heart. On 200 others the last weights have a loss of {after 60|3}, those of epoch {epoch of the lowest} had {lowest|3}.",
      ],
      refutation: """
        64-32-10 on 100 digits, a fifth of them labeled wrongly, AdamW at 0.05, batches of 32, seed 1: the validation loss on 200 digits is lowest after epoch {epoch of the lowest}, at {lowest|3}. After 30 epochs it is {after 30|3}, after 60 {after 60|3}, while the training loss has fallen from {training at the lowest|2} to {training|2}. On ten seeds the loss after 30 epochs is {least ratio|2} to {greatest ratio|2} times the lowest, and the lesson's curve classifier says overfitting on {named}.
        """,
      followUps: [
        "How do you choose the epoch without fooling yourself?": """
        By the validation set, and then I report a test set that took no part. The lowest of many noisy figures is too good by chance.
        """,
        "When is a rising validation loss no reason to stop?": """
        If the decision is by accuracy or ranking and that still improves. Then I train on, and calibrate the probabilities afterward.
        """,
      ]))
  func `on noisy labels the validation loss turns and rises`() throws {
    let run = try noisyRun(epochCount: 60)
    try #require(run.validationLosses.count == 60 && run.trainingLosses.count == 60)
    let lowest = try #require(run.validationLosses.min())
    let epoch = try #require(run.validationLosses.firstIndex(of: lowest))
    evidence("epoch of the lowest", epoch + 1)
    evidence("lowest", lowest)
    evidence("after 30", run.validationLosses[29])
    evidence("after 60", run.validationLosses[59])
    evidence("training", run.trainingLosses[59])
    evidence("training at the lowest", run.trainingLosses[epoch])
    #expect(run.validationLosses[59] > 1.3 * lowest)
    #expect(run.trainingLosses[59] < run.trainingLosses[epoch] / 2)
    var named = 0
    let ratios = try seeds.map { seed in
      let run = try noisyRun(epochCount: 30, seed: seed)
      let validations = run.validationLosses.enumerated().map {
        TrainingRecord.Validation(step: $0 + 1, loss: $1)
      }
      let curve = LossCurve(training: run.trainingLosses, validation: validations)
      if curve.kinds.contains(.overfitting) { named += 1 }
      return try #require(run.validationLosses.last) / #require(run.validationLosses.min())
    }
    evidence("named", named)
    evidence("least ratio", try #require(ratios.min()))
    evidence("greatest ratio", try #require(ratios.max()))
    #expect(ratios.allSatisfy { $0 > 1.2 } && named >= 8)
  }

  @Test(
    .interview(
      .question(9, 8), level: .debug, minutes: 3,
      question:
        "Your logged training loss lies above the validation loss in every epoch. How do you find out which of the possible reasons it is?",
      answer: """
        I evaluate the training set exactly as the validation set. That means evaluation mode, no augmentation, and the weights of the end of the epoch. If the order turns round, the two were measured differently, by dropout, augmentation, smoothing or the mean over an epoch of falling losses. If it stays, I look at the data: an easier validation set, one so small that it is luck, or validation samples that stand in the training set as well. \
        So I count duplicates in any case.
        """,
      commonMistake: "It is a bug: a model cannot do better on data that it has not seen.",
      otherMistakes: [
        "It proves that validation samples have leaked into the training set.":
          "Here {shared, honest} of 200 validation rows stand in the training set, and the logged loss is higher all the same, by dropout and the mean over an epoch. Whether rows are shared, a count of duplicates tells.",
        "It is harmless, as dropout explains it.":
          "Dropout may explain it, and a leak looks no different: in the leaky split {shared, leaky} of 200 rows are shared. Evaluate training without dropout, and count duplicates in any case.",
      ],
      refutation: """
        64-64-10 with dropout 0.7 on 200 digits, AdamW at 0.01, batches of 32, epoch 8, seed 1: the mean over the epoch in training mode is {reported|3}, the validation loss {validation|3}, and the training loss in evaluation mode {training|3}. There is no leak: {shared, honest} of 200 validation rows stand in the training set. In a split that drew validation from all samples after training had got them, the count finds {shared, leaky}.
        """,
      followUps: [
        "How do you count near duplicates?": """
        By hashes of what a person would call the same: the source image, the normalized text, the patient. And I split by that group, so that it cannot fall on both sides.
        """,
        "How large is the effect of the epoch's mean alone?": """
        It compares earlier weights with later ones, so about the fall within half an epoch: large in the first epochs, small at the end.
        """,
      ]))
  func `measured alike, training lies below validation again`() throws {
    let training = try digits(0..<200)
    var trial = RegularizedTrial(training: training, validation: try digits(200..<400))
    trial.dropout = 0.7
    trial.epochCount = 8
    let run = try trial.run(seed: 1)
    let losses = [run.reportedLosses, run.validationLosses, run.trainingLosses]
    try #require(losses.map(\.count) == [8, 8, 8])
    evidence("reported", run.reportedLosses[7])
    evidence("validation", run.validationLosses[7])
    evidence("training", run.trainingLosses[7])
    #expect(run.reportedLosses[7] > run.validationLosses[7])
    #expect(run.validationLosses[7] > run.trainingLosses[7])
    func shared(_ data: LabeledData) -> Int {
      let rows = Set((0..<training.count).map { training.features.row($0) })
      return (0..<data.count).count { rows.contains(data.features.row($0)) }
    }
    var generator = SplitMix64(seed: 8)
    let drawn = generator.permutation(of: 400).prefix(200)
    evidence("shared, honest", shared(trial.validation))
    evidence("shared, leaky", shared(try LabeledData.digits().selecting(Array(drawn))))
    #expect(shared(trial.validation) == 0)
    #expect(shared(try LabeledData.digits().selecting(Array(drawn))) == drawn.count { $0 < 200 })
  }
}
