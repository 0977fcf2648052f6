public import Course
import Init
import TensorCore

/// The factors of the root mean square per layer, for five initializations.
public typealias FactorPrediction = @Sendable () throws -> [Double]

// solution begins
func predictedFactors() throws -> [Double] {
  // Roots of n · Var(w) / 2 with n · Var(w) = 2, 1, 1/3, 0.0128 and 128.
  [1, 0.7071, 0.4082, 0.08, 8]
}
// solution ends

extension Lesson04Answers {
  /// Predict what one ReLU layer does to the size of a signal.
  public static var factors: Assignment<FactorPrediction> {
    Assignment<FactorPrediction>(
      Exercise(
        id: .exercise(4, 1), title: "What one ReLU layer does to a signal",
        kind: .predict, minutes: 6, difficulty: .easy, fileName: "LayerFactors.swift",
        statement: """
          A wide network has square layers of 128 ReLUs without biases. By what factor does each layer \
          multiply the root mean square of the signal, in expectation of its square?

          Give five numbers to four significant digits: for Kaiming (He) weights, for Xavier weights, for \
          the weights that PyTorch gives a linear layer, uniform in ±1/√128, for normal weights of standard \
          deviation 0.01, and for normal weights of standard deviation 1. The function may hold plain numbers.

              without the ReLU, the second number would be 1
          """,
        hints: Exercise.Hints(
          nudge: "Which part of the second moment of a symmetric signal does a ReLU let through?",
          approach: """
            The second moment is multiplied by n Var(w) in the sum of n products, and by one half in the \
            ReLU. The root mean square is its root.
            """,
          almostThere: """
            A uniform number in ±b has the variance b²/3. With it n Var(w) is 2, 1, 1/3, 0.0128 and 128; \
            halve each and take the root.
            """), forbidden: ["MeanField", "SignalPropagation", "InitDoctor"]),
      solution: predictedFactors,
      alternative: {
        [2, 1, 1.0 / 3, 128 * 0.01 * 0.01, 128].map { ($0 / 2).squareRoot() }
      },
      mistakes: [
        .init(
          "the ReLU's half is missing",
          explanation: """
            These are the factors of a linear network. A ReLU sets half of a symmetric signal to 0, and \
            with it half of the second moment: He's 2 is there to make up for that.
            """, { [1.4142, 1, 0.57735, 0.11314, 11.3137] }),
        .init(
          "factors of the second moment",
          explanation: """
            n Var(w) / 2 multiplies the mean square. The root mean square is multiplied by the root of it: \
            0.7071 a layer with Xavier, not 0.5.
            """, { [1, 0.5, 1.0 / 6, 0.0064, 64] }),
        .init(
          "the interval's half-width taken for the deviation",
          explanation: """
            A uniform number in ±b has the variance b²/3, not b². PyTorch's default for linear layers is \
            therefore six times below He in variance, not two times.
            """, { [1, 0.7071, 0.7071, 0.08, 8] }),
        .init(
          "the default of PyTorch taken for Kaiming's",
          explanation: """
            PyTorch calls kaiming_uniform with a = √5, which is a slope of leaky ReLU and makes the gain \
            √(1/3). The name is Kaiming's, the variance is a sixth of his.
            """, { [1, 0.7071, 1, 0.08, 8] }),
        .init(
          "Xavier's rule taken to make up for ReLU",
          explanation: """
            Only the second number is wrong. Xavier's variance in a square layer is 1/n: it keeps a linear signal, and the \
            ReLU's half, a root of 0.7071, is left.
            """, { [1, 1, 0.4082, 0.08, 8] }),
        .init(
          "the third without the ReLU's half",
          explanation: """
            Only the third number is wrong. √(1/3) is what the sum keeps; the ReLU behind it halves the second moment once \
            more, and √(1/6) is left.
            """, { [1, 0.7071, 0.57735, 0.08, 8] }),
        .init(
          "the last two without the ReLU's half",
          explanation: """
            The last two numbers are wrong. s √n is what the sum does to the root mean square; the ReLU divides it by √2.
            """, { [1, 0.7071, 0.4082, 0.11314, 11.3137] }),
      ],
      impostors: .init(
        zero: { [0, 0, 0, 0, 0] }, notANumber: { [.nan, .nan, .nan, .nan, .nan] },
        identity: { [1, 1, 1, 1, 1] }),
      probes: { _ in
        let fans = Fans(asPyTorch: [128, 128])
        let variances = [
          2 / fans.input, 1 / fans.mean, 1 / (3 * fans.input), 0.01 * 0.01, 1,
        ]
        let wanted = Answer(
          .numbers("factors", variances.map { (fans.input * $0 / 2).squareRoot() }))
        return [
          Probe("layers of 128 ReLUs", wanted: wanted, within: 2e-4, floor: 1e-3) {
            Answer(.numbers("factors", try $0()))
          }
        ]
      })
  }
}
