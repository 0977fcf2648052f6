public import Course
import TensorCore

/// Seven numbers about Adam's steps without a correction.
public typealias StepPrediction = @Sendable () throws -> [Double]

// solution begins
func uncorrectedSteps() throws -> [Double] {
  // 0.1/√0.001, 0.1/√0.05, 0.1/√0.01; (1 − 0.9¹²)/√(1 − 0.999¹²) at 12; 0.1/1; 1/√0.001.
  [3.16228, 0.447214, 1, 6.56852, 12, 0.1, 31.6228]
}
// solution ends

extension Lesson07Answers {
  /// Predict what Adam does without its bias correction.
  public static var missingCorrection: Assignment<StepPrediction> {
    Assignment<StepPrediction>(
      Exercise(
        id: .exercise(7, 2), title: "Adam without its bias correction",
        kind: .predict, minutes: 10, difficulty: .medium, fileName: "UncorrectedSteps.swift",
        statement: """
          The gradient is the same in every step and ε counts for nothing, so that Adam's steps are all exactly as large as the learning \
          rate. Now take the bias correction away. Predict seven numbers to four significant digits, all sizes in learning rates; the \
          function may hold plain numbers or compute them.

          Without any correction: the size of the first step for the betas (0.9, 0.999), for (0.9, 0.95) and for (0.9, 0.99). \
          For (0.9, 0.999) then the size of the largest step of all, and its number, counted from 1.

          For (0.9, 0.999) and half of a correction: the size of the first step if only the second moment is corrected, and if \
          only the first one is.

              for the betas (0.5, 0.75) the first number would be 1
          """,
        hints: Exercise.Hints(
          nudge: "After one step, which share of the gradient is in each moment?",
          approach: """
            With a constant gradient g the moments after t steps are g and g², each times a share that depends on its beta and t \
            alone. The step is the quotient of one share and the root of the other.
            """,
          almostThere: """
            The share after t steps is 1 − βᵗ. A correction divides by just this share. For the largest \
            step write a loop over t, or a table of the first twenty.
            """), forbidden: ["Adam", "AdamW", "AMSGrad"]),
      solution: uncorrectedSteps,
      alternative: {
        func size(_ first: Double, _ second: Double, _ step: Int) -> Double {
          (1 - .pow(first, step)) / (1 - .pow(second, step)).squareRoot()
        }
        let sizes = (1...200).map { size(0.9, 0.999, $0) }
        let largest = sizes.max() ?? 0
        return [
          size(0.9, 0.999, 1), size(0.9, 0.95, 1), size(0.9, 0.99, 1), largest,
          Double((sizes.firstIndex(of: largest) ?? 0) + 1), 1 - 0.9, 1 / (1 - 0.999).squareRoot(),
        ]
      },
      mistakes: [
        .init(
          "the root is forgotten",
          explanation: """
            Adam divides by the root of the second moment. A share of 0.001 there makes the step 1 / √0.001 = 31.6 times as large, \
            not a thousand times.
            """, { [100, 2, 10, 100, 1, 0.1, 1000] }),
        .init(
          "both moments too small, so the step too small",
          explanation: """
            The first moment is a tenth of the gradient, but the second stands below the line, and its root is 0.0316 of the \
            gradient's size. At the defaults the first step is about three rates long instead of one.
            """, { [0.1, 0.1, 0.1, 1, 1000, 0.1, 0.1] }),
        .init(
          "the halves of the correction change places",
          explanation: """
            If only the second moment is corrected, the first one is still a tenth: the step is too small. If only the first one is, the \
            second is still a thousandth, and the step 31.6 times too large.
            """, { [3.16228, 0.447214, 1, 6.56852, 12, 31.6228, 0.1] }),
        .init(
          "the first step is the largest",
          explanation: """
            After the first step the first moment fills up ten steps long, while the second has still almost nothing. The step grows \
            until the twelfth.
            """, { [3.16228, 0.447214, 1, 3.16228, 1, 0.1, 31.6228] }),
        .init(
          "always too large",
          explanation: """
            (1 − β₁) / √(1 − β₂) is below 1 for (0.9, 0.95), the betas of many language models, and exactly 1 for (0.9, 0.99). \
            That the first step is too large holds for the defaults.
            """, { [3.16228, 3.16228, 3.16228, 6.56852, 12, 0.1, 31.6228] }),
        .init(
          "steps counted from zero",
          explanation: """
            After the first step the shares are 1 − β, which is 1 − βᵗ at t = 1. Adam's own counter begins there, and so does the \
            number of the largest step.
            """, { [3.16228, 0.447214, 1, 6.56852, 11, 0.1, 31.6228] }),
      ],
      impostors: .init(
        zero: { [0, 0, 0, 0, 0, 0, 0] },
        notANumber: { [.nan, .nan, .nan, .nan, .nan, .nan, .nan] },
        identity: { [1, 1, 1, 1, 1, 1, 1] }),
      probes: { _ in
        let shares = (1...100).map { step in
          (1 - Double.pow(0.9, step)) / (1 - Double.pow(0.999, step)).squareRoot()
        }
        let largest = shares.max() ?? 0
        let number = (shares.firstIndex(of: largest) ?? 0) + 1
        let names = [
          "betas 0.9, 0.999", "betas 0.9, 0.95", "betas 0.9, 0.99", "largest step", "its number",
          "second moment corrected", "first moment corrected",
        ]
        let wanted = [
          shares[0], 0.1 / 0.05.squareRoot(), 1, largest, Double(number), 0.1,
          1000.0.squareRoot(),
        ]
        return [
          Probe(
            "the seven numbers", wanted: Answer(zip(names, wanted).map { .number($0, $1) }),
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
