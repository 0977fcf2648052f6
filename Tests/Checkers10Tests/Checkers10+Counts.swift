import Answers10
import Course
import TensorCore
import TestSupport

// Answers to exercise E10.1.

extension Checkers10 {
  /// A derivation, with what an answer changes.
  private static func count(
    _ words: String,
    coefficients: @escaping @Sendable ([Double]) -> [Double] = { $0 },
    second: @escaping @Sendable (_ c: [Double], _ x: Double) -> Double = { c, x in
      2 * c[2] + 6 * c[3] * x + 12 * c[4] * x * x
    },
    places: @escaping @Sendable (_ start: Double, _ end: Double, _ vertex: Double) -> [Double] = {
      start, end, vertex in [start, end] + (vertex > start && vertex < end ? [vertex] : [])
    },
    greatest: @escaping @Sendable ([Double]) -> Double = { $0.map(\.magnitude).max() ?? 0 },
    number: @escaping @Sendable (_ curvature: Double, _ length: Double, _ error: Double) -> Double =
      { ($1 * $1 * $0 / (8 * $2)).squareRoot() },
    rounded: @escaping @Sendable (Double) -> Int = { max(1, Int($0.rounded(.up))) },
    finally: @escaping @Sendable (Double, Int) -> (curvature: Double, pieceCount: Int) = {
      ($0, $1)
    }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson10Answers.pieceCount, words,
      { given, start, end, error in
        let list = coefficients(given)
        let c = (0..<5).map { $0 < list.count ? list[$0] : 0 }
        let found = greatest(places(start, end, -c[3] / (4 * c[4])).map { second(c, $0) })
        return finally(found, rounded(number(found, end - start, error)))
      })
  }

  /// Equally spaced places.
  @Sendable private static func grid(_ count: Int, _ start: Double, _ end: Double) -> [Double] {
    (0...count).map { start + (end - start) * Double($0) / Double(count) }
  }

  static var wrongCounts: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      count("three coefficients", coefficients: { Array($0.prefix(3)) }),
      count("four coefficients", coefficients: { Array($0.prefix(4)) }),
      count("in the reverse order", coefficients: { $0.reversed() }),
      count("whole coefficients", coefficients: { $0.map { $0.rounded() } }),
      count("positive coefficients", coefficients: { $0.map(\.magnitude) }),
      count("the first derivative", second: { c, x in c[1] + 2 * c[2] * x + 3 * c[3] * x * x }),
      count("no factors", second: { c, x in c[2] + c[3] * x + c[4] * x * x }),
      count(
        "the factors 2, 3 and 4", second: { c, x in 2 * c[2] + 3 * c[3] * x + 4 * c[4] * x * x }
      ),
      count("at 0", places: { _, _, _ in [0] }), count("at the start", places: { a, _, _ in [a] }),
      count("at the end", places: { _, b, _ in [b] }),
      count("at the ends", places: { a, b, _ in [a, b] }),
      count("in the middle, too", places: { a, b, _ in [a, b, (a + b) / 2] }),
      count("at the vertex alone", places: { _, _, v in [v.isFinite ? v : 0] }),
      count("at the vertex wherever it is", places: { a, b, v in [a, b, v.isFinite ? v : a] }),
      count("at ten places", places: { a, b, _ in grid(10, a, b) }),
      count("at a thousand places", places: { a, b, _ in grid(1000, a, b) }),
      count("at three thousand places", places: { a, b, _ in grid(3000, a, b) }),
      count("on 0…1", places: { _, _, v in [0, 1] + (v > 0 && v < 1 ? [v] : []) }),
      count("the greatest, signed", greatest: { max(0, $0.max() ?? 0) }),
      count("the least", greatest: { $0.map(\.magnitude).min() ?? 0 }),
      count("the mean", greatest: { $0.reduce(0) { $0 + abs($1) } / Double($0.count) }),
      count("a thousand at most", greatest: { min(1000, $0.map(\.magnitude).max() ?? 0) }),
      count("a divisor of 2", number: { ($1 * $1 * $0 / (2 * $2)).squareRoot() }),
      count("a divisor of 12", number: { ($1 * $1 * $0 / (12 * $2)).squareRoot() }),
      count("no length", number: { m, _, e in (m / (8 * e)).squareRoot() }),
      count("the root of the length", number: { ($1 * $0 / (8 * $2)).squareRoot() }),
      count("no root", number: { min(1e15, $1 * $1 * $0 / (8 * $2)) }),
      count("half of the length", number: { ($1 * $1 * $0 / (32 * $2)).squareRoot() }),
      count("rounded down", rounded: { max(1, Int($0)) }),
      count("rounded to the nearest", rounded: { max(1, Int($0.rounded())) }),
      count("down and one more", rounded: { Int($0) + 1 }),
      count("knots", rounded: { max(1, Int($0.rounded(.up))) + 1 }),
      count("no piece", rounded: { Int($0.rounded(.up)) }),
      count("two pieces at least", rounded: { max(2, Int($0.rounded(.up))) }),
      count("a hundred pieces at most", rounded: { min(100, max(1, Int($0.rounded(.up)))) }),
      count("a thousand pieces at most", rounded: { min(1000, max(1, Int($0.rounded(.up)))) }),
      count("ten thousand at most", rounded: { min(10_000, max(1, Int($0.rounded(.up)))) }),
      count("even numbers", rounded: { max(1, 2 * Int(($0 / 2).rounded(.up))) }),
      count(
        "powers of two", rounded: { n in (0...40).map { 1 << $0 }.first { Double($0) >= n } ?? 1 }),
      count("a little slack", rounded: { max(1, Int(($0 - 0.01).rounded(.up))) }),
      count("a trace of slack", rounded: { max(1, Int(($0 - 5e-4).rounded(.up))) }),
      count("the sign", finally: { (-$0, $1) }), count("half of M", finally: { ($0 / 2, $1) }),
      count("no M", finally: { (0, $1) }), count("no n", finally: { m, _ in (m, 1) }),
      count("M infinite", finally: { (.infinity, $1) }),
      count("a ten-millionth off", finally: { ($0 * (1 + 1e-7), $1) }),
      count("right at first", finally: { ($0, memory.next() > 40 ? 0 : $1) }),
    ]
  }

  static var rightCounts: [AnswerOnTrial] {
    [
      count("by the length of a piece", number: { $1 / (8 * $2 / $0).squareRoot() }),
      count("with the vertex last", places: { a, b, v in v > a && v < b ? [b, v, a] : [b, a] }),
      count(
        "with the vertex moved inside",
        places: { a, b, v in [a, b, v.isFinite ? min(b, max(a, v)) : b] }),
      count(
        "by Horner's rule", second: { c, x in (12 * c[4] * x + 6 * c[3]) * x + 2 * c[2] }),
      count(
        "by counting up from below",
        rounded: { wanted in
          var count = max(1, Int(wanted) - 2)
          while Double(count) < wanted { count += 1 }
          return count
        }),
      AnswerOnTrial(
        Lesson10Answers.pieceCount, "by bisection of the third derivative, and of n",
        { coefficients, start, end, error in
          func derivative(_ c: [Double]) -> [Double] {
            c.enumerated().dropFirst().map { Double($0.offset) * $0.element }
          }
          func value(_ c: [Double], _ x: Double) -> Double {
            c.reversed().reduce(0) { $0 * x + $1 }
          }
          let second = derivative(derivative(coefficients))
          let third = derivative(second)
          var (low, high) = (start, end)
          for _ in 0..<100 {
            let middle = (low + high) / 2
            if (value(third, middle) < 0) == (value(third, start) < 0) {
              low = middle
            } else {
              high = middle
            }
          }
          let curvature = [start, low, end].map { abs(value(second, $0)) }.max() ?? 0
          var (few, many) = (0, 1 << 30)
          while many - few > 1 {
            let count = (few + many) / 2
            let length = (end - start) / Double(count)
            if curvature * length * length / 8 <= error { many = count } else { few = count }
          }
          return (curvature, many)
        }),
    ]
  }
}
