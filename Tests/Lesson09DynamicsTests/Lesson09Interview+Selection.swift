import Autograd
import Course
import Datasets
import Dynamics
import Regularization
import Schedulers
import TensorCore
import TestSupport
import Testing

// Seeds, checkpoints, and what a schedule explains.

extension Lesson09Interview {
  @Test(
    .interview(
      .question(9, 16), level: .debug, minutes: 4,
      question: """
        A run is at 40 % of a cosine to zero, without warm-up. Training still falls, validation has been flat for hours. A colleague says that the cosine has decayed already. Is that plausible, and what do you check?
        """,
      answer: """
        No: at 40 % the rate is still {rate at 40 percent|3} of its peak. It is half at the middle, and below a tenth from about 80 % on. And training falls, so steps are made and gradients arrive. What is left is validation or overfitting. I check that the hash of the evaluated weights changes, that the figures differ between batches and evaluations, that the training set gives the training figure through validation, and whether the gap grows.
        """,
      commonMistake: "Yes: 40 % of the run means that 40 % of the rate, or more, is gone.",
      otherMistakes: [
        "It has converged; validation cannot improve any more.":
          "In a converged run the training loss stands still, and here it falls. A flat validation beside it points to overfitting or stale weights, and a hash of the evaluated weights tells these two apart.",
        "It sits at a saddle point, so perturb the weights.":
          "At a saddle the gradient is zero and training stands still. Here the training loss falls, so gradients arrive and the weights move, and there is no saddle to leave.",
      ],
      refutation: """
        Of 1,000 steps: at 400 the cosine has {rate at 40 percent|4} of the peak, so about a third is gone, at 500 {rate at 50 percent}, and it falls below a tenth at step {below a tenth}. On 100 digits with a fifth of wrong labels, 64-64-10, AdamW at 0.03 and a cosine over 60 epochs, seed 1: from epoch 12 to epoch 24, at 40 %, the training loss goes from {training at 12|2} to {training at 24|2} and the validation loss from {validation at 12|3} to {validation at 24|3}. \
        That is overfitting, at {rate there|2} of the peak rate.
        """,
      followUps: [
        "Training falls, the weights' hash is constant in validation. What is it?": """
        Stale weights: an average or a checkpoint that is no longer refreshed, or a model that was copied once. The validation figure is then equal to the last digit.
        """,
        "Which hypotheses does a falling training loss rule out at once?": """
        A converged run, a saddle, and a rate that is too low to move anything.
        """,
      ]))
  func `at 40 % the cosine has two thirds of its peak`() throws {
    let rates = CosineDecay(length: 1_000).rates(stepCount: 1_001, from: 1)
    evidence("rate at 40 percent", rates[400])
    evidence("rate at 50 percent", (rates[500] * 1e12).rounded() / 1e12)
    evidence("below a tenth", try #require(rates.firstIndex { $0 < 0.1 }))
    #expect(rates[400] > 0.65 && rates[795] > 0.1)
    let clean = try digits(0..<100)
    let labels = clean.labels.enumerated().map { $0 % 5 == 0 ? ($1 + 3) % 10 : $1 }
    let data = LabeledData(
      name: "digits", features: clean.features, labels: labels, classCount: 10)
    let others = try digits(1_437..<1_637)
    var generator = SplitMix64(seed: 1)
    let model = Sequential.multilayerPerceptron([64, 64, 10], using: &generator)
    let optimizer = adam(model.trainedVariables, rate: 0.03)
    let scheduler = Scheduler(optimizer, CosineDecay(length: 60), unit: .epoch)
    var training: [Double] = []
    var validation: [Double] = []
    for _ in 0..<24 {
      for batch in data.minibatches(size: 32, using: &generator) {
        try trainingStep(optimizer) {
          softmaxCrossEntropy(model(Variable(batch.features)), classes: batch.labels)
        }
      }
      try scheduler.epochEnded()
      training.append(try loss(of: model, on: data))
      validation.append(try loss(of: model, on: others))
    }
    evidence("training at 12", training[11])
    evidence("training at 24", training[23])
    evidence("validation at 12", validation[11])
    evidence("validation at 24", validation[23])
    evidence("rate there", Double(optimizer.learningRate) / 0.03)
    #expect(training[23] < 0.8 * training[11] && validation[23] > 0.95 * validation[11])
  }

  @Test(
    .interview(
      .question(9, 32), level: .design, minutes: 4,
      question:
        "A change improves validation accuracy by half a point with one seed. How many seeds do you need before you believe it?",
      answer: """
        As many as make the standard error of the difference small against the half point. I run the old setup with some seeds to get the spread σ between seeds. The difference of two means of n runs has the standard error σ√(2/n); to see an effect δ four times in five at the 5 % level one needs about 16σ²/δ² runs of each. Both sides get equal tuning, and a paired design, with the same seeds and order, needs fewer if they then vary together. \
        I report the mean and the spread.
        """,
      whiteboard: """
        SE = σ √(2/n)
        δ = (1.96 + 0.84) SE  ⇒  n = 2 · 2.8² σ²/δ² ≈ 16 σ²/δ²
        """,
      commonMistake: "Three seeds are enough; take the best of each.",
      otherMistakes: [
        "One seed is enough if the seed is the same for both.":
          "A shared seed gives the same start, not the same luck: after the change the two runs go apart, and their difference is one draw. How far such draws scatter takes several seeds to see.",
        "The test set has 10,000 samples, so half a point is significant.":
          "At an accuracy of 0.9 the samples' noise alone is 0.003 for each model. The spread between seeds, {spread|2} here, is another source, and no number of test samples removes it.",
      ],
      refutation: """
        64-16-10 on 100 digits, Adam at 0.02, 25 steps, accuracy on 300 others, 24 seeds: mean {mean|4}, spread {spread|2}. Two halves of these runs are the same setup; yet in {differ|2} of the 12 pairs the accuracies differ by half a point or more. By the rule half a point would take {runs|3} runs of each. The best of three is {best of three|2} above the mean on average, so a side that gets three tries tends to win against one that gets one.
        """,
      followUps: [
        "What does σ include?": """
        All that the seed changes: first weights, order of the data, dropout, augmentation. The choice of the split is another source, which I vary too if the claim is about the method.
        """,
        "Each run costs a week. What then?": """
        I say that it is one run, show the spread of a smaller model of the same kind, and look for effects that are large beside it.
        """,
      ]))
  func `equal setups differ by half a point in most pairs`() throws {
    let training = try digits(0..<100)
    let others = try digits(200..<500)
    let runs = try (Array(1...24) as [UInt64]).map { seed in
      var generator = SplitMix64(seed: seed)
      let model = Sequential.multilayerPerceptron([64, 16, 10], using: &generator)
      try train(model, adam(model.trainedVariables, rate: 0.02), on: training, stepCount: 25)
      return try accuracy(of: model, on: others)
    }
    let spread = deviation(runs)
    evidence("mean", mean(runs))
    evidence("spread", spread)
    let differ = (0..<12).count { abs(runs[$0] - runs[$0 + 12]) >= 0.005 }
    evidence("differ", differ)
    let needed = 2 * 2.8 * 2.8 * spread * spread / (0.005 * 0.005)
    evidence("runs", needed.rounded(.up))
    let best = mean(
      (0..<8).map { (side: Int) -> Double in runs[(3 * side)..<(3 * side + 3)].reduce(0, max) })
    evidence("best of three", best - mean(runs))
    #expect(differ >= 7 && spread > 0.005 && best > mean(runs))
  }

  @Test(
    .interview(
      .question(9, 42), level: .design, minutes: 3,
      question:
        "A run has saved fifty checkpoints. Which one do you ship, and which figure do you report for it?",
      answer: """
        The last one only after a decay to a low rate, without overfitting. Else I take the one with the best validation figure, if that is steadier than the differences; if it is noisy, the best of a smoothed curve, or an average of late weights. What I report comes from a test set that took no part, since the best of fifty noisy figures is too good. And I keep the best state while the run goes on, as it \
        may lie far back.
        """,
      commonMistake: "The last one, since it has trained longest.",
      otherMistakes: [
        "The best on validation, with its validation figure.":
          "The choice may be right, the figure is not: the best of fifty noisy ones is partly luck, here {optimism|2} too good. A test set that took no part in the choice gives the figure.",
        "The best on the test set.":
          "Choosing by it turns it into a validation set: the best of fifty test figures is too good by luck as well, and no untouched samples are left to say by how much.",
      ],
      refutation: """
        A true loss that falls to 1 at checkpoint 20 and rises to {true loss at the end|3} at 50, measured with normal noise of 0.1, 200 draws: the best measured one has a true loss of {true loss, best|4} on average, the best of a centered mean of five {true loss, smoothed|4}, the last {true loss at the end|3}. The best measured figure itself is {figure, best|3}: {optimism|2} too good.
        """,
      followUps: [
        "When is the last checkpoint right?": """
        At the end of a schedule that decays to zero, without overfitting: there the late checkpoints hardly differ, and no choice means no luck.
        """,
        "What has to be kept with the weights?": """
        Running statistics, the preprocessing, the vocabulary and label names, and the commit. For going on, the optimizer, schedule, generators and data order too.
        """,
      ]))
  func `the best of fifty noisy figures is too good`() throws {
    let truth = (1...50).map { checkpoint in
      let distance = Double(checkpoint - 20)
      return 1 + 0.0005 * distance * distance
    }
    var generator = SplitMix64(seed: 42)
    var best: [Double] = []
    var figures: [Double] = []
    var smoothed: [Double] = []
    for _ in 0..<200 {
      let stopping = EarlyStopping(patience: 50)
      let measured = truth.map { $0 + 0.1 * generator.normalPair().0 }
      for value in measured { _ = stopping.observe(Scalar(value)) }
      try #require(truth.indices.contains(stopping.bestIndex))
      try #require(truth.indices.contains(stopping.bestIndex))
      best.append(truth[stopping.bestIndex])
      figures.append(measured[stopping.bestIndex])
      let means = (2..<48).map { mean(measured[($0 - 2)...($0 + 2)]) }
      let place = try #require(means.indices.min { means[$0] < means[$1] })
      smoothed.append(truth[place + 2])
    }
    evidence("true loss at the end", truth[49])
    evidence("true loss, best", mean(best))
    evidence("true loss, smoothed", mean(smoothed))
    evidence("figure, best", mean(figures))
    evidence("optimism", mean(best) - mean(figures))
    #expect(
      mean(smoothed) < mean(best) && mean(best) < truth[49] && mean(best) > mean(figures) + 0.05)
  }
}
