import BatchNorm
public import Course
import TensorCore

/// Running statistics in both conventions of momentum, and how long their start weighs.
public typealias MomentumPrediction = @Sendable () throws -> [Double]

// solution begins
func predictedStatistics() throws -> [Double] {
  // Means 1, 6, 2 and unbiased variances 2, 8, 2, taken in by a tenth or by nine tenths.
  [0.821, 1.811, 2.349, 2.539, 51, 3]
}
// solution ends

extension Lesson05Answers {
  /// Predict what the two meanings of momentum make of the same number.
  public static var momentumConventions: Assignment<MomentumPrediction> {
    Assignment<MomentumPrediction>(
      Exercise(
        id: .exercise(5, 1), title: "One momentum, two meanings",
        kind: .predict, minutes: 8, difficulty: .easy, fileName: "MomentumConventions.swift",
        statement: """
          A batch norm of one feature is ported from PyTorch, its momentum of 0.1 copied as it is, to a library in which \
          momentum weighs the old value, as in Keras. Both start from a running mean of 0 and a running variance of 1, both \
          average the unbiased variance as PyTorch does, and both see the batches [0, 2], [4, 8] and [1, 3] in training mode.

          Give six numbers: the running mean and the running variance in PyTorch, the same two in the other library, each to \
          four significant digits, and the number of batches after which the start weighs less than half a percent, \
          in PyTorch and in the other library. The function may hold plain numbers.

              after one batch, the first number would be 0.1
          """,
        hints: Exercise.Hints(
          nudge: "After one batch of mean 1, which of the two libraries has a running mean of 0.9?",
          approach: """
            Write down mean and unbiased variance of each batch first. Each step keeps one share of the running number \
            and takes the rest from the batch; the two libraries swap the shares.
            """,
          almostThere: """
            The means are 1, 6 and 2, the variances 2, 8 and 2. The start weighs the share that is kept, to the \
            power of the number of batches: find the first whole power below 0.005.
            """), forbidden: ["RunningStatistics", "BatchNorm1d", "BatchNormalization"]),
      solution: predictedStatistics,
      alternative: {
        [0.1, 0.9].flatMap { new -> [Double] in
          var (mean, variance) = (0.0, 1.0)
          for batch in [[0.0, 2], [4, 8], [1, 3]] {
            let center = (batch[0] + batch[1]) / 2
            mean += new * (center - mean)
            // For two numbers the unbiased variance is half the square of their distance.
            variance += new * ((batch[1] - batch[0]) * (batch[1] - batch[0]) / 2 - variance)
          }
          return [mean, variance]
        } + [0.1, 0.9].map { (Double.log(0.005) / .log(1 - $0)).rounded(.up) }
      },
      mistakes: [
        .init(
          "the two conventions are exchanged",
          explanation: """
            PyTorch's momentum weighs the new value, Keras' the old one. With 0.1 PyTorch averages slowly; Keras' number for \
            the same average is 0.9, and its default of 0.99 is PyTorch's 0.01.
            """, { [2.349, 2.539, 0.821, 1.811, 3, 51] }),
        .init(
          "the biased variance is averaged",
          explanation: """
            A batch is normalized by the variance divided by B, but the running variance takes in the one divided by B − 1. \
            With batches of two the difference is a factor of 2.
            """, { [0.821, 1.27, 2.349, 1.27, 51, 3] }),
        .init(
          "the running variance starts at 0",
          explanation: """
            It starts at 1, so that a layer that has seen nothing computes nearly the identity. Before the first \
            batch, a start at 0 would make evaluation mode divide by √ε.
            """, { [0.821, 1.082, 2.349, 2.538, 51, 3] }),
        .init(
          "one over the momentum as the number of batches",
          explanation: """
            For a small m, 1 / m is the time in which the start falls to about 1/e, not to nothing: after 10 batches \
            with m = 0.1 it still weighs 0.349.
            """, { [0.821, 1.811, 2.349, 2.539, 10, 2] }),
        .init(
          "one batch too few until the start is forgotten",
          explanation: """
            That is the last count at which the start still weighs more than asked: the logarithm gives a fraction, \
            and the first whole count behind it is meant.
            """, { [0.821, 1.811, 2.349, 2.539, 50, 2] }),
        .init(
          "plain averages of all batches",
          explanation: """
            That is the cumulative mode, which PyTorch has for momentum=None. A momentum gives the last batch the most weight, \
            and the start never goes away entirely.
            """, { [3, 4, 3, 4, 1, 1] }),
      ],
      impostors: .init(
        zero: { Array(repeating: 0, count: 6) }, notANumber: { Array(repeating: .nan, count: 6) },
        identity: { [0, 1, 0, 1, 0, 0] }),
      probes: { _ in
        let measured = ([0.1, 0.9] as [Scalar]).map { momentum -> RunningStatistics in
          let running = RunningStatistics(featureCount: 1, momentum: momentum)
          for batch in [Tensor([[0], [2]]), Tensor([[4], [8]]), Tensor([[1], [3]])] {
            running.update(with: ChannelStatistics(of: batch))
          }
          return running
        }
        let counts = [0.9, 0.1].map { kept -> Double in
          var (count, weight) = (0.0, 1.0)
          while weight >= 0.005 { (count, weight) = (count + 1, weight * kept) }
          return count
        }
        let wanted = measured.flatMap { [Double($0.mean.max()), Double($0.variance.max())] }
        return [
          Probe(
            "momentum 0.1 and three batches of two", wanted: answer(wanted + counts), within: 5e-5
          ) { answer(try $0()) }
        ]
      })
  }
}

extension Lesson05Answers {
  private static func answer(_ numbers: [Double]) -> Answer {
    let names = ["mean", "variance", "mean in the other", "variance in the other"]
    guard numbers.count == 6 else { return Answer(.numbers("numbers", numbers)) }
    return Answer(
      zip(names, numbers).map { .number($0, $1) }
        + [.number("batches", numbers[4]), .number("batches in the other", numbers[5])])
  }
}
