import Autograd
import Course
import Datasets
import Dynamics
import TensorCore
import TestSupport
import Testing

// What a metric says, and what it does not.

extension Lesson09Interview {
  @Test(
    .interview(
      .question(9, 22), level: .design, minutes: 3,
      question:
        "Of two classifiers, one has the lower validation loss and the other the higher accuracy. Which do you trust?",
      answer: """
        Neither, before I know that both figures are computed alike. That means the same samples, weights and mode, and each sample counted once. Then both are right and answer different questions: accuracy counts the sides of a threshold, cross-entropy judges the probabilities and punishes confident errors without bound. I choose by what the product uses: costs need the probabilities, a ranking their order, a plain decision only the side. And I ask whether the difference is larger than its error.
        """,
      commonMistake: "The loss, since it is what was trained.",
      otherMistakes: [
        "The accuracy, since it is what users see.":
          "Where a price or a risk is computed from the probability, users meet the probability: A, and A with ten times the logits, have one accuracy, {accuracy A}, and losses of {loss A|3} and {loss A, sharper|2}.",
        "They cannot disagree unless there is a bug.":
          "A is always right, with 0.6: accuracy {accuracy A}, loss {loss A|3}. B errs once in 100 and is sure of the rest: {accuracy B|2} and {loss B|3}. Each wins one figure, and both are computed correctly.",
      ],
      refutation: """
        100 samples, two classes. A gives the right class the probability 0.6 each time: accuracy {accuracy A}, loss {loss A|3}. B gives 99 of them 0.999 and one 1e-9: accuracy {accuracy B|2}, loss {loss B|3}. If B gives that one 1e-30 instead, its loss is {loss B, worse|3}, at the same accuracy. Logits of A times ten leave the accuracy at {accuracy A, sharper} and take the loss to {loss A, sharper|2}. So one sample or the scale of the logits may decide which loss is lower.
        """,
      followUps: [
        "How large is the error of an accuracy?": """
        About the root of p(1 − p)/n for n independent samples. At 0.9 and 1,000 samples that is 0.0095, so a difference of 0.5 points says little, unless a paired test on the same samples shows it.
        """,
        "What repairs a good ranking with bad probabilities?": """
        A temperature, fitted on held-out data. It changes no answer, only the confidence.
        """,
      ]))
  func `loss and accuracy may rank two models differently`() {
    func figures(_ right: [Double]) -> (accuracy: Double, loss: Double) {
      let logits = Tensor(right.map { [Scalar(Double.log($0 / (1 - $0))), 0] })
      let mean = softmaxCrossEntropy(Variable(logits), classes: right.map { _ in 0 }).scalar
      return (Double(logits.argmax().count { $0 == 0 }) / Double(right.count), Double(mean))
    }
    func b(_ least: Double) -> [Double] { Array(repeating: 0.999, count: 99) + [least] }
    let a = figures(Array(repeating: 0.6, count: 100))
    evidence("accuracy A", a.accuracy)
    evidence("loss A", a.loss)
    evidence("accuracy B", figures(b(1e-9)).accuracy)
    evidence("loss B", figures(b(1e-9)).loss)
    evidence("loss B, worse", figures(b(1e-30)).loss)
    let sharp = figures(Array(repeating: 1 / (1 + Double.pow(2.0 / 3, 10 as Int)), count: 100))
    evidence("accuracy A, sharper", sharp.accuracy)
    evidence("loss A, sharper", sharp.loss)
    #expect(a.accuracy > figures(b(1e-9)).accuracy && a.loss > figures(b(1e-9)).loss)
    #expect(figures(b(1e-30)).loss > a.loss && sharp.loss < a.loss / 10)
  }

  @Test(
    .interview(
      .question(9, 36), level: .debug, minutes: 2,
      question:
        "The same weights give another validation loss when somebody changes the batch size of the evaluation. Where do you look?",
      answer: """
        At the average first: a mean of batch means gives a short last batch too much weight. It counts like a full one, so the figure depends on how the samples are cut. I add up sums and counts and divide once. If that is right already, I look for what else depends on the batch: batch norm or dropout in training mode, normalization by batch, padding to the longest of the batch, or drop_last, which leaves samples out. What then remains in the last digits \
        is rounding.
        """,
      commonMistake:
        "At nothing: larger batches estimate the loss better, so a difference is natural.",
      otherMistakes: [
        "Shuffling the validation set makes the mean of means right.":
          "It makes it right on average over all orders, and off in a single one: the samples of the short batch still count too much, only that they are others every time, so the figure now varies by itself.",
        "The difference is rounding, as sums are made in another order.":
          "Rounding shows in the last digits. Here batches of 32 give {means, 32|3} and batches of 48 {means, 48|3}; weighted by their sizes they differ by {weighted, at most}, which is rounding.",
      ],
      refutation: """
        The mean over all samples does not depend on the cut. A trained 64-32-10 on 100 digits of which the last four have wrong labels: in batches of 32 the mean of batch means is {means, 32|3}, in batches of 48 {means, 48|3}, in one batch {means, 100|3}. Weighted by their sizes the three differ by {weighted, at most}. Batches of 32, 32 and 4 with the means 1, 1 and 10 give {of batches} instead of {of samples|4}.
        """,
      followUps: [
        "Why is it harmless in training?": """
        There a step needs an estimate of the gradient, and one odd batch an epoch changes little. A reported figure has to be that of the samples.
        """,
        "Can F1 or AUC be averaged over batches with weights?": """
        No. They are no means over samples. I collect counts, or scores and labels, over the whole set, and compute them once.
        """,
      ]))
  func `weighted by samples the mean does not depend on the cut`() throws {
    let training = try digits(0..<200)
    var generator = SplitMix64(seed: 36)
    let model = Sequential.multilayerPerceptron([64, 32, 10], using: &generator)
    try train(model, adam(model.trainedVariables), on: training, stepCount: 30)
    let clean = try digits(200..<300)
    let labels = clean.labels.enumerated().map { $0 < 96 ? $1 : ($1 + 5) % 10 }
    let data = LabeledData(name: "digits", features: clean.features, labels: labels, classCount: 10)
    let means = try [32, 48, 100].map { size in
      try data.minibatchesInOrder(size: size).reduce(into: WeightedMean()) { mean, batch in
        mean.add(try loss(of: model, on: batch), sampleCount: batch.count)
      }
    }
    for (size, mean) in zip([32, 48, 100], means) {
      evidence("means, \(size)", try #require(mean.ofBatches))
    }
    let weighted = try means.map { try #require($0.value) }
    let spread = (weighted.max() ?? 1) - (weighted.min() ?? 0)
    evidence("weighted, at most", spread, atMost: 1e-12)
    #expect((means[0].ofBatches ?? 0) > 1.5 * weighted[0])
    var example = WeightedMean()
    for (value, count) in [(1.0, 32), (1, 32), (10, 4)] { example.add(value, sampleCount: count) }
    evidence("of batches", try #require(example.ofBatches))
    evidence("of samples", try #require(example.value))
    #expect(example.ofBatches == 4 && abs((example.value ?? 0) - 104 / 68) < 1e-12)
  }
}
