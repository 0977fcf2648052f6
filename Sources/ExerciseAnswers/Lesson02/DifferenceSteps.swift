import Backprop
public import Course
import TensorCore

/// A step of a central difference for each precision.
public typealias StepChoice = @Sendable () throws -> (single: Float, double: Double)

// solution begins
func differenceSteps() throws -> (single: Float, double: Double) {
  // The cube roots of epsilon, 1.2e-7 and 2.2e-16.
  (4.9e-3, 6e-6)
}
// solution ends

extension Lesson02Answers {
  /// Choose the steps of numeric gradients.
  public static var steps: Assignment<StepChoice> {
    Assignment<StepChoice>(
      Exercise(
        id: .exercise(2, 7), title: "How small a step?", kind: .tune,
        minutes: 10, difficulty: .easy, fileName: "DifferenceSteps.swift",
        statement: """
          A gradient check compares with (f(x + h) − f(x − h)) / 2h. A large h cuts off the curve; a \
          small h subtracts two numbers that agree in nearly all of their digits.

          Choose h for single and for double precision so that the derivative of eˣ sin x is right \
          everywhere between 0.5 and 2: to a relative error of 10⁻⁴ in single and of 5 · 10⁻¹⁰ in \
          double precision. `centralDifference(at:step:of:)` of lesson 02 is there to experiment with.

              (single: 0.1, double: 0.1)    // errors about 8e-3 in both: the curve is cut off
          """,
        hints: Exercise.Hints(
          nudge: "One error grows with h and the other shrinks. Where do they balance?",
          approach: """
            The curve costs about h², and rounding costs about u / h, where u is about epsilon: \
            1.2 · 10⁻⁷ in single precision, 2.2 · 10⁻¹⁶ in double. Set the two equal.
            """,
          almostThere: """
            h³ = u, up to a factor of the function. Take the cube root for each of the two precisions, \
            and they come out a factor of about 800 apart.
            """), forbidden: ["centralDifferenceStep"]),
      solution: differenceSteps,
      alternative: { (3e-3, 1e-5) },
      mistakes: [
        .init(
          "as small as possible",
          explanation: """
            The limit of calculus does not survive rounding: f(x + h) and f(x − h) agree in nearly all \
            digits, and their difference is what rounding left.
            """, { (1e-7, 1e-12) }),
        .init(
          "the square root of epsilon",
          explanation: """
            That is the best step of the forward difference, whose error from the curve is h, not h². \
            The central difference wants a larger step, and gives half as many digits again for it.
            """, { (3.5e-4, 1.5e-8) }),
        .init(
          "the step of double precision in both",
          explanation: """
            10⁻⁵ is right for Double. Float has seven digits: after the subtraction two are left, and \
            a right gradient fails its check.
            """, { (1e-5, 1e-5) }),
        .init(
          "the step of single precision in both",
          explanation: """
            5 · 10⁻³ balances the errors of Float. In Double rounding is no problem yet, and the curve \
            costs five digits that could be had.
            """, { (5e-3, 5e-3) }),
        .init(
          "a large step",
          explanation: """
            Both steps are so large that the curve between the two points counts. Halving h divides \
            this error by four.
            """, { (0.1, 0.1) }),
      ],
      impostors: .init(
        zero: { (0, 0) }, notANumber: { (.nan, .nan) }, identity: { (1, 1) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        // Drawn, one in each two hundredth of the range, so that no step is right by luck.
        let points = (0..<200).map { 0.5 + 1.5 * (Double($0) + generator.uniform()) / 200 }
        return [
          Probe(
            "200 points between 0.5 and 2, seed \(seed)",
            goal: "errors of at most 1e-4 in single and 5e-10 in double precision",
            answer: { choose in
              let (single, double) = try choose()
              return Answer(
                judged("single", step: single, at: points, goal: 1e-4)
                  + judged("double", step: double, at: points, goal: 5e-10))
            },
            accepts: { answer in
              answer.word("single") == balanced && answer.word("double") == balanced
            })
        ]
      })
  }
}

extension Lesson02Answers {
  private static var balanced: String {
    "balanced"
  }

  /// The worst relative error at some points, and which of the two errors it is.
  private static func judged<Number: ElementaryFunctions>(
    _ precision: String, step: Number, at points: [Double], goal: Double
  ) -> [Answer.Part] {
    guard step > 0, step.isFinite else {
      return [.word(precision, "no step"), .remark("with error", "unknown")]
    }
    var worst = 0.0
    for point in points {
      let x = Number(point)
      let slope = Double(centralDifference(at: x, step: step) { t in .exp(t) * .sine(t) })
      let right = Double.exp(Double(x)) * (.sine(Double(x)) + .cosine(Double(x)))
      let error = abs(slope - right) / abs(right)
      worst = error.isFinite ? max(worst, error) : .infinity
    }
    let word: String
    if worst <= goal {
      word = balanced
    } else if step > centralDifferenceStep(for: Number.self) {
      word = "the curve is cut off"
    } else {
      word = worst <= 1000 * goal ? "rounding dominates" : "rounding leaves nothing"
    }
    return [
      .word(precision, word), .remark("with error", Answer.text(worst)),
    ]
  }
}
