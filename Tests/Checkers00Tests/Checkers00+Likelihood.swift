import Answers00
import Course
import Foundation
import TestSupport

// Answers to exercises E00.11 and E00.12.

extension Checkers00 {
  private static func value(_ heads: Int, _ tails: Int, _ p: Double) -> Double {
    Double(heads) * log(p) + Double(tails) * log1p(-p)
  }

  private static func share(_ heads: Int, _ tails: Int) -> Double {
    Double(heads) / Double(heads + tails)
  }

  static var wrongCoins: [AnswerOnTrial] {
    let exercise = Lesson00Answers.coin
    return Spoiler.answers(exercise) { spoil in
      { heads, tails, p in
        let found = spoil([value(heads, tails, p), share(heads, tails)])
        return (found[0], found[1])
      }
    } + [
      AnswerOnTrial(exercise, "never below −700") {
        (max(-700, value($0, $1, $2)), share($0, $1))
      },
      AnswerOnTrial(exercise, "a thousand tosses at most") { heads, tails, p in
        (value(min(heads, 1000), min(tails, 1000), p), share(heads, tails))
      },
      AnswerOnTrial(exercise, "of any order") { heads, tails, p in
        let ways =
          lgamma(Double(heads + tails + 1)) - lgamma(Double(heads + 1))
          - lgamma(Double(tails + 1))
        return (value(heads, tails, p) + ways, share(heads, tails))
      },
      AnswerOnTrial(exercise, "Laplace's rule") { heads, tails, p in
        (value(heads, tails, p), Double(heads + 1) / Double(heads + tails + 2))
      },
      AnswerOnTrial(exercise, "the given probability is the best") { (value($0, $1, $2), $2) },
      AnswerOnTrial(exercise, "tails are heads") { (value($1, $0, $2), share($1, $0)) },
      AnswerOnTrial(exercise, "the best on a grid") { heads, tails, p in
        (value(heads, tails, p), (share(heads, tails) * 100).rounded() / 100)
      },
      AnswerOnTrial(exercise, "at the best probability") { heads, tails, _ in
        let best = min(1 - 1e-12, max(1e-12, share(heads, tails)))
        return (value(heads, tails, best), share(heads, tails))
      },
    ]
  }

  static var rightCoins: [AnswerOnTrial] {
    let exercise = Lesson00Answers.coin
    return [
      AnswerOnTrial(exercise, "toss after toss") { heads, tails, p in
        guard heads + tails < 100_000 else { return (value(heads, tails, p), share(heads, tails)) }
        let tosses = (0..<(heads + tails)).map { $0 < heads ? p : 1 - p }
        return (tosses.reduce(0) { $0 + log($1) }, share(heads, tails))
      },
      AnswerOnTrial(exercise, "by binary logarithms") { heads, tails, p in
        let bits = Double(heads) * log2(p) + Double(tails) * log2(1 - p)
        return (bits * log(2.0), 1 - share(tails, heads))
      },
      AnswerOnTrial(exercise, "by the log-odds") { heads, tails, p in
        let count = Double(heads + tails)
        return (Double(heads) * log(p / (1 - p)) + count * log1p(-p), share(heads, tails))
      },
    ]
  }

  private static func softmax(_ logits: [Double]) -> [Double] {
    let greatest = logits.max() ?? 0
    let sum = logits.reduce(0) { $0 + exp($1 - greatest) }
    return logits.map { exp($0 - greatest) / sum }
  }

  private static func moved(_ logits: [Double], by shift: Double) -> [Double] {
    let exponentials = logits.map { exp($0 - shift) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { $0 / sum }
  }

  static var wrongProbabilities: [AnswerOnTrial] {
    let exercise = Lesson00Answers.softmax
    return Spoiler.answers(exercise, but: ["magnitudes", "within ±10"]) { spoil in
      { spoil(softmax($0)) }
    } + [
      AnswerOnTrial(exercise, "less the first", { moved($0, by: $0[0]) }),
      AnswerOnTrial(exercise, "less the last", { moved($0, by: $0[$0.count - 1]) }),
      AnswerOnTrial(exercise, "less the least", { moved($0, by: $0.min() ?? 0) }),
      AnswerOnTrial(exercise, "less the middle", { moved($0, by: $0.sorted()[$0.count / 2]) }),
      AnswerOnTrial(exercise, "less 1000 where it is large") { logits in
        moved(logits, by: logits[0] > 500 ? 1000 : 0)
      },
      AnswerOnTrial(exercise, "nothing below 1e-12") { softmax($0).map { max(1e-12, $0) } },
      AnswerOnTrial(exercise, "all for the greatest") { logits in
        logits.map { $0 == logits.max() ? 1 : 0 }
      },
      AnswerOnTrial(exercise, "logarithms") { softmax($0).map { log($0) } },
      AnswerOnTrial(exercise, "in single precision") { softmax($0).map { Double(Float($0)) } },
      AnswerOnTrial(exercise, "a hundred at most") { softmax(Array($0.prefix(100))) },
      AnswerOnTrial(exercise, "the temperature of 2") { softmax($0.map { $0 / 2 }) },
    ]
  }

  static var rightProbabilities: [AnswerOnTrial] {
    let exercise = Lesson00Answers.softmax
    return [
      AnswerOnTrial(exercise, "by the logarithm of the sum") { logits in
        let greatest = logits.max() ?? 0
        let logarithm = log(logits.reduce(0) { $0 + exp($1 - greatest) })
        return logits.map { exp($0 - greatest - logarithm) }
      },
      AnswerOnTrial(exercise, "moved a little further") { moved($0, by: ($0.max() ?? 0) + 3) },
      AnswerOnTrial(exercise, "the sum from the least") { logits in
        let greatest = logits.max() ?? 0
        let sum = logits.sorted().reduce(0) { $0 + exp($1 - greatest) }
        return logits.map { exp($0 - greatest) / sum }
      },
    ]
  }
}
