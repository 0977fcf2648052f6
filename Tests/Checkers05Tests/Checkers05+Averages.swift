import Answers05
import Course
import TensorCore
import TestSupport

// Answers to exercises E05.1 and E05.2.

extension Checkers05 {
  static var wrongMomenta: [AnswerOnTrial] {
    let right = [0.821, 1.811, 2.349, 2.539, 51, 3]
    func changed(_ place: Int, _ number: Double) -> [Double] {
      var list = right
      list[place] = number
      return list
    }
    let lists: [(String, [Double])] = [
      ("none", []), ("five numbers", Array(right.prefix(5))), ("seven numbers", right + [0]),
      ("backward", right.reversed()), ("two digits", [0.82, 1.8, 2.3, 2.5, 51, 3]),
      ("three digits", [0.821, 1.81, 2.35, 2.54, 51, 3]),
      ("pairs of counts first", [51, 3, 0.821, 1.811, 2.349, 2.539]),
      ("the first mean after two batches", changed(0, 0.69)),
      ("the first variance after two batches", changed(1, 1.79)),
      ("the other mean after two batches", changed(2, 5.49)),
      ("the first variance biased", changed(1, 1.27)),
      ("the other variance biased", changed(3, 1.27)), ("one batch fewer", changed(4, 50)),
      ("one batch more", changed(4, 52)), ("a fraction of a batch", changed(4, 50.29)),
      ("two batches in the other", changed(5, 2)), ("for one percent", changed(4, 44)),
      ("a fraction in the other", changed(5, 2.301)), ("negative", right.map { -$0 }),
      ("one NaN", changed(3, .nan)), ("one infinite", changed(2, .infinity)),
      ("all infinite", right.map { _ in .infinity }),
      ("half a thousandth off", right.map { $0 * 1.0005 }),
      ("start of the variance 0 in one", changed(3, 2.538)),
      ("a deviation in place of the variance", changed(1, 1.3457)),
      ("means of the samples seen", changed(0, 3)),
      ("the last digit off by one", changed(0, 0.8211)),
      ("a hundredth of a batch more", changed(4, 51.01)),
    ]
    return lists.map { words, list in
      AnswerOnTrial(Lesson05Answers.momentumConventions, words, { list })
    }
  }

  static var rightMomenta: [AnswerOnTrial] {
    [
      AnswerOnTrial(
        Lesson05Answers.momentumConventions, "closed forms",
        {
          let m = 0.1
          let q = 1 - m
          func average(_ kept: Double, _ new: Double, _ start: Double, _ x: [Double]) -> Double {
            kept * kept * kept * start + new * (kept * kept * x[0] + kept * x[1] + x[2])
          }
          return [
            average(q, m, 0, [1, 6, 2]), average(q, m, 1, [2, 8, 2]), average(m, q, 0, [1, 6, 2]),
            average(m, q, 1, [2, 8, 2]), 51, 3,
          ]
        }),
      AnswerOnTrial(
        Lesson05Answers.momentumConventions, "four digits and no more",
        { [0.8210, 1.811, 2.349, 2.539, 51.0, 3.0] }),
    ]
  }

