import Answers01
import Course
import Perceptron
import TensorCore
import TestSupport

// Wrong answers to exercises E01.5 to E01.7.

extension Checkers01 {
  static func pocket(
    _ x: Tensor, _ labels: [Scalar], _ visits: [Int], start: Int? = nil, width: Int? = nil,
    counts: [Int]? = nil, stop: Bool = false, step: Scalar = 1
  ) -> Tensor {
    func out(_ w: Tensor, _ i: Int) -> Scalar {
      dot(w, Tensor(x.row(i).scalars + [1])) >= 0 ? 1 : 0
    }
    func errors(_ w: Tensor) -> Int {
      (counts ?? Array(labels.indices)).count { out(w, $0) != labels[$0] }
    }
    var w = Tensor.zeros([x.shape[1] + 1])
    var (best, fewest) = (w, start ?? errors(w))
    for i in visits {
      let e = labels[i] - out(w, i)
      guard e != 0 else { continue }
      w += step * e * Tensor(x.row(i).scalars + [1])
      let n = errors(w)
      if n < fewest { (best, fewest) = (w, n) }
      if stop, fewest <= 1 { break }
    }
    return best
  }

  static var wrongPocket: [AnswerOnTrial] {
    let weights = Lesson01Answers.pocket
    return [
      AnswerOnTrial(
        weights, "infinite", { x, _, _ in Tensor(repeating: .infinity, shape: [x.shape[1] + 1]) }),
      AnswerOnTrial(
        weights, "zeros are not in the pocket first", { pocket($0, $1, $2, start: .max) }),
      AnswerOnTrial(weights, "rate one half", { pocket($0, $1, $2, step: 0.5) }),
      AnswerOnTrial(
        weights, "errors of the visited samples",
        { x, l, v in pocket(x, l, v, counts: Array(Set(v)).sorted().dropLast()) }),
      AnswerOnTrial(
        weights, "errors of the first four",
        { x, l, v in pocket(x, l, v, counts: Array(l.indices.prefix(4))) }),
      AnswerOnTrial(weights, "stops at one error", { pocket($0, $1, $2, stop: true) }),
      AnswerOnTrial(
        weights, "each sample once",
        { x, l, v in
          var seen: Set<Int> = []
          return pocket(x, l, v.filter { seen.insert($0).inserted })
        }),
      AnswerOnTrial(
        weights, "in order, whatever the visits",
        { x, l, v in
          pocket(x, l, v.isEmpty ? [] : (0..<v.count).map { $0 % l.count })
        }),
      AnswerOnTrial(weights, "at most 20 visits", { x, l, v in pocket(x, l, Array(v.prefix(20))) }),
      AnswerOnTrial(weights, "at most 40 visits", { x, l, v in pocket(x, l, Array(v.prefix(40))) }),
      AnswerOnTrial(
        weights, "the bias first",
        { x, l, v in
          let w = pocket(x, l, v).scalars
          return Tensor([w[w.count - 1]] + w.dropLast())
        }),
      AnswerOnTrial(
        weights, "no bias",
        { x, l, v in
          let w = pocket(x, l, v).scalars
          return Tensor(Array(w.dropLast()) + [0])
        }),
      AnswerOnTrial(
        weights, "normalized",
        { x, l, v in
          let w = pocket(x, l, v)
          return w.norm() > 0 ? w / w.norm() : w
        }),
    ]
  }

