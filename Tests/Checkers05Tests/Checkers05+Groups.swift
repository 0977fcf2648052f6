import Answers05
import Course
import TensorCore
import TestSupport

// Answers to exercise E05.6.

extension Checkers05 {
  private typealias Batch = [[[Double]]]

  /// Group norm with what an answer does otherwise.
  private static func group(
    _ words: String,
    members: @escaping @Sendable (_ channel: Int, _ channels: Int, _ groups: Int) -> [Int] = {
      channel, channels, groups in
      let length = channels / groups
      return Array((channel / length * length)..<((channel / length + 1) * length))
    }, places: @escaping @Sendable ([Double]) -> [Double] = { $0 },
    measure: @escaping @Sendable ([Double]) -> (mean: Double, variance: Double) = { moments($0) },
    finish:
      @escaping @Sendable (
        _ x: Double, _ mean: Double, _ variance: Double, _ scale: Double, _ offset: Double,
        _ epsilon: Double
      ) -> Double = { ($0 - $1) / ($2 + $5).squareRoot() * $3 + $4 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson05Answers.groupedChannels, words,
      { batch, groups, scale, offset, epsilon in
        batch.map { sample in
          sample.indices.map { channel in
            let shared = members(channel, sample.count, groups).flatMap { places(sample[$0]) }
            let (mean, variance) = measure(shared)
            return sample[channel].map {
              finish($0, mean, variance, scale[channel], offset[channel], epsilon)
            }
          }
        }
      })
  }

  static var wrongGroups: [AnswerOnTrial] {
    func wrong(
      _ words: String,
      _ answer: @escaping @Sendable (Batch, Int, [Double], [Double], Double) -> Batch
    ) -> AnswerOnTrial {
      AnswerOnTrial(Lesson05Answers.groupedChannels, words, { answer($0, $1, $2, $3, $4) })
    }
    /// Every sample by itself, as the lesson would.
    @Sendable func right(
      _ batch: Batch, _ groups: Int, _ scale: [Double], _ offset: [Double], _ epsilon: Double
    ) -> Batch {
      batch.map { sample in
        let length = sample.count / groups
        return sample.indices.map { channel in
          let start = channel / length * length
          let (mean, variance) = moments(sample[start..<start + length].flatMap { $0 })
          return sample[channel].map {
            ($0 - mean) / (variance + epsilon).squareRoot() * scale[channel] + offset[channel]
          }
        }
      }
    }
    return [
      group(
        "always two groups",
        members: { c, n, _ in
          let length = max(1, n / 2)
          return Array((c / length * length)..<min(n, (c / length + 1) * length))
        }),
      group(
        "groups of as many channels as there are groups",
        members: { c, n, g in
          Array((c / g * g)..<min(n, (c / g + 1) * g))
        }),
      group("the first group for all", members: { _, n, g in Array(0..<(n / g)) }),
      group("the channel and its neighbor", members: { c, n, _ in [c, min(n - 1, c + 1)] }),
      group("all other channels", members: { c, n, _ in (0..<n).filter { $0 != c || n == 1 } }),
      group("the first place alone", places: { Array($0.prefix(1)) }),
      group("the mean over places", places: { [$0.reduce(0, +) / Double($0.count)] }),
      group("the shortcut", measure: { shortcut($0) }),
      group(
        "the root mean square",
        measure: { numbers in
          (0, numbers.reduce(0) { $0 + $1 * $1 } / Double(numbers.count))
        }),
      group(
        "the mean magnitude",
        measure: { numbers in
          let mean = numbers.reduce(0, +) / Double(numbers.count)
          let spread = numbers.reduce(0) { $0 + abs($1 - mean) } / Double(numbers.count)
          return (mean, spread * spread)
        }),
      group(
        "unbiased from three numbers on",
        measure: {
          moments($0, correction: $0.count > 2 ? 1 : 0)
        }),
      group("the median", measure: { ($0.sorted()[$0.count / 2], moments($0).variance) }),
      group("no scale", finish: { x, m, v, _, o, e in (x - m) / (v + e).squareRoot() + o }),
      group("no offset", finish: { x, m, v, s, _, e in (x - m) / (v + e).squareRoot() * s }),
      group(
        "the offset is scaled",
        finish: { x, m, v, s, o, e in
          ((x - m) / (v + e).squareRoot() + o) * s
        }),
      group(
        "the scale's magnitude",
        finish: { x, m, v, s, o, e in
          (x - m) / (v + e).squareRoot() * abs(s) + o
        }),
      group(
        "one plus the scale",
        finish: { x, m, v, s, o, e in
          (x - m) / (v + e).squareRoot() * (1 + s) + o
        }),
      group(
        "epsilon outside of the root",
        finish: { x, m, v, s, o, e in
          (x - m) / (v.squareRoot() + e) * s + o
        }),
      group(
        "epsilon of 10⁻⁵ always",
        finish: { x, m, v, s, o, _ in
          (x - m) / (v + 1e-5).squareRoot() * s + o
        }),
      group(
        "epsilon as a lower bound",
        finish: { x, m, v, s, o, e in
          (x - m) / max(v, e).squareRoot() * s + o
        }),
      group("divided by the variance", finish: { x, m, v, s, o, e in (x - m) / (v + e) * s + o }),
      group("the mean stays", finish: { x, _, v, s, o, e in x / (v + e).squareRoot() * s + o }),
      group(
        "single precision",
        finish: { x, m, v, s, o, e in
          Double(Float((x - m) / (v + e).squareRoot() * s + o))
        }),
      group("infinite", finish: { _, _, _, _, _, _ in .infinity }),
      group("the offset alone", finish: { _, _, _, _, o, _ in o }),
      wrong("the statistics of the first sample") { batch, groups, scale, offset, epsilon in
        guard let first = batch.first else { return [] }
        let length = first.count / groups
        return batch.map { sample in
          sample.indices.map { channel in
            let start = channel / length * length
            let (mean, variance) = moments(first[start..<start + length].flatMap { $0 })
            return sample[channel].map {
              ($0 - mean) / (variance + epsilon).squareRoot() * scale[channel] + offset[channel]
            }
          }
        }
      },
      wrong("groups over the whole batch") { batch, groups, scale, offset, epsilon in
        guard let first = batch.first else { return [] }
        let length = first.count / groups
        return batch.map { sample in
          sample.indices.map { channel in
            let start = channel / length * length
            let (mean, variance) = moments(
              batch.flatMap { $0[start..<start + length].flatMap { $0 } })
            return sample[channel].map {
              ($0 - mean) / (variance + epsilon).squareRoot() * scale[channel] + offset[channel]
            }
          }
        }
      },
      wrong("two samples at most") { right(Array($0.prefix(2)), $1, $2, $3, $4) },
      wrong("in another order") { Array(right($0, $1, $2, $3, $4).reversed()) },
      wrong("a sample for the empty batch") { batch, groups, scale, offset, epsilon in
        batch.isEmpty ? [[[0]]] : right(batch, groups, scale, offset, epsilon)
      },
      wrong("normalized twice") { batch, groups, scale, offset, epsilon in
        let ones = scale.map { _ in 1.0 }
        return right(
          right(batch, groups, ones, ones.map { _ in 0 }, epsilon), groups, scale, offset, epsilon)
      },
    ]
  }

