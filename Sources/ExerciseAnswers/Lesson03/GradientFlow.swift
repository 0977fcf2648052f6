public import Course
import TensorCore

/// Three numbers in percent.
public typealias FlowPrediction = @Sendable () throws -> [Double]

// solution begins
func gradientLeft() throws -> [Double] {
  [0.0977, 3.125, 100]
}
// solution ends

extension Lesson03Answers {
  /// What five layers leave of a gradient.
  public static var gradientFlow: Assignment<FlowPrediction> {
    Assignment<FlowPrediction>(
      Exercise(
        id: .exercise(3, 3), title: "What five layers leave of a gradient", kind: .predict,
        minutes: 10, difficulty: .medium, fileName: "GradientFlow.swift",
        statement: """
          A gradient goes back through five layers of the same activation. Say, in percent, what \
          is left of it in three cases, to three significant digits:

          First sigmoid, with weights that keep the gradient as it is: what is left at most. \
          Then ReLU, with independent weights of mean 0 and variance 1 / n in layers of n units, \
          n large: what is left, on the average, of the gradient's squared length, if half of \
          the units are active. Last the same with the variance 2 / n.

              one layer: [25, 50, 100]
          """,
        hints: Exercise.Hints(
          nudge: """
            How steep is a sigmoid at its steepest, and how often is a ReLU active?
            """,
          approach: """
            Each layer multiplies. The factor of one layer is given above in percent, and five \
            layers are five such factors and no sum.
            """,
          almostThere: """
            A quarter, a half and one, each to the power of five; then in percent.
            """), forbidden: ["Activation"]),
      solution: gradientLeft,
      alternative: { [Double.pow(0.25, 5) * 100, 100 / 32, 100] },
      mistakes: [
        .init(
          "divided by the number of layers",
          explanation: """
            A layer multiplies the gradient that it receives. Five layers at a quarter leave a \
            quarter of a quarter and so on, not a fifth of a quarter.
            """,
          { [5, 10, 20] }),
        .init(
          "a factor of one layer",
          explanation: """
            These are the factors of a single layer. Each of the five layers takes its share of \
            what the one above has left.
            """,
          { [25, 50, 100] }),
        .init(
          "fractions instead of percent",
          explanation: """
            The powers are right, and written as fractions of 1. What is asked for is percent: 100 times as much, as in the \
            example for one layer.
            """,
          { [0.0009765625, 0.03125, 1] }),
        .init(
          "four layers are counted",
          explanation: """
            There are five activations on the way and so five factors; the fourth powers stop \
            one short.
            """,
          { [0.390625, 6.25, 100] }),
        .init(
          "the slope of tanh",
          explanation: """
            Tanh has the slope 1 at 0 and so leaves 100 % at most; that of sigmoid is at most a \
            quarter, so that very little is left after five layers.
            """,
          { [100, 3.125, 100] }),
        .init(
          "the length instead of its square",
          explanation: """
            The mean of the squared length halves in each layer. The factor of the length is the \
            root of it, which was not asked for.
            """,
          { [0.09765625, 17.677_669_5, 100] }),
      ],
      impostors: .init(
        zero: { [0, 0, 0] }, notANumber: { [.nan, .nan, .nan] }, identity: { [25, 50, 100] }),
      probes: { _ in
        let wanted = [100 / 1024.0, 100 / 32.0, 100]
        return [
          Probe(
            "five layers", wanted: Answer(.numbers("percent", wanted)), within: 2e-3, floor: 1e-9
          ) {
            let given = try $0()
            return Answer(.numbers("percent", given))
          }
        ]
      })
  }
}
