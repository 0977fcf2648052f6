import Autograd
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// How sure a model may be, and how large.

extension Lesson06Interview {
  @Test(
    .interview(
      .question(6, 32), level: .explain, minutes: 2,
      question: "What does temperature scaling change, and on which data do you fit it?",
      answer: """
        It divides the logits by one number, so probabilities change and the order of the classes does not; accuracy stays as it is. The number is fitted by cross-entropy on held-out \
        data. On the training set an overfitted model is right nearly everywhere, so there nothing seems too sure, and the fit sharpens the probabilities instead of \
        softening them. It is one parameter: it cannot repair errors that differ by class.
        """,
      commonMistake: "Fit it on the training set, where most data are.",
      refutation: """
        100 new answers, 70 of them right: fitted to the training set, the expected calibration error is {error, training set|3}; fitted to held-out answers {error, held out|3}.
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
    #expect(
      TemperatureScaling(temperature: 3).probabilities(of: logits).argmax() == logits.argmax())
  }

  @Test(
    .interview(
      .question(6, 33), level: .explain, minutes: 3,
      question: "What does the expected calibration error measure, and what does it not see?",
      answer: """
        It sorts answers into bins by confidence and averages the distance between accuracy and confidence, weighted by the bins' counts. It does not see discrimination: a constant answer with the \
        base rate scores 0. And it is biased upward with few samples, as each bin's accuracy is noisy. So I give it with the number of samples and bins, and beside \
        cross-entropy, which rewards both.
        """,
      whiteboard: "ECE = Σ_b n_b/n |accuracy_b − confidence_b|",
      commonMistake: "The model with the smaller calibration error is the better one.",
      refutation: """
        A perfectly calibrated model, 10 bins: {error, 100 answers|3} with 100 answers, {error, 10,000 answers|3} with 10,000. A constant confidence of 0.7 on 100 answers, 70 of them right, scores {error, constant}, \
        and with 0.999 for all it scores {error, overconfident|3} at the same accuracy.
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

  @Test(
    .interview(
      .question(6, 34), level: .debug, minutes: 2,
      question: "With Adam and weight_decay as L2, some weights hardly decay. Which, and why?",
      answer: """
        Those with large gradients. Adam divides the decay together with the gradient by the root of the mean square, so where gradients are large little \
        is left of λw. The decay then depends on the scale of the loss, which a penalty should not. Decoupled decay, AdamW, multiplies by 1 − ηλ and treats all alike. When I \
        change from one to the other, λ has to be tuned again.
        """,
      commonMistake: "The ones with small gradients, as the optimizer ignores them.",
      refutation: """
        A weight with gradients of ±1 decays {ratio, L2 in Adam|3} times as much as one with ±100, after 200 steps of Adam with L2; with decoupled decay {ratio, decoupled|3} times.
        """,
      followUps: [
        "And if the loss is multiplied by 10?": """
        Then Adam's own steps stay nearly the same, and the L2 decay shrinks to about a tenth, where the gradient outweighs it.
        """,
        "Is plain gradient descent free of that?": """
        Of the division, yes. But a sum instead of a mean still changes the balance of loss and penalty.
        """,
      ]))
  func `L2 in Adam decays weights with small gradients most`() throws {
    let ratio = try FailureMode.coupledWithAdam.measure()
    evidence("ratio, L2 in Adam", ratio.broken)
    evidence("ratio, decoupled", ratio.cured)
    #expect(ratio.broken > 10 && abs(ratio.cured - 1) < 0.1)
  }

  @Test(
    .interview(
      .question(6, 35), level: .debug, minutes: 2,
      question:
        "After changing frameworks, a network with dropout 0.9 learns almost nothing. What do you suspect?",
      answer: """
        That the number means something else: the probability of keeping in one interface, of dropping in the other. PyTorch's p is the probability of dropping. Meant to keep nine \
        tenths, 0.9 keeps one tenth, multiplied by ten, so the added variance is nine times the square of each unit instead of a ninth. Counting the zeros in one batch \
        settles it.
        """,
      commonMistake: "Dropout 0.9 keeps 90 % of the units everywhere.",
      refutation: """
        With p = 0.9 the share of zeros is {zeros, 0.9|3} where 0.1 was meant, and with p = 0.1 it is {zeros, 0.1|3}. Kept units are multiplied by {scale, 0.9|3}.
        """,
      followUps: [
        "Why does the mean not show it?": """
        Both are inverted, so the mean of the outputs is the input in both cases.
        """,
        "What would you assert in a port?": """
        The share of zeros on a large tensor of ones, and the value of what is kept.
        """,
      ]))
  func `0.9 as a probability of dropping leaves a tenth`() throws {
    let zeros = try FailureMode.keptForDropped.measure()
    evidence("zeros, 0.9", zeros.broken)
    evidence("zeros, 0.1", zeros.cured)
    evidence("scale, 0.9", Dropout(probability: 0.9, seed: 1).keptScale)
    #expect(abs(zeros.broken - 0.9) < 0.02 && abs(zeros.cured - 0.1) < 0.02)
    #expect(abs(Dropout(probability: 0.9, seed: 1).keptScale - 10) < 1e-9)
  }

  @Test(
    .interview(
      .question(6, 36), level: .explain, minutes: 2,
      question:
        "You choose the best of 100 models by validation accuracy. Can you report that number?",
      answer: """
        No: the best of many numbers is partly luck, and the more models are compared, the more. The validation set was used for the choice and is \
        no longer unseen. I report the chosen model on a test set that took no part. The same holds for the epoch that early stopping chose and for tuned \
        thresholds and temperatures.
        """,
      commonMistake: "Yes, as no model was trained on the validation set.",
      refutation: """
        Of 100 models that guess between two classes the best has {accuracy, validation|3} on the validation set that chose it, and {accuracy, test|3} on a test set.
        """,
      followUps: [
        "What makes the optimism smaller?": """
        A larger validation set and fewer comparisons. Nested cross-validation estimates it.
        """,
        "Can the test set wear out too?": """
        Yes, if results on it decide what is tried next. Then it has become a validation set.
        """,
      ]))
  func `the best of 100 guessers is no better than chance`() throws {
    let accuracy = try FailureMode.bestOfMany.measure()
    evidence("accuracy, validation", accuracy.broken)
    evidence("accuracy, test", accuracy.cured)
    #expect(accuracy.broken > 0.6 && accuracy.cured < 0.6)
  }
}
