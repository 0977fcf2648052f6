import Answers02
import Backprop
import Course
import TensorCore
import TestSupport

// Wrong answers to exercises E02.7 to E02.9.

extension Checkers02 {
  static var wrongSteps: [AnswerOnTrial] {
    let steps = Lesson02Answers.steps
    return [
      AnswerOnTrial(steps, "infinite", { (.infinity, .infinity) }),
      AnswerOnTrial(steps, "negative", { (-4.9e-3, -6e-6) }),
      AnswerOnTrial(steps, "zero", { (0, 0) }),
      AnswerOnTrial(steps, "swapped", { (6e-6, 4.9e-3) }),
      AnswerOnTrial(steps, "double right only", { (1e-6, 6e-6) }),
      AnswerOnTrial(steps, "single right only", { (4.9e-3, 1e-9) }),
      AnswerOnTrial(steps, "epsilon", { (.ulpOfOne, .ulpOfOne) }),
      AnswerOnTrial(
        steps, "the smallest numbers", { (.leastNonzeroMagnitude, .leastNonzeroMagnitude) }),
      AnswerOnTrial(
        steps, "the largest numbers", { (.greatestFiniteMagnitude, .greatestFiniteMagnitude) }),
      AnswerOnTrial(steps, "one", { (1, 1) }),
      AnswerOnTrial(steps, "double NaN", { (4.9e-3, .nan) }),
    ]
  }

  static func check(
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

  static func relative(_ tolerance: Double) -> (Double, Double) -> Bool {
    // An infinite claim would be within any tolerance that is scaled by it.
    { $0.isFinite && abs($0 - $1) <= tolerance * max(abs($0), abs($1), 1e-12) }
  }

  static var wrongChecks: [AnswerOnTrial] {
    let test = Lesson02Answers.pullbackCheck
    let memory = AnswerMemory()
    return [
      AnswerOnTrial(test, "a tolerance of 20 %", { check($0, $1, $2, close: relative(0.2)) }),
      AnswerOnTrial(test, "a tolerance of 1 %", { check($0, $1, $2, close: relative(0.01)) }),
      AnswerOnTrial(
        test, "a tolerance beyond rounding", { check($0, $1, $2, close: relative(1e-13)) }),
      AnswerOnTrial(
        test, "no floor for zeros",
        { check($0, $1, $2) { abs($0 - $1) / max(abs($0), abs($1)) <= 1e-4 } }),
      AnswerOnTrial(test, "an absolute tolerance", { check($0, $1, $2) { abs($0 - $1) <= 1e-4 } }),
      AnswerOnTrial(
        test, "the first and the last entry",
        { check($0, $1, $2, entries: [0, $2.count - 1], close: relative(1e-4)) }),
      AnswerOnTrial(
        test, "the first three entries",
        { check($0, $1, $2, entries: [0, 1, 2], close: relative(1e-4)) }),
      AnswerOnTrial(test, "magnitudes", { check($0, $1, $2) { relative(1e-4)(abs($0), abs($1)) } }),
      AnswerOnTrial(
        test, "all weights 1",
        { check($0, $1, $2, d: $0($2).map { _ in 1 }, close: relative(1e-4)) }),
      AnswerOnTrial(
        test, "all weights 2",
        { check($0, $1, $2, d: $0($2).map { _ in 2 }, close: relative(1e-4)) }),
      AnswerOnTrial(
        test, "the last output alone",
        { v, p, x in
          let n = v(x).count
          return check(v, p, x, d: (0..<n).map { $0 == n - 1 ? 1 : 0 }, close: relative(1e-4))
        }),
      AnswerOnTrial(test, "a large step", { check($0, $1, $2, h: 0.3, close: relative(1e-4)) }),
      AnswerOnTrial(
        test, "at magnitudes of x", { check($0, $1, $2.map { abs($0) }, close: relative(1e-4)) }),
      AnswerOnTrial(test, "at ones", { check($0, $1, $2.map { _ in 1 }, close: relative(1e-4)) }),
      AnswerOnTrial(
        test, "the norm of the gradient",
        { v, p, x in
          var claimed = 0.0
          var measured = 0.0
          _ = check(v, p, x) {
            claimed += $0 * $0; measured += $1 * $1; return true
          }
          return relative(1e-4)(claimed, measured)
        }),
      AnswerOnTrial(
        test, "the order of the checker's functions", { _, _, _ in memory.next() % 28 <= 10 }),
    ]
  }

  static func binarize(
    _ x: Variable, _ value: @escaping (Scalar) -> Scalar = { $0 < 0 ? -1 : 1 },
    _ share: @escaping (Scalar, Scalar) -> Scalar = { d, x in abs(x) <= 1 ? d : 0 }
  ) -> Variable {
    .result(of: Primitive.straightThrough, x.value.map { x in value(x) }) { _ in
      [x.pullback(saving: x) { d, x in d.combined(with: x) { d, x in share(d, x) } }]
    }
  }

  static var wrongBinarizer: [AnswerOnTrial] {
    let binarizer = Lesson02Answers.binarizer
    let memory = AnswerMemory()
    return [
      AnswerOnTrial(
        binarizer, "infinite", { x in binarize(x, { _ in .infinity }, { _, _ in .infinity }) }),
      AnswerOnTrial(
        binarizer, "reads late",
        { x in
          .result(of: Primitive.straightThrough, x.value.map { x in x < 0 ? -1 : 1 }) { _ in
            [x.pullback { d in d.combined(with: x.value) { d, x in abs(x) <= 1 ? d : 0 } }]
          }
        }),
      AnswerOnTrial(
        binarizer, "the edges stop",
        { x in binarize(x, { $0 < 0 ? -1 : 1 }, { abs($1) < 1 ? $0 : 0 }) }),
      AnswerOnTrial(
        binarizer, "the upper edge stops",
        { x in binarize(x, { $0 < 0 ? -1 : 1 }, { $1 >= -1 && $1 < 1 ? $0 : 0 }) }),
      AnswerOnTrial(
        binarizer, "the sign bit", { x in binarize(x, { $0.sign == .minus ? -1 : 1 }) }),
      AnswerOnTrial(
        binarizer, "tiny numbers are zeros", { x in binarize(x, { $0 < -1e-9 ? -1 : 1 }) }),
      AnswerOnTrial(binarizer, "positive numbers only", { x in binarize(x, { $0 > 0 ? 1 : -1 }) }),
      AnswerOnTrial(
        binarizer, "slope of tanh",
        { x in binarize(x, { $0 < 0 ? -1 : 1 }, { d, x in d * (1 - .tanh(x) * .tanh(x)) }) }),
      AnswerOnTrial(
        binarizer, "times the sign",
        { x in binarize(x, { $0 < 0 ? -1 : 1 }, { d, x in abs(x) <= 1 ? (x < 0 ? -d : d) : 0 }) }),
      AnswerOnTrial(
        binarizer, "gradients clipped at 100",
        { x in
          binarize(x, { $0 < 0 ? -1 : 1 }, { d, x in abs(x) <= 1 ? min(max(d, -100), 100) : 0 })
        }),
      AnswerOnTrial(
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
      AnswerOnTrial(
        binarizer, "the value of the result",
        { x in
          binarize(x, { $0 < 0 ? -1 : 1 }, { d, x in abs(x) <= 1.0005 ? d : 0 })
        }),
    ]
  }
}
