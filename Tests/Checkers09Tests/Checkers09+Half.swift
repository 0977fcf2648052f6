import Answers09
import Course
import TensorCore
import TestSupport

// Answers to exercise E09.6.

extension Checkers09 {
  private static func half(
    _ value: Double, bits: Int = 10, least: Int = -14,
    rule: FloatingPointRoundingRule = .toNearestOrEven, limit: Double = 65504
  ) -> Double {
    guard value.isFinite, value != 0 else { return value }
    let spacing = Double(sign: .plus, exponent: max(value.exponent, least) - bits, significand: 1)
    let rounded = (value / spacing).rounded(rule) * spacing
    return abs(rounded) > limit ? (value < 0 ? -.infinity : .infinity) : rounded
  }

  /// A run in half precision, with what an answer changes.
  private static func steps(
    _ words: String,
    gradients: @escaping @Sendable ([Double]) -> [Double] = { $0 },
    round: @escaping @Sendable (Double) -> Double = { half($0) },
    scale: @escaping @Sendable (Double) -> Double = { $0 },
    skips: @escaping @Sendable (Double) -> Bool = { !$0.isFinite },
    unscaled: @escaping @Sendable (_ stored: Double, _ scale: Double) -> Double = { $0 / $1 },
    weight: @escaping @Sendable (Double) -> Double = { $0 },
    counts: @escaping @Sendable (Int) -> Int = { $0 },
    finally: @escaping @Sendable ([Double]) -> [Double] = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson09Answers.halfPrecision, words,
      { start, given, rate, givenScale in
        var (now, weights, skipped) = (start, [Double](), 0)
        for gradient in gradients(given) {
          let stored = round(scale(givenScale) * gradient)
          if skips(stored) {
            skipped += 1
          } else {
            now = weight(now - rate * unscaled(stored, scale(givenScale)))
          }
          weights.append(now)
        }
        return (finally(weights), counts(skipped))
      })
  }

  static var wrongHalves: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      steps("no rounding", round: { abs($0) > 65504 ? .infinity : $0 }),
      steps("rounded to Float", round: { Double(Float($0)) }),
      steps("bfloat16", round: { half($0, bits: 7, least: -126, limit: 3.39e38) }),
      steps("nine bits", round: { half($0, bits: 9) }),
      steps("eleven bits", round: { half($0, bits: 11) }),
      steps("one exponent fewer", round: { half($0, least: -13) }),
      steps("one exponent more", round: { half($0, least: -15) }),
      steps("no least exponent", round: { half($0, least: -1000) }),
      steps("no subnormal numbers", round: { abs($0) < 0x1p-14 ? 0 : half($0) }),
      steps("away from 0 at halves", round: { half($0, rule: .toNearestOrAwayFromZero) }),
      steps("up", round: { half($0, rule: .up) }), steps("down", round: { half($0, rule: .down) }),
      steps("toward 0", round: { half($0, rule: .towardZero) }),
      steps("away from 0", round: { half($0, rule: .awayFromZero) }),
      steps("65536 is a number", round: { half($0, limit: 65536) }),
      steps("no largest number", round: { half($0, limit: .greatestFiniteMagnitude) }),
      steps(
        "infinite above 65504 before rounding",
        round: {
          abs($0) > 65504 ? .infinity : half($0)
        }),
      steps("held at 65504", round: { max(-65504, min(65504, half($0, limit: .infinity))) }),
      steps("negative ones never infinite", round: { $0 < -65504 ? -65504 : half($0) }),
      steps("twice rounded, by way of eleven bits", round: { half(half($0, bits: 11)) }),
      steps("positive ones alone", round: { $0 < 0 ? $0 : half($0) }),
      steps("no scale", scale: { _ in 1 }), steps("the inverse of the scale", scale: { 1 / $0 }),
      steps("a whole scale", scale: { max(1, $0.rounded()) }),
      steps("a power of 2 as scale", scale: { $0.binade }),
      steps("a scale of 65536 at most", scale: { min($0, 65536) }),
      steps("NaN is no reason to skip", skips: \.isInfinite),
      steps("infinity is no reason to skip", skips: \.isNaN),
      steps("minus infinity is no reason", skips: { $0.isNaN || $0 == .infinity }),
      steps("0 is skipped", skips: { !$0.isFinite || $0 == 0 }),
      steps("the scale stays", unscaled: { stored, _ in stored }),
      steps("rounded after unscaling", unscaled: { half($0 / $1) }),
      steps("the weight in half precision", weight: { half($0) }),
      steps("the weight in single precision", weight: { Double(Float($0)) }),
      steps("no count", counts: { _ in 0 }), steps("one skipped at most", counts: { min(1, $0) }),
      steps("a hundred steps at most", gradients: { Array($0.prefix(100)) }),
      steps("a thousand steps at most", gradients: { Array($0.prefix(1000)) }),
      steps("the last weight alone", finally: { $0.suffix(1) }),
      steps(
        "the change of a step",
        finally: { weights in
          zip(weights, [0] + weights).map { $0 - $1 }
        }),
      steps("right at first", finally: { memory.next() > 60 ? [] : $0 }),
    ]
  }

  static var rightHalves: [AnswerOnTrial] {
    [
      steps("by the spacing"),
      steps(
        "by way of infinity as a limit",
        round: {
          let rounded = half($0, limit: .infinity)
          return abs(rounded) >= 65520 ? .nan : rounded
        }),
      steps(
        "by the significand's bits",
        round: { value in
          guard value.isFinite, abs(value) < 65520 else { return .nan }
          guard abs(value) >= 0x1p-14 else {
            return (value * 0x1p24).rounded(.toNearestOrEven) / 0x1p24
          }
          let bits = value.bitPattern
          let odd = (bits >> 42) & 1
          return Double(bitPattern: ((bits + (1 << 41) - 1 + odd) >> 42) << 42)
        }),
      steps(
        "by a large number that is added",
        round: { value in
          guard value.isFinite else { return value }
          let shift = max(abs(value), 0x1p-14).binade * 0x1.8p42
          let rounded = (value + shift) - shift
          return abs(rounded) > 65504 ? .infinity : rounded
        }),
      steps(
        "by search among the neighbors",
        round: { value in
          guard value.isFinite else { return value }
          let unit = max(abs(value), 0x1p-14).binade / 1024
          let low = (abs(value) / unit).rounded(.down)
          let rest = abs(value) / unit - low
          let isUp = rest > 0.5 || rest == 0.5 && low.truncatingRemainder(dividingBy: 2) == 1
          let rounded = (low + (isUp ? 1 : 0)) * unit
          return rounded > 65504 ? .infinity : (value < 0 ? -rounded : rounded)
        }),
      steps("a scale that is multiplied by its inverse", unscaled: { $0 * (1 / $1) }),
    ]
  }
}
