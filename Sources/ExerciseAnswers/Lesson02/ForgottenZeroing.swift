import Backprop
public import Course
import TensorCore

/// Where a descent stands after each of its first four steps.
public typealias TrajectoryPrediction = @Sendable () throws -> [Double]

// solution begins
func predictedPositions() throws -> [Double] {
  // Sums of gradients: 1, then 1 + 0.9, then 1.9 + 0.71, then 2.61 + 0.449.
  [0.9, 0.71, 0.449, 0.1431]
}
// solution ends

extension Lesson02Answers {
  /// Predict the path of a descent that never zeroes its gradients.
  public static var forgottenZeroing: Assignment<TrajectoryPrediction> {
    Assignment<TrajectoryPrediction>(
      Exercise(
        id: .exercise(2, 1), title: "The path of a forgotten zeroing",
        kind: .predict, minutes: 5, difficulty: .easy, fileName: "ForgottenZeroing.swift",
        statement: """
          A training loop calls `backward()` and `step()` and never zeroes the gradients. The loss is \
          ½ x², the start x = 1, the learning rate 0.1, and the optimizer plain gradient descent.

          Say by hand where x is after each of the first four steps, to four decimals. The function \
          may hold plain numbers.

              with gradients that are zeroed:    [0.9, 0.81, 0.729, 0.6561]
          """,
        hints: Exercise.Hints(
          nudge: "Which number does the optimizer see in the second step?",
          approach: """
            Make a table of three columns: x, the gradient of the loss at x, and the sum of all \
            gradients so far. The step goes by the third.
            """,
          almostThere: """
            The first two rows are x = 1 with the sum 1, and x = 0.9 with the sum 1.9. Each next x is \
            a tenth of the sum below the one before.
            """), forbidden: ["GradientDescent", "Variable"]),
      solution: predictedPositions,
      alternative: {
        var (x, velocity) = (1.0, 0.0)
        return (0..<4).map { _ in
          velocity += x
          x -= 0.1 * velocity
          return x
        }
      },
      mistakes: [
        .init(
          "the path of a loop that zeroes",
          explanation: """
            These are the positions of plain descent, x times 0.9 in each step. Without zeroing, \
            backward() adds to the gradient that is there, from the second step on.
            """, { [0.9, 0.81, 0.729, 0.6561] }),
        .init(
          "a doubled learning rate",
          explanation: """
            Forgetting to zero is not a factor: the first step is the usual one, and after that the \
            sum grows by another gradient in every step. It is momentum without friction.
            """, { [0.8, 0.64, 0.512, 0.4096] }),
        .init(
          "only the last two gradients are added",
          explanation: """
            The gradient is never zeroed, so that the sum holds all gradients since the start, not \
            just this one and the last.
            """,
          {
            // x₃ = 0.71 − 0.1 · (0.71 + 0.9), x₄ = x₃ − 0.1 · (x₃ + 0.71)
            [0.9, 0.71, 0.549, 0.4231]
          }),
        .init(
          "the gradient at the start is added again and again",
          explanation: """
            The sum grows by the gradient at the current x, not by that at the start: 1, 0.9, 0.71 …
            """,
          {
            // The sums 1, 2, 3, 4 of the first gradient alone.
            [0.9, 0.7, 0.4, 0.0]
          }),
      ],
      impostors: .init(
        zero: { [0, 0, 0, 0] }, notANumber: { [.nan, .nan, .nan, .nan] },
        identity: { [1, 1, 1, 1] }),
      probes: { _ in
        [
          Probe("½ x² from 1 at rate 0.1", wanted: answer(measuredPositions()), within: 5e-5) {
            answer(try $0())
          }
        ]
      })
  }
}

extension Lesson02Answers {
  private static func answer(_ positions: [Double]) -> Answer {
    Answer(.numbers("positions", positions))
  }

  /// The positions that the engine of lesson 02 goes through.
  private static func measuredPositions() -> [Double] {
    let x = Variable(Tensor(1), requiresGradient: true)
    let optimizer = GradientDescent([x], learningRate: 0.1)
    return (0..<4).map { _ in
      let loss = x * x * 0.5
      guard (try? loss.backward()) != nil else { return .nan }
      optimizer.step()
      return Double(x.scalar)
    }
  }
}
