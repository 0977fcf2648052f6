public import Course
import Perceptron
public import TensorCore

/// The mean of the squared errors of predictions.
public typealias MeanLossFunction =
  @Sendable (_ predictions: Tensor, _ targets: Tensor) throws -> Scalar

// solution begins
func meanSquaredError(predictions: Tensor, targets: Tensor) -> Scalar {
  let errors = predictions.flattened - targets.flattened
  return (errors * errors).mean()
}
// solution ends

extension Lesson01Answers {
  /// Repair a loss that compares every prediction with every target.
  public static var squaredError: Assignment<MeanLossFunction> {
    Assignment<MeanLossFunction>(
      Exercise(
        id: .exercise(1, 3), title: "The model that predicts the mean",
        kind: .repair, minutes: 8, difficulty: .easy, fileName: "MeanSquaredError.swift",
        statement: """
          A regression trains without any error message, its loss goes down and stops, and then it \
          predicts the same number for every sample: the mean of the targets. The network is fine. \
          The loss is not: the network returns predictions of shape [n, 1], and the data set holds \
          targets of shape [n].

          Repair the function below. It takes predictions of shape [n, 1] or [n] and targets of shape \
          [n, 1] or [n] for the same n samples, and returns the mean of the n squared errors.

              meanSquaredError(predictions: [[0], [1]], targets: [0, 1])    // 0, and not 0.5
          """,
        hints: Exercise.Hints(
          nudge: "Print the shape of the difference.",
          approach: """
            Broadcasting lines shapes up from the right: [n, 1] and [n] give [n, n], the difference \
            of every prediction and every target. Make the shapes equal before anything is subtracted.
            """,
          almostThere: """
            A tensor has a form in which it is a plain vector, whatever its axes were. Subtract two of \
            those, and leave the rest of the function alone.
            """)),
      solution: meanSquaredError(predictions:targets:),
      alternative: { predictions, targets in
        let column = predictions.reshaped(to: [predictions.elementCount, 1])
        let errors = column - targets.reshaped(to: column.shape)
        return errors.map { e in e * e }.sum() / Scalar(targets.elementCount)
      },
      handedOut: { predictions, targets in
        let errors = predictions - targets
        return (errors * errors).mean()
      },
      mistakes: [
        .init(
          "the sum instead of the mean",
          explanation: """
            The pairs are right, and the sum was taken to make up for the n² in the old mean. The \
            loss and its gradient now grow with the size of the batch, and the best learning rate shrinks as \
            they grow.
            """,
          { predictions, targets in
            let errors = predictions.flattened - targets.flattened
            return (errors * errors).sum()
          }),
        .init(
          "divided by n twice",
          explanation: """
            The n right pairs are added up, and then divided by the n² pairs of the faulty version. \
            The gradient is too small by the size of the batch.
            """,
          { predictions, targets in
            let errors = predictions.flattened - targets.flattened
            return (errors * errors).mean() / Scalar(errors.elementCount)
          }),
        .init(
          "the square of the mean error",
          explanation: """
            The errors are averaged before they are squared, so that an error of +1 and one of −1 \
            cancel: a model that is right on average has no loss, however wrong it is.
            """,
          { predictions, targets in
            let error = (predictions.flattened - targets.flattened).mean()
            return error * error
          }),
        .init(
          "the root of the mean",
          explanation: """
            The root makes the number readable in the unit of the target, which is good for a report. \
            As a loss it has another gradient, which does not fade as the errors do.
            """,
          { predictions, targets in
            let errors = predictions.flattened - targets.flattened
            return (errors * errors).mean().squareRoot()
          }),
        .init(
          "the absolute error",
          explanation: """
            Magnitudes instead of squares: the best constant is then the median of the targets and \
            no longer their mean.
            """,
          { predictions, targets in
            (predictions.flattened - targets.flattened).sumOfMagnitudes()
              / Scalar(targets.elementCount)
          }),
      ],
      impostors: .init(
        zero: { _, _ in 0 }, notANumber: { _, _ in .nan },
        identity: { predictions, _ in predictions.mean() }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let p = Tensor.normal([5], standardDeviation: 2, using: &generator)
        let t = Tensor.normal([5], standardDeviation: 2, using: &generator)
        let more = Tensor.normal([37], using: &generator)
        let others = Tensor.normal([37], using: &generator)
        let many = Tensor.normal([1100, 1], using: &generator)
        let cases: [(predictions: Tensor, targets: Tensor)] = [
          (Tensor([[3]]), Tensor([1])), (Tensor([[0], [1]]), Tensor([0, 1])),
          (Tensor([1, 4]), Tensor([1, 2])), (Tensor([[3], [1]]), Tensor([[1], [2]])),
          (Tensor([0, 2]), Tensor([[1], [5]])),
          (p.reshaped(to: [5, 1]), t), (p, t), (p, t.reshaped(to: [5, 1])),
          (more.reshaped(to: [37, 1]), others), (1000 * more, 1000 * others),
          (1e-4 * more, 1e-4 * others), (many, many * 0.5 + 1),
          (3e7 * more, 1e7 * others), (1e-8 * more, 1e-8 * others),
        ]
        return cases.map { predictions, targets in
          let mean = SquaredError().mean(of: predictions.flattened, targets: targets.flattened)
          return Probe(
            "predictions \(Answer.text(predictions)), targets \(Answer.text(targets))",
            wanted: Answer(.number("loss", mean)), floor: min(1, Double(mean))
          ) { Answer(.number("loss", try $0(predictions, targets))) }
        }
      })
  }
}
