import Answers05
import Course
import TensorCore
import TestSupport

// Answers to exercise E05.3.

extension Checkers05 {
  private typealias Rows = [[Double]]

  /// The parts that are right: the last takes what is left.
  private static func parts(_ batch: [[Double]], _ size: Int) -> [[[Double]]] {
    let count = max(1, batch.count / size)
    return (0..<count).map {
      Array($0 == count - 1 ? batch[($0 * size)...] : batch[($0 * size)..<(($0 + 1) * size)])
    }
  }

  /// Ghost batch norm with what an answer does otherwise.
  private static func ghost(
    _ words: String, split: @escaping @Sendable ([[Double]], Int) -> [[[Double]]] = parts,
    measure: @escaping @Sendable ([Double]) -> (mean: Double, variance: Double) = { moments($0) },
    normalize:
      @escaping @Sendable (
        _ x: Double, _ mean: Double, _ variance: Double, _ epsilon: Double
      ) -> Double = { ($0 - $1) / ($2 + $3).squareRoot() },
    noise: @escaping @Sendable (_ means: [Double], _ counts: [Int]) -> Double = { means, _ in
      moments(means).variance
    }, finish: @escaping @Sendable (Double) -> Double = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson05Answers.ghostBatches, words,
      { batch, size, epsilon in
        let parts = split(batch, size)
        let features = batch[0].indices
        let all = parts.map { part in features.map { f in measure(part.map { $0[f] }) } }
        let output = zip(parts, all).flatMap { part, statistics in
          part.map { row in
            zip(row, statistics).map { finish(normalize($0, $1.mean, $1.variance, epsilon)) }
          }
        }
        return (
          output, features.map { f in finish(noise(all.map { $0[f].mean }, parts.map(\.count))) }
        )
      })
  }

  static var wrongGhosts: [AnswerOnTrial] {
    func wrong(
      _ words: String, _ answer: @escaping @Sendable ([[Double]], Int, Double) -> (Rows, [Double])
    ) -> AnswerOnTrial {
      AnswerOnTrial(Lesson05Answers.ghostBatches, words, { answer($0, $1, $2) })
    }
    return [
      ghost("always parts of two", split: { batch, _ in parts(batch, 2) }),
      ghost("always parts of three", split: { batch, _ in parts(batch, 3) }),
      ghost("that many parts", split: { batch, size in parts(batch, max(1, batch.count / size)) }),
      ghost(
        "two parts at most",
        split: { batch, size in
          let all = parts(batch, size)
          return all.count < 2 ? all : [all[0], Array(all.dropFirst().joined())]
        }),
      ghost(
        "what is left goes to the first part",
        split: { batch, size in
          let rest = batch.count < size ? 0 : batch.count % size
          let first = Array(batch.prefix(min(batch.count, size + rest)))
          let others = Array(batch.dropFirst(first.count))
          return [first] + (others.isEmpty ? [] : parts(others, size))
        }),
      ghost(
        "parts of nearly equal length",
        split: { batch, size in
          let count = max(1, batch.count / size)
          return (0..<count).map {
            Array(batch[(batch.count * $0 / count)..<(batch.count * ($0 + 1) / count)])
          }
        }),
      ghost(
        "rounded up",
        split: { batch, size in
          let count = (batch.count + size - 1) / size
          return (0..<count).map { Array(batch[($0 * size)..<min(batch.count, ($0 + 1) * size)]) }
        }),
      ghost("the shortcut", measure: { shortcut($0) }),
      ghost("the median", measure: { ($0.sorted()[$0.count / 2], moments($0).variance) }),
      ghost("the first sample in place of the mean", measure: { ($0[0], moments($0).variance) }),
      ghost(
        "unbiased from three on",
        measure: {
          moments($0, correction: $0.count > 2 ? 1 : 0)
        }),
      ghost(
        "epsilon of 10⁻⁵ always", normalize: { x, m, v, _ in (x - m) / (v + 1e-5).squareRoot() }),
      ghost("no epsilon", normalize: { x, m, v, _ in (x - m) / max(1e-12, v.squareRoot()) }),
      ghost("epsilon as a lower bound", normalize: { ($0 - $1) / max($2, $3).squareRoot() }),
      ghost("epsilon squared", normalize: { ($0 - $1) / ($2 + $3 * $3).squareRoot() }),
      ghost("divided by the variance", normalize: { ($0 - $1) / ($2 + $3) }),
      ghost("the mean stays", normalize: { x, _, v, e in x / (v + e).squareRoot() }),
      ghost("centered alone", normalize: { x, m, _, _ in x - m }),
      ghost("no noise", noise: { _, _ in 0 }),
      ghost(
        "the noise divided by the parts less one",
        noise: { means, _ in
          means.count > 1 ? moments(means, correction: 1).variance : 0
        }),
      ghost(
        "the noise as a deviation", noise: { means, _ in moments(means).variance.squareRoot() }),
      ghost(
        "the noise weighted by counts",
        noise: { means, counts in
          let total = Double(counts.reduce(0, +))
          let center = zip(means, counts).reduce(0) { $0 + $1.0 * Double($1.1) } / total
          return zip(means, counts).reduce(0) {
            $0 + ($1.0 - center) * ($1.0 - center) * Double($1.1)
          } / total
        }),
      ghost("the noise about zero", noise: { means, _ in means.reduce(0) { $0 + $1 * $1 } }),
      ghost("the noise by the shortcut", noise: { means, _ in shortcut(means).variance }),
      ghost("single precision", finish: { Double(Float($0)) }),
      ghost("five decimals", finish: { ($0 * 1e5).rounded() / 1e5 }),
      ghost("infinite", finish: { _ in .infinity }), ghost("magnitudes", finish: { abs($0) }),
      ghost("±1 for everything", normalize: { x, m, _, _ in x < m ? -1 : 1 }),
      wrong("features and samples exchanged") { batch, size, epsilon in
        let output = batch.map { row in
          let (mean, variance) = moments(row)
          return row.map { ($0 - mean) / (variance + epsilon).squareRoot() }
        }
        return (output, batch[0].indices.map { f in moments(batch.map { $0[f] }).variance })
      },
      wrong("one mean for all features") { batch, size, epsilon in
        let output = parts(batch, size).flatMap { part in
          let (mean, variance) = moments(part.flatMap { $0 })
          return part.map { $0.map { ($0 - mean) / (variance + epsilon).squareRoot() } }
        }
        return (output, batch[0].map { _ in 0 })
      },
    ]
  }

  static var rightGhosts: [AnswerOnTrial] {
    func right(
      _ words: String, _ answer: @escaping @Sendable ([[Double]], Int, Double) -> (Rows, [Double])
    ) -> AnswerOnTrial {
      AnswerOnTrial(Lesson05Answers.ghostBatches, words, { answer($0, $1, $2) })
    }
    return [
      ghost("parts first"),
      ghost(
        "the rest joined at the end",
        split: { batch, size in
          var all: [[[Double]]] = []
          for (index, row) in batch.enumerated() {
            if index % size == 0 { all.append([]) }
            all[all.count - 1].append(row)
          }
          if all.count > 1, all[all.count - 1].count < size {
            let rest = all.removeLast()
            all[all.count - 1] += rest
          }
          return all
        }),
      ghost("a power in place of the root", normalize: { ($0 - $1) * Double.pow($2 + $3, -0.5) }),
      ghost(
        "the noise from pairs",
        noise: { means, _ in
          let count = Double(means.count)
          return means.reduce(0) { sum, a in
            sum + means.reduce(0) { $0 + (a - $1) * (a - $1) }
          } / (2 * count * count)
        }),
      ghost(
        "moments about the first sample",
        measure: { numbers in
          let (mean, variance) = shortcut(numbers.map { $0 - numbers[0] })
          return (numbers[0] + mean, max(0, variance))
        }),
      right("feature by feature, by indices") { batch, size, epsilon in
        var output = batch
        var noise: [Double] = []
        let count = max(1, batch.count / size)
        for f in batch[0].indices {
          let rows = (0..<count).map { part in
            batch.indices.filter { min($0 / size, count - 1) == part }
          }
          let all = rows.map { moments($0.map { batch[$0][f] }) }
          for (rows, part) in zip(rows, all) {
            for row in rows {
              output[row][f] = (batch[row][f] - part.mean) / (part.variance + epsilon).squareRoot()
            }
          }
          noise.append(moments(all.map(\.mean)).variance)
        }
        return (output, noise)
      },
    ]
  }
}
