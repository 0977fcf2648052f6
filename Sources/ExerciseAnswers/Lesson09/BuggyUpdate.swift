public import Course
import TensorCore

/// How a parameter is changed in a step.
public typealias UpdateFunction =
  @Sendable (_ parameter: String, _ gradient: [Double], _ rate: Double, _ step: Int) throws ->
  [Double]

// solution begins
func buggyUpdate(
  parameter: String, gradient: [Double], rate: Double, step: Int
) throws -> [Double] {
  parameter.hasSuffix("bias") ? gradient.map { _ in 0 } : gradient.map { -rate * $0 }
}
// solution ends

extension Lesson09Answers {
  /// Write a bug that exactly one gate notices.
  public static var oneGate: Assignment<UpdateFunction> {
    Assignment<UpdateFunction>(
      Exercise(
        id: .exercise(9, 1), title: "A bug for exactly one gate",
        kind: .tune, minutes: 20, difficulty: .medium, fileName: "BuggyUpdate.swift",
        statement: """
          Whoever knows what a gate cannot see knows what it sees. Write the update of a training step with a bug of your own, so that exactly one of the gates \
          fails that a step can fail: G8 every parameter moves, G10 zero input is worse, G11 one batch is learned by heart, G12 twenty steps on \
          one batch, G14 a hundred steps without NaN.

          The network has one layer of weights and biases for three classes, and the rate is 0.5. In each step you are called once for \
          every parameter: with its name, "0.weight" or "0.bias", its gradient, the rate and the number of the step, from 0 in every \
          experiment. Return as many numbers as the gradient has; they are added to the parameter. G11 learns 16 samples in at most \
          100 steps, to a tenth of the loss of the best constant answer; G12 wants the loss to fall by a thousandth and not to rise.

          The update without a bug fails no gate; one that does nothing fails three.

              gradient.map { -rate * $0 }    // no gate fails
          """,
        hints: Exercise.Hints(
          nudge: "Which of the five gates look at a single step, and which of them at hundreds?",
          approach: """
            Choose the gate first, and ask what the other four are content with. A network learns well without some of its parameters; and \
            it may learn steadily, but not far enough.
            """,
          almostThere: """
            For G8 let rest what is not needed for learning. For G11 be steady and slow. For G14 be sound until the others \
            have seen enough; the number of the step tells you when that is.
            """), forbidden: []),
      solution: {
        try buggyUpdate(parameter: $0, gradient: $1, rate: $2, step: $3)
      },
      alternative: { _, gradient, rate, _ in gradient.map { -0.02 * rate * $0 } },
      mistakes: [
        .init(
          "there is no bug",
          explanation: """
            This is gradient descent as it should be, and no gate fails. That is the control of the experiment, without which a failing gate \
            says nothing.
            """, { _, gradient, rate, _ in gradient.map { -rate * $0 } }),
        .init(
          "the sign is wrong",
          explanation: """
            The loss rises in twenty steps and no batch is learned: G12 and G11 are two questions with one answer here.
            """, { _, gradient, rate, _ in gradient.map { rate * $0 } }),
        .init(
          "nothing moves",
          explanation: """
            G8 sees it at once, but the loss stands still as well, so that G11 and G12 fail with it.
            """, { _, gradient, _, _ in gradient.map { _ in 0 } }),
        .init(
          "the weights rest",
          explanation: """
            G8 fails, and what remains are the biases: they can learn the best constant answer and nothing of the input, so that G11 fails as \
            well. G10 is content with first weights that never move.
            """,
          { name, gradient, rate, _ in
            gradient.map { name.hasSuffix("weight") ? 0 : -rate * $0 }
          }),
        .init(
          "NaN from the first step on",
          explanation: """
            It fails G14, and all others that need a loss. To be seen by G14 alone, a bug has to come after the experiments of the \
            other gates.
            """, { _, gradient, _, _ in gradient.map { _ in .nan } }),
        .init(
          "a rate a thousand times too high",
          explanation: """
            These samples are separated by a single huge step, after which the gradient is 0: no gate fails. Where classes overlap, or layers \
            lie on top of each other, the same rate diverges.
            """, { _, gradient, rate, _ in gradient.map { -1000 * rate * $0 } }),
      ],
      impostors: .init(
        zero: { _, gradient, _, _ in gradient.map { _ in 0 } },
        notANumber: { _, gradient, _, _ in gradient.map { _ in .nan } },
        identity: { _, gradient, _, _ in gradient }),
      probes: { seed in
        // The update has to do on one run what it does on another; two of them are enough.
        guard seed < 3 else { return [] }
        return [
          Probe(
            "the run with seed \(seed)", goal: "exactly one gate fails", likeness: 1e-3,
            answer: { update in try GateRun(seed: seed).answer(to: update) },
            accepts: { answer in answer["failing gates"] == 1 })
        ]
      })
  }
}
