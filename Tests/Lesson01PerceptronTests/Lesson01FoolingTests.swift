import Answers01
import Course
import Foundation
import Perceptron
import TensorCore
import Testing

/// Attempts at fooling the checkers of lesson 01, by someone who has read them, and right answers that
/// look unlike the solution.
struct Lesson01FoolingTests {
  /// One attempt, by its exercise and in a few words.
  struct Answered: Sendable, CustomTestStringConvertible {
    let words: String
    let verdict: @Sendable () -> Verdict
    var testDescription: String { words }

    init<Implementation>(
      _ assignment: Assignment<Implementation>, _ words: String, _ answer: Implementation
    ) {
      self.words = "\(assignment.exercise.id) \(words)"
      verdict = { assignment.verdict(on: answer) }
    }
  }

  /// What a function remembers that should not.
  final class Memory: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0
    func next() -> Int {
      lock.withLock {
        count += 1
        return count
      }
    }
  }

  @Test(
    .enabled(if: MemoryLayout<Scalar>.size == 8, "some differ in digits that Float has not"),
    arguments: wrong)
  func `a wrong answer is rejected`(_ answer: Answered) {
    guard case .failed = answer.verdict() else {
      Issue.record("\(answer.words): \(answer.verdict())")
      return
    }
  }

  @Test(arguments: right) func `an unusual right answer passes`(_ answer: Answered) {
    #expect(answer.verdict() == .passed)
  }

  private static func huber(_ e: Scalar, _ d: Scalar) -> (value: Scalar, slope: Scalar) {
    abs(e) <= d ? (e * e / 2, e) : (d * (abs(e) - d / 2), e > 0 ? d : -d)
  }

  private static func mse(_ p: Tensor, _ t: Tensor) -> Scalar {
    let e = p.flattened - t.flattened
    return (e * e).mean()
  }

  private static func poisson(_ z: Tensor, _ y: Tensor) -> (loss: Scalar, gradient: Tensor) {
    let rates = z.map { z in .exp(z) }
    return ((rates - y * z).mean(), (rates - y) / Scalar(y.elementCount))
  }

  private static func leaks(
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

  static var wrong: [Answered] {
    wrongCosts + wrongHuber + wrongMean + wrongPoisson + wrongPocket + wrongXOR + wrongLeak
  }

  private static var wrongCosts: [Answered] {
    let costs = Lesson01Answers.costs
    return [
      Answered(costs, "one parameter more", { (669_707, 668_672, 10_715_296) }),
      Answered(costs, "biases of the input too", { (670_490, 668_672, 10_727_840) }),
      Answered(costs, "multiplications and additions apart", { (669_706, 1_337_344, 10_715_296) }),
      Answered(costs, "double precision", { (669_706, 668_672, 21_430_592) }),
      Answered(costs, "megabytes", { (669_706, 668_672, 10) }),
      Answered(costs, "the small example", { (7850, 7840, 125_600) }),
      Answered(costs, "minus signs", { (-669_706, -668_672, -10_715_296) }),
      Answered(costs, "the largest integers", { (.max, .max, .max) }),
      Answered(costs, "swapped", { (668_672, 669_706, 10_715_296) }),
      Answered(costs, "memory for the weights", { (669_706, 668_672, 10_698_752) }),
    ]
  }

  private static var wrongHuber: [Answered] {
    let loss = Lesson01Answers.huber
    let memory = Memory()
    return [
      Answered(loss, "all infinite", { _, _ in (.infinity, .infinity) }),
      Answered(loss, "slope infinite", { (huber($0, $1).value, .infinity) }),
      Answered(loss, "capped at errors of 10", { huber(min(max($0, -10), 10), $1) }),
      Answered(loss, "δ at most 2", { huber($0, min($1, 2)) }),
      Answered(
        loss, "slope 0 at the joint", { abs($0) == $1 ? (huber($0, $1).value, 0) : huber($0, $1) }),
      Answered(loss, "small errors are none", { abs($0) < 1e-3 ? (0, 0) : huber($0, $1) }),
      Answered(loss, "δ added as a guard", { huber($0, $1 + 1e-6) }),
      Answered(
        loss, "pseudo-Huber",
        { e, d in
          let root = (1 + e * e / (d * d)).squareRoot()
          return (d * d * (root - 1), e / root)
        }),
      Answered(loss, "right every other time", { memory.next() % 2 == 1 ? huber($0, $1) : (0, 0) }),
      Answered(loss, "right for the first calls", { memory.next() < 60 ? huber($0, $1) : (0, 0) }),
      Answered(
        loss, "the examples as a table",
        { e, d in
          e == 0.5 ? (0.125, 0.5) : e == 3 ? (2.5, 1) : (0, 0)
        }),
      Answered(
        loss, "slope by a difference",
        { e, d in
          let h: Scalar = 1e-3
          return (huber(e, d).value, (huber(e + h, d).value - huber(e - h, d).value) / (2 * h))
        }),
      Answered(
        loss, "wrong for the negative joint",
        { $0 == -$1 ? (huber($0, $1).value, $1) : huber($0, $1) }),
    ]
  }

  private static var wrongMean: [Answered] {
    let loss = Lesson01Answers.squaredError
    return [
      Answered(loss, "infinite", { _, _ in .infinity }),
      Answered(loss, "minus infinite", { _, _ in -.infinity }),
      Answered(loss, "half the mean", { mse($0, $1) / 2 }),
      Answered(loss, "the root", { mse($0, $1).squareRoot() }),
      Answered(
        loss, "the first eight only",
        { p, t in
          let n = min(8, t.elementCount)
          return mse(Tensor(Array(p.scalars.prefix(n))), Tensor(Array(t.scalars.prefix(n))))
        }),
      Answered(loss, "sorted", { mse(Tensor($0.scalars.sorted()), Tensor($1.scalars.sorted())) }),
      Answered(
        loss, "divided by n − 1",
        { p, t in
          let n = Scalar(t.elementCount)
          return n > 1 ? mse(p, t) * n / (n - 1) : mse(p, t)
        }),
      Answered(
        loss, "errors clipped at 100",
        { p, t in
          let e = (p.flattened - t.flattened).clamped(to: -100...100)
          return (e * e).mean()
        }),
      Answered(
        loss, "only columns are flattened",
        { p, t in
          let e = (p.shape.lengths.count == 2 ? p.flattened : p) - t
          return (e * e).mean()
        }),
      Answered(loss, "an epsilon", { mse($0, $1) + 1e-8 }),
      Answered(
        loss, "the mean where n is below 10",
        { p, t in
          t.elementCount < 10 ? mse(p, t) : mse(p, t) * Scalar(t.elementCount)
        }),
      Answered(
        loss, "magnitudes for large errors",
        { p, t in
          let e = (p.flattened - t.flattened).map { e in abs(e) > 50 ? abs(e) : e * e }
          return e.mean()
        }),
    ]
  }

  private static var wrongPoisson: [Answered] {
    let loss = Lesson01Answers.poissonHead
    return [
      Answered(
        loss, "all infinite", { z, _ in (.infinity, Tensor(repeating: .infinity, shape: z.shape)) }),
      Answered(
        loss, "log of the rate",
        { z, y in
          let r = z.map { z in .exp(z) }
          return ((r - y * r.map { r in .log(r) }).mean(), (r - y) / Scalar(y.elementCount))
        }),
      Answered(
        loss, "log of the rate, guarded",
        { z, y in
          let r = z.map { z in .exp(z) }
          return ((r - y * r.map { r in .log(r + 1e-12) }).mean(), (r - y) / Scalar(y.elementCount))
        }),
      Answered(loss, "outputs clipped at ±30", { z, y in poisson(z.clamped(to: -30...30), y) }),
      Answered(loss, "counts clipped at 100", { z, y in poisson(z, y.clamped(to: 0...100)) }),
      Answered(
        loss, "the gradient flat",
        { z, y in (poisson(z, y).loss, poisson(z, y).gradient.flattened) }),
      Answered(
        loss, "divided by the rows",
        { z, y in
          (poisson(z, y).loss, poisson(z, y).gradient * Scalar(y.elementCount) / Scalar(y.shape[0]))
        }),
      Answered(
        loss, "PyTorch's default with Stirling",
        { z, y in
          let s = y.map { y in y > 1 ? y * .log(y) - y + 0.5 * .log(2 * .pi * y) : 0 }
          return (poisson(z, y).loss + s.mean(), poisson(z, y).gradient)
        }),
      Answered(
        loss, "the gradient of one sample",
        { z, y in
          (
            poisson(z, y).loss,
            y.elementCount > 4 ? .zeros(z.shape) : poisson(z, y).gradient * 1.0000001
          )
        }),
      Answered(
        loss, "probability, then logarithm",
        { z, y in
          var loss: Scalar = 0
          for (z, y) in zip(z.scalars, y.scalars) {
            let rate = Scalar.exp(z)
            loss -= .log(.pow(rate, y) * .exp(-rate))
          }
          return (loss / Scalar(y.elementCount), poisson(z, y).gradient)
        }),
    ]
  }

  private static func pocket(
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

  private static var wrongPocket: [Answered] {
    let weights = Lesson01Answers.pocket
    return [
      Answered(
        weights, "infinite", { x, _, _ in Tensor(repeating: .infinity, shape: [x.shape[1] + 1]) }),
      Answered(weights, "zeros are not in the pocket first", { pocket($0, $1, $2, start: .max) }),
      Answered(weights, "rate one half", { pocket($0, $1, $2, step: 0.5) }),
      Answered(
        weights, "errors of the visited samples",
        { x, l, v in pocket(x, l, v, counts: Array(Set(v)).sorted().dropLast()) }),
      Answered(
        weights, "errors of the first four",
        { x, l, v in pocket(x, l, v, counts: Array(l.indices.prefix(4))) }),
      Answered(weights, "stops at one error", { pocket($0, $1, $2, stop: true) }),
      Answered(
        weights, "each sample once",
        { x, l, v in
          var seen: Set<Int> = []
          return pocket(x, l, v.filter { seen.insert($0).inserted })
        }),
      Answered(
        weights, "in order, whatever the visits",
        { x, l, v in
          pocket(x, l, v.isEmpty ? [] : (0..<v.count).map { $0 % l.count })
        }),
      Answered(weights, "at most 20 visits", { x, l, v in pocket(x, l, Array(v.prefix(20))) }),
      Answered(weights, "at most 40 visits", { x, l, v in pocket(x, l, Array(v.prefix(40))) }),
      Answered(
        weights, "the bias first",
        { x, l, v in
          let w = pocket(x, l, v).scalars
          return Tensor([w[w.count - 1]] + w.dropLast())
        }),
      Answered(
        weights, "no bias",
        { x, l, v in
          let w = pocket(x, l, v).scalars
          return Tensor(Array(w.dropLast()) + [0])
        }),
      Answered(
        weights, "normalized",
        { x, l, v in
          let w = pocket(x, l, v)
          return w.norm() > 0 ? w / w.norm() : w
        }),
    ]
  }

  private static var wrongXOR: [Answered] {
    let design = Lesson01Answers.xor
    return [
      Answered(design, "an infinite rate", { (4, .tanh, .infinity) }),
      Answered(design, "a negative rate", { (4, .tanh, -2) }),
      Answered(design, "no rate", { (4, .tanh, 0) }),
      Answered(design, "the largest width", { (.max, .tanh, 2) }),
      Answered(design, "the smallest width", { (.min, .tanh, 2) }),
      Answered(design, "one unit too many", { (5, .tanh, 2) }),
      Answered(design, "one unit", { (1, .tanh, 2) }),
      Answered(design, "steps", { (4, .step, 2) }),
      Answered(design, "a tiny rate", { (4, .tanh, 1e-3) }),
      Answered(design, "a huge rate", { (4, .tanh, 1e6) }),
      Answered(design, "a sigmoid at a small rate", { (4, .sigmoid, 0.5) }),
    ]
  }

  private static var wrongLeak: [Answered] {
    let test = Lesson01Answers.sampleLeak
    let memory = Memory()
    return [
      Answered(test, "one feature up", { f, x in !leaks(f, x) { $0[$1, 0] += 3 } }),
      Answered(
        test, "the last feature down", { f, x in !leaks(f, x) { $0[$1, $0.shape[1] - 1] -= 3 } }),
      Answered(
        test, "signs flipped",
        { f, x in
          !leaks(f, x) { x, r in for k in 0..<x.shape[1] { x[r, k] *= -1 } }
        }),
      Answered(
        test, "doubled",
        { f, x in
          !leaks(f, x) { x, r in for k in 0..<x.shape[1] { x[r, k] *= 2 } }
        }),
      Answered(
        test, "a little more",
        { f, x in
          !leaks(f, x) { x, r in for k in 0..<x.shape[1] { x[r, k] += 1e-3 * Scalar(k + 1) } }
        }),
      Answered(
        test, "a loose tolerance",
        { f, x in
          !leaks(f, x, tolerance: 1e-2) { x, r in
            for k in 0..<x.shape[1] { x[r, k] = 10 * Scalar(k + 1) }
          }
        }),
      Answered(
        test, "rows 0 and 1 are changed",
        { f, x in
          !leaks(f, x, rows: [0, 1]) { x, r in
            for k in 0..<x.shape[1] { x[r, k] = -10 * Scalar(k + 1) }
          }
        }),
      Answered(
        test, "the middle rows are changed",
        { f, x in
          !leaks(f, x, rows: Array(1..<(x.shape[0] - 1))) { x, r in
            for k in 0..<x.shape[1] { x[r, k] = -10 * Scalar(k + 1) }
          }
        }),
      Answered(
        test, "the means of the outputs are compared",
        { f, x in
          abs(
            f(x).mean() - (0..<x.shape[0]).map { f(x.gathering(rows: [$0])).mean() }.reduce(0, +)
              / Scalar(x.shape[0])) < 1e-9
        }),
      Answered(
        test, "half the batch against the whole",
        { f, x in
          let half = Array(0..<(x.shape[0] / 2))
          return (f(x.gathering(rows: half)) - f(x).gathering(rows: half)).maximumMagnitude() < 1e-9
        }),
      Answered(
        test, "linear layers only",
        { f, x in
          (f(2 * x) - 2 * f(x)).maximumMagnitude() < 1e-9
        }),
      Answered(test, "the order of the checker's layers", { f, x in memory.next() % 12 < 5 }),
    ]
  }

  static var right: [Answered] {
    let huberLoss = Lesson01Answers.huber
    let mean = Lesson01Answers.squaredError
    let counts = Lesson01Answers.poissonHead
    let test = Lesson01Answers.sampleLeak
    return [
      Answered(
        Lesson01Answers.costs, "layer by layer",
        {
          let layers = [(784, 512), (512, 512), (512, 10)]
          let parameters = layers.reduce(0) { $0 + ($1.0 + 1) * $1.1 }
          return (parameters, layers.reduce(0) { $0 + $1.0 * $1.1 }, parameters * 4 * 4)
        }),
      Answered(
        huberLoss, "less than instead of at most",
        { e, d in
          abs(e) < d ? (0.5 * e * e, e) : (d * abs(e) - 0.5 * d * d, e < 0 ? -d : d)
        }),
      Answered(
        huberLoss, "as an integral of the slope",
        { e, d in
          let s = max(-d, min(d, e))
          return (s * e - s * s / 2, s)
        }),
      Answered(
        huberLoss, "by magnitude and sign",
        { e, d in
          let m = e.magnitude
          let q = m > d ? d : m
          return (q * (m - q / 2), e.sign == .minus ? -q : q)
        }),
      Answered(
        mean, "a loop",
        { p, t in
          var sum: Scalar = 0
          for (p, t) in zip(p.scalars, t.scalars).reversed() { sum += (p - t) * (p - t) }
          return sum / Scalar(t.elementCount)
        }),
      Answered(
        mean, "a running mean",
        { p, t in
          var mean: Scalar = 0
          for (i, (p, t)) in zip(p.scalars, t.scalars).enumerated() {
            mean += ((p - t) * (p - t) - mean) / Scalar(i + 1)
          }
          return mean
        }),
      Answered(
        mean, "a norm",
        { p, t in
          let n = (p.flattened - t.flattened).norm()
          return n * n / Scalar(t.elementCount)
        }),
      Answered(
        mean, "expanded",
        { p, t in
          let (p, t) = (p.flattened, t.flattened)
          return (p * p).mean() - 2 * (p * t).mean() + (t * t).mean()
        }),
      Answered(
        counts, "sums first",
        { z, y in
          let n = Scalar(z.elementCount)
          let r = z.map { z in .exp(z) }
          return (r.sum() / n - (y * z).sum() / n, r / n - y / n)
        }),
      Answered(
        counts, "through powers of e",
        { z, y in
          let e = Scalar.exp(1)
          let r = z.map { z in .pow(e, z) }
          return ((r - y * z).mean(), (r - y) * (1 / Scalar(y.elementCount)))
        }),
      Answered(Lesson01Answers.xor, "three units of tanh", { (3, .tanh, 5) }),
      Answered(Lesson01Answers.xor, "four of tanh, slower", { (4, .tanh, 1.5) }),
      Answered(
        test, "each sample alone",
        { f, x in
          let y = f(x)
          return (0..<x.shape[0]).allSatisfy {
            (f(x.gathering(rows: [$0])).row(0) - y.row($0)).maximumMagnitude() < 1e-9
          }
        }),
      Answered(
        test, "all others random, thrice",
        { f, x in
          var generator = SplitMix64(seed: 5)
          let y = f(x)
          return (0..<x.shape[0]).allSatisfy { row in
            (0..<6).allSatisfy { _ in
              var z = Tensor.normal(x.shape, standardDeviation: 30, using: &generator)
              for k in 0..<x.shape[1] { z[row, k] = x[row, k] }
              return f(z).row(row) == y.row(row)
            }
          }
        }),
      Answered(
        Lesson01Answers.pocket, "compares at every visit",
        { x, labels, visits in
          var learner = RosenblattPerceptron(inputCount: x.shape[1])
          func errors(_ n: Neuron) -> Int {
            labels.indices.filter { n(x.row($0)) != labels[$0] }.count
          }
          var best = learner.neuron
          for i in visits {
            _ = learner.learn(from: x.row(i), label: labels[i])
            if errors(learner.neuron) < errors(best) { best = learner.neuron }
          }
          return Tensor(best.weights.scalars + [best.bias])
        }),
    ]
  }
}
