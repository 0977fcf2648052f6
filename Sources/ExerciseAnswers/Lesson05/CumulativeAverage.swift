import BatchNorm
public import Course
import TensorCore

/// The running mean and variance of one feature after some batches.
public typealias AveragingFunction =
  @Sendable (_ batches: [[Double]], _ momentum: Double?) throws -> (mean: Double, variance: Double)

// solution begins
func runningStatistics(
  of batches: [[Double]], momentum: Double?
) throws -> (mean: Double, variance: Double) {
  var (mean, variance) = (0.0, 1.0)
  for (index, batch) in batches.enumerated() {
    let center = batch.reduce(0, +) / Double(batch.count)
    let squares = batch.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    let weight = momentum ?? 1 / Double(index + 1)
    mean = (1 - weight) * mean + weight * center
    variance = (1 - weight) * variance + weight * squares / Double(batch.count - 1)
  }
  return (mean, variance)
}
// solution ends

extension Lesson05Answers {
  /// Write the running statistics, the cumulative average included.
  public static var cumulativeAverage: Assignment<AveragingFunction> {
    Assignment<AveragingFunction>(
      Exercise(
        id: .exercise(5, 2), title: "The cumulative mode",
        kind: .implement, minutes: 12, difficulty: .easy, fileName: "CumulativeAverage.swift",
        statement: """
          Evaluation mode is as good as the statistics that training left behind. Write what a layer keeps of one feature.

          Start from a mean of 0 and a variance of 1 and take in the batches in order, each with its mean and its unbiased \
          variance, divided by its count less one. A momentum is the weight of the new value, as in PyTorch. Without one \
          (`nil`) the average is cumulative: all batches weigh the same, whatever their size, and nothing is left of \
          the start once there is a batch. Every batch has two numbers or more; the numbers may be large beside their spread. \
          Without any batch the start remains.

              runningStatistics(of: [[0, 2], [4, 8]], momentum: nil)    // mean 3.5, variance 5
          """,
        hints: Exercise.Hints(
          nudge:
            "What must the weight of the first batch be, so that nothing is left of the start?",
          approach: """
            Both modes are one loop with a weight w for the new value and 1 − w for the old. With a momentum w is a \
            constant; in the cumulative mode it depends on how many batches have been seen.
            """,
          almostThere: """
            For an average in which n batches weigh the same, the n-th has to weigh 1/n when it comes. Subtract the mean of \
            a batch before you square: a difference of large squares has few digits.
            """),
        forbidden: [
          "RunningStatistics", "ChannelStatistics", "BatchNorm1d", "BatchNorm2d", "NormalizedBatch",
        ]),
      solution: runningStatistics(of:momentum:),
      alternative: { batches, momentum in
        // All weights at once, from the last batch to the start.
        var (mean, variance, left) = (0.0, 0.0, 1.0)
        for (index, batch) in batches.enumerated().reversed() {
          let share = momentum.map { left * $0 } ?? 1 / Double(batches.count)
          let (center, unbiased) = moments(batch, correction: 1)
          mean += share * center
          variance += share * unbiased
          left = momentum.map { left * (1 - $0) } ?? Double(index) / Double(batches.count)
        }
        return (mean, variance + left)
      },
      mistakes: [
        .init(
          "momentum weighs the old value",
          explanation: """
            That is Keras' convention. With PyTorch's default of 0.1 the statistics then follow the last batch, nine tenths of \
            it, and evaluation is as noisy as a batch is small.
            """,
          { averaged($0, momentum: $1.map { 1 - $0 }) }),
        .init(
          "nil is taken for the default of 0.1",
          explanation: """
            `momentum=None` in PyTorch is no default: it turns the cumulative average on. With 0.1 the start weighs 0.9 \
            after the first batch.
            """,
          { averaged($0, momentum: $1 ?? 0.1) }),
        .init(
          "the start counts as a batch",
          explanation: """
            With the weight 1/(n + 1) the mean of 0 and the variance of 1 stay in the average as if a batch had shown \
            them. The counter is increased first, so that the first batch weighs 1.
            """,
          { averaged($0, cumulative: { 1 / Double($0 + 1) }, momentum: $1) }),
        .init(
          "the biased variance is averaged",
          explanation: """
            The running variance takes in the variance divided by B − 1, an estimate for the whole population. Divided by \
            B it is too small by 1/B: half of it is missing with batches of two.
            """,
          { averaged($0, correction: 0, momentum: $1) }),
        .init(
          "large batches weigh more",
          explanation: """
            Weighted by its count a batch of eight would weigh four times as much as one of two. Batch norm, as \
            PyTorch has it, averages over batches and not over samples; a last short batch weighs as much as others.
            """,
          { batches, momentum in
            guard momentum == nil, !batches.isEmpty else {
              return averaged(batches, momentum: momentum)
            }
            let total = Double(batches.reduce(0) { $0 + $1.count })
            return batches.reduce((0, 0)) { sum, batch in
              let (mean, variance) = moments(batch, correction: 1)
              let share = Double(batch.count) / total
              return (sum.0 + share * mean, sum.1 + share * variance)
            }
          }),
        .init(
          "one variance over all numbers",
          explanation: """
            The variance of all numbers together holds the differences between the batches' means too. A layer sees one batch \
            at a time and averages the variances within them.
            """,
          { batches, momentum in
            guard momentum == nil, !batches.isEmpty else {
              return averaged(batches, momentum: momentum)
            }
            return (
              averaged(batches, momentum: nil).mean,
              moments(batches.flatMap { $0 }, correction: 1).variance
            )
          }),
      ],
      impostors: .init(
        zero: { _, _ in (0, 0) }, notANumber: { _, _ in (.nan, .nan) }, identity: { _, _ in (0, 1) }
      ),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        func batch(_ count: Int, around mean: Double, deviation: Double = 1) -> [Double] {
          (0..<count).map { _ in mean + deviation * generator.normalPair().0 }
        }
        let drawn = [batch(2, around: 3), batch(7, around: -2), batch(3, around: 40)]
        let far = [batch(5, around: 1e5), batch(4, around: 1e5, deviation: 2)]
        let small = [batch(4, around: 1e-3, deviation: 1e-3), batch(2, around: 0, deviation: 1e-3)]
        let momentum = 0.2 + 0.6 * generator.uniform()
        // More and longer batches, wider spreads and other momenta, so that no bound on them passes.
        let long = (0..<40).map { batch(2 + $0 % 12, around: Double(10 * $0), deviation: 30) }
        let cases: [([[Double]], Double?)] = [
          ([], nil), ([], 0.1), ([[0, 2]], nil), ([[0, 2]], 0.1), ([[0, 2], [4, 8]], nil),
          ([[0, 2], [4, 8], [1, 3]], 0.1), ([[5, 5, 5]], nil), (drawn, 0), (drawn, 1), (drawn, nil),
          (drawn, momentum), (far, nil), (far, momentum), (small, nil), (drawn + small + far, nil),
          (Array(repeating: drawn, count: 5).flatMap { $0 }, momentum),
          (Array(repeating: drawn, count: 5).flatMap { $0 }, nil),
          (long, nil), (long, 0.01), (long, 0.97),
        ]
        return cases.map { batches, momentum in
          let right = averaged(batches, momentum: momentum)
          let words = momentum.map { "momentum \(Answer.text($0))" } ?? "cumulative"
          return Probe(
            "\(batches.count) batches, \(words), seed \(seed)", wanted: answer(right), within: 1e-9,
            floor: min(1, max(1e-6, right.variance))
          ) { answer(try $0(batches, momentum)) }
        }
      })
  }
}

extension Lesson05Answers {
  private static func answer(_ statistics: (mean: Double, variance: Double)) -> Answer {
    Answer(.number("mean", statistics.mean), .number("variance", statistics.variance))
  }

  /// Mean and variance of some numbers, the mean subtracted first.
  static func moments(
    _ numbers: [Double], correction: Int = 0
  ) -> (mean: Double, variance: Double) {
    let count = Double(numbers.count)
    let mean = numbers.reduce(0, +) / count
    let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, squares / (count - Double(correction)))
  }

  /// The running statistics, with what a mistake changes.
  private static func averaged(
    _ batches: [[Double]], correction: Int = 1, cumulative: (Int) -> Double = { 1 / Double($0) },
    momentum: Double?
  ) -> (mean: Double, variance: Double) {
    batches.enumerated().reduce((0, 1)) { statistics, entry in
      let batch = moments(entry.element, correction: correction)
      let new = momentum ?? cumulative(entry.offset + 1)
      return (
        (1 - new) * statistics.0 + new * batch.mean,
        (1 - new) * statistics.1 + new * batch.variance
      )
    }
  }
}