  /// Running statistics with what an answer does otherwise.
  private static func average(
    _ words: String, start: (Double, Double) = (0, 1), correction: Double = 1,
    measure: @escaping @Sendable ([Double], Double) -> (mean: Double, variance: Double) = {
      moments($0, correction: $1)
    },
    weight: @escaping @Sendable (_ index: Int, _ batch: [Double], _ momentum: Double?) -> Double = {
      $2 ?? 1 / Double($0 + 1)
    }, finish: @escaping @Sendable (Double) -> Double = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson05Answers.cumulativeAverage, words,
      { batches, momentum in
        var (mean, variance) = start
        for (index, batch) in batches.enumerated() {
          let (center, spread) = measure(batch, correction)
          let w = weight(index, batch, momentum)
          mean = (1 - w) * mean + w * center
          variance = (1 - w) * variance + w * spread
        }
        return (finish(mean), finish(variance))
      })
  }

  /// The right averages, but for the start of the mean.
  private static func averaged(
    _ batches: [[Double]], momentum: Double?, start: Double = 0
  ) -> (Double, Double) {
    var (mean, variance) = (start, 1.0)
    for (index, batch) in batches.enumerated() {
      let w = momentum ?? 1 / Double(index + 1)
      let (center, spread) = moments(batch, correction: 1)
      mean += w * (center - mean)
      variance += w * (spread - variance)
    }
    return (mean, variance)
  }

  /// Averages from a start of 0, divided by the weight of what was seen.
  private static func corrected(_ batches: [[Double]], momentum: Double?) -> (Double, Double) {
    var (mean, variance, left) = (0.0, 0.0, 1.0)
    for (index, batch) in batches.enumerated() {
      let w = momentum ?? 1 / Double(index + 1)
      let (center, spread) = moments(batch, correction: 1)
      mean += w * (center - mean)
      variance += w * (spread - variance)
      left *= 1 - w
    }
    return left == 1 ? (0, 1) : (mean / (1 - left), variance / (1 - left))
  }

  private static func measured(
    _ words: String,
    _ measure: @escaping @Sendable ([Double], Double) -> (mean: Double, variance: Double)
  ) -> AnswerOnTrial { average(words, measure: measure) }

  private static func weighted(
    _ words: String,
    _ weight: @escaping @Sendable (_ index: Int, _ batch: [Double], _ momentum: Double?) -> Double
  ) -> AnswerOnTrial { average(words, weight: weight) }

  static var wrongAverages: [AnswerOnTrial] {
    let memory = AnswerMemory()
    func wrong(
      _ words: String, _ answer: @escaping @Sendable ([[Double]], Double?) -> (Double, Double)
    ) -> AnswerOnTrial {
      AnswerOnTrial(Lesson05Answers.cumulativeAverage, words, { answer($0, $1) })
    }
    return [
      average("a start of 0 and 0", start: (0, 0)), average("a start of 1 and 1", start: (1, 1)),
      average("a start of 0 and ε", start: (0, 1e-5)),
      measured("a mean square less a squared mean") { shortcut($0, correction: $1) },
      measured("the second moment in place of the variance") { batch, _ in
        let count = Double(batch.count)
        return (
          batch.reduce(0, +) / count, batch.reduce(0) { $0 + $1 * $1 } / (count - 1)
        )
      },
      measured("the deviation in place of the variance") {
        let (mean, variance) = moments($0, correction: $1)
        return (mean, variance.squareRoot())
      },
      measured("the median in place of the mean") { batch, correction in
        (batch.sorted()[batch.count / 2], moments(batch, correction: correction).variance)
      },
      measured("from the first two numbers") { batch, correction in
        moments(Array(batch.prefix(2)), correction: correction)
      },
      average("divided by the count plus one", correction: -1),
      measured("biased from five numbers on") { batch, _ in
        moments(batch, correction: batch.count >= 5 ? 0 : 1)
      },
      average("single precision", finish: { Double(Float($0)) }),
      average("six decimals", finish: { ($0 * 1e6).rounded() / 1e6 }),
      weighted("always a momentum of 0.1") { _, _, _ in 0.1 },
      weighted("always cumulative") { index, _, _ in 1 / Double(index + 1) },
      weighted("cumulative until the momentum is reached") { index, _, momentum in
        max(momentum ?? 0, 1 / Double(index + 1))
      },
      weighted("momentum with a warm start") { index, _, momentum in
        index == 0 ? 1 : momentum ?? 1 / Double(index + 1)
      },
      weighted("the weight is one half") { _, _, _ in 0.5 },
      weighted("cumulative by size") { index, batch, momentum in
        momentum ?? Double(batch.count) / Double((index + 1) * 4)
      },
      weighted("at least a tenth when cumulative") { index, _, momentum in
        momentum ?? max(0.1, 1 / Double(index + 1))
      },
      weighted("momentum 0 is taken for none") { index, _, momentum in
        momentum.flatMap { $0 == 0 ? nil : $0 } ?? 1 / Double(index + 1)
      },
      weighted("one over the index from 2") { index, _, momentum in
        momentum ?? 1 / Double(max(1, index))
      },
      wrong("the correction for the start, as Adam has it") { corrected($0, momentum: $1) },
      wrong("backward in time") { averaged($0.reversed(), momentum: $1) },
      wrong("the last batch alone") { batches, _ in
        batches.last.map { moments($0, correction: 1) } ?? (0, 1)
      },
      wrong("infinite") { _, _ in (.infinity, .infinity) },
      wrong("NaN without a batch") { batches, _ in batches.isEmpty ? (.nan, .nan) : (0, 1) },
      wrong("the second time with another start") {
        averaged($0, momentum: $1, start: memory.next() > 60 ? 0.5 : 0)
      },
    ]
  }

  static var rightAverages: [AnswerOnTrial] {
    func right(
      _ words: String, _ answer: @escaping @Sendable ([[Double]], Double?) -> (Double, Double)
    ) -> AnswerOnTrial {
      AnswerOnTrial(Lesson05Answers.cumulativeAverage, words, { answer($0, $1) })
    }
    return [
      average("as the solution"),
      measured("Welford's update within a batch") { batch, correction in
        var (mean, squares) = (0.0, 0.0)
        for (index, x) in batch.enumerated() {
          let distance = x - mean
          mean += distance / Double(index + 1)
          squares += distance * (x - mean)
        }
        return (mean, squares / (Double(batch.count) - correction))
      },
      measured("the shortcut about the first number") { batch, correction in
        let (mean, variance) = shortcut(batch.map { $0 - batch[0] }, correction: correction)
        return (batch[0] + mean, variance)
      },
      measured("pairs of numbers") { batch, _ in
        let count = Double(batch.count)
        var squares = 0.0
        for a in batch { for b in batch { squares += (a - b) * (a - b) } }
        return (batch.reduce(0, +) / count, squares / (2 * count * (count - 1)))
      },
      right("a plain mean when cumulative") { batches, momentum in
        let all = batches.map { moments($0, correction: 1) }
        guard let momentum else {
          if all.isEmpty { return (0, 1) }
          let count = Double(all.count)
          return (
            all.reduce(0) { $0 + $1.mean } / count, all.reduce(0) { $0 + $1.variance } / count
          )
        }
        var (mean, variance) = (0.0, 1.0)
        for batch in all {
          mean += momentum * (batch.mean - mean)
          variance += momentum * (batch.variance - variance)
        }
        return (mean, variance)
      },
      right("a recursion from the last batch") { batches, momentum in
        func after(_ count: Int) -> (Double, Double) {
          guard count > 0 else { return (0, 1) }
          let (old, new) = (after(count - 1), moments(batches[count - 1], correction: 1))
          let w = momentum ?? 1 / Double(count)
          return (old.0 + w * (new.mean - old.0), old.1 + w * (new.variance - old.1))
        }
        return after(batches.count)
      },
    ]
  }
}
