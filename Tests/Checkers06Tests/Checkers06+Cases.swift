import Answers06
import Course
import TestSupport

// Answers to exercises E06.2, E06.3, E06.6 and E06.10 that are right in most cases, and take some for another.

extension Checkers06 {
  static var wrongCases: [AnswerOnTrial] {
    depthCases + validationCases + stoppingCases + temperatureCases
  }

  private static var depthCases: [AnswerOnTrial] {
    let right = Lesson06Answers.residualDepth.solution
    func wrong(_ words: String, _ answer: @escaping DepthFunction) -> AnswerOnTrial {
      AnswerOnTrial(Lesson06Answers.residualDepth, words, answer)
    }
    /// The blocks, with what an answer changes.
    func blocks(
      _ words: String,
      probability: @escaping @Sendable (_ index: Int, _ count: Int, _ last: Double) -> Double = {
        Double($0 + 1) / Double($1) * $2
      }, isLeftOut: @escaping @Sendable (_ draw: Double, _ p: Double) -> Bool = { $0 < $1 },
      factor: @escaping @Sendable (_ p: Double, _ index: Int) -> Double = { p, _ in 1 - p }
    ) -> AnswerOnTrial {
      wrong(words) { input, branches, last, draws in
        var x = input
        for (index, branch) in branches.enumerated() {
          let p = probability(index, branches.count, last)
          if let draws, isLeftOut(draws[index], p) { continue }
          let scale = draws == nil ? factor(p, index) : 1
          x = zip(x, branch(x)).map { $0 + scale * $1 }
        }
        return x
      }
    }
    return [
      blocks("probabilities from 0 on", probability: { Double($0) / Double(max(1, $1 - 1)) * $2 }),
      blocks("one probability", probability: { _, _, last in last }),
      blocks("probabilities from the last on", probability: { Double($1 - $0) / Double($1) * $2 }),
      blocks(
        "a root of the depth", probability: { (Double($0 + 1) / Double($1)).squareRoot() * $2 }),
      blocks("left out at the limit", isLeftOut: { $0 <= $1 }),
      blocks("left out above", isLeftOut: { $0 >= 1 - $1 }),
      blocks("never left out", isLeftOut: { _, _ in false }),
      blocks("unscaled in evaluation", factor: { _, _ in 1 }),
      blocks("the probability of being left out", factor: { p, _ in p }),
      blocks("a hundred branches are scaled", factor: { p, index in index < 100 ? 1 - p : 1 }),
      blocks("a share of 10⁻³ is no share", factor: { p, _ in p < 1e-3 ? 1 : 1 - p }),
      wrong("a hundred features are changed") { x, branches, last, draws in
        Array(try right(x, branches, last, draws).prefix(100) + x.dropFirst(100))
      },
    ]
  }

  private static var validationCases: [AnswerOnTrial] {
    let right = Lesson06Answers.crossValidation.solution
    func wrong(_ words: String, _ answer: @escaping ValidationFunction) -> AnswerOnTrial {
      AnswerOnTrial(Lesson06Answers.crossValidation, words, answer)
    }
    /// The position of the best alone is another.
    func best(
      _ words: String,
      _ choose: @escaping @Sendable (_ errors: [Double], _ strengths: [Double]) -> Int
    ) -> AnswerOnTrial {
      wrong(words) { inputs, targets, strengths, folds, ridge in
        let errors = try right(inputs, targets, strengths, folds, ridge).errors
        return (errors, choose(errors, strengths))
      }
    }
    /// The greatest strength whose error is within a share of the least.
    func tolerant(_ share: Double) -> AnswerOnTrial {
      best("errors within \(share) are equal") { errors, strengths in
        let least = errors.min() ?? 0
        let equal = errors.indices.filter { errors[$0] <= least * (1 + share) }
        return equal.max { strengths[$0] < strengths[$1] } ?? 0
      }
    }
    return [
      tolerant(0.5), tolerant(0.01), tolerant(1e-3),
      best("the best of ten") { errors, _ in
        errors.indices.prefix(10).min { errors[$0] < errors[$1] } ?? 0
      },
      best("the first of equal ones") { errors, _ in errors.firstIndex(of: errors.min() ?? 0) ?? 0
      },
      best("the last of equal ones") { errors, _ in errors.lastIndex(of: errors.min() ?? 0) ?? 0 },
      best("the least of equal ones") { errors, strengths in
        let equal = errors.indices.filter { errors[$0] == errors.min() }
        return equal.min { strengths[$0] < strengths[$1] } ?? 0
      },
      best("the place among sorted strengths") { errors, strengths in
        let order = strengths.indices.sorted { strengths[$0] < strengths[$1] }
        return order.indices.min { errors[order[$0]] < errors[order[$1]] } ?? 0
      },
      wrong("33 folds at most") { try right($0, $1, $2, min(33, $3), $4) },
      wrong("ten strengths at most") { inputs, targets, strengths, folds, ridge in
        let known = try right(inputs, targets, Array(strengths.prefix(10)), folds, ridge)
        return (known.errors + strengths.dropFirst(10).map { _ in .infinity }, known.best)
      },
      wrong("strengths of 10⁶ at most") { try right($0, $1, $2.map { min(1e6, $0) }, $3, $4) },
      wrong("targets of 1000 at most") { try right($0, $1.map { min(1000, $0) }, $2, $3, $4) },
    ]
  }

