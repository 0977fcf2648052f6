import Answers06
import Course
import TensorCore
import TestSupport

// Answers to exercise E06.3.

extension Checkers06 {
  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  /// Cross-validation, with what an answer changes.
  private static func validation(
    _ words: String,
    fold: @escaping @Sendable (_ index: Int, _ foldCount: Int, _ count: Int) -> Int = { i, k, _ in
      i % k
    },
    folds: @escaping @Sendable (Int) -> Int = { $0 },
    centers: Bool = true, scales: Bool = true, lessOne: Int = 0, deviationOfConstants: Double = 1,
    strength: @escaping @Sendable (_ strength: Double, _ count: Int, _ all: Int) -> Double = {
      strength, _, _ in strength
    },
    adds: Bool = true,
    loss: @escaping @Sendable (Double) -> Double = { $0 * $0 },
    errors change: @escaping @Sendable ([Double]) -> [Double] = { $0 },
    best: @escaping @Sendable (_ errors: [Double], _ strengths: [Double]) -> Int = {
      errors, strengths in
      strengths.indices.sorted { strengths[$0] > strengths[$1] }.min { errors[$0] < errors[$1] }
        ?? 0
    }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson06Answers.crossValidation, words,
      { inputs, targets, strengths, foldCount, ridge in
        let used = folds(foldCount)
        let all = Array(inputs.indices)
        let errors = strengths.map { given in
          var losses: [Double] = []
          for held in 0..<used {
            let rows = all.filter { fold($0, used, all.count) != held }
            guard !rows.isEmpty else { continue }
            let columns = inputs[0].indices.map { c in rows.map { inputs[$0][c] } }
            let means = columns.map(mean)
            let deviations = zip(columns, means).map { values, m in
              let sum = values.reduce(0) { $0 + ($1 - m) * ($1 - m) }
              return sum > 0
                ? (sum / Double(max(1, values.count - lessOne))).squareRoot() : deviationOfConstants
            }
            func scaled(_ row: [Double]) -> [Double] {
              row.indices.map {
                scales ? (row[$0] - means[$0]) / deviations[$0] : row[$0] - means[$0]
              }
            }
            let center = centers ? mean(rows.map { targets[$0] }) : 0
            let weights = ridge(
              rows.map { scaled(inputs[$0]) }, rows.map { targets[$0] - center },
              strength(given, rows.count, all.count))
            for sample in all where fold(sample, used, all.count) == held {
              let sum = zip(scaled(inputs[sample]), weights).map(*).reduce(0, +)
              losses.append(loss((adds ? center : 0) + sum - targets[sample]))
            }
          }
          return mean(losses)
        }
        let shown = change(errors)
        return (shown, best(shown, strengths))
      })
  }

  static var wrongValidations: [AnswerOnTrial] {
    let memory = AnswerMemory()
    @Sendable func least(_ errors: [Double]) -> Int {
      errors.indices.min { errors[$0] < errors[$1] } ?? 0
    }
    return [
      validation("targets are not centered", centers: false),
      validation("the center is not added", adds: false),
      validation("columns are centered only", scales: false),
      validation("less one", lessOne: 1),
      validation("a constant column is divided by 0", deviationOfConstants: 0),
      validation(
        "a constant column is divided by a tiny number",
        deviationOfConstants: .leastNonzeroMagnitude),
      validation("the strength times the count", strength: { s, n, _ in s * Double(n) }),
      validation("the strength over the count", strength: { s, n, _ in s / Double(n) }),
      validation(
        "the strength for all samples", strength: { s, n, all in s * Double(all) / Double(n) }),
      validation("the strength's root", strength: { s, _, _ in s.squareRoot() }),
      validation("half of the strength", strength: { s, _, _ in s / 2 }),
      validation("a strength of at least 1", strength: { s, _, _ in max(1, s) }),
      validation("no strength but 1", strength: { _, _, _ in 1 }),
      validation("always two folds", folds: { _ in 2 }),
      validation("one fold less", folds: { max(2, $0 - 1) }),
      validation("left out one by one", folds: { $0 == 2 ? 2 : 7 }),
      validation("neighbors", fold: { i, k, n in i * k / n }),
      validation("folds from the end", fold: { i, k, n in (n - 1 - i) / ((n + k - 1) / k) }),
      validation("magnitudes", loss: { abs($0) }),
      validation("half of squares", loss: { $0 * $0 / 2 }),
      validation("signed", loss: { $0 }), validation("bounded losses", loss: { min($0 * $0, 100) }),
      validation("the root of the error", errors: { $0.map { $0.squareRoot() } }),
      validation("three digits", errors: { $0.map { ($0 * 1000).rounded() / 1000 } }),
      validation("in single precision", errors: { $0.map { Double(Float($0)) } }),
      validation("sums", errors: { $0.map { $0 * 7 } }),
      validation("errors in the reverse order", errors: { $0.reversed() }),
      validation("no errors", errors: { _ in [] }, best: { _, _ in 0 }),
      validation("the worst strength", best: { e, _ in e.indices.max { e[$0] < e[$1] } ?? 0 }),
      validation("the first of equals", best: { e, _ in least(e) }),
      validation("the last of equals", best: { e, _ in e.lastIndex(of: e.min() ?? 0) ?? 0 }),
      validation(
        "the smallest of equals",
        best: { e, s in
          s.indices.sorted { s[$0] < s[$1] }.min { e[$0] < e[$1] } ?? 0
        }),
      validation("the greatest strength", best: { _, s in s.indices.max { s[$0] < s[$1] } ?? 0 }),
      validation("the first strength", best: { _, _ in 0 }),
      validation("the strength itself", best: { e, s in Int(s[least(e)]) }),
      validation(
        "the first errors",
        errors: { e in
          let old = memory.tensor ?? Tensor([0])
          let kept = old.elementCount == e.count ? old : Tensor(e.map { Scalar($0) })
          memory.tensor = kept
          return kept.elementCount == e.count ? kept.scalars.map { Double($0) } : e
        }),
    ]
  }

  static var rightValidations: [AnswerOnTrial] {
    [
      validation("a loop over strengths outside"),
      validation("folds from the last", fold: { i, k, _ in (i % k + k - 1) % k }),
      validation("squares of differences", loss: { miss in (-miss) * (-miss) }),
      validation(
        "by sorting pairs",
        best: { errors, strengths in
          zip(zip(errors, strengths.map { -$0 }), errors.indices).min { $0.0 < $1.0 }?.1 ?? 0
        }),
      validation(
        "the greatest among the least",
        best: { errors, strengths in
          var best = 0
          for place in errors.indices
          where
            errors[place] < errors[best]
            || errors[place] == errors[best] && strengths[place] > strengths[best]
          {
            best = place
          }
          return best
        }),
    ]
  }
}
