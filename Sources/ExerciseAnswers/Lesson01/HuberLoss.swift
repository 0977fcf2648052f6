public import Course
import Perceptron
public import TensorCore

/// The value and the slope of a loss for one error.
public typealias LossFunction =
  @Sendable (_ error: Scalar, _ delta: Scalar) throws -> (value: Scalar, slope: Scalar)

// solution begins
func huberLoss(error: Scalar, delta: Scalar) throws -> (value: Scalar, slope: Scalar) {
  if abs(error) <= delta { return (error * error / 2, error) }
  return (delta * (abs(error) - delta / 2), error > 0 ? delta : -delta)
}
// solution ends

extension Lesson01Answers {
  /// Write Huber's loss and its slope.
  public static var huber: Assignment<LossFunction> {
    Assignment<LossFunction>(
      Exercise(
        id: .exercise(1, 2), title: "Huber's loss", kind: .implement,
        minutes: 10, difficulty: .easy, fileName: "HuberLoss.swift",
        statement: """
          A squared error gives one outlier as much weight as a hundred good points. Huber's loss is \
          the squared error for small errors and a straight line for large ones, so that no sample \
          pulls harder than δ.

          Return the loss of one error and its slope, the derivative with respect to the error. \
          Within ±δ the loss is half the square of the error. Beyond, it goes on as a straight line, \
          without a jump and without a kink: value and slope of both pieces agree at ±δ. The error \
          has the unit of the target; δ has the same and is positive.

              huberLoss(error: 0.5, delta: 1)    // (value: 0.125, slope: 0.5)
              huberLoss(error: 3, delta: 1)      // (value: 2.5, slope: 1)
          """,
        hints: Exercise.Hints(
          nudge:
            "Draw the curve. What is its slope at the error δ, and what must it be right of it?",
          approach: """
            Two cases, chosen by the magnitude of the error. The slope of the line is known from the \
            joint; its height follows because both pieces have the same value there.
            """,
          almostThere: """
            Beyond the joint the line rises by δ for every unit of error, from the value ½ δ² at the \
            error δ. Write that line, simplify it, and mind negative errors in the slope.
            """), forbidden: ["HuberLoss", "SquaredError"]),
      solution: huberLoss(error:delta:),
      alternative: { error, delta in
        // The squared error of the clipped part, and a straight line for the rest.
        let clipped = min(max(error, -delta), delta)
        return (clipped * clipped / 2 + delta * abs(error - clipped), clipped)
      },
      mistakes: [
        .init(
          "the line does not meet the parabola",
          explanation: """
            The straight piece is δ|e|, without − ½ δ². At the joint the loss jumps by ½ δ², although \
            both slopes are right: training does the right thing, and every loss that you log and \
            compare is wrong.
            """,
          { error, delta in
            abs(error) <= delta
              ? (error * error / 2, error) : (delta * abs(error), error > 0 ? delta : -delta)
          }),
        .init(
          "the squared piece has no half",
          explanation: """
            The small errors cost e² instead of ½ e². The slope e then belongs to another function, \
            and the loss jumps down at the joint.
            """,
          { error, delta in
            abs(error) <= delta
              ? (error * error, error)
              : (delta * (abs(error) - delta / 2), error > 0 ? delta : -delta)
          }),
        .init(
          "the slope of a large error has lost its sign",
          explanation: """
            Beyond the joint the slope is δ for negative errors too. Predictions that are far too low \
            are pushed lower still, and the run diverges.
            """,
          { error, delta in
            abs(error) <= delta
              ? (error * error / 2, error) : (delta * (abs(error) - delta / 2), delta)
          }),
        .init(
          "smooth L1 instead of Huber",
          explanation: """
            This is Huber's loss divided by δ (PyTorch: SmoothL1Loss). The two agree only for δ = 1, \
            so the swap goes unnoticed until someone tunes δ, and then changes the learning rate too.
            """,
          { error, delta in
            abs(error) <= delta
              ? (error * error / (2 * delta), error / delta)
              : (abs(error) - delta / 2, error > 0 ? 1 : -1)
          }),
        .init(
          "the squared error everywhere",
          explanation: """
            The parabola goes on beyond the joint, so that an outlier costs its square and pulls with \
            its whole length: there is no second case yet.
            """, { error, _ in (error * error / 2, error) }),
        .init(
          "the slope is not clipped",
          explanation: """
            The slope is the error itself everywhere, so an outlier pulls as hard as under a squared \
            error: the value is Huber's, the training is not.
            """,
          { error, delta in
            abs(error) <= delta
              ? (error * error / 2, error) : (delta * (abs(error) - delta / 2), error)
          }),
      ],
      impostors: .init(
        zero: { _, _ in (0, 0) }, notANumber: { _, _ in (.nan, .nan) },
        identity: { error, _ in (error, error) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let drawn = (0..<4).map { _ in
          (error: Scalar(generator.uniform() * 8 - 4), delta: Scalar(generator.uniform() + 0.25))
        }
        let chosen: [(error: Scalar, delta: Scalar)] = [
          (0, 1), (0.5, 1), (1, 1), (-1, 1), (3, 1), (-3, 1), (3, 2), (-0.5, 0.25), (20, 50),
          (-80, 50), (1000, 1), (-2e5, 0.01), (2e-3, 1e-3), (-1e-4, 1),
          (-3e-7, 1e-7),
          // Beyond what a bound keeps down or up, on either side of the joint.
          (3e7, 2e6), (-3e6, 4e7), (-5e-11, 1e-12), (2e-9, 1),
        ]
        return (chosen + drawn).map { error, delta in
          let loss = HuberLoss(delta: delta)
          return Probe(
            "error \(Answer.text(error)), δ \(Answer.text(delta))",
            wanted: answer((loss.value(of: error, target: 0), loss.slope(at: error, target: 0))),
            floor: min(1, Double(error * error))
          ) { answer(try $0(error, delta)) }
        }
      })
  }
}

extension Lesson01Answers {
  private static func answer(_ loss: (value: Scalar, slope: Scalar)) -> Answer {
    Answer(.number("value", loss.value), .number("slope", loss.slope))
  }
}
