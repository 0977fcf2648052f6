import Autograd
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// What curves say, and dropout beside other layers.

extension Lesson06Interview {
  @Test(
    .interview(
      .question(6, 13), level: .debug, minutes: 3,
      question: "The validation loss is lower than the training loss. What are possible causes?",
      answer: """
        Often the two are measured differently. The training loss has dropout, augmentation, smoothing or a penalty in it; the validation loss does \
        not. It is also a mean over the epoch, of weights that were worse than those at its end. Third, the \
        validation set is easier, or its labels have less noise. Leakage is possible too. I evaluate a part of the training set exactly as the \
        validation set; what is left of the difference is in the data.
        """,
      commonMistake: "It must be leakage.",
      otherMistakes: [
        "It shows that the model generalizes well.":
          "The ratio compares two ways of measuring: with the same weights, training over validation loss is {ratio, training mode|3} under dropout and {ratio, evaluation mode|3} in evaluation mode.",
        "It is a sign of overfitting.":
          "Overfitting pulls the other way: it takes the training loss below the validation loss. Dropout, a penalty or the mean over the epoch lift the training loss, whether the weights overfit or not.",
      ],
      refutation: """
        The true weights of a linear law, 256 samples each, no leak: under dropout with p = 0.2 the training loss is {ratio, training mode|3} times the validation loss, in \
        evaluation mode {ratio, evaluation mode|3} times. And the mean of the first epoch, 16 steps without dropout, is {ratio, mean of the epoch|3} times the validation loss after it. \
        In both modes the weights are the same: the ratio says nothing about how well they generalize, or overfit.
        """,
      followUps: [
        "By how much does the mean lag?": """
        By about half an epoch: if the loss falls evenly from 2 to 1, the mean is 1.5. Plot it half an epoch earlier.
        """,
        "How would leakage look in that test?": """
        Both sets measured alike still give similar losses, so the test does not exclude it. Then you look for duplicates.
        """,
      ]))
  func `dropout and the epoch's mean lift the training loss`() throws {
    let mode = try FailureMode.validationBelowTraining.measure()
    evidence("ratio, training mode", mode.broken)
    evidence("ratio, evaluation mode", mode.cured)
    let mean = try FailureMode.laggingMean.measure()
    evidence("ratio, mean of the epoch", mean.broken)
    #expect(mode.broken > 2 && mode.cured < 1.5 && mean.broken > 2)
  }

  @Test(
    .interview(
      .question(6, 14), level: .debug, minutes: 3,
      question: "How do you tell bias from variance by the training and the validation error?",
      answer: """
        I compare the training error with what is attainable, and the validation error with the training error. A training error far above the attainable \
        one means bias, or training that is not done: a larger model, longer training, less regularization. A large difference means variance, if both sets \
        come from one source: more data, augmentation, decay, stopping earlier. A training error of 0 alone says neither; wide networks interpolate and may generalize well. So I need a \
        reference for attainable, such as the noise or human error.
        """,
      commonMistake:
        "By the training error alone: near 0 the fit is good, far from 0 it has too much bias.",
      otherMistakes: [
        "A training error near 0 proves overfitting, whatever the validation error is.":
          "On data without noise the truth itself has error 0. And with noise 400 random features fit 20 samples exactly and have the validation error {validation, 400 features|3}; 10 features, which cannot, have {validation, 10 features|3}.",
        "A small difference between the two errors means that the fit is good.":
          "Both can be bad: with λ = 100 they are {training, λ = 100|3} and {validation, λ = 100|3}. A model that always predicts the mean has a small difference, too.",
      ],
      refutation: """
        Degree 11 on 12 noisy points: without ridge the training error is 0 but for rounding, and the fit is bad: its validation error is {validation, λ = 0|3}. With λ = 0.1 they are \
        {training, λ = 0.1|2} and {validation, λ = 0.1|2}. With λ = 100 they are near each other, {training, λ = 100|3} and {validation, λ = 100|3}, and both bad. \
        And fitted to 20 samples, median of 20 draws, 400 random ReLU features, with a training error of 0, have the validation error {validation, 400 features|3}, 10 features {validation, 10 features|3}.
        """,
      followUps: [
        "Why is validation below training at λ = 0.1?": """
        Here the training targets carry noise of variance 0.09 and the validation targets none.
        """,
        "When is an interpolating fit good?": """
        Far beyond the interpolation threshold, as in double descent: of the many interpolating fits the one of least norm can be tame.
        """,
      ]))
  func `three fits of degree 11: over, well, and under`() throws {
    let fit = PolynomialFit()
    let baseline = fit.errors(of: .zeros([12])).training
    try #require(baseline > 0.09)
    func report(_ strength: Scalar) -> FitReport {
      let errors = fit.errors(strength: strength)
      return FitReport(
        training: [errors.training], validation: [errors.validation], baseline: baseline,
        target: 0.09)
    }
    let (none, some, much) = (report(0), report(0.1), report(100))
    evidence("validation, λ = 0", none.validation[0])
    evidence("training, λ = 0.1", some.training[0])
    evidence("validation, λ = 0.1", some.validation[0])
    evidence("training, λ = 100", much.training[0])
    evidence("validation, λ = 100", much.validation[0])
    #expect(none.training[0] < 1e-20 && none.condition == .overfitting)
    #expect(some.condition == .healthy && much.condition == .underfitting)
    let errors = [10, 400].map { count in
      DoubleDescent(validationCount: 100).medianError(featureCount: count, seeds: 0..<20)
    }
    evidence("validation, 10 features", errors[0])
    evidence("validation, 400 features", errors[1])
    #expect(errors[1] < errors[0] / 3)
  }

