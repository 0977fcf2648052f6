import Course

// What the mistakes of exercise E05.6 are made from.

extension Lesson05Answers {
  /// Each group of each sample normalized by itself.
  static func grouped(
    _ batch: [[[Double]]], _ scale: [Double], _ offset: [Double], _ epsilon: Double,
    correction: Int = 0, inGroups groups: Int
  ) -> [[[Double]]] {
    let length = max(1, scale.count / groups)
    return batch.map { sample in
      let statistics = stride(from: 0, to: sample.count, by: length).map { first in
        let group = sample[first..<min(first + length, sample.count)].flatMap { $0 }
        return moments(group, correction: group.count > 1 ? correction : 0)
      }
      return sample.indices.map { channel in
        let (mean, variance) = statistics[channel / length]
        let deviation = (variance + epsilon).squareRoot()
        return sample[channel].map { scale[channel] * ($0 - mean) / deviation + offset[channel] }
      }
    }
  }

  /// Each channel of each sample normalized by those that belong to it.
  static func grouped(
    _ batch: [[[Double]]], _ scale: [Double], _ offset: [Double], _ epsilon: Double,
    correction: Int = 0,
    by belongs: (_ sample: Int, _ channel: Int, _ otherSample: Int, _ otherChannel: Int) -> Bool
  ) -> [[[Double]]] {
    batch.indices.map { sample in
      batch[sample].indices.map { channel in
        let shared = batch.indices.flatMap { otherSample in
          batch[otherSample].indices.filter { belongs(sample, channel, otherSample, $0) }
            .flatMap { batch[otherSample][$0] }
        }
        let (mean, variance) = moments(shared, correction: shared.count > 1 ? correction : 0)
        let deviation = (variance + epsilon).squareRoot()
        return batch[sample][channel].map {
          scale[channel] * ($0 - mean) / deviation + offset[channel]
        }
      }
    }
  }
}
