import Answers03
import Course
import TensorCore
import Exercises03
import TestSupport
import Testing

/// What every exercise of lesson 03 promises, attempts at fooling its checkers by someone who has read
/// them, and right answers that look unlike the solution.
struct Checkers03 {
  @Test(
    arguments: ExerciseContract.claims(
      on: Lesson03Answers.all, attempts: CheckLesson03.attempts))
  func `every exercise keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test(arguments: wrong) func `a wrong answer is rejected`(_ answer: AnswerOnTrial) {
    answer.expectRejection()
  }

  @Test(arguments: right) func `an unusual right answer passes`(_ answer: AnswerOnTrial) {
    answer.expectPass()
  }

  @Test func `every checker was tried often enough`() {
    AnswerOnTrial.expectEnough(for: Lesson03Answers.all, wrong: Self.wrong, right: Self.right)
  }

  static var wrong: [AnswerOnTrial] { wrongCurves + wrongShares + wrongNumbers }

  static var right: [AnswerOnTrial] { rightCurves + rightShares + rightNumbers }
}

// MARK: - Curves

extension Checkers03 {
  typealias Pair = (value: Double, slope: Double)

  /// What spoils a value and a slope; the names say how.
  private static var spoilers: [(String, @Sendable (_ x: Double, _ right: Pair) -> Pair)] {
    let memory = AnswerMemory()
    return [
      ("a millionth is added to the value", { x, p in (p.value + 1e-6, p.slope) }),
      ("a millionth is added to the slope", { x, p in (p.value, p.slope + 1e-6) }),
      ("the value is a little too large", { x, p in (p.value * (1 + 1e-7), p.slope) }),
      ("the slope is a little too large", { x, p in (p.value, p.slope * (1 + 1e-7)) }),
      ("the value is NaN", { x, p in (.nan, p.slope) }),
      ("the slope is NaN", { x, p in (p.value, .nan) }),
      ("the value is infinite", { x, p in (.infinity, p.slope) }),
      ("the slope is infinite", { x, p in (p.value, .infinity) }),
      ("the sign of the slope", { x, p in (p.value, -p.slope) }),
      ("the value in single precision", { x, p in (Double(Float(p.value)), p.slope) }),
      ("a whole value", { x, p in (p.value.rounded(), p.slope) }),
      ("right at whole inputs only", { x, p in x == x.rounded() ? p : (0, 0) }),
      ("right at small inputs only", { x, p in x.magnitude < 2 ? p : (x, 1) }),
      ("value and slope exchanged", { x, p in (p.slope, p.value) }),
      ("no slope", { x, p in (p.value, 0) }), ("a slope of 1", { x, p in (p.value, 1) }),
      ("right on the right only", { x, p in x > 0 ? p : (0, 0) }),
      ("right on the left only", { x, p in x < 0 ? p : (x, 1) }),
      ("large values are cut off", { x, p in (min(p.value, 1.5), p.slope) }),
      ("the slope twice", { x, p in (p.value, 2 * p.slope) }),
      ("ReLU", { x, p in (max(x, 0), x > 0 ? 1 : 0) }),
      ("three decimals", { x, p in ((p.value * 1000).rounded() / 1000, p.slope) }),
      ("the right answer to the first calls", { x, p in memory.next() < 9 ? p : (0, 0) }),
    ]
  }

  private static var wrongCurves: [AnswerOnTrial] {
    spoilers.flatMap { words, spoil in
      [
        AnswerOnTrial(Lesson03Answers.squareplus, words, { x in spoil(x, squareplus(x)) }),
        AnswerOnTrial(Lesson03Answers.stableSoftplus, words, { x in spoil(x, softplus(x)) }),
        AnswerOnTrial(Lesson03Answers.maxoutUnit, words, { s, b, x in spoil(x, maxout(s, b, x)) }),
      ]
    } + boundedCurves
  }

  @Sendable private static func squareplus(_ x: Double) -> Pair {
    let root = (x * x + 4).squareRoot()
    let value = x > 0 ? (root + x) / 2 : 2 / (root - x)
    return (value, value / root)
  }

  @Sendable static func softplus(_ x: Double) -> Pair {
    let tail = Double.exp(-abs(x))
    return (max(0, x) + .log(onePlus: tail), (x < 0 ? tail : 1) / (1 + tail))
  }

  @Sendable static func maxout(_ s: [Double], _ b: [Double], _ x: Double) -> Pair {
    let lines = zip(s, b).map { (value: $0 * x + $1, slope: $0) }
    return lines.dropFirst().reduce(lines[0]) { $1.value > $0.value ? $1 : $0 }
  }

  private static var rightCurves: [AnswerOnTrial] {
    let first = Lesson03Answers.squareplus
    let last = Lesson03Answers.stableSoftplus
    let unit = Lesson03Answers.maxoutUnit
    return [
      AnswerOnTrial(first, "as the solution", { squareplus($0) }),
      AnswerOnTrial(
        first, "by the reflection f(x) − f(−x) = x",
        { x in x < 0 ? squareplus(x) : (x + squareplus(-x).value, 1 - squareplus(-x).slope) }),
      AnswerOnTrial(
        first, "the slope from the value alone",
        { x in
          let y = squareplus(x).value
          return (y, y / (y + 1 / y))
        }),
      AnswerOnTrial(
        first, "by half of the input",
        { x in
          let (half, root) = (x / 2, (x * x / 4 + 1).squareRoot())
          let value = half < 0 ? 1 / (root - half) : half + root
          return (value, value / (2 * root))
        }),
      AnswerOnTrial(
        first, "four Newton steps on top",
        { x in
          var y = squareplus(x).value
          for _ in 0..<4 where x > 0 { y -= (y * y - x * y - 1) / (2 * y - x) }
          return (y, y * y / (y * y + 1))
        }),
      AnswerOnTrial(last, "as the solution", { softplus($0) }),
      AnswerOnTrial(
        last, "in three pieces",
        { x in
          if x > 40 { return (x, 1) }
          if x < -40 { return (.exp(x), .exp(x)) }
          return (.log(onePlus: .exp(x)), 1 / (1 + .exp(-x)))
        }),
      AnswerOnTrial(
        last, "by the reflection f(x) − f(−x) = x",
        { x in x < 0 ? softplus(x) : (x + softplus(-x).value, 1 - softplus(-x).slope) }),
      AnswerOnTrial(
        last, "by the greater of the exponents",
        { x in
          let top = max(x, 0)
          let (one, other) = (Double.exp(-top), Double.exp(x - top))
          return (top + .log(onePlus: min(one, other)), other / (one + other))
        }),
      AnswerOnTrial(
        last, "a slope from the value",
        { x in (softplus(x).value, -.expMinusOne(-softplus(x).value)) }),
      AnswerOnTrial(unit, "as the solution", { maxout($0, $1, $2) }),
      AnswerOnTrial(
        unit, "from minus infinity",
        { s, b, x in
          var best: Pair = (-.infinity, 0)
          for i in s.indices where s[i] * x + b[i] > best.value { best = (s[i] * x + b[i], s[i]) }
          return best
        }),
      AnswerOnTrial(
        unit, "backward with ≥",
        { s, b, x in
          var best: Pair = (-.infinity, 0)
          for i in s.indices.reversed() where s[i] * x + b[i] >= best.value {
            best = (s[i] * x + b[i], s[i])
          }
          return best
        }),
      AnswerOnTrial(
        unit, "by sorting places",
        { s, b, x in
          let v = s.indices.map { s[$0] * x + b[$0] }
          let order = s.indices.sorted { v[$0] > v[$1] || v[$0] == v[$1] && $0 < $1 }
          return (v[order[0]], s[order[0]])
        }),
      AnswerOnTrial(
        unit, "halves first",
        { s, b, x in
          guard s.count > 1 else { return maxout(s, b, x) }
          let middle = s.count / 2
          let left = maxout(Array(s[..<middle]), Array(b[..<middle]), x)
          let right = maxout(Array(s[middle...]), Array(b[middle...]), x)
          return right.value > left.value ? right : left
        }),
    ]
  }
}
