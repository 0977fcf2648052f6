import Answers06
import Course
import TensorCore
import TestSupport

// Answers to exercise E06.5.

extension Checkers06 {
  /// Cross-entropy against targets over the other classes, with what an answer changes.
  private static func smoothing(
    _ words: String,
    targets: @escaping @Sendable (_ target: Int, _ count: Int, _ e: Double) -> [Double] = {
      t, k, e in
      (0..<k).map { $0 == t ? 1 - e : e / Double(k - 1) }
    },
    logits change: @escaping @Sendable ([Double]) -> [Double] = { $0 },
    loss: @escaping @Sendable (Double) -> Double = { $0 },
    gradient: @escaping @Sendable ([Double]) -> [Double] = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson06Answers.othersSmoothing, words,
      { given, target, e in
        let logits = change(given)
        let top = logits.max() ?? 0
        let normalizer = top + .log(logits.map { Double.exp($0 - top) }.reduce(0, +))
        let q = targets(target, logits.count, e)
        return (
          loss(zip(q, logits).reduce(0) { $0 + $1.0 * (normalizer - $1.1) }),
          gradient(zip(q, logits).map { Double.exp($1 - normalizer) - $0 })
        )
      })
  }

  static var wrongSmoothing: [AnswerOnTrial] {
    let memory = AnswerMemory()
    func over(
      _ divisor: @escaping @Sendable (Int) -> Int
    )
      -> @Sendable (Int, Int, Double) -> [Double]
    {
      { t, k, e in (0..<k).map { $0 == t ? 1 - e : e / Double(divisor(k)) } }
    }
    return [
      smoothing("over K alone", targets: over { $0 }),
      smoothing("over K − 2", targets: over { max(1, $0 - 2) }),
      smoothing("over K + 1", targets: over { $0 + 1 }),
      smoothing("over 2, as in three classes", targets: over { _ in 2 }),
      smoothing("as if of six classes at most", targets: over { min($0 - 1, 5) }),
      smoothing("e for each other class", targets: over { _ in 1 }),
      smoothing("no smoothing", targets: { t, k, _ in (0..<k).map { $0 == t ? 1 : 0 } }),
      smoothing(
        "always 0.1", targets: { t, k, _ in (0..<k).map { $0 == t ? 0.9 : 0.1 / Double(k - 1) } }),
      smoothing(
        "e and 1 − e have changed places",
        targets: { t, k, e in
          (0..<k).map { $0 == t ? e : (1 - e) / Double(k - 1) }
        }),
      smoothing(
        "the first class is the right one",
        targets: { _, k, e in
          (0..<k).map { $0 == 0 ? 1 - e : e / Double(k - 1) }
        }),
      smoothing(
        "the last class gets the rest",
        targets: { t, k, e in
          (0..<k).map { $0 == t ? 1 - e : ($0 == (t == k - 1 ? 0 : k - 1) ? e : 0) }
        }),
      smoothing(
        "half of the share",
        targets: { t, k, e in
          (0..<k).map { $0 == t ? 1 - e / 2 : e / 2 / Double(k - 1) }
        }),
      smoothing(
        "the share is bounded by a half",
        targets: { t, k, e in
          (0..<k).map { $0 == t ? 1 - min(e, 0.5) : min(e, 0.5) / Double(k - 1) }
        }),
      smoothing("logits are clipped", logits: { $0.map { max(-30, min(30, $0)) } }),
      smoothing("logits are centered and halved", logits: { $0.map { $0 / 2 } }),
      smoothing("logits in single precision", logits: { $0.map { Double(Float($0)) } }),
      smoothing("the loss in bits", loss: { $0 / .log(2.0) }),
      smoothing("the loss is negative", loss: { -$0 }),
      smoothing("the loss of three digits", loss: { ($0 * 1000).rounded() / 1000 }),
      smoothing("no loss", loss: { _ in 0 }),
      smoothing("an infinite loss", loss: { _ in .infinity }),
      smoothing("the gradient over K", gradient: { g in g.map { $0 / Double(g.count) } }),
      smoothing("the gradient twice", gradient: { g in g.map { 2 * $0 } }),
      smoothing("the gradient without its mean of ones", gradient: { g in g.map { $0 + 1e-6 } }),
      smoothing("the gradient in the reverse order", gradient: { $0.reversed() }),
      smoothing("the gradient's magnitude", gradient: { $0.map { abs($0) } }),
      smoothing("the gradient of six digits", gradient: { $0.map { ($0 * 1e6).rounded() / 1e6 } }),
      smoothing("one gradient less", gradient: { Array($0.dropLast()) }),
      smoothing("the entropy is taken off the loss", loss: { $0 - 0.5 }),
      smoothing(
        "the first gradient",
        gradient: { g in
          let kept = memory.tensor ?? Tensor(g.map { Scalar($0) })
          memory.tensor = kept
          return kept.elementCount == g.count ? kept.scalars.map { Double($0) } : g
        }),
    ]
  }

  static var rightSmoothing: [AnswerOnTrial] {
    let exercise = Lesson06Answers.othersSmoothing
    return [
      smoothing(
        "PyTorch's form with another share",
        targets: { t, k, e in
          let share = e * Double(k) / Double(k - 1)
          return (0..<k).map { ($0 == t ? 1 - share : 0) + share / Double(k) }
        }),
      smoothing("shifted logits", logits: { z in z.map { $0 - z[0] } }),
      AnswerOnTrial(
        exercise, "differences to each logit",
        { z, t, e in
          let k = z.count
          // The logarithm of a probability from differences alone.
          let logs = z.map { own -> Double in
            let differences = z.map { $0 - own }
            let top = differences.max() ?? 0
            return -top - .log(differences.reduce(0) { $0 + .exp($1 - top) })
          }
          let others = e / Double(k - 1)
          let sum = logs.reduce(0, +) - logs[t]
          return (
            (e - 1) * logs[t] - others * sum,
            logs.indices.map { Double.exp(logs[$0]) - ($0 == t ? 1 - e : others) }
          )
        }),
      AnswerOnTrial(
        exercise, "hard loss plus the others' part",
        { z, t, e in
          let top = z.max() ?? 0
          let weights = z.map { Double.exp($0 - top) }
          let total = weights.reduce(0, +)
          let log = top + Double.log(total)
          let others = z.indices.filter { $0 != t }
          let mean = others.reduce(0) { $0 + (log - z[$1]) } / Double(others.count)
          var gradient = weights.map { $0 / total }
          gradient[t] -= 1 - e
          for place in others { gradient[place] -= e / Double(others.count) }
          return ((1 - e) * (log - z[t]) + e * mean, gradient)
        }),
      AnswerOnTrial(
        exercise, "sorted sums",
        { z, t, e in
          let sorted = z.sorted()
          let top = sorted[sorted.count - 1]
          let rest = sorted.dropLast().reduce(0) { $0 + Double.exp($1 - top) }
          let normalizer = top + Double.log(1 + rest)
          let q = z.indices.map { $0 == t ? 1 - e : e / Double(z.count - 1) }
          let loss = z.indices.reduce(0) { $0 - q[$1] * (z[$1] - normalizer) }
          return (loss, z.indices.map { Double.exp(z[$0] - normalizer) - q[$0] })
        }),
    ]
  }
}
