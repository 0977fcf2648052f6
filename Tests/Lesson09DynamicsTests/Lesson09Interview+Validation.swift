import Autograd
import Course
import Datasets
import Dynamics
import Regularization
import TensorCore
import TestSupport
import Testing

// Curves of training and validation, and a validation that measures nothing.

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
    trial.epochCount = epochCount
    return try trial.run(seed: seed)
  }

  @Test(
    .interview(
      .question(9, 7), level: .explain, minutes: 3,
      question:
        "The training loss keeps falling, and the validation loss has turned and rises. What is going on, and what do you do?",
      answer: """
        The model overfits: it goes on to fit what is particular to the training samples. First I make sure that both losses are measured alike, in evaluation mode and without shift between the sets. Then I keep the weights of the lowest validation loss, and narrow the gap: more or augmented data, decay, dropout, fewer steps. I look at the accuracy too, as it may still rise. Training on in the hope \
        of a second descent, which Nakkiran and others (2020) have seen, is a gamble.
        """,
      commonMistake: "Train longer: it will come back down.",
      otherMistakes: [
        "Raise the learning rate to leave this minimum.",
        "The last weights are best, as they have the lowest training loss.",
      ],
      refutation: """
        64-32-10 on 100 digits, a fifth of them labeled wrongly, AdamW at 0.01, batches of 32, seed 1: the validation loss on 200 digits is lowest after epoch {epoch of the lowest}, at {lowest|3}. After 30 epochs it is {after 30|3}, after 60 {after 60|3}, while the training loss has fallen to {training|2}. On ten seeds the loss after 30 epochs is {least ratio|2} to {greatest ratio|2} times the lowest.
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
    let lowest = try #require(run.validationLosses.min())
    let epoch = try #require(run.validationLosses.firstIndex(of: lowest))
    evidence("epoch of the lowest", epoch + 1)
    evidence("lowest", lowest)
    evidence("after 30", run.validationLosses[29])
    evidence("after 60", run.validationLosses[59])
    evidence("training", run.trainingLosses[59])
    #expect(run.validationLosses[59] > run.validationLosses[29] && run.trainingLosses[59] < 0.1)
    let ratios = try (1...10).map { seed in
      let losses = try noisyRun(epochCount: 30, seed: seed).validationLosses
      return losses[29] / (try #require(losses.min()))
    }
    evidence("least ratio", try #require(ratios.min()))
    evidence("greatest ratio", try #require(ratios.max()))
    #expect(ratios.allSatisfy { $0 > 1.2 })
  }

  @Test(
    .interview(
      .question(9, 8), level: .debug, minutes: 3,
      question:
        "Your logged training loss lies above the validation loss in every epoch. How do you find out which of the possible reasons it is?",
      answer: """
        I evaluate the training set as validation is: in evaluation mode, without augmentation, with the weights of the end of the epoch. If the order turns round, the two were measured differently, by dropout, augmentation, smoothing or the mean over an epoch of falling losses. If it stays, I look at the data: an easier validation set, one so small that it is luck, or validation samples that stand in the training set as well. \
        So I count duplicates in any case.
        """,
      commonMistake: "It is a bug: a model cannot do better on data that it has not seen.",
      otherMistakes: [
        "It proves leakage.",
        "It is harmless, as dropout explains it.",
      ],
      refutation: """
        64-64-10 with dropout 0.5 on 200 digits, AdamW at 0.01, batches of 32, epoch 8, seed 1: the mean over the epoch in training mode is {reported|3}, the validation loss {validation|3}, and the training loss in evaluation mode {training|3}. There is no leak: {shared, honest} of 200 validation rows stand in the training set. In a split that drew validation from all samples after training had got them, the count finds {shared, leaky}.
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
    trial.dropout = 0.5
    trial.epochCount = 8
    let run = try trial.run(seed: 1)
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

  @Test(
    .interview(
      .question(9, 15), level: .debug, minutes: 4,
      question: "How do you find out that a validation pipeline is broken?",
      answer: """
        I feed it something whose result I know. The training set has to give the training figure through it, at the same weights. Shuffled labels have to give chance. Then I look at the figures over time: equal to the last digit from one evaluation to the next means stale weights or cached answers, so I log a hash of the weights that are evaluated. A figure that varies proves little: with a wrong label map or wrong preprocessing \
        it varies too.
        """,
      commonMistake: "A validation curve that is flat means that the model has converged.",
      otherMistakes: [
        "As long as the metric varies from batch to batch, the pipeline works.",
        "If training improves and validation does not, the model overfits.",
      ],
      refutation: """
        64-32-10 on 200 digits, evaluated on 200 others after each of 5 times 8 steps. A copy whose weights are not refreshed gives {distinct, stale} distinct loss and {hashes, stale} distinct hash in 5 evaluations; the live weights give {distinct, live} and {hashes, live}. With labels that are shifted by one, accuracy varies between batches of 50 from {shifted, least|2} to {shifted, greatest|2}, and the training set, which the model answers to {training, right|3}, \
        comes out at {training, shifted|3}.
        """,
      followUps: [
        "Can a working pipeline show no variance between batches?": """
        Yes: a perfect model has accuracy 1 on every batch. So I judge by the loss, which differs even then, and by more than one sign.
        """,
        "Who should compute the hash?": """
        The evaluation itself, from the weights that it has loaded. One that the trainer logs says nothing about what the evaluation used.
        """,
      ]))
  func `stale weights repeat to the digit, wrong labels do not`() throws {
    let training = try digits(0..<200)
    let others = try digits(200..<400)
    var generator = SplitMix64(seed: 15)
    let model = Sequential.multilayerPerceptron([64, 32, 10], using: &generator)
    let copy = Sequential.multilayerPerceptron([64, 32, 10], using: &generator)
    try Checkpoint(["model": model]).restore(["model": copy])
    let optimizer = adam(model.trainedVariables)
    func evaluation(_ evaluated: Sequential) throws -> Evaluation {
      try Evaluation(of: evaluated, on: others, for: .classification)
    }
    var stale: [Evaluation] = []
    var live: [Evaluation] = []
    for _ in 0..<5 {
      try train(model, optimizer, on: training, stepCount: 8)
      stale.append(try evaluation(copy))
      live.append(try evaluation(model))
    }
    evidence("distinct, stale", Set(stale.map(\.loss)).count)
    evidence("distinct, live", Set(live.map(\.loss)).count)
    evidence("hashes, stale", Set(stale.map(\.weightsHash)).count)
    evidence("hashes, live", Set(live.map(\.weightsHash)).count)
    #expect(Set(stale.map(\.loss)).count == 1 && Set(live.map(\.loss)).count == 5)
    #expect(Set(stale.map(\.weightsHash)).count == 1 && Set(live.map(\.weightsHash)).count == 5)
    func shifted(_ data: LabeledData) -> LabeledData {
      LabeledData(
        name: "shifted", features: data.features, labels: data.labels.map { ($0 + 1) % 10 },
        classCount: 10)
    }
    let parts = try shifted(others).minibatchesInOrder(size: 50).map {
      try accuracy(of: model, on: $0)
    }
    evidence("shifted, least", try #require(parts.min()))
    evidence("shifted, greatest", try #require(parts.max()))
    let right = try accuracy(of: model, on: training)
    let wrong = try accuracy(of: model, on: shifted(training))
    evidence("training, right", right)
    evidence("training, shifted", wrong)
    #expect(Set(parts).count > 1 && right > 0.95 && wrong < 0.05)
  }
}
