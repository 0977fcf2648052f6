import Answers09
import Course
import TensorCore
import TestSupport

// Answers to exercise E09.7.

extension Checkers09 {
  /// An epoch's metric, with what an answer changes.
  private static func metric(
    _ words: String,
    samples: @escaping @Sendable ([Double]) -> [Double] = { $0 },
    size: @escaping @Sendable (_ size: Int, _ count: Int) -> Int = { size, _ in size },
    mean: @escaping @Sendable (ArraySlice<Double>) -> Double = {
      $0.reduce(0, +) / Double($0.count)
    },
    weight: @escaping @Sendable (_ batch: Int, _ size: Int) -> Double = { batch, _ in
      Double(batch)
    },
    finally:
      @escaping @Sendable (_ metric: Double, _ batches: [Double]) -> (
        metric: Double, batches: [Double]
      ) = { ($0, $1) }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson09Answers.epochMean, words,
      { given, givenSize in
        let numbers = samples(given)
        let size = size(givenSize, numbers.count)
        var (sum, weights, batches) = (0.0, 0.0, [Double]())
        for start in stride(from: 0, to: numbers.count, by: size) {
          let batch = numbers[start..<min(start + size, numbers.count)]
          batches.append(mean(batch))
          sum += weight(batch.count, givenSize) * mean(batch)
          weights += weight(batch.count, givenSize)
        }
        return finally(sum / weights, batches)
      })
  }

  static var wrongMetrics: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      metric("a hundred samples at most", samples: { Array($0.prefix(100)) }),
      metric("a thousand samples at most", samples: { Array($0.prefix(1000)) }),
      metric("two thousand samples at most", samples: { Array($0.prefix(2000)) }),
      metric("thirty-two samples at most", samples: { Array($0.prefix(32)) }),
      metric("whole numbers", samples: { $0.map { $0.rounded() } }),
      metric("magnitudes", samples: { $0.map(\.magnitude) }),
      metric("in reverse", samples: { $0.reversed() }), metric("sorted", samples: { $0.sorted() }),
      metric("without the last sample", samples: { $0.count > 1 ? $0.dropLast() : $0 }),
      metric("without the first sample", samples: { $0.count > 1 ? Array($0.dropFirst()) : $0 }),
      metric("batches of a hundred at most", size: { size, _ in min(size, 100) }),
      metric("batches of a thousand at most", size: { size, _ in min(size, 1000) }),
      metric("batches of one more", size: { size, _ in size + 1 }),
      metric("all in one batch", size: { _, count in count }),
      metric("each sample a batch", size: { _, _ in 1 }),
      metric("medians", mean: { $0.sorted()[$0.count / 2] }),
      metric("the first of a batch", mean: { $0.first ?? 0 }),
      metric("sums", mean: { $0.reduce(0, +) }),
      metric(
        "one sample fewer in the divisor",
        mean: {
          $0.reduce(0, +) / Double(max(1, $0.count - 1))
        }),
      metric("single precision", mean: { Double(Float($0.reduce(0, +) / Double($0.count))) }),
      metric("full batches weigh 1, others 0", weight: { $0 == $1 ? 1 : 1e-12 }),
      metric("the square of the count", weight: { batch, _ in Double(batch * batch) }),
      metric("a half for short batches", weight: { $0 == $1 ? 1 : 0.5 }),
      metric("no batches", finally: { metric, _ in (metric, []) }),
      metric("one batch more", finally: { ($0, $1 + [$0]) }),
      metric(
        "the mean of the batches",
        finally: { _, batches in
          (batches.reduce(0, +) / Double(batches.count), batches)
        }),
      metric("the last batch", finally: { _, batches in (batches[batches.count - 1], batches) }),
      metric("infinite", finally: { _, batches in (.infinity, batches) }),
      metric("a ten-millionth off", finally: { ($0 * (1 + 1e-7), $1) }),
      metric("right at first", finally: { memory.next() > 40 ? (0, $1) : ($0, $1) }),
    ]
  }

  static var rightMetrics: [AnswerOnTrial] {
    let exercise = Lesson09Answers.epochMean
    return [
      metric("by weights"), metric("by shares", weight: { Double($0) / Double($1) }),
      AnswerOnTrial(
        exercise, "a running mean",
        { samples, size in
          var (mean, seen, batches) = (0.0, 0.0, [Double]())
          for start in stride(from: 0, to: samples.count, by: size) {
            let batch = samples.dropFirst(start).prefix(size)
            let count = Double(batch.count)
            batches.append(batch.reduce(0) { $0 + $1 / count })
            seen += count
            mean += (batches[batches.count - 1] - mean) * count / seen
          }
          return (mean, batches)
        }),
      AnswerOnTrial(
        exercise, "sums by index",
        { samples, size in
          let count = (samples.count + size - 1) / size
          var sums = [Double](repeating: 0, count: count)
          for (index, sample) in samples.enumerated() { sums[index / size] += sample }
          let rest = samples.count - (count - 1) * size
          let means = sums.enumerated().map { $1 / Double($0 == count - 1 ? rest : size) }
          return (sums.reduce(0, +) / Double(samples.count), means)
        }),
      AnswerOnTrial(
        exercise, "from the last batch to the first",
        { samples, size in
          var (rest, batches, total) = (samples, [Double](), 0.0)
          while !rest.isEmpty {
            let count = rest.count % size == 0 ? size : rest.count % size
            let sum = rest.suffix(count).reduce(0, +)
            rest.removeLast(count)
            batches.insert(sum / Double(count), at: 0)
            total += sum
          }
          return (total / Double(samples.count), batches)
        }),
    ]
  }
}