  static var wrongXOR: [AnswerOnTrial] {
    let design = Lesson01Answers.xor
    return [
      AnswerOnTrial(design, "an infinite rate", { (4, .tanh, .infinity) }),
      AnswerOnTrial(design, "a negative rate", { (4, .tanh, -2) }),
      AnswerOnTrial(design, "no rate", { (4, .tanh, 0) }),
      AnswerOnTrial(design, "the largest width", { (.max, .tanh, 2) }),
      AnswerOnTrial(design, "the smallest width", { (.min, .tanh, 2) }),
      AnswerOnTrial(design, "one unit too many", { (5, .tanh, 2) }),
      AnswerOnTrial(design, "one unit", { (1, .tanh, 2) }),
      AnswerOnTrial(design, "steps", { (4, .step, 2) }),
      AnswerOnTrial(design, "a tiny rate", { (4, .tanh, 1e-3) }),
      AnswerOnTrial(design, "a huge rate", { (4, .tanh, 1e6) }),
      AnswerOnTrial(design, "a sigmoid at a small rate", { (4, .sigmoid, 0.5) }),
    ]
  }

  static func leaks(
    _ layer: (Tensor) -> Tensor, _ x: Tensor, rows: [Int]? = nil,
    tolerance: Scalar = 0, change: (inout Tensor, Int) -> Void
  ) -> Bool {
    let y = layer(x)
    for row in rows ?? Array(0..<x.shape[0]) {
      var changed = x
      change(&changed, row)
      let z = layer(changed)
      for other in 0..<x.shape[0] where other != row {
        if (z.row(other) - y.row(other)).maximumMagnitude() > tolerance { return true }
      }
    }
    return false
  }

  static var wrongLeak: [AnswerOnTrial] {
    let test = Lesson01Answers.sampleLeak
    let memory = AnswerMemory()
    return [
      AnswerOnTrial(test, "one feature up", { f, x in !leaks(f, x) { $0[$1, 0] += 3 } }),
      AnswerOnTrial(
        test, "the last feature down", { f, x in !leaks(f, x) { $0[$1, $0.shape[1] - 1] -= 3 } }),
      AnswerOnTrial(
        test, "signs flipped",
        { f, x in
          !leaks(f, x) { x, r in for k in 0..<x.shape[1] { x[r, k] *= -1 } }
        }),
      AnswerOnTrial(
        test, "doubled",
        { f, x in
          !leaks(f, x) { x, r in for k in 0..<x.shape[1] { x[r, k] *= 2 } }
        }),
      AnswerOnTrial(
        test, "a little more",
        { f, x in
          !leaks(f, x) { x, r in for k in 0..<x.shape[1] { x[r, k] += 1e-3 * Scalar(k + 1) } }
        }),
      AnswerOnTrial(
        test, "a loose tolerance",
        { f, x in
          !leaks(f, x, tolerance: 1e-2) { x, r in
            for k in 0..<x.shape[1] { x[r, k] = 10 * Scalar(k + 1) }
          }
        }),
      AnswerOnTrial(
        test, "rows 0 and 1 are changed",
        { f, x in
          !leaks(f, x, rows: [0, 1]) { x, r in
            for k in 0..<x.shape[1] { x[r, k] = -10 * Scalar(k + 1) }
          }
        }),
      AnswerOnTrial(
        test, "the middle rows are changed",
        { f, x in
          !leaks(f, x, rows: Array(1..<(x.shape[0] - 1))) { x, r in
            for k in 0..<x.shape[1] { x[r, k] = -10 * Scalar(k + 1) }
          }
        }),
      AnswerOnTrial(
        test, "the means of the outputs are compared",
        { f, x in
          abs(
            f(x).mean() - (0..<x.shape[0]).map { f(x.gathering(rows: [$0])).mean() }.reduce(0, +)
              / Scalar(x.shape[0])) < 1e-9
        }),
      AnswerOnTrial(
        test, "half the batch against the whole",
        { f, x in
          let half = Array(0..<(x.shape[0] / 2))
          return (f(x.gathering(rows: half)) - f(x).gathering(rows: half)).maximumMagnitude() < 1e-9
        }),
      AnswerOnTrial(
        test, "linear layers only",
        { f, x in
          (f(2 * x) - 2 * f(x)).maximumMagnitude() < 1e-9
        }),
      AnswerOnTrial(test, "the order of the checker's layers", { f, x in memory.next() % 12 < 5 }),
    ]
  }
}
