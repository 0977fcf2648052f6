import Autograd
import Course
import Datasets
import Regularization
import TensorCore
import TestSupport
import Testing

// Loss and accuracy that go different ways.

extension Lesson09Interview {
  @Test(
    .interview(
      .question(9, 25), level: .debug, minutes: 3,
      question:
        "A binary classifier's loss falls from epoch to epoch, and its accuracy stays at 95 %. What do you check?",
      answer: """
        First the share of the larger class: if it is 95 %, the model may still answer the same for every sample. Accuracy only counts on which side of the threshold a prediction lies, so the loss can fall long before one changes sides. Then I check that both are computed on the same samples, weights and mode, by hand on one batch. Then recall at other thresholds or a ranking measure, which show whether the positives \
        rise above the others.
        """,
      commonMistake: "There is a bug in the accuracy, since a lower loss means more right answers.",
      otherMistakes: [
        "95 % is good, and the loss is still improving, so all is well.":
          "If 95 % of the samples are negatives, always answering no has 95 % too. On the way from equal probabilities to the class frequencies the loss falls without one positive being found.",
        "The loss falls only because of weight decay.":
          "This run has no decay, and its loss falls from {first loss|3} to {last loss|3} while the accuracy hardly moves. Probabilities get better long before they cross the threshold.",
      ],
      refutation: """
        Logistic regression on 190 negatives around 0 and 10 positives around (1, 1), unit spread, plain descent at 0.5: from step 1 to step 200 the loss falls from {first loss|3} to {last loss|3}, and the accuracy is {first accuracy|3} and {last accuracy|3}. Recall at the threshold 0.5 is {recall at 0.5|2}; at 0.1 it is {recall at 0.1|2}, with {false alarms|2} of the negatives above it.
        """,
      followUps: [
        "Which baseline do you log beside it?": """
        The accuracy of always answering the largest class, and the loss of always giving the class frequencies: here {loss of frequencies|3}.
        """,
        "Does a weighted loss repair it?": """
        It moves predictions across the threshold, as lowering the threshold would. What it adds to the ranking has to be measured.
        """,
      ]))
  func `the loss falls while no answer changes`() throws {
    var generator = SplitMix64(seed: 25)
    let isPositive = (0..<200).map { $0 < 10 }
    let targets = Tensor(shape: [200, 1], scalars: isPositive.map { $0 ? 1 : 0 })
    let inputs = Variable(Tensor.normal([200, 2], using: &generator) + targets)
    let model = Linear(weight: .zeros([1, 2]), bias: .zeros([1]))
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.5)
    func counts(_ threshold: Double) -> BinaryCounts {
      BinaryCounts(
        scores: sigmoid(model(inputs)).value.scalars.map { Double($0) }, isPositive: isPositive,
        threshold: threshold)
    }
    func step() throws -> Scalar {
      try trainingStep(optimizer) { sigmoidCrossEntropy(model(inputs), targets: targets) }
    }
    _ = try step()
    let first = (loss: try step(), accuracy: counts(0.5).accuracy)
    for _ in 2..<200 { _ = try step() }
    let last = (loss: try step(), accuracy: counts(0.5).accuracy)
    evidence("first loss", first.loss)
    evidence("last loss", last.loss)
    evidence("first accuracy", first.accuracy)
    evidence("last accuracy", last.accuracy)
    evidence("recall at 0.5", counts(0.5).recall)
    evidence("recall at 0.1", counts(0.1).recall)
    evidence("false alarms", Double(counts(0.1).falsePositives) / 190)
    evidence("loss of frequencies", -(0.05 * Double.log(0.05) + 0.95 * Double.log(0.95)))
    #expect(last.loss < first.loss / 2 && abs(last.accuracy - first.accuracy) <= 0.01)
    #expect(counts(0.1).truePositives > counts(0.5).truePositives)
  }

  @Test(
    .interview(
      .question(9, 26), level: .explain, minutes: 3,
      question:
        "The validation loss rises while the validation accuracy still rises a little. How can that be, and do you stop?",
      answer: """
        Cross-entropy sees confidence, and accuracy does not. The network makes its logits larger, which costs much on the samples it gets wrong and gains little on those it gets right. Guo and others (2017) describe it as overfitting to the loss without overfitting to the error. Whether I stop depends on what is used. For answers I take the best accuracy and fit a temperature on held-out data; for probabilities I compare models after that temperature.
        """,
      commonMistake: "It cannot be: a higher loss means a worse classifier.",
      otherMistakes: [
        "It is overfitting, so the earlier weights are better in every respect.":
          "The later ones answer more samples rightly: with seed {seed} the accuracy goes from {accuracy at lowest|3} to {last accuracy|3} while the loss rises. What got worse is the confidence, and a temperature lowers it again.",
        "The validation set is too small; with more samples both would agree.":
          "More samples make both figures more exact, not alike. One confident error costs without bound in the loss, and in the accuracy it is one error like any other.",
      ],
      refutation: """
        64-64-10 on 100 digits, AdamW at 0.05, batches of 32, 40 epochs, validation on 200, two seeds: the validation loss ends above its lowest in {runs with higher loss} runs, and in {runs with higher accuracy} of these the accuracy is higher than it was at the lowest loss. Seed {seed}: loss {lowest loss|3} and accuracy {accuracy at lowest|3} after epoch {epoch of the lowest}, {last loss|3} and {last accuracy|3} at the end. A temperature of {temperature|2}, fitted on half of the validation set, takes the loss of the other half from {other half|3} to {other half, scaled|3}; the answers are the same.
        """,
      followUps: [
        "Which samples carry the rise?": """
        Mostly the ones that are wrong. I sort by loss: a few samples with a loss of 5 or 10 each outweigh hundreds near zero.
        """,
        "Which figure do you give early stopping?": """
        The one by which the model will be judged. With accuracy as the figure the steps are coarse, so I smooth it or take more samples.
        """,
      ]))
  func `confidence raises the loss at a stable accuracy`() throws {
    var trial = RegularizedTrial(training: try digits(0..<100), validation: try digits(300..<500))
    trial.epochCount = 40
    trial.learningRate = 0.05
    let runs = try seeds.prefix(2).map { seed in
      let run = try trial.run(seed: seed)
      try #require(run.validationLosses.count == 40 && run.accuracies.count == 40)
      let lowest = try #require(run.validationLosses.min())
      let epoch = try #require(run.validationLosses.firstIndex(of: lowest))
      return (seed: seed, run: run, lowest: lowest, epoch: epoch)
    }
    let higher = runs.filter { $0.run.validationLosses[39] > 1.1 * $0.lowest }
    let both = higher.filter { $0.run.accuracies[39] > $0.run.accuracies[$0.epoch] }
    evidence("runs with higher loss", higher.count)
    evidence("runs with higher accuracy", both.count)
    let (seed, run, lowest, epoch) = try #require(both.first)
    evidence("seed", Int(seed))
    evidence("epoch of the lowest", epoch + 1)
    evidence("lowest loss", lowest)
    evidence("accuracy at lowest", run.accuracies[epoch])
    evidence("last loss", run.validationLosses[39])
    evidence("last accuracy", run.accuracies[39])
    func logits(_ range: Range<Int>) throws -> (values: Tensor, labels: [Int]) {
      let data = try digits(range)
      return (run.model(Variable(data.features)).value, data.labels)
    }
    let (half, other) = (try logits(300..<400), try logits(400..<500))
    let scaling = TemperatureScaling(logits: half.values, classes: half.labels)
    func cost(_ values: Tensor) -> Double {
      Double(softmaxCrossEntropy(Variable(values), classes: other.labels).scalar)
    }
    evidence("temperature", scaling.temperature)
    evidence("other half", cost(other.values))
    evidence("other half, scaled", cost(scaling.scaled(other.values)))
    #expect(cost(scaling.scaled(other.values)) < cost(other.values))
    #expect(scaling.scaled(other.values).argmax() == other.values.argmax())
  }
}
