import Answers06
import Course
import TensorCore
import TestSupport

// Answers to exercise E06.6.

extension Checkers06 {
  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  /// Early stopping on medians, with what an answer changes.
  private static func stopping(
    _ words: String, cleans: Bool = true,
    recent: @escaping @Sendable (_ losses: [Double], _ epoch: Int, _ window: Int) -> [Double] = {
      Array($0[max(0, $1 - $2 + 1)...$1])
    },
    middle: @escaping @Sendable (_ sorted: [Double]) -> Double = {
      ($0[($0.count - 1) / 2] + $0[$0.count / 2]) / 2
    },
    isBetter: @escaping @Sendable (_ median: Double, _ best: Double, _ minimum: Double) -> Bool = {
      $0 < $1 - $2
    },
    patience: @escaping @Sendable (Int) -> Int = { $0 },
    finally: @escaping @Sendable (_ last: Int, _ best: Int, _ count: Int) -> (Int, Int) = {
      last, best, _ in
      (last, best)
    }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson06Answers.noisyStopping, words,
      { given, patient, window, minimum in
        let losses = given.map { $0.isNaN && cleans ? .infinity : $0 }
        var (best, bestEpoch) = (0.0, 0)
        for epoch in losses.indices {
          let median = middle(recent(losses, epoch, window).sorted())
          if epoch == 0 || isBetter(median, best, minimum) { (best, bestEpoch) = (median, epoch) }
          if epoch - bestEpoch >= patience(patient) {
            let (last, restored) = finally(epoch, bestEpoch, losses.count)
            return (last, restored)
          }
        }
        let (last, restored) = finally(losses.count - 1, bestEpoch, losses.count)
        return (last, restored)
      })
  }

  static var wrongStopping: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      stopping("NaN is kept", cleans: false),
      stopping(
        "NaN is left out", cleans: false,
        recent: { losses, epoch, window in
          let kept = losses[max(0, epoch - window + 1)...epoch].filter { !$0.isNaN }
          return kept.isEmpty ? [.infinity] : kept
        }),
      stopping(
        "NaN counts as 0", cleans: false,
        recent: { losses, epoch, window in
          losses[max(0, epoch - window + 1)...epoch].map { $0.isNaN ? 0 : $0 }
        }),
      stopping("one loss", recent: { losses, epoch, _ in [losses[epoch]] }),
      stopping(
        "always three", recent: { losses, epoch, _ in Array(losses[max(0, epoch - 2)...epoch]) }),
      stopping("one more", recent: { l, e, w in Array(l[max(0, e - w)...e]) }),
      stopping("one less", recent: { l, e, w in Array(l[max(0, min(e, e - w + 2))...e]) }),
      stopping("without the last loss", recent: { l, e, w in Array(l[max(0, e - w)..<max(1, e)]) }),
      stopping(
        "around the epoch",
        recent: { l, e, w in
          Array(l[max(0, e - w / 2)...min(l.count - 1, e + w / 2)])
        }),
      stopping(
        "only full windows",
        recent: { l, e, w in e < w - 1 ? [.infinity] : Array(l[(e - w + 1)...e]) }),
      stopping("all losses so far", recent: { l, e, _ in Array(l[...e]) }),
      stopping(
        "zeros before the first",
        recent: { l, e, w in
          Array((Array(repeating: 0, count: w) + l[...e]).suffix(w))
        }),
      stopping("the lower middle", middle: { $0[($0.count - 1) / 2] }),
      stopping("the upper middle", middle: { $0[$0.count / 2] }),
      stopping("the least", middle: { $0[0] }),
      stopping("the greatest", middle: { $0[$0.count - 1] }),
      stopping("the mean", middle: { mean($0) }),
      stopping(
        "the mean without the extremes",
        middle: { $0.count > 3 ? mean(Array($0.dropFirst().dropLast())) : mean($0) }),
      stopping("equal is better", isBetter: { $0 <= $1 - $2 }),
      stopping("without a minimum", isBetter: { median, best, _ in median < best }),
      stopping("the minimum on the other side", isBetter: { $0 < $1 + $2 }),
      stopping("a relative minimum", isBetter: { $0 < $1 * (1 - $2) }),
      stopping("twice the minimum", isBetter: { $0 < $1 - 2 * $2 }),
      stopping("greater is better", isBetter: { $0 > $1 + $2 }),
      stopping("one patience more", patience: { $0 + 1 }),
      stopping("one patience less", patience: { max(1, $0 - 1) }),
      stopping("always a patience of 3", patience: { _ in 3 }),
      stopping("never stops", patience: { _ in .max }),
      stopping("restores the last", finally: { last, _, _ in (last, last) }),
      stopping("counted from 1", finally: { last, best, _ in (last + 1, best + 1) }),
      stopping("ends at the best", finally: { _, best, _ in (best, best) }),
      stopping("always runs to the end", finally: { _, best, count in (count - 1, best) }),
      stopping("the answers change places", finally: { last, best, _ in (best, last) }),
      stopping(
        "right fifty times",
        finally: { last, best, _ in memory.next() <= 50 ? (last, best) : (0, 0) }),
    ]
  }

  static var rightStopping: [AnswerOnTrial] {
    [
      stopping("of the suffix", recent: { l, e, w in l.prefix(e + 1).suffix(w) }),
      stopping(
        "the middle of odd and even",
        middle: { sorted in
          let half = sorted.count / 2
          return sorted.count % 2 == 1 ? sorted[half] : sorted[half - 1] / 2 + sorted[half] / 2
        }),
      stopping(
        "ends are taken off",
        middle: { sorted in
          var rest = sorted[...]
          while rest.count > 2 { rest = rest.dropFirst().dropLast() }
          return rest.reduce(0, +) / Double(rest.count)
        }),
      stopping("not no better", isBetter: { !($0 >= $1 - $2) }),
      AnswerOnTrial(
        Lesson06Answers.noisyStopping, "a counter",
        { given, patience, window, minimum in
          var (history, waited, best, restored) = ([Double](), 0, Double.infinity, 0)
          for (epoch, loss) in given.enumerated() {
            history.append(loss.isNaN ? .infinity : loss)
            if history.count > window { history.removeFirst() }
            let sorted = history.sorted()
            let median = (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) * 0.5
            waited += 1
            if median < best - minimum || epoch == 0 {
              (waited, best, restored) = (0, median, epoch)
            }
            if waited == patience { return (epoch, restored) }
          }
          return (given.count - 1, restored)
        }),
    ]
  }
}
