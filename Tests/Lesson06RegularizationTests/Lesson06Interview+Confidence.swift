import Autograd
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// How sure a model may be.

extension Lesson06Interview {
  @Test(
    .interview(
      .question(6, 32), level: .explain, minutes: 2,
      question: "What does temperature scaling change, and on which data do you fit it?",
      answer: """
        It divides the logits by one number, so probabilities change and the order of the classes does not. Accuracy stays as it is. The number is fitted by cross-entropy on held-out \
        data. On the training set an overfitted model is right nearly everywhere, so there nothing seems too sure, and the fit sharpens the probabilities instead of \
        softening them. It is one parameter: it cannot repair errors that differ by class.
        """,
      commonMistake: """
        It divides the logits by one number, which is fitted to the training set, where most \
        data are.
        """,
      otherMistakes: [
        "It makes the model more accurate as well.":
          "All logits of an answer are divided by the same positive number, so the largest stays the largest: at T = 3, {classes changed} of 50 answers change.",
        "It repairs a model that is too sure of one class and not sure enough of another.":
          "One number makes all classes softer or all sharper. The sure class asks for softer, and then the error of the modest one goes from {error, modest class|2} to {error, modest class, scaled|2}.",
      ],
      refutation: """
        On the training set an overfitted model seems hardly too sure. 100 new answers, 70 of them right: fitted to the training set, the expected calibration error is {error, training set|3}; fitted to held-out answers {error, held out|3}. At T = 3, {classes changed} of 50 answers change. And where a model says 0.99 for one class, \
        right in 60 of 100, and 0.6 for another, right in 90 of 100, the best temperature takes the error of the second from {error, modest class|2} to {error, modest class, scaled|2}.
        """,
      followUps: [
        "When is the temperature above 1?": """
        When the model is too sure on held-out data: dividing by more than 1 softens the probabilities.
        """,
        "Does it change a threshold?": """
        Of two classes at ½ no. At any other threshold yes, as the probabilities move across it.
        """,
      ]))
  func `a temperature of the training set does not calibrate`() throws {
    let error = try FailureMode.temperatureOfTraining.measure()
    evidence("error, training set", error.broken)
    evidence("error, held out", error.cured)
    #expect(error.broken > 0.1 && error.cured < 0.05)
    let logits = normalBatch(50, 4, seed: 632)
    let answers = TemperatureScaling(temperature: 3).probabilities(of: logits).argmax()
    let changed = zip(answers, logits.argmax()).count { $0 != $1 }
    evidence("classes changed", changed)
    func rows(_ row: [Scalar]) -> Tensor { Tensor(Array(repeating: row, count: 100)) }
    let (sure, modest) = (rows([.log(99), 0]), rows([0, .log(1.5)]))
    let classes = (0..<200).map { $0 < 60 ? 0 : ($0 < 110 ? ($0 < 100 ? 1 : 0) : 1) }
    let scaling = TemperatureScaling(logits: .concatenation([sure, modest]), classes: classes)
    func modestError(_ logits: Tensor) -> Double {
      Reliability(logits: logits, classes: Array(classes[100...])).expectedCalibrationError
    }
    evidence("error, modest class", modestError(modest))
    evidence("error, modest class, scaled", modestError(scaling.scaled(modest)))
    #expect(changed == 0 && modestError(scaling.scaled(modest)) > modestError(modest) + 0.05)
  }

  @Test(
    .interview(
      .question(6, 33), level: .explain, minutes: 3,
      question: "What does the expected calibration error measure, and what does it not see?",
      answer: """
        Over bins of confidence it averages the distance between accuracy and confidence. The bins are weighted by their counts. It does not see discrimination: a constant answer with the \
        base rate scores 0. And it is biased upward with few samples, as each bin's accuracy is noisy. So I give it with the number of samples and bins, and beside \
        cross-entropy, which rewards both.
        """,
      whiteboard: "ECE = Σ_b n_b/n |accuracy_b − confidence_b|",
      commonMistake: """
        It measures how good the probabilities are, so the model with the smaller error is the \
        better one.
        """,
      otherMistakes: [
        "It measures the errors of the answers, so two models of the same accuracy score the same.":
          "Accuracy asks which class is on top, calibration which number it gets: with 70 of 100 right, 0.999 for all answers scores {error, overconfident|3}, 0.7 for all {error, constant}.",
        "It measures calibration exactly: a calibrated model has the error 0 on any test set.":
          "A bin of few answers misses its confidence by chance, and distances do not cancel: a perfectly calibrated model scores {error, 100 answers|3} on 100 answers, {error, 10,000 answers|3} on 10,000.",
      ],
      refutation: """
        A constant confidence of 0.7 on 100 answers, 70 of them right, scores {error, constant}, though it does not tell one answer from another; with 0.999 for all it scores {error, overconfident|3} at the same accuracy. \
        And a perfectly calibrated model has, with 10 bins, {error, 100 answers|3} on 100 answers, {error, 10,000 answers|3} on 10,000.
        """,
      followUps: [
        "Does the number of bins matter?": """
        Yes: more bins mean fewer answers in each and more noise, fewer bins hide errors that cancel.
        """,
        "What do you look at beside the number?": """
        The reliability diagram: in which bins the model is too sure, and how many answers they hold.
        """,
      ]))
  func `a constant is calibrated, and few answers look bad`() throws {
    let error = try FailureMode.tooFewAnswers.measure()
    evidence("error, 100 answers", error.broken)
    evidence("error, 10,000 answers", error.cured)
    let constant = [0.7, 0.999].map { confidence in
      Reliability(
        confidences: Array(repeating: confidence, count: 100), isRight: (0..<100).map { $0 < 70 }
      ).expectedCalibrationError
    }
    evidence("error, constant", constant[0], atMost: 1e-12)
    evidence("error, overconfident", constant[1])
    #expect(error.broken > 0.025 && error.cured < 0.025 && abs(constant[1] - 0.299) < 1e-9)
  }
}
