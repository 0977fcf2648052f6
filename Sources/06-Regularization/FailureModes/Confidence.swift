import Autograd
public import Course
import TensorCore

// How sure a model says it is, and what that is worth.

extension FailureMode {
  /// F6.17: right in 70 of 100, sure in all.
  ///
  /// ## Source
  ///
  /// Guo, Pleiss, Sun and Weinberger, “On calibration of modern neural networks”, 2017, https://arxiv.org/abs/1706.04599
  public static var unnoticedConfidence: FailureMode {
    FailureMode(
      id: .failureMode(6, 17), title: "Overconfidence that accuracy does not show",
      symptom:
        "The model says 0.999 and is right in 70 of 100; whoever acts on the probability is misled.",
      diagnosis: """
        Accuracy looks at the order of the logits alone. How far apart they are is another matter; \
        the expected calibration error and the mean cross-entropy see it.
        """,
      fix:
        "Report a calibration error beside the accuracy; divide the logits by a temperature fitted to held-out data.",
      quantity: "expected calibration error of 100 answers, 70 of them right",
      symptomatic: .above(0.1),
      broken: Run("as trained") { calibrationError(fittedTo: nil) },
      remedies: [
        Run("temperature scaling") { calibrationError(fittedTo: sureAnswers(right: 72)) }
      ])
  }

  /// A hundred answers with a confidence of 0.999, some of them right.
  private static func sureAnswers(right: Int) -> (logits: Tensor, classes: [Int]) {
    let row: [Scalar] = [.log(999), 0]
    return (Tensor(Array(repeating: row, count: 100)), (0..<100).map { $0 < right ? 0 : 1 })
  }

  /// The calibration error of answers of which 70 are right, with a temperature fitted to others.
  private static func calibrationError(
    fittedTo answers: (logits: Tensor, classes: [Int])?
  ) -> Measurement {
    let (logits, classes) = sureAnswers(right: 70)
    let scaling =
      answers.map { TemperatureScaling(logits: $0.logits, classes: $0.classes) }
      ?? TemperatureScaling(temperature: 1)
    return Measurement(
      Reliability(logits: scaling.scaled(logits), classes: classes).expectedCalibrationError)
  }

  /// F6.43: a temperature for answers that are all right.
  public static var temperatureOfTraining: FailureMode {
    FailureMode(
      id: .failureMode(6, 43), title: "The temperature is fitted to the training set",
      symptom: "Temperature scaling makes the model surer instead of less sure.",
      diagnosis: """
        Where all answers are right, the lower the temperature the lower the loss. It is fitted \
        to the confidence that the model deserves there, not on new data.
        """,
      fix: "Fit it to held-out data that neither trained the model nor will judge it.",
      quantity: "expected calibration error of 100 new answers, 70 of them right",
      symptomatic: .above(0.1),
      broken: Run("fitted to the training set") {
        calibrationError(fittedTo: sureAnswers(right: 100))
      },
      remedies: [
        Run("fitted to held-out answers") { calibrationError(fittedTo: sureAnswers(right: 72)) }
      ])
  }

  /// F6.44: a hundred answers in ten bins.
  public static var tooFewAnswers: FailureMode {
    FailureMode(
      id: .failureMode(6, 44), title: "The calibration error is measured on too few answers",
      symptom: "A gate on the calibration error fails at random, on models that are not different.",
      diagnosis: """
        The error adds up magnitudes, so that chance does not cancel: with 20 answers in a bin the accuracy of the bin \
        scatters by about a tenth. On 100 answers a perfectly calibrated model has 0.07 on average, in nine of ten draws 0.03 to 0.11.
        """,
      fix:
        "Thousands of answers, or fewer bins; compare with the error of simulated calibrated answers.",
      quantity: "expected calibration error of a perfectly calibrated model, 10 bins",
      symptomatic: .above(0.025),
      broken: Run("100 answers") { seed in errorOfCalibrated(seed, count: 100) },
      remedies: [
        Run("10,000 answers instead of 100") { seed in errorOfCalibrated(seed, count: 10_000) }
      ])
  }

  private static func errorOfCalibrated(_ seed: UInt64, count: Int) -> Measurement {
    var generator = SplitMix64(seed: 44 &+ seed)
    var (confidences, isRight): ([Double], [Bool]) = ([], [])
    for _ in 0..<count {
      let confidence = 0.5 + 0.5 * generator.uniform()
      confidences.append(confidence)
      isRight.append(generator.uniform() < confidence)
    }
    return Measurement(
      Reliability(confidences: confidences, isRight: isRight).expectedCalibrationError)
  }

  /// F6.45: the best calibrated model knows nothing.
  public static var calibrationAlone: FailureMode {
    FailureMode(
      id: .failureMode(6, 45), title: "The model is chosen by its calibration error",
      symptom: "The chosen model gives every sample the same answer.",
      diagnosis: """
        Answering with the base rate is perfectly calibrated: said 0.7, right in 70 of 100. The calibration error does not \
        ask whether samples are told apart. A model that is right in 95 of 100 and says 0.9 has the larger error.
        """,
      fix: "Choose by a proper score, such as the mean cross-entropy; then calibrate.",
      quantity: "accuracy of the model that is chosen, of two with accuracies 0.70 and 0.95",
      symptomatic: .below(0.9),
      broken: Run("chosen by the calibration error") {
        accuracyOfChosen { probabilities, classes in
          Reliability(logits: probabilities.map { p in .log(p) }, classes: classes)
            .expectedCalibrationError
        }
      },
      remedies: [
        Run("chosen by the mean cross-entropy") {
          accuracyOfChosen { ProbabilityScore.crossEntropy($0, classes: $1) }
        }
      ])
  }

  private static func accuracyOfChosen(_ score: (Tensor, [Int]) -> Double) -> Measurement {
    let classes = (0..<100).map { $0 < 70 ? 0 : 1 }
    let baseRate = Tensor(Array(repeating: [0.7, 0.3], count: 100))
    // Right for 95 of 100, and a little too modest.
    let answers = classes.enumerated().map { $0.offset < 5 ? 1 - $0.element : $0.element }
    let informed = Tensor.oneHot(answers, classCount: 2) * 0.8 + 0.1
    let chosen = score(baseRate, classes) <= score(informed, classes) ? baseRate : informed
    return Measurement(RegularizationRuns.accuracy(chosen, classes))
  }
}
