import Autograd
import Course
import Datasets
import Regularization
import TensorCore
import TestSupport
import Testing

// Wrong labels, and whether more data would help.

extension Lesson09Interview {
  @Test(
    .interview(
      .question(9, 30), level: .design, minutes: 3,
      question: "You suspect that a few percent of the labels are wrong. How do you find them?",
      answer: """
        I sort the samples by a loss that their own label had little part in, and look at the top by hand. Early in training the network has learned what many samples share and not yet the exceptions, so wrong labels stand out most then; cleaner is a prediction by models that were trained without the sample, by cross-validation. After long training the network gives the wrong labels back, and looking for its errors finds none. Hard but right samples stand at the top as well, so \
        I do not drop automatically.
        """,
      commonMistake: "Train until the loss is small; what is still wrong then has a wrong label.",
      otherMistakes: [
        "Remove all samples with a high loss.":
          "Rare but rightly labeled samples have a high loss as well. Removed along with the wrong ones, they leave a network that never meets the hard cases, so somebody looks at the top by hand first.",
        "Wrong labels do not matter, since a network averages over them.":
          "Trained long enough it learns them by heart: after 80 steps the training accuracy, wrong labels included, is {training accuracy|4}. And two classes that are confused systematically do not average out.",
      ],
      refutation: """
        300 digits, 15 of them given a wrong label, 64-32-10, Adam. Of the 15 samples with the greatest loss {early|3} are wrongly labeled after 15 steps at 0.02, on average over ten seeds. After 80 steps at 0.05, seed 1, the training accuracy is {training accuracy|4}: what is still answered wrongly is {still wrong} of 300, so that search finds nothing; the ranking still has {late} of 15 at its top. By chance it would be {by chance|2}. With five folds, 15 steps each and no sample judged by a model that saw it, {folds} of 15 are found on seed 1.
        """,
      followUps: [
        "What about wrong labels in the validation set?": """
        They are worse for decisions: they bound the accuracy that can be seen, and may reverse the order of two models. I check that set by hand first.
        """,
        "How much label noise is harmless?": """
        It depends on whether it is random or systematic. Moderate random noise mostly acts like having fewer samples; a systematic confusion of two classes is learned as if it were true.
        """,
      ]))
  func `wrong labels stand out early, later they are learned`() throws {
    let clean = try digits(0..<300)
    let wrong = Set((0..<15).map { $0 * 20 })
    let data = LabeledData(
      name: "digits", features: clean.features,
      labels: clean.labels.enumerated().map { wrong.contains($0) ? ($1 + 1 + $0 % 9) % 10 : $1 },
      classCount: 10)
    #expect(zip(data.labels, clean.labels).count { $0 != $1 } == 15)
    func losses(_ model: Sequential, _ part: LabeledData) -> [Double] {
      let logarithms = model(Variable(part.features)).value.logSoftmax()
      return logarithms.picking(columns: part.labels).scalars.map { -Double($0) }
    }
    func found(_ losses: [Double]) -> Int {
      losses.indices.sorted { losses[$0] > losses[$1] }.prefix(15).count { wrong.contains($0) }
    }
    func network(_ seed: UInt64) -> Sequential {
      var generator = SplitMix64(seed: seed)
      return .multilayerPerceptron([64, 32, 10], using: &generator)
    }
    let early = try seeds.map { seed in
      let model = network(seed)
      try train(model, adam(model.trainedVariables, rate: 0.02), on: data, stepCount: 15)
      return Double(found(losses(model, data)))
    }
    let model = network(1)
    try train(model, adam(model.trainedVariables, rate: 0.05), on: data, stepCount: 80)
    let late = found(losses(model, data))
    evidence("early", mean(early))
    evidence("late", late)
    let fitted = try accuracy(of: model, on: data)
    evidence("training accuracy", fitted)
    evidence("still wrong", (300 * (1 - fitted)).rounded())
    evidence("by chance", 15.0 * 15 / 300)
    var outside = Array(repeating: 0.0, count: 300)
    for fold in 0..<5 {
      let inside = (0..<300).filter { $0 / 60 == fold }
      let model = network(1)
      try train(
        model, adam(model.trainedVariables, rate: 0.02),
        on: data.selecting((0..<300).filter { $0 / 60 != fold }),
        stepCount: 15)
      for (index, loss) in zip(inside, losses(model, data.selecting(inside))) {
        outside[index] = loss
      }
    }
    evidence("folds", found(outside))
    #expect(early.allSatisfy { $0 >= 7 } && fitted == 1 && found(outside) >= 7)
  }