  @Test(
    .interview(
      .question(6, 15), level: .explain, minutes: 3,
      question: "How do you combine dropout with batch norm, and with SELU?",
      answer: """
        With batch norm, dropout goes behind the last norm. In front of one it raises the variance in training only, and the running variance \
        is then wrong in evaluation. With SELU I take AlphaDropout. SELU relies on mean 0 and variance 1, and plain dropout multiplies the variance around mean 0 by 1/(1 − p). AlphaDropout \
        sets dropped units to SELU's lowest value and then rescales and shifts, so that both moments stay.
        """,
      whiteboard: """
        a = −scale · alpha of SELU, y = A (x or a) + B
        A = ((1 − p)(1 + p a²))^(−1/2), B = −A p a
        """,
      commonMistake: "The order does not matter, as dropout keeps the mean.",
      otherMistakes: [
        "SELU normalizes itself, so plain dropout leaves its moments as they are.":
          "Self-normalization supposes that variance 1 comes in. In training plain dropout multiplies it, around mean 0, by 1/(1 − p), 1.25 for p = 0.2; measured, it is {variance, plain|3}.",
        "AlphaDropout sets dropped units to 0, as dropout does, with another scale.":
          "It sets them to SELU's lowest value, about −1.758, and then rescales and shifts all units: the number of zeros among 50,000 outputs is {zeros, alpha}.",
      ],
      refutation: """
        In front of batch norm with p = ½ the outputs' deviation in evaluation is {deviation, in front|3}, behind it {deviation, behind|3}. Of 50,000 standard normal numbers, p = 0.2, plain dropout makes the variance \
        {variance, plain|3}, AlphaDropout {variance, alpha|3} with the mean {mean, alpha|1}; the number of zeros among its outputs is {zeros, alpha}.
        """,
      followUps: [
        "Does AlphaDropout keep the moments for each unit?": """
        No: over the mask and an input with mean 0 and variance 1 together. Given x, the output is random as in dropout.
        """,
        "What about layer norm?": """
        It has no running statistics, so there is none to go wrong; its moments are computed anew in evaluation.
        """,
      ]))
  func `alpha dropout keeps the variance, dropout does not`() throws {
    let norm = try FailureMode.dropoutInFrontOfNorm.measure()
    evidence("deviation, in front", norm.broken)
    evidence("deviation, behind", norm.cured)
    let x = Variable(normalBatch(1, 50_000, seed: 615))
    let alpha = AlphaDropout(probability: 0.2, seed: 7)(x).value
    let plain = Dropout(probability: 0.2, seed: 7)(x).value
    evidence("variance, alpha", alpha.variance())
    evidence("mean, alpha", abs(alpha.mean()))
    evidence("variance, plain", plain.variance())
    let zeros = alpha.scalars.count { $0 == 0 }
    evidence("zeros, alpha", zeros)
    #expect(zeros == 0)
    #expect(abs(alpha.variance() - 1) < 0.04 && abs(alpha.mean()) < 0.023)
    #expect(abs(plain.variance() - 1.25) < 0.06 && norm.broken < 0.8 && norm.cured > 0.93)
  }
}
