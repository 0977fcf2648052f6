import Autograd
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// Chance: in the training set, and in the choice of a model.

extension Lesson06Interview {
  @Test(
    .interview(
      .question(6, 17), level: .derive, minutes: 4,
      question:
        "Define bias and variance of a fit, say how you measure them, and which one ridge moves.",
      answer: """
        Bias is what the mean of fits to many training sets misses, variance how far they scatter around it. Squared \
        bias plus variance is the expected squared error against the truth, and the noise of the test targets comes on top. I draw many training sets, fit each, and \
        predict at the same places. A stronger ridge lowers the variance and, once the fit is stable, raises the bias. More data usually lower the variance.
        """,
      whiteboard: """
        E (f̂ − f)² = E (f̂ − E f̂ + E f̂ − f)²
        = Var f̂ + (E f̂ − f)², as E (f̂ − E f̂) = 0
        """,
      commonMistake: """
        Bias is the error on the training set and variance that on the validation set, both of \
        one fit.
        """,
      otherMistakes: [
        "A stronger ridge lowers both, however strong it is.":
          "Only the variance: from λ = 0.01 to λ = 10 it falls from {variance, weak ridge|3} to {variance, strong ridge|3}, while the squared bias rises from {bias, weak ridge} to {bias, strong ridge|3}.",
        "Variance is the noise of the targets, which no fit can remove, and bias is what is left of the error.":
          "It is the scatter of the fits over training sets, and ridge moves it: {variance, weak ridge|3} with λ = 0.01, {variance, strong ridge|3} with λ = 10, at the same noise. Test noise comes on top.",
      ],
      refutation: """
        Neither is an error of one fit: bias is what the mean of many fits misses, variance their scatter. Degree 11, 20 noisy points, 1,000 training sets: with λ = 0.01 the squared bias is {bias, weak ridge} and the variance {variance, weak ridge|3}; with λ = 10 they are {bias, strong ridge|3} and \
        {variance, strong ridge|3}. The noise is the same in both.
        """,
      followUps: [
        "Can you measure it with one training set?": """
        Not exactly; bootstrap samples of it give an estimate of the variance. The bias needs the truth.
        """,
        "Which remedies are for bias?": """
        A larger or better suited model, longer training, less regularization. More data do not take it away.
        """,
        "Can more data make a fit worse?": """
        Yes, near the interpolation threshold (Nakkiran, 2019): 20 random features fitted with least norm have the median validation error \
        {error, 12 samples|3} from 12 samples and {error, 20 samples|3} from 20.
        """,
      ]))
  func `stronger ridge: less variance and more bias`() {
    let weak = BiasVariance.ofPolynomials(degree: 11, strength: 0.01, setCount: 1_000, seed: 617)
    let strong = BiasVariance.ofPolynomials(degree: 11, strength: 10, setCount: 1_000, seed: 617)
    // The mean of S fits scatters too: an S-th of the variance is in its squared distance from the truth.
    func bias(_ parts: BiasVariance) -> Double { parts.squaredBias - parts.variance / 999 }
    // An estimate near 0, which on other seeds is below it.
    evidence("bias, weak ridge", max(bias(weak), 0), atMost: 0.001)
    evidence("variance, weak ridge", weak.variance)
    evidence("bias, strong ridge", bias(strong))
    evidence("variance, strong ridge", strong.variance)
    #expect(bias(strong) > 20 * bias(weak) && weak.variance > 5 * strong.variance)
    #expect(abs(weak.squaredBias + weak.variance - weak.error) < 1e-9)
    let errors = [12, 20].map { count in
      DoubleDescent(sampleCount: count, validationCount: 100)
        .medianError(featureCount: 20, seeds: 0..<20)
    }
    evidence("error, 12 samples", errors[0])
    evidence("error, 20 samples", errors[1])
    #expect(errors[1] > 3 * errors[0])
  }

  @Test(
    .interview(
      .question(6, 36), level: .explain, minutes: 2,
      question:
        "You choose the best of 100 models by validation accuracy. Can you report that number?",
      answer: """
        No: the best of many numbers is partly luck. The more models are compared, the larger that part. The validation set was used for the choice and is \
        no longer unseen. I report the chosen model on a test set that took no part. The same holds for the epoch that early stopping chose and for tuned \
        thresholds and temperatures.
        """,
      commonMistake: "Yes, as no model was trained on the validation set.",
      otherMistakes: [
        "Yes: over a hundred models the errors of the measurement average out.":
          "They would in a mean. The best of a hundred has the luckiest error: {accuracy, validation|3} on the samples that chose it, {accuracy, test|3} on a test set, for models that guess.",
        "The optimism does not depend on the size of the validation set.":
          "It comes from the noise of the measured accuracy, which falls as 1/√n: the best of 100 guessers has {accuracy, validation|3} on 30 samples and {accuracy, 3,000 samples|3} on 3,000.",
      ],
      refutation: """
        The choice used the validation set. Of 100 models that guess between two classes the best has {accuracy, validation|3} on the 30 validation samples that chose it, and {accuracy, test|3} on a test set. Of 100 others, chosen on 3,000 samples, it has {accuracy, 3,000 samples|3} there.
        """,
      followUps: [
        "What makes the optimism smaller?": """
        A larger validation set and fewer comparisons. Nested cross-validation estimates it.
        """,
        "Can the test set wear out too?": """
        It can, if results on it decide what is tried next; then it has become a validation set. It need not show: Recht and others (2019) measured classifiers on new \
        test sets for CIFAR-10 and ImageNet and found lower accuracies, but no sign that adaptation was the cause.
        """,
      ]))
  func `the best of 100 guessers is no better than chance`() throws {
    let accuracy = try FailureMode.bestOfMany.measure()
    evidence("accuracy, validation", accuracy.broken)
    evidence("accuracy, test", accuracy.cured)
    let larger = FailureMode.bestGuess(of: 0, validationCount: 3_000)
    evidence("accuracy, 3,000 samples", larger.validation)
    #expect(accuracy.broken > 0.6 && accuracy.cured < 0.6 && larger.validation < 0.55)
  }
}