  private static var stoppingCases: [AnswerOnTrial] {
    let right = Lesson06Answers.noisyStopping.solution
    func wrong(_ words: String, _ answer: @escaping StoppingFunction) -> AnswerOnTrial {
      AnswerOnTrial(Lesson06Answers.noisyStopping, words, answer)
    }
    return [
      wrong("a patience of 129 at most") { try right($0, min(129, $1), $2, $3) },
      wrong("a patience of two at least") { try right($0, max(2, $1), $2, $3) },
      wrong("a window of 104 at most") { try right($0, $1, min(104, $2), $3) },
      wrong("an odd window") { try right($0, $1, $2 / 2 * 2 + 1, $3) },
      wrong("an odd window, one shorter") { try right($0, $1, max(1, ($2 - 1) / 2 * 2 + 1), $3) },
      wrong("174 losses at most") { try right(Array($0.prefix(174)), $1, $2, $3) },
      wrong("a relative improvement") { try right($0, $1, $2, $3 * abs($0[0])) },
      wrong("no improvement asked for") { losses, patience, window, _ in
        try right(losses, patience, window, 0)
      },
      wrong("NaN is left out") { losses, patience, window, improvement in
        let kept = losses.indices.filter { !losses[$0].isNaN }
        guard !kept.isEmpty else { return (losses.count - 1, 0) }
        let (last, best) = try right(kept.map { losses[$0] }, patience, window, improvement)
        return (kept[last], kept[best])
      },
      wrong("NaN is the loss before") { losses, patience, window, improvement in
        let filled = losses.indices.map { i in losses[...i].last { !$0.isNaN } ?? .infinity }
        return try right(filled, patience, window, improvement)
      },
      wrong("infinite is the loss before") { losses, patience, window, improvement in
        let filled = losses.indices.map { i in losses[...i].last { $0 < .infinity } ?? .infinity }
        return try right(filled, patience, window, improvement)
      },
      wrong("magnitudes") { try right($0.map { abs($0) }, $1, $2, $3) },
    ]
  }

  private static var temperatureCases: [AnswerOnTrial] {
    func wrong(
      _ words: String, samples: Int = .max,
      logits: @escaping @Sendable ([Double]) -> [Double] = { $0 },
      finally change: @escaping @Sendable (Double) -> Double = { $0 }
    ) -> AnswerOnTrial {
      AnswerOnTrial(
        Lesson06Answers.fittedTemperature, words,
        { given, classes in
          change(
            Lesson06Answers.bisectedTemperature(
              logits: given.prefix(samples).map(logits), classes: Array(classes.prefix(samples))))
        })
    }
    return [
      wrong("39 samples", samples: 39), wrong("300 samples", samples: 300),
      wrong("two samples", samples: 2),
      wrong("a T of 10 at most", finally: { min(10, $0) }),
      wrong("a T of a half at least", finally: { max(0.5, $0) }),
      wrong("1 where it is nearly 1", finally: { abs($0 - 1) < 0.3 ? 1 : $0 }),
      wrong("four digits", finally: { ($0 * 1e4).rounded() / 1e4 }),
      wrong("its root", finally: { $0.squareRoot() }),
      wrong("an end is left open", finally: { max(0.0501, min(19.9, $0)) }),
      wrong("logits of 1000 at most", logits: { $0.map { max(-1000, min(1000, $0)) } }),
      wrong("whole logits", logits: { $0.map { $0.rounded() } }),
      wrong("single precision", logits: { $0.map { Double(Float($0)) } }),
    ]
  }
}
