import BatchNorm
public import Course
import TensorCore

/// Normalizes each sample over groups of its channels.
public typealias GroupingFunction =
  @Sendable (
    _ batch: [[[Double]]], _ groupCount: Int, _ scale: [Double], _ offset: [Double],
    _ epsilon: Double
  ) throws -> [[[Double]]]

// solution begins
func groupNormalized(
  _ batch: [[[Double]]], groupCount: Int, scale: [Double], offset: [Double], epsilon: Double
) throws -> [[[Double]]] {
  batch.map { sample in
    let length = sample.count / groupCount
    return sample.indices.map { channel in
      let start = channel / length * length
      let group = sample[start..<(start + length)].flatMap { $0 }
      let mean = group.reduce(0, +) / Double(group.count)
      let variance = group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(group.count)
      let factor = scale[channel] / (variance + epsilon).squareRoot()
      return sample[channel].map { ($0 - mean) * factor + offset[channel] }
    }
  }
}
// solution ends

extension Lesson05Answers {
  /// Replace batch norm where batches are too small for it.
  public static var groupedChannels: Assignment<GroupingFunction> {
    Assignment<GroupingFunction>(
      Exercise(
        id: .exercise(5, 6), title: "Group norm for a batch of two",
        kind: .implement, minutes: 15, difficulty: .medium, fileName: "GroupedChannels.swift",
        statement: """
          A detector is trained on two large images a device. Of a vector feature, batch norm leaves no more than a sign when \
          a batch has two samples: (0, 1) and (0, 100) both become about (−1, 1). Group norm takes its statistics within \
          one sample, so that the size of the batch does not matter.

          Write it for a batch [samples][channels][places]. The channels of a sample are split into `groupCount` groups of \
          neighbors of the same length. Each group is normalized by the mean and the biased variance of all its \
          numbers, channels and places together, with epsilon under the root; then each channel is multiplied by its scale, and \
          its offset is added. The number of groups divides the number of channels; the mean may be large beside the spread. \
          A batch may be empty.

              groupNormalized([[[1], [2], [4], [9]]], groupCount: 2, scale: [1, 1, 1, 1],
                              offset: [0, 0, 0, 0], epsilon: 1e-9)    // about [[[−1], [1], [−1], [1]]]
          """,
        hints: Exercise.Hints(
          nudge: "Which numbers share one mean, and which share one scale?",
          approach: """
            Take one sample. Collect the channels of a group into one list, measure it, and go through the channels of the \
            group again with what you measured.
            """,
          almostThere: """
            A group has channels / groups channels, and integer division of a channel's index by that length gives its \
            group. Scale and offset go by the channel and not by the group.
            """),
        forbidden: [
          "GroupNorm", "LayerNorm", "InstanceNorm", "BatchNorm1d", "BatchNorm2d", "NormalizedBatch",
        ]),
      solution: groupNormalized(_:groupCount:scale:offset:epsilon:),
      alternative: { batch, groupCount, scale, offset, epsilon in
        batch.map { sample in
          var output = sample
          let length = sample.count / groupCount
          for group in 0..<groupCount {
            let channels = group * length..<(group + 1) * length
            let values = channels.flatMap { sample[$0] }
            let (mean, variance) = moments(values)
            for channel in channels {
              for place in sample[channel].indices {
                let normalized = (sample[channel][place] - mean) / (variance + epsilon).squareRoot()
                output[channel][place] = normalized * scale[channel] + offset[channel]
              }
            }
          }
          return output
        }
      },
      mistakes: [
        .init(
          "the statistics are taken over the batch",
          explanation: """
            That is batch norm: one mean for each channel over all samples. With two samples it is as noisy as before, and the \
            answer to one image depends on the other.
            """,
          { grouped($0, $2, $3, $4) { _, channel, _, other in channel == other } }),
        .init(
          "every channel by itself",
          explanation: """
            As many groups as channels are an instance norm. It takes from every channel its size relative to the \
            others of its group.
            """,
          {
            grouped($0, $2, $3, $4) { sample, channel, otherSample, other in
              sample == otherSample && channel == other
            }
          }),
        .init(
          "all channels in one group",
          explanation: """
            One group is a layer norm over all channels and places. One channel that is much larger than the others \
            then sets the deviation of all; with groups only that of its own.
            """,
          { grouped($0, $2, $3, $4) { sample, _, otherSample, _ in sample == otherSample } }),
        .init(
          "channels are dealt out to the groups in turn",
          explanation: """
            Channel c went to group c modulo the number of groups. In PyTorch a group is a run of neighbors: the reshape is \
            [samples, groups, channels / groups, …].
            """,
          { batch, groups, scale, offset, epsilon in
            grouped(batch, scale, offset, epsilon) { sample, channel, otherSample, other in
              sample == otherSample && channel % groups == other % groups
            }
          }),
        .init(
          "one scale for each group",
          explanation: """
            Statistics belong to a group, but each channel learns a scale and an offset of its own: PyTorch's weight has the \
            shape [channels].
            """,
          { batch, groups, scale, offset, epsilon in
            let length = max(1, scale.count / groups)
            return grouped(
              batch, scale.indices.map { scale[$0 / length] },
              offset.indices.map { offset[$0 / length] }, epsilon, inGroups: groups)
          }),
        .init(
          "the unbiased variance",
          explanation: """
            Normalization layers divide by the count, not by the count less one. In a group of two numbers that makes \
            ±0.71 of what should be ±1.
            """,
          { batch, groups, scale, offset, epsilon in
            grouped(batch, scale, offset, epsilon, correction: 1, inGroups: groups)
          }),
      ],
      impostors: .init(
        zero: { batch, _, _, _, _ in batch.map { $0.map { $0.map { _ in 0 } } } },
        notANumber: { batch, _, _, _, _ in batch.map { $0.map { $0.map { _ in .nan } } } },
        identity: { batch, _, _, _, _ in batch }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        func numbers(_ count: Int, mean: Double = 0, deviation: Double = 1) -> [Double] {
          (0..<count).map { _ in mean + deviation * generator.normalPair().0 }
        }
        func batch(
          _ samples: Int, _ channels: Int, _ places: Int, mean: Double = 0, deviation: Double = 1
        ) -> [[[Double]]] {
          (0..<samples).map { _ in
            (0..<channels).map { numbers(places, mean: mean * Double($0), deviation: deviation) }
          }
        }
        let plain = ([1.0, 1, 1, 1], [0.0, 0, 0, 0])
        let equal = [
          [[3.0, 3], [3, 3], [1, 2], [5, 0]], [[0.0, 0], [0, 0], [0, 0], [0, 0]],
        ]
        let (scale, offset) = (numbers(6, mean: 1), numbers(6))
        // Larger than all others, with an outlier, so that no bound on a size or a number passes.
        var wide = batch(7, 12, 9, deviation: 3)
        wide[6][11][8] = 1e4
        let (scales, offsets) = (numbers(12, mean: 1), numbers(12))
        let cases: [([[[Double]]], Int, [Double], [Double], Double)] = [
          ([], 2, plain.0, plain.1, 1e-5), ([[[1], [2], [4], [9]]], 2, plain.0, plain.1, 1e-9),
          ([[[0], [1], [0], [100]], [[1], [0], [100], [0]]], 2, plain.0, plain.1, 1e-5),
          (batch(2, 4, 3), 2, plain.0, plain.1, 1e-5), (batch(2, 6, 2), 3, scale, offset, 1e-5),
          (batch(2, 6, 2), 2, scale, offset, 1e-5), (batch(3, 6, 4), 1, scale, offset, 1e-3),
          (batch(2, 6, 5), 6, scale, offset, 1e-5), (batch(1, 6, 1), 2, scale, offset, 0.5),
          (batch(2, 6, 1), 6, scale, offset, 1e-5), (equal, 2, plain.0, plain.1, 1e-5),
          (batch(2, 6, 4, mean: 1e4), 6, scale, offset, 1e-5),
          (batch(2, 6, 4, mean: 10), 3, scale, offset, 1e-5),
          (batch(2, 6, 3, deviation: 1e-3), 2, scale, offset, 1e-5),
          (batch(5, 6, 2), 3, scale, offset, 0.1 * Double(seed)),
          (batch(2, 6, 3, deviation: 1e6), 3, scale, offset, 1e-5),
          (batch(2, 1, 8), 1, [scale[0]], [offset[0]], 1e-5),
        ]
        // What is large takes long, and is asked once.
        let once: [([[[Double]]], Int, [Double], [Double], Double)] = [
          (wide, 2, scales, offsets, 4), (wide, 12, scales, offsets, 4),
        ]
        return (cases + (seed == 1 ? once : [])).map { batch, groups, scale, offset, epsilon in
          let right = grouped(batch, scale, offset, epsilon, inGroups: groups)
          let shape = [batch.count, scale.count, batch.first?[0].count ?? 0]
          return Probe(
            "batch \(shape), \(groups) groups, ε \(Answer.text(epsilon)), seed \(seed)",
            wanted: answer(right), within: 1e-9, floor: 0.1
          ) { answer(try $0(batch, groups, scale, offset, epsilon)) }
        }
      })
  }
}

extension Lesson05Answers {
  private static func answer(_ batch: [[[Double]]]) -> Answer {
    Answer(
      [.number("samples", batch.count)]
        + batch.flatMap { $0.map { .numbers("channel", $0) } })
  }
}
