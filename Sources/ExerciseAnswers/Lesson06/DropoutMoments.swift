public import Course
import TensorCore

/// Six numbers about the size of what dropout lets through.
public typealias MomentPrediction = @Sendable () throws -> [Double]

// solution begins
func predictedMoments() throws -> [Double] {
  // 1/0.8, 1/0.1, 1/(0.5 · 0.6 · 0.9); once too often 0.8; 0.2/0.8 · 3²; √(1/0.5).
  [1.25, 10, 3.7037, 0.8, 2.25, 1.41421]
}
// solution ends

extension Lesson06Answers {
  /// Predict what dropout and its faults do to means and variances.
  public static var dropoutMoments: Assignment<MomentPrediction> {
    Assignment<MomentPrediction>(
      Exercise(
        id: .exercise(6, 1), title: "What dropout does to mean and variance",
        kind: .predict, minutes: 8, difficulty: .easy, fileName: "DropoutMoments.swift",
        statement: """
          A layer has the probability p of PyTorch's nn.Dropout. Predict six numbers to four significant digits; the \
          function may hold plain numbers.

          First a layer that neither divides by 1 − p in training nor scales in evaluation. By what factor is its mean output \
          in evaluation greater than that in training, for one layer of p = 0.2, for one of p = 0.9, and for three one after another of \
          p = 0.5, 0.4 and 0.1, with linear layers without biases between them? Then the same factor for a layer of p = 0.2 that \
          divides by 1 − p in training and multiplies by 1 − p in evaluation as well.

          Last for inverted dropout as it should be: the variance of one output whose input is 3, for p = 0.2, and for p = 0.5 \
          the root mean square of the outputs in training over that of the inputs, as a batch norm behind it would see it.

              for p = 0.5 the first factor would be 2
          """,
        hints: Exercise.Hints(
          nudge:
            "With which probability does an input pass, and what is it multiplied by if it does?",
          approach: """
            An output is c x with probability 1 − p, and 0 otherwise. Its mean is (1 − p) c x and its mean square \
            (1 − p) c² x²; put in the c of each case.
            """,
          almostThere: """
            Without the division c is 1 and the mean loses 1 − p in every layer, so that three layers lose the product. With it \
            the mean square grows by 1 / (1 − p), and the variance is what the square of the mean leaves of it.
            """), forbidden: ["Dropout", "LinearDropout", "MaskEnumeration"]),
      solution: predictedMoments,
      alternative: {
        let passed = { (p: Double) in 1 - p }
        return [
          1 / passed(0.2), 1 / passed(0.9), 1 / (passed(0.5) * passed(0.4) * passed(0.1)),
          passed(0.2),
          9 / passed(0.2) - 9, (1 / passed(0.5)).squareRoot(),
        ]
      },
      mistakes: [
        .init(
          "p taken for the probability of keeping",
          explanation: """
            PyTorch's p is the probability of dropping. TensorFlow 1's keep_prob was the other one: keep_prob = 0.1 drops nine \
            inputs of ten, p = 0.1 one of ten.
            """, { [5, 1.11111, 50, 0.2, 36, 1.41421] }),
        .init(
          "training over evaluation",
          explanation: """
            What is asked for is evaluation over training. Without the division training sees fewer inputs, so that evaluation \
            is too large: the factors are above 1.
            """, { [0.8, 0.1, 0.27, 1.25, 2.25, 1.41421] }),
        .init(
          "the variance of a mask of zeros and ones",
          explanation: """
            p (1 − p) x² holds for a mask of zeros and ones. Inverted dropout divides the mask by 1 − p and its variance by the \
            square of that: p / (1 − p) x².
            """, { [1.25, 10, 3.7037, 0.8, 1.44, 0.707107] }),
        .init(
          "an equal mean taken for an equal size",
          explanation: """
            The division keeps the mean. The mean square grows by 1 / (1 − p), which is why a batch norm behind dropout learns a \
            variance in training that evaluation does not have.
            """, { [1.25, 10, 3.7037, 0.8, 2.25, 1] }),
        .init(
          "the probabilities of three layers averaged",
          explanation: """
            Layers multiply: the mean passes 0.5 · 0.6 · 0.9 of itself. Three layers with the mean probability 1/3 would pass \
            (2/3)³, which is more.
            """, { [1.25, 10, 3.375, 0.8, 2.25, 1.41421] }),
      ],
      impostors: .init(
        zero: { [0, 0, 0, 0, 0, 0] }, notANumber: { [.nan, .nan, .nan, .nan, .nan, .nan] },
        identity: { [1, 1, 1, 1, 3, 1] }),
      probes: { _ in
        let wanted = [1 / 0.8, 1 / 0.1, 1 / 0.27, 0.8, 0.2 / 0.8 * 9, 2.0.squareRoot()]
        let names = [
          "one layer of 0.2", "one layer of 0.9", "three layers", "scaled twice", "variance",
          "root mean square",
        ]
        return [
          Probe(
            "the six numbers", wanted: Answer(zip(names, wanted).map { .number($0, $1) }),
            within: 2e-4, floor: 1e-3
          ) { prediction in
            let numbers = try prediction()
            guard numbers.count == names.count else { return Answer(.numbers("numbers", numbers)) }
            return Answer(zip(names, numbers).map { .number($0, $1) })
          }
        ]
      })
  }
}
