public import Course
import TensorCore

/// The metric of an epoch, and the means of its batches.
public typealias EpochMetricFunction =
  @Sendable (_ samples: [Double], _ batchSize: Int) throws -> (metric: Double, batches: [Double])

// solution begins
func epochMetric(
  samples: [Double], batchSize: Int
) throws -> (metric: Double, batches: [Double]) {
  var (sum, batches) = (0.0, [Double]())
  for start in stride(from: 0, to: samples.count, by: batchSize) {
    let batch = samples[start..<min(start + batchSize, samples.count)]
    let mean = batch.reduce(0, +) / Double(batch.count)
    batches.append(mean)
    sum += mean * Double(batch.count)
  }
  return (sum / Double(samples.count), batches)
}
// solution ends

extension Lesson09Answers {
  /// Repair an evaluation that reads one batch and weighs all alike.
  public static var epochMean: Assignment<EpochMetricFunction> {
    Assignment<EpochMetricFunction>(
      Exercise(
        id: .exercise(9, 7), title: "The epoch's metric, and one batch",
        kind: .repair, minutes: 15, difficulty: .easy, fileName: "EpochMetric.swift",
        statement: """
          The validation below gives nearly the same number in every epoch, and another one for every batch size. It has two faults: \
          it reads one batch again and again, and it weighs all batches alike, although the last one may be shorter.

          Repair both. The list holds the metric of each sample, in the order of the data. Cut it into batches of the given size; what is left over \
          at the end is a batch as well. Return the mean over all samples, and the mean of each batch. The metric is then the same for \
          every batch size, up to rounding.

              samples [1, 1, 1, 1, 10], batch size 4
              // metric 2.8, batches [1, 10]; as given 1 and [1, 1]
          """,
        hints: Exercise.Hints(
          nudge: "What changes in the body of the loop from one batch to the next?",
          approach: """
            Print the batches' means: two different batches that agree to the last digit are one batch. Then ask how often each sample \
            enters the sum.
            """,
          almostThere: """
            The range of a batch begins where the stride is, and ends at the smaller of two numbers. A mean enters the sum as often as there are samples behind \
            it, and what divides the sum has to count the same things.
            """), forbidden: ["WeightedMean", "Evaluation", "GateEvaluation"]),
      solution: { try epochMetric(samples: $0, batchSize: $1) },
      alternative: { samples, size in
        let groups = Dictionary(grouping: samples.indices) { $0 / size }
        let means = groups.sorted { $0.key < $1.key }.map { group in
          group.value.reduce(0) { $0 + samples[$1] } / Double(group.value.count)
        }
        return (samples.reduce(0, +) / Double(samples.count), means)
      },
      handedOut: { Epoch(advances: false, weighs: .alike).metric($0, $1) },
      mistakes: [
        .init(
          "all batches are read, and weighed alike",
          explanation: """
            The mean of the means counts a sample of a short last batch more than any other. With four samples behind batches of 32 \
            it counts eight times.
            """, { Epoch(weighs: .alike).metric($0, $1) }),
        .init(
          "weighed right, and one batch read",
          explanation: """
            The samples that are read are always the first ones, and where the last batch is short they are more than there are. Many batches \
            with exactly the same mean are how gate G19 notices it.
            """, { Epoch(advances: false).metric($0, $1) }),
        .init(
          "the left-over samples are dropped",
          explanation: """
            Dropping the last batch is for training, where a short batch is noisy. In an evaluation the samples at the end are then never looked \
            at, and a set smaller than a batch has no metric.
            """, { Epoch(keepsRest: false).metric($0, $1) }),
        .init(
          "the last batch weighs as a full one",
          explanation: """
            The mean times the batch size, over the number of samples: the short batch enters with samples that it does not have.
            """, { Epoch(weighs: .full).metric($0, $1) }),
        .init(
          "the last batch is divided by the batch size",
          explanation: """
            The mean of a batch is over its own samples. Divided by the usual size, the last one is too small, as if the missing samples had \
            a metric of 0.
            """, { Epoch(dividesByOwnCount: false).metric($0, $1) }),
        .init(
          "weighed by samples, divided by batches",
          explanation: """
            The sum counts samples and the divisor counts batches, so that the metric grows with the batch size.
            """, { Epoch(weighs: .overBatches).metric($0, $1) }),
      ],
      impostors: .init(
        zero: { _, _ in (0, []) }, notANumber: { _, _ in (.nan, [.nan]) },
        identity: { samples, _ in (samples[0], samples) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        func drawn(_ count: Int, around center: Double = 0) -> [Double] {
          (0..<count).map { _ in center + 2 * generator.uniform() - 1 }
        }
        var cases: [([Double], Int)] = [
          ([1, 1, 1, 1, 10], 4), ([5], 1), ([0.25], 64), ([3, -1], 1), ([0, 0, 1], 2),
          ([-2, -2, 7.5], 3), (drawn(33, around: 4), 32), (drawn(103), 10),
          (drawn(12 + generator.uniform(below: 40), around: 1e-3), 5 + generator.uniform(below: 6)),
          (drawn(259, around: 1e6), 128),
        ]
        if seed == 1 { cases += [(drawn(1031, around: -3), 100), (drawn(2063), 1031)] }
        return cases.map { samples, size in
          let right = Epoch().metric(samples, size)
          let shown = samples.prefix(5).map { Answer.text($0) }.joined(separator: ", ")
          return Probe(
            "samples [\(shown)\(samples.count > 5 ? ", … \(samples.count) in all" : "")], batch size \(size)",
            wanted: answer(right), within: 1e-9, floor: 1e-3
          ) { answer(try $0(samples, size)) }
        }
      })
  }

  private static func answer(_ result: (metric: Double, batches: [Double])) -> Answer {
    Answer(.number("metric", result.metric), .numbers("batches", result.batches))
  }
}

extension Lesson09Answers {
  /// The evaluation of exercise E09.7, with what a mistake changes.
  fileprivate struct Epoch {
    enum Weight { case samples, alike, full, overBatches }

    var advances = true
    var keepsRest = true
    var dividesByOwnCount = true
    var weighs = Weight.samples

    func metric(_ samples: [Double], _ size: Int) -> (metric: Double, batches: [Double]) {
      var (sum, batches, read) = (0.0, [Double](), 0)
      for start in stride(from: 0, to: samples.count, by: size) {
        let first = advances ? start : 0
        let batch = samples[first..<min(first + size, samples.count)]
        if !keepsRest, batch.count < size { continue }
        let mean = batch.reduce(0, +) / Double(dividesByOwnCount ? batch.count : size)
        batches.append(mean)
        let weight =
          switch weighs {
          case .samples, .overBatches: batch.count
          case .alike: 1
          case .full: size
          }
        sum += mean * Double(weight)
        read += batch.count
      }
      let divisor =
        switch weighs {
        case .samples: advances ? read : samples.count
        case .alike, .overBatches: batches.count
        case .full: samples.count
        }
      return (sum / Double(divisor), batches)
    }
  }
}
