import Answers08
import Course
import TensorCore
import TestSupport

// Answers to exercise E08.4.

extension Checkers08 {
  private typealias Run = (largest: Double, arrival: Int)

  /// The sweep, with what an answer changes.
  private static func sweep(
    _ words: String, start: Double = 1, threshold: Double = 1e-3,
    share: @escaping @Sendable (_ step: Int, _ length: Int) -> Double = {
      $0 < $1 ? Double($0 + 1) / Double($1) : 1
    },
    curvature: @escaping @Sendable (_ step: Int) -> Double = { 5 + 45 * .exp(-Double($0) / 10) },
    peak: @escaping @Sendable (Double) -> Double = { $0 },
    factor: @escaping @Sendable (_ product: Double) -> Double = { 1 - $0 },
    stepCount: @escaping @Sendable (Int) -> Int = { $0 },
    lengths: @escaping @Sendable ([Int]) -> [Int] = { $0 },
    arrival: @escaping @Sendable (_ sizes: [Double], _ threshold: Double) -> Int = {
      sizes, threshold in (sizes.firstIndex { $0 < threshold } ?? -1) + 1
    },
    finally: @escaping @Sendable ([Run]) -> [Run] = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson08Answers.warmUpLengths, words,
      { given, top, count in
        finally(
          lengths(given).map { length in
            var (place, sizes) = (start, [Double]())
            for step in 0..<stepCount(count) {
              place *= factor(peak(top) * share(step, length) * curvature(step))
              sizes.append(abs(place))
            }
            return (sizes.max() ?? 0, arrival(sizes, threshold))
          })
      })
  }

  static var wrongSweeps: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      sweep("a hundred steps at most", stepCount: { min($0, 100) }),
      sweep("a thousand steps at most", stepCount: { min($0, 1000) }),
      sweep("one step more", stepCount: { $0 + 1 }),
      sweep("two hundred steps", stepCount: { _ in 200 }),
      sweep("warm-ups of a hundred at most", lengths: { $0.map { min($0, 100) } }),
      sweep("warm-ups of a thousand at most", lengths: { $0.map { min($0, 1000) } }),
      sweep("a warm-up of 1 at least, one longer", lengths: { $0.map { $0 + 1 } }),
      sweep("ten lengths at most", lengths: { Array($0.prefix(10)) }),
      sweep("lengths in order", lengths: { $0.sorted() }),
      sweep(
        "a root for a warm-up",
        share: { step, length in
          step < length ? (Double(step + 1) / Double(length)).squareRoot() : 1
        }),
      sweep(
        "a cosine for a warm-up",
        share: { step, length in
          step < length ? 0.5 - 0.5 * .cosine(.pi * Double(step + 1) / Double(length)) : 1
        }),
      sweep("no warm-up", share: { _, _ in 1 }),
      sweep(
        "to length + 1",
        share: { step, length in
          step < length ? Double(step + 1) / Double(length + 1) : 1
        }),
      sweep("half of the peak during the warm-up", share: { $0 < $1 ? 0.5 : 1 }),
      sweep("no curvature but the last", curvature: { _ in 5 }),
      sweep("the first curvature stays", curvature: { _ in 50 }),
      sweep("the curvature falls twice as fast", curvature: { 5 + 45 * .exp(-Double($0) / 5) }),
      sweep("the curvature falls to 0", curvature: { 50 * .exp(-Double($0) / 10) }),
      sweep(
        "no curvature after step 50", curvature: { $0 < 50 ? 5 + 45 * .exp(-Double($0) / 10) : 5 }),
      sweep("the peak 0.1", peak: { _ in 0.1 }),
      sweep("a peak of 0.4 at most", peak: { min(0.4, $0) }),
      sweep("a factor without sign", factor: { abs(1 - $0) - 1e-7 }),
      sweep("no factor below −1", factor: { max(-1, 1 - $0) }),
      sweep("an exponential decay", factor: { .exp(-$0) }), sweep("from 2", start: 2),
      sweep("a threshold of 0.01", threshold: 0.01),
      sweep("a threshold of 0.0011", threshold: 0.0011),
      sweep(
        "never is minus one",
        arrival: { sizes, threshold in
          (sizes.firstIndex { $0 < threshold } ?? -2) + 1
        }),
      sweep(
        "never is all steps",
        arrival: { sizes, threshold in
          (sizes.firstIndex { $0 < threshold } ?? sizes.count - 1) + 1
        }),
      sweep(
        "below for good",
        arrival: { sizes, threshold in
          guard let last = sizes.lastIndex(where: { $0 >= threshold }) else { return 1 }
          return last + 2
        }),
      sweep("in reverse", finally: { $0.reversed() }),
      sweep("largest at most 1000", finally: { $0.map { (min(1000, $0.largest), $0.arrival) } }),
      sweep("in single precision", finally: { $0.map { (Double(Float($0.largest)), $0.arrival) } }),
      sweep("infinite", finally: { $0.map { (.infinity, $0.arrival) } }),
      sweep("right once", finally: { memory.next() > 20 ? $0.map { ($0.largest, 0) } : $0 }),
    ]
  }

  static var rightSweeps: [AnswerOnTrial] {
    [
      sweep("all sizes first"),
      sweep("the smaller of two", share: { min(1, Double($0 + 1) / Double(max($1, 1))) }),
      sweep("a power of one factor", curvature: { 5 + 45 * .pow(.exp(-0.1), $0) }),
      sweep(
        "counting those before",
        arrival: { sizes, threshold in
          let before = sizes.prefix { $0 >= threshold }.count
          return before == sizes.count ? 0 : before + 1
        }),
      sweep("from −1", start: -1),
    ]
  }
}