  static var rightGroups: [AnswerOnTrial] {
    [
      group("channel by channel"),
      group("a filter", members: { c, n, g in (0..<n).filter { $0 * g / n == c * g / n } }),
      group(
        "about the first number",
        measure: { numbers in
          let (mean, variance) = shortcut(numbers.map { $0 - numbers[0] })
          return (numbers[0] + mean, max(0, variance))
        }),
      group(
        "one factor and one summand",
        finish: { x, m, v, s, o, e in
          let factor = s / (v + e).squareRoot()
          return factor * x + (o - factor * m)
        }),
      group(
        "Welford's update",
        measure: { numbers in
          var (mean, squares) = (0.0, 0.0)
          for (index, x) in numbers.enumerated() {
            let distance = x - mean
            mean += distance / Double(index + 1)
            squares += distance * (x - mean)
          }
          return (mean, squares / Double(numbers.count))
        }),
      AnswerOnTrial(
        Lesson05Answers.groupedChannels, "in place, group by group",
        { batch, groups, scale, offset, epsilon in
          var output = batch
          for n in batch.indices {
            let length = batch[n].count / groups
            for start in stride(from: 0, to: batch[n].count, by: length) {
              let (mean, variance) = moments((start..<start + length).flatMap { batch[n][$0] })
              for c in start..<start + length {
                output[n][c] = batch[n][c].map {
                  scale[c] * (($0 - mean) / (variance + epsilon).squareRoot()) + offset[c]
                }
              }
            }
          }
          return output
        }),
    ]
  }
}