  @Test(
    .interview(
      .question(9, 33), level: .design, minutes: 4,
      question:
        "You have errors for 40 to 160 training samples. Can you predict the error for 1,280?",
      answer: """
        Roughly, if the fit has a floor. Errors often follow a power law in the number of samples over a wide middle range (Hestness and others, 2017), and then flatten at a level that more data do not lower. So I fit a·n^(−b) + c, with several seeds for each n, and check it on the largest size that I have but did not use. A straight line in the double logarithmic plot leaves out c and promises too much. I say the range of what fits, not one number.
        """,
      commonMistake: "Yes: draw a straight line through the points on double logarithmic axes.",
      otherMistakes: [
        "No: learning curves are random.":
          "A single draw scatters, the mean over training sets does not: {error at 40|4}, {error at 80|4} and {error at 160|4} at 40, 80 and 160 samples lie on a smooth curve. So one averages several seeds for each size.",
        "Yes: twice the data halve the error.":
          "That would be a power law with exponent 1 and no floor. From 80 to 160 samples the error falls by {gain|1} of itself, and the noise alone keeps it above 1 with any number of samples.",
      ],
      refutation: """
        Linear regression with 8 weights and unit noise, mean squared error on new samples over 100 training sets: {error at 40|4} at 40 samples, {error at 80|4} at 80, {error at 160|4} at 160. The straight line through the first and last predicts {straight|3} at 1,280; the fit with a floor {floor|4}; it is {error at 1,280|4}, where the noise alone gives 1. Twice the data lower the error from 80 to 160 samples by {gain|1} of itself.
        """,
      followUps: [
        "How do you find the floor if the curve is still steep?": """
        One cannot, from the curve alone. An estimate of the label noise, for instance by two people who label the same samples, gives one from outside.
        """,
        "May you extrapolate a training curve in steps the same way?": """
        Only with the schedule in mind. The drop at the end of a decay is not visible in the first half of the curve.
        """,
      ]))
  func `without a floor the extrapolation promises too much`() {
    var generator = SplitMix64(seed: 33)
    func error(_ count: Int, setCount: Int) -> Double {
      mean(
        (0..<setCount).map { _ in
          let x = Tensor.normal([count, 8], using: &generator)
          let y = x.sum(axis: 1) + .normal([count], using: &generator)
          let miss = LeastSquares.ridge(x, targets: y, strength: 0) - 1
          // For new normal inputs the mean squared error is the noise and the weights' squared distance.
          return 1 + Double(dot(miss, miss))
        })
    }
    let errors = [40, 80, 160].map { error($0, setCount: 100) }
    let far = error(1_280, setCount: 2)
    for (count, value) in zip([40, 80, 160], errors) { evidence("error at \(count)", value) }
    // Where the size doubles each time, the ratio of the differences is 2^(−b), and the floor follows.
    let (first, second) = (errors[0] - errors[1], errors[1] - errors[2])
    let ratio = second / first
    let floor = errors[2] - second * ratio / (1 - ratio)
    let predicted = floor + (errors[2] - floor) * Double.pow(ratio, 3)
    let straight = errors[2] * Double.pow(errors[2] / errors[0], 1.5)
    evidence("straight", straight)
    evidence("floor", predicted)
    evidence("error at 1,280", far)
    evidence("gain", 1 - errors[2] / errors[1])
    #expect(straight < 0.9 && abs(predicted - far) < 0.05)
  }

  @Test(
    .interview(
      .question(9, 34), level: .design, minutes: 3,
      question: "When do you stop debugging and tuning, and get more data instead?",
      answer: """
        When the checks pass and a learning curve in the number of samples says that data help. I train on a half, a quarter and an eighth of the data. If the validation error still falls from half to whole and training error is far below it, more data of the same kind help. If both errors are high and close together, it is the model, the features, the labels or the noise. And I look at the errors: a missing kind of sample calls \
        for that kind.
        """,
      commonMistake: "More data are always better, so get them first.",
      otherMistakes: [
        "When the validation loss no longer falls from epoch to epoch.":
          "A curve over epochs flattens for a low rate, a small model and few data alike. Whether data help is seen on a curve over samples: train on an eighth, a quarter, a half and all.",
        "Never; with a good enough model the data suffice.":
          "A flexible model is held back by variance, and samples are what lowers it: eight times the data divide the error of the polynomial of degree 9 by {gain, degree 9|2}, with the model unchanged.",
      ],
      refutation: """
        Polynomials fitted to a sine with noise 0.3, error against the truth over 100 training sets: degree 1 has {degree 1, 20 samples|3} with 20 samples and {degree 1, 160 samples|3} with 160, nearly all of it bias. Degree 9, with a slight ridge, goes from {degree 9, 20 samples|2} to {degree 9, 160 samples|2}. Eight times the data divide the error of degree 9 by {gain, degree 9|2} and that of degree 1 by {gain, degree 1|3}.
        """,
      followUps: [
        "What is cheaper than more data?": """
        Often repairing labels, augmentation that leaves the label unchanged, or pretraining on related data. Each has its own learning curve to measure.
        """,
        "How large must the validation set be for that?": """
        So large that the differences of interest exceed its error. At an accuracy of 0.9, 1,000 samples give a standard error near one point.
        """,
      ]))
  func `data help against variance, not against bias`() {
    func fit(_ degree: Int, _ count: Int) -> BiasVariance {
      .ofPolynomials(degree: degree, strength: 0.01, sampleCount: count, seed: 34)
    }
    let errors = [1, 9].map { degree in [20, 160].map { fit(degree, $0).error } }
    for (degree, pair) in zip([1, 9], errors) {
      evidence("degree \(degree), 20 samples", pair[0])
      evidence("degree \(degree), 160 samples", pair[1])
      evidence("gain, degree \(degree)", pair[0] / pair[1])
    }
    #expect(errors[0][0] / errors[0][1] < 1.5 && errors[1][0] / errors[1][1] > 4)
    #expect(fit(1, 160).squaredBias > 0.9 * errors[0][1])
  }
}
