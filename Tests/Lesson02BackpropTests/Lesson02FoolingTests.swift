import Answers02
import Backprop
import Course
import Foundation
import TensorCore
import Testing

/// Attempts at fooling the checkers of lesson 02, by someone who has read them, and right answers that
/// look unlike the solution.
struct Lesson02FoolingTests {
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
    private var stored: Tensor?
    func next() -> Int {
      lock.withLock {
        count += 1
        return count
      }
    }
    var tensor: Tensor? {
      get { lock.withLock { stored } }
      set { lock.withLock { stored = newValue } }
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

  static var wrong: [Answered] {
    wrongPath + wrongDuals + wrongTape + wrongClipping + wrongLinear + wrongDivision + wrongSteps
      + wrongChecks + wrongBinarizer
  }

  private static var wrongPath: [Answered] {
    let path = Lesson02Answers.forgottenZeroing
    let right = [0.9, 0.71, 0.449, 0.1431]
    return [
      Answered(path, "infinite", { Array(repeating: .infinity, count: 4) }),
      Answered(path, "three steps", { Array(right.prefix(3)) }),
      Answered(path, "the start too", { [1] + right }),
      Answered(path, "one step more", { right + [-0.1769] }),
      Answered(path, "nothing", { [] }),
      Answered(path, "three decimals", { [0.9, 0.71, 0.449, 0.143] }),
      Answered(path, "momentum 0.9", { [0.9, 0.729, 0.5022, 0.247_86] }),
      Answered(path, "the sums", { [1, 1.9, 2.61, 3.059] }),
      Answered(path, "the losses", { right.map { $0 * $0 / 2 } }),
      Answered(path, "negative", { right.map { -$0 } }),
      Answered(path, "averaged", { [0.9, 0.805, 0.718, 0.64] }),
    ]
  }

  private static func quotient(_ a: DualNumber, _ b: DualNumber) -> DualNumber {
    DualNumber(
      a.value / b.value,
      (a.derivative * b.value - a.value * b.derivative) / (b.value * b.value))
  }

  private static func root(_ x: DualNumber) -> DualNumber {
    let r = x.value.squareRoot()
    return DualNumber(r, x.derivative / (2 * r))
  }

  private static var wrongDuals: [Answered] {
    func answer(
      _ words: String,
      _ q: @escaping @Sendable (DualNumber, DualNumber) -> DualNumber = { quotient($0, $1) },
      _ r: @escaping @Sendable (DualNumber) -> DualNumber = { root($0) }
    ) -> Answered {
      Answered(Lesson02Answers.dualNumbers, words, DualOperations(quotient: q, squareRoot: r))
    }
    @Sendable func difference(_ h: Double, _ f: (Double) -> Double) -> Double {
      (f(h) - f(-h)) / (2 * h)
    }
    let memory = Memory()
    return [
      answer("infinite derivative", { DualNumber($0.value / $1.value, .infinity) }),
      answer(
        "a difference with a finer step",
        { a, b in
          DualNumber(
            a.value / b.value,
            difference(1e-6) { (a.value + $0 * a.derivative) / (b.value + $0 * b.derivative) })
        }),
      answer(
        "Richardson's difference",
        { a, b in
          let f: (Double) -> Double = { t in
            (a.value + t * a.derivative) / (b.value + t * b.derivative)
          }
          let slope = (4 * difference(5e-4, f) - difference(1e-3, f)) / 3
          return DualNumber(a.value / b.value, slope)
        }),
      answer(
        "a difference for the root", { quotient($0, $1) },
        { x in
          DualNumber(
            x.value.squareRoot(), difference(1e-6) { (x.value + $0 * x.derivative).squareRoot() })
        }),
      answer(
        "the logarithmic derivative",
        { a, b in
          let q = a.value / b.value
          return DualNumber(q, q * (a.derivative / a.value - b.derivative / b.value))
        }),
      answer(
        "an epsilon in the divisor",
        { a, b in
          DualNumber(a.value / (b.value + 1e-8), quotient(a, b).derivative)
        }),
      answer(
        "an epsilon under the root", { quotient($0, $1) },
        { x in
          DualNumber((x.value + 1e-8).squareRoot(), root(x).derivative)
        }),
      answer(
        "constants only in the divisor",
        { a, b in DualNumber(a.value / b.value, a.derivative / b.value) }),
      answer(
        "magnitudes of the divisor",
        { a, b in
          DualNumber(a.value / b.value, quotient(a, b).derivative * (b.value < 0 ? -1 : 1))
        }),
      answer(
        "no derivative for negative dividends",
        { a, b in
          a.value < 0 ? DualNumber(a.value / b.value, 0) : quotient(a, b)
        }),
      answer(
        "large values are limited",
        { a, b in
          let q = quotient(a, b)
          return DualNumber(q.value, min(max(q.derivative, -1e3), 1e3))
        }),
      answer(
        "wrong roots below 1", { quotient($0, $1) },
        { x in x.value < 1 ? DualNumber(root(x).value, x.derivative) : root(x) }),
      answer(
        "wrong roots above 1000", { quotient($0, $1) },
        { x in x.value > 1000 ? DualNumber(root(x).value, 0) : root(x) }),
      answer(
        "right for the first calls", { memory.next() < 35 ? quotient($0, $1) : DualNumber(0, 0) }),
    ]
  }

  private static func gradients(_ tape: Tape) -> [Double] {
    var g = Array(repeating: 0.0, count: tape.count)
    g[tape.count - 1] = 1
    for i in tape.indices.reversed() { for (o, s) in tape[i] { g[o] += s * g[i] } }
    return g
  }

  private static var wrongTape: [Answered] {
    let tape = Lesson02Answers.tape
    let memory = Memory()
    return [
      Answered(tape, "infinite", { $0.map { _ in .infinity } }),
      Answered(tape, "two operands at most", { t in gradients(t.map { Array($0.prefix(2)) }) }),
      Answered(
        tape, "doubled where used twice",
        { t in
          var g = Array(repeating: 0.0, count: t.count)
          g[t.count - 1] = 1
          for i in t.indices.reversed() {
            for (o, s) in t[i] {
              g[o] =
                t[i].count == 2 && t[i][0].operand == t[i][1].operand
                ? 2 * s * g[i] : g[o] + s * g[i]
            }
          }
          return g
        }),
      Answered(
        tape, "unused numbers get 1",
        { t in
          let used = Set(t.flatMap { $0.map(\.operand) })
          return zip(gradients(t), t.indices).map { used.contains($1) ? $0 : 1 }
        }),
      Answered(
        tape, "short tapes only", { t in t.count > 10 ? gradients(t).map { $0 / 2 } : gradients(t) }
      ),
      Answered(
        tape, "long tapes are cut",
        { t in t.count > 50 ? Array(repeating: 0, count: t.count) : gradients(t) }),
      Answered(
        tape, "magnitudes of slopes",
        { t in gradients(t.map { $0.map { ($0.operand, abs($0.slope)) } }) }),
      Answered(tape, "without the last number", { Array(gradients($0).dropLast()) }),
      Answered(tape, "reversed", { gradients($0).reversed() }),
      Answered(
        tape, "only the first number",
        { t in
          gradients(t).enumerated().map {
            $0.offset == 0 || $0.offset == t.count - 1 ? $0.element : 0
          }
        }),
      Answered(
        tape, "normalized",
        { t in
          let g = gradients(t)
          return g.map { $0 / max(1, abs(g[0])) }
        }),
      Answered(tape, "single precision", { gradients($0).map { Double(Float($0 * 1.1) / 1.1) } }),
      Answered(
        tape, "accumulates between calls",
        { t in gradients(t).map { $0 + Double(memory.next() / 40) } }),
    ]
  }

  private static func norm(_ g: [Tensor]) -> Scalar { Tensor(g.map { $0.norm() }).norm() }

  private static func clip(_ g: [Tensor], _ bound: Scalar) -> (norm: Scalar, gradients: [Tensor]) {
    (norm(g), g.map { $0 * min(1, bound / (norm(g) + 1e-6)) })
  }

  private static var wrongClipping: [Answered] {
    let clipping = Lesson02Answers.clipping
    return [
      Answered(
        clipping, "infinite",
        { g, _ in (.infinity, g.map { Tensor(repeating: .infinity, shape: $0.shape) }) }),
      Answered(
        clipping, "no 10⁻⁶, unguarded", { g, b in (norm(g), g.map { $0 * min(1, b / norm(g)) }) }),
      Answered(
        clipping, "10⁻⁸ instead", { g, b in (norm(g), g.map { $0 * min(1, b / (norm(g) + 1e-8)) }) }
      ),
      Answered(
        clipping, "10⁻⁶ under the root",
        { g, b in
          let n = (norm(g) * norm(g) + 1e-6).squareRoot()
          return (norm(g), g.map { $0 * min(1, b / n) })
        }),
      Answered(
        clipping, "10⁻⁶ in the norm that is returned",
        { g, b in (norm(g) + 1e-6, clip(g, b).gradients) }),
      Answered(
        clipping, "only above the bound", { g, b in norm(g) <= b ? (norm(g), g) : clip(g, b) }),
      Answered(
        clipping, "the first two tensors' norm",
        { g, b in
          let n = norm(Array(g.prefix(2)))
          return (n, g.map { $0 * min(1, b / (n + 1e-6)) })
        }),
      Answered(
        clipping, "the mean square",
        { g, b in
          let n = norm(g) / Scalar(g.reduce(0) { $0 + $1.elementCount }).squareRoot()
          return (n, g.map { $0 * min(1, b / (n + 1e-6)) })
        }),
      Answered(
        clipping, "the largest magnitude",
        { g, b in
          let n = g.map { $0.maximumMagnitude() }.max() ?? 0
          return (n, g.map { $0 * min(1, b / (n + 1e-6)) })
        }),
      Answered(
        clipping, "the sum of magnitudes",
        { g, b in
          let n = g.reduce(0) { $0 + $1.sumOfMagnitudes() }
          return (n, g.map { $0 * min(1, b / (n + 1e-6)) })
        }),
      Answered(
        clipping, "flattened gradients",
        { g, b in (norm(g), clip(g, b).gradients.map(\.flattened)) }),
      Answered(
        clipping, "the first tensor only is shortened",
        { g, b in
          (norm(g), g.enumerated().map { $0 == 0 ? $1 * min(1, b / (norm(g) + 1e-6)) : $1 })
        }),
      Answered(clipping, "unit length", { g, _ in (norm(g), g.map { $0 / (norm(g) + 1e-6) }) }),
      Answered(
        clipping, "the last is missing",
        { g, b in (norm(g), Array(clip(g, b).gradients.dropLast())) }),
    ]
  }

  private static func linear(
    _ d: Tensor, _ x: Tensor, _ w: Tensor
  ) -> (input: Tensor, weight: Tensor, bias: Tensor) {
    (matmul(d, w), matmul(d, x, transposing: .left), d.sum(axis: 0))
  }

  private static var wrongLinear: [Answered] {
    let layer = Lesson02Answers.linear
    func answer(
      _ words: String,
      _ change:
        @escaping @Sendable (Tensor, Tensor, Tensor) -> (
          input: Tensor, weight: Tensor, bias: Tensor
        )
    ) -> Answered { Answered(layer, words, { d, x, w in change(d, x, w) }) }
    @Sendable func infinite(_ t: Tensor) -> Tensor { Tensor(repeating: .infinity, shape: t.shape) }
    return [
      answer("infinite") { d, x, w in (infinite(x), infinite(w), infinite(d.sum(axis: 0))) },
      answer("the bias's gradient as a row") { d, x, w in
        (
          linear(d, x, w).input, linear(d, x, w).weight,
          d.sum(axis: 0).reshaped(to: [1, d.shape[1]])
        )
      },
      answer("the bias from the first sample") { d, x, w in
        (linear(d, x, w).input, linear(d, x, w).weight, d.row(0))
      },
      answer("the sum over the wrong axis") { d, x, w in
        (
          linear(d, x, w).input, linear(d, x, w).weight,
          d.shape[0] == d.shape[1] ? d.sum(axis: 1) : d.sum(axis: 0)
        )
      },
      answer("the weight transposed for square layers") { d, x, w in
        w.shape[0] == w.shape[1]
          ? linear(d, x, w)
          : (linear(d, x, w).input, linear(d, x, w).weight.transposed, d.sum(axis: 0))
      },
      answer("zeros for oblong layers") { d, x, w in
        w.shape[0] == w.shape[1]
          ? linear(d, x, w) : (.zeros(x.shape), .zeros(w.shape), d.sum(axis: 0))
      },
      answer("the inner loop over the inputs' count") { d, x, w in
        var input = Tensor.zeros(x.shape)
        for n in 0..<d.shape[0] {
          for j in 0..<x.shape[1] {
            for k in 0..<min(x.shape[1], d.shape[1]) { input[n, j] += d[n, k] * w[k, j] }
          }
        }
        return (input, linear(d, x, w).weight, d.sum(axis: 0))
      },
      answer("without the bias") { d, x, w in
        (linear(d, x, w).input, linear(d, x, w).weight, .zeros([d.shape[1]]))
      },
      answer("a small decay of the weight") { d, x, w in
        (linear(d, x, w).input, linear(d, x, w).weight + 1e-6 * w, d.sum(axis: 0))
      },
      answer("the input's gradient averaged") { d, x, w in
        (linear(d, x, w).input / Scalar(d.shape[0]), linear(d, x, w).weight, d.sum(axis: 0))
      },
      answer("symmetric weights assumed") { d, x, w in
        w.shape[0] == w.shape[1]
          ? (matmul(d, (w + w.transposed) / 2), linear(d, x, w).weight, d.sum(axis: 0))
          : linear(d, x, w)
      },
    ]
  }

  private static func divide(_ d: Tensor, _ a: Tensor, _ b: Tensor) -> (a: Tensor, b: Tensor) {
    ((d / b).summed(to: a.shape), (-d * a / (b * b)).summed(to: b.shape))
  }

  private static var wrongDivision: [Answered] {
    let division = Lesson02Answers.division
    @Sendable func infinite(_ t: Tensor) -> Tensor { Tensor(repeating: .infinity, shape: t.shape) }
    return [
      Answered(division, "infinite", { _, a, b in (infinite(a), infinite(b)) }),
      Answered(division, "dividend unsummed", { d, a, b in (d / b, divide(d, a, b).b) }),
      Answered(division, "both unsummed", { d, a, b in (d / b, -d * a / (b * b)) }),
      Answered(
        division, "columns are not summed",
        { d, a, b in
          (b.shape.lengths.count == 2 && b.shape[1] == 1)
            ? (d / b, -d * a / (b * b)) : divide(d, a, b)
        }),
      Answered(
        division, "an epsilon in the square",
        { d, a, b in
          (divide(d, a, b).a, (-d * a / (b * b + 1e-8)).summed(to: b.shape))
        }),
      Answered(
        division, "an epsilon in the divisor",
        { d, a, b in
          ((d / (b + 1e-8)).summed(to: a.shape), divide(d, a, b).b)
        }),
      Answered(division, "d is ignored", { d, a, b in divide(.ones(d.shape), a, b) }),
      Answered(
        division, "through the logarithm",
        { d, a, b in
          let q = a / b
          return ((d * q / a).summed(to: a.shape), (-d * q / b).summed(to: b.shape))
        }),
      Answered(
        division, "magnitude of the divisor",
        { d, a, b in
          ((d / b.map { b in abs(b) }).summed(to: a.shape), divide(d, a, b).b)
        }),
      Answered(
        division, "numbers alone are not summed",
        { d, a, b in
          (a.elementCount == 1 ? d / b : divide(d, a, b).a, divide(d, a, b).b)
        }),
      Answered(
        division, "right for two axes at most",
        { d, a, b in
          d.shape.lengths.count > 2 ? (.zeros(a.shape), .zeros(b.shape)) : divide(d, a, b)
        }),
      Answered(
        division, "flat gradients",
        { d, a, b in (divide(d, a, b).a.flattened, divide(d, a, b).b.flattened) }),
      Answered(division, "swapped", { d, a, b in (divide(d, a, b).b, divide(d, a, b).a) }),
    ]
  }

  private static var wrongSteps: [Answered] {
    let steps = Lesson02Answers.steps
    return [
      Answered(steps, "infinite", { (.infinity, .infinity) }),
      Answered(steps, "negative", { (-4.9e-3, -6e-6) }),
      Answered(steps, "zero", { (0, 0) }),
      Answered(steps, "swapped", { (6e-6, 4.9e-3) }),
      Answered(steps, "double right only", { (1e-6, 6e-6) }),
      Answered(steps, "single right only", { (4.9e-3, 1e-9) }),
      Answered(steps, "epsilon", { (.ulpOfOne, .ulpOfOne) }),
      Answered(steps, "the smallest numbers", { (.leastNonzeroMagnitude, .leastNonzeroMagnitude) }),
      Answered(
        steps, "the largest numbers", { (.greatestFiniteMagnitude, .greatestFiniteMagnitude) }),
      Answered(steps, "one", { (1, 1) }),
      Answered(steps, "double NaN", { (4.9e-3, .nan) }),
    ]
  }

  private static func check(
    _ value: ([Double]) -> [Double], _ pullback: ([Double], [Double]) -> [Double], _ x: [Double],
    d: [Double]? = nil, h: Double = 1e-5, entries: [Int]? = nil, close: (Double, Double) -> Bool
  ) -> Bool {
    var generator = SplitMix64(seed: 3)
    let d = d ?? value(x).map { _ in generator.normalPair().0 }
    let claimed = pullback(x, d)
    return (entries ?? Array(x.indices)).allSatisfy { i in
      var (above, below) = (x, x)
      above[i] += h
      below[i] -= h
      let change = zip(value(above), value(below)).map { $0 - $1 }
      return close(claimed[i], zip(d, change).reduce(0) { $0 + $1.0 * $1.1 } / (2 * h))
    }
  }

  private static func relative(_ tolerance: Double) -> (Double, Double) -> Bool {
    { abs($0 - $1) <= tolerance * max(abs($0), abs($1), 1e-12) }
  }

  private static var wrongChecks: [Answered] {
    let test = Lesson02Answers.pullbackCheck
    let memory = Memory()
    return [
      Answered(test, "a tolerance of 20 %", { check($0, $1, $2, close: relative(0.2)) }),
      Answered(test, "a tolerance of 1 %", { check($0, $1, $2, close: relative(0.01)) }),
      Answered(test, "a tolerance beyond rounding", { check($0, $1, $2, close: relative(1e-13)) }),
      Answered(
        test, "no floor for zeros",
        { check($0, $1, $2) { abs($0 - $1) / max(abs($0), abs($1)) <= 1e-4 } }),
      Answered(test, "an absolute tolerance", { check($0, $1, $2) { abs($0 - $1) <= 1e-4 } }),
      Answered(
        test, "the first and the last entry",
        { check($0, $1, $2, entries: [0, $2.count - 1], close: relative(1e-4)) }),
      Answered(
        test, "the first three entries",
        { check($0, $1, $2, entries: [0, 1, 2], close: relative(1e-4)) }),
      Answered(test, "magnitudes", { check($0, $1, $2) { relative(1e-4)(abs($0), abs($1)) } }),
      Answered(
        test, "all weights 1",
        { check($0, $1, $2, d: $0($2).map { _ in 1 }, close: relative(1e-4)) }),
      Answered(
        test, "all weights 2",
        { check($0, $1, $2, d: $0($2).map { _ in 2 }, close: relative(1e-4)) }),
      Answered(
        test, "the last output alone",
        { v, p, x in
          let n = v(x).count
          return check(v, p, x, d: (0..<n).map { $0 == n - 1 ? 1 : 0 }, close: relative(1e-4))
        }),
      Answered(test, "a large step", { check($0, $1, $2, h: 0.3, close: relative(1e-4)) }),
      Answered(
        test, "at magnitudes of x", { check($0, $1, $2.map { abs($0) }, close: relative(1e-4)) }),
      Answered(test, "at ones", { check($0, $1, $2.map { _ in 1 }, close: relative(1e-4)) }),
      Answered(
        test, "the norm of the gradient",
        { v, p, x in
          var claimed = 0.0
          var measured = 0.0
          _ = check(v, p, x) {
            claimed += $0 * $0; measured += $1 * $1; return true
          }
          return relative(1e-4)(claimed, measured)
        }),
      Answered(
        test, "the order of the checker's functions", { _, _, _ in memory.next() % 28 <= 10 }),
    ]
  }

  private static func binarize(
    _ x: Variable, _ value: @escaping (Scalar) -> Scalar = { $0 < 0 ? -1 : 1 },
    _ share: @escaping (Scalar, Scalar) -> Scalar = { d, x in abs(x) <= 1 ? d : 0 }
  ) -> Variable {
    .result(of: Primitive.straightThrough, x.value.map { x in value(x) }) { _ in
      [x.pullback(saving: x) { d, x in d.combined(with: x) { d, x in share(d, x) } }]
    }
  }

  private static var wrongBinarizer: [Answered] {
    let binarizer = Lesson02Answers.binarizer
    let memory = Memory()
    return [
      Answered(
        binarizer, "infinite", { x in binarize(x, { _ in .infinity }, { _, _ in .infinity }) }),
      Answered(
        binarizer, "reads late",
        { x in
          .result(of: Primitive.straightThrough, x.value.map { x in x < 0 ? -1 : 1 }) { _ in
            [x.pullback { d in d.combined(with: x.value) { d, x in abs(x) <= 1 ? d : 0 } }]
          }
        }),
      Answered(
        binarizer, "the edges stop",
        { x in binarize(x, { $0 < 0 ? -1 : 1 }, { abs($1) < 1 ? $0 : 0 }) }),
      Answered(
        binarizer, "the upper edge stops",
        { x in binarize(x, { $0 < 0 ? -1 : 1 }, { $1 >= -1 && $1 < 1 ? $0 : 0 }) }),
      Answered(binarizer, "the sign bit", { x in binarize(x, { $0.sign == .minus ? -1 : 1 }) }),
      Answered(binarizer, "tiny numbers are zeros", { x in binarize(x, { $0 < -1e-9 ? -1 : 1 }) }),
      Answered(binarizer, "positive numbers only", { x in binarize(x, { $0 > 0 ? 1 : -1 }) }),
      Answered(
        binarizer, "slope of tanh",
        { x in binarize(x, { $0 < 0 ? -1 : 1 }, { d, x in d * (1 - .tanh(x) * .tanh(x)) }) }),
      Answered(
        binarizer, "times the sign",
        { x in binarize(x, { $0 < 0 ? -1 : 1 }, { d, x in abs(x) <= 1 ? (x < 0 ? -d : d) : 0 }) }),
      Answered(
        binarizer, "gradients clipped at 100",
        { x in
          binarize(x, { $0 < 0 ? -1 : 1 }, { d, x in abs(x) <= 1 ? min(max(d, -100), 100) : 0 })
        }),
      Answered(
        binarizer, "a value in a global",
        { x in
          memory.tensor = x.value
          return .result(of: Primitive.straightThrough, x.value.map { x in x < 0 ? -1 : 1 }) { _ in
            [
              x.pullback { d in
                guard let x = memory.tensor, x.shape == d.shape else { return d }
                return d.combined(with: x) { d, x in abs(x) <= 1 ? d : 0 }
              }
            ]
          }
        }),
      Answered(
        binarizer, "the value of the result",
        { x in
          binarize(x, { $0 < 0 ? -1 : 1 }, { d, x in abs(x) <= 1.0005 ? d : 0 })
        }),
    ]
  }

  static var right: [Answered] {
    let duals = Lesson02Answers.dualNumbers
    let tape = Lesson02Answers.tape
    let clipping = Lesson02Answers.clipping
    let layer = Lesson02Answers.linear
    let division = Lesson02Answers.division
    let test = Lesson02Answers.pullbackCheck
    let binarizer = Lesson02Answers.binarizer
    return [
      Answered(
        Lesson02Answers.forgottenZeroing, "a recurrence",
        {
          var x = [1.0, 0.9]
          while x.count < 5 { x.append(2 * x[x.count - 1] - x[x.count - 2] - 0.1 * x[x.count - 1]) }
          return Array(x.dropFirst())
        }),
      Answered(
        duals, "through products",
        DualOperations(
          quotient: { a, b in
            let inverse = 1 / b.value
            return DualNumber(
              a.value * inverse, a.derivative * inverse - a.value * inverse * inverse * b.derivative
            )
          },
          squareRoot: { x in
            let r = x.value.squareRoot()
            return DualNumber(r, r * x.derivative / x.value / 2)
          })),
      Answered(
        duals, "through logarithms",
        DualOperations(
          quotient: { a, b in quotient(a, b) },
          squareRoot: { x in
            let r = Double.exp(0.5 * .log(x.value))
            return DualNumber(r, 0.5 * x.derivative / r)
          })),
      Answered(
        tape, "by consumers, forward sweeps",
        { t in
          t.indices.map { source in
            var g = Array(repeating: 0.0, count: t.count)
            g[source] = 1
            for i in t.indices where i != source {
              g[i] = t[i].reduce(0) { $0 + $1.slope * g[$1.operand] }
            }
            return g[t.count - 1]
          }
        }),
      Answered(
        tape, "operands last to first",
        { t in
          var g = Array(repeating: 0.0, count: t.count)
          g[t.count - 1] = 1
          for i in t.indices.reversed() where g[i] != 0 {
            for (o, s) in t[i].reversed() { g[o] = g[o] + g[i] * s }
          }
          return g
        }),
      Answered(
        clipping, "an if",
        { g, b in
          let n = g.reduce(0) { $0 + $1.norm() * $1.norm() }.squareRoot()
          let f = b / (n + 1e-6)
          return f < 1 ? (n, g.map { $0 * f }) : (n, g)
        }),
      Answered(
        clipping, "one long vector",
        { g, b in
          let n = Tensor(g.flatMap { $0.scalars.map { $0 } }).norm()
          return (n, g.map { g in g / max(1, (n + 1e-6) / b) })
        }),
      Answered(
        layer, "transposed twice",
        { d, x, w in
          (
            matmul(w.transposed, d.transposed).transposed, matmul(x.transposed, d).transposed,
            d.transposed.sum(axis: 1)
          )
        }),
      Answered(
        layer, "sample by sample",
        { d, x, w in
          var weight = Tensor.zeros(w.shape)
          var bias = Tensor.zeros([d.shape[1]])
          for n in 0..<d.shape[0] {
            weight += matmul(
              d.row(n).reshaped(to: [d.shape[1], 1]), x.row(n).reshaped(to: [1, x.shape[1]]))
            bias += d.row(n)
          }
          return (matmul(d, w), weight, bias)
        }),
      Answered(
        division, "through the inverse",
        { d, a, b in
          let i = 1 / b
          return ((d * i).summed(to: a.shape), (-(d * a) * i * i).summed(to: b.shape))
        }),
      Answered(
        division, "by the quotient",
        { d, a, b in
          let q = a / b
          return ((d / b).summed(to: a.shape), (-(q / b) * d).summed(to: b.shape))
        }),
      Answered(Lesson02Answers.steps, "a little larger", { (6e-3, 8e-6) }),
      Answered(
        test, "NumPy's allclose",
        { v, p, x in
          check(v, p, x) { abs($0 - $1) <= 1e-9 + 1e-3 * abs($1) }
        }),
      Answered(test, "a tolerance of a thousandth", { check($0, $1, $2, close: relative(1e-3)) }),
      Answered(
        test, "a step scaled by x",
        { v, p, x in
          let n = v(x).count
          return (0..<n).allSatisfy { o in
            check(v, p, x, d: (0..<n).map { $0 == o ? 1 : 0 }, h: 3e-6, close: relative(1e-4))
          }
        }),
      Answered(
        test, "random directions",
        { v, p, x in
          var generator = SplitMix64(seed: 8)
          return (0..<5).allSatisfy { _ in
            let d = v(x).map { _ in generator.normalPair().0 }
            let u = x.map { _ in generator.normalPair().0 }
            let up = v(zip(x, u).map { $0 + 1e-5 * $1 })
            let down = v(zip(x, u).map { $0 - 1e-5 * $1 })
            let measured = zip(d, zip(up, down)).reduce(0) { $0 + $1.0 * ($1.1.0 - $1.1.1) } / 2e-5
            let claimed = zip(p(x, d), u).reduce(0) { $0 + $1.0 * $1.1 }
            return relative(1e-4)(claimed, measured)
          }
        }),
      Answered(
        binarizer, "a copy",
        { x in
          let saved = x.value
          return .result(of: Primitive.straightThrough, saved.map { x in x >= 0 ? 1 : -1 }) { _ in
            [x.pullback { d in d.combined(with: saved) { d, x in x * x <= 1 ? d : 0 } }]
          }
        }),
      Answered(
        binarizer, "a mask",
        { x in
          let mask = x.value.map { x in abs(x) > 1 ? 0 : 1 }
          return .result(of: Primitive.straightThrough, x.value.map { x in x < 0 ? -1 : 1 }) { _ in
            [x.pullback { d in d * mask }]
          }
        }),
    ]
  }
}
