import Answers08
import Course
import TensorCore
import TestSupport

// Answers to exercise E08.3.

extension Checkers08 {
  /// The best rates, with what an answer changes.
  private static func best(
    _ words: String,
    curvature: @escaping @Sendable (Double) -> Double = { $0 },
    noise: @escaping @Sendable (Double) -> Double = { $0 },
    start: @escaping @Sendable (Double) -> Double = { $0 },
    count: @escaping @Sendable (Int) -> Int = { $0 },
    rate change: @escaping @Sendable (_ rate: Double, _ step: Int) -> Double = { rate, _ in rate },
    feedsBack: Bool = true, lag: Int = 0,
    finally: @escaping @Sendable ([Double]) -> [Double] = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson08Answers.bestSchedule, words,
      {
        let (l, s) = (curvature($0), noise($1))
        var squares = [start($2)]
        return finally(
          (0..<count($3)).map { step in
            let v = squares[max(0, step - lag)]
            let right = l * v / (l * l * v + s * s)
            let rate = change(right, step)
            let used = feedsBack ? rate : right
            let kept = 1 - used * l
            squares.append(kept * kept * squares[step] + used * used * s * s)
            return rate
          })
      })
  }

  static var wrongBests: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      best("curvature 1 for all", curvature: { _ in 1 }),
      best("noise 1 for all", noise: { _ in 1 }),
      best("start 100 for all", start: { _ in 100 }),
      best("the root of the start", start: { $0.squareRoot() }),
      best("a start above 0", start: { max($0, 1e-3) }),
      best("a start of 10⁴ at most", start: { min($0, 1e4) }),
      best("half of the noise", noise: { $0 / 2 }),
      best("the curvature twice", curvature: { 2 * $0 }),
      best("curvatures of 10 at most", curvature: { min($0, 10) }),
      best("a noise of 0.02 at least", noise: { max($0, 0.02) }),
      best("a hundred steps at most", count: { min($0, 100) }),
      best("a thousand steps at most", count: { min($0, 1000) }),
      best("one step more", count: { $0 + 1 }), best("the square one step late", lag: 1),
      best(
        "the rate stays after the hundredth step", rate: { $1 < 100 ? $0 : 0.01 }, feedsBack: false),
      best("no rate after the thousandth step", rate: { $1 < 1000 ? $0 : 0 }),
      best("rates of 1 at most", rate: { rate, _ in min(1, rate) }),
      best("rates of 10⁻³ at least", rate: { rate, _ in max(1e-3, rate) }),
      best("half of the best", rate: { rate, _ in rate / 2 }),
      best("nine tenths of the best", rate: { rate, _ in 0.9 * rate }, feedsBack: false),
      best("a millionth off", rate: { rate, _ in rate * (1 + 1e-6) }, feedsBack: false),
      best("the first step is skipped", finally: { Array($0.dropFirst()) + [0] }),
      best("sorted upward", finally: { $0.sorted() }),
      best("the last rate alone", finally: { Array($0.suffix(1)) }),
      best(
        "a straight line",
        finally: { rates in
          guard let first = rates.first, let last = rates.last else { return rates }
          return rates.indices.map { first + (last - first) * Double($0) / Double(rates.count) }
        }),
      best("negative", finally: { $0.map { -$0 } }),
      best("in single precision", finally: { $0.map { Double(Float($0)) } }),
      best("five decimals", finally: { $0.map { ($0 * 1e5).rounded() / 1e5 } }),
      best("infinite", finally: { $0.map { _ in .infinity } }),
      best("right once", finally: { memory.next() > 50 ? $0.map { $0 / 2 } : $0 }),
    ]
  }

  static var rightBests: [AnswerOnTrial] {
    let exercise = Lesson08Answers.bestSchedule
    return [
      best("the recursion"),
      AnswerOnTrial(
        exercise, "the smallest mean square of a step",
        { curvature, noise, start, count in
          var v = start
          return (0..<count).map { _ in
            let full = v * curvature * curvature + noise * noise
            v = v * (noise * noise / full)
            return v * curvature / (noise * noise)
          }
        }),
      AnswerOnTrial(
        exercise, "one over a sum",
        { curvature, noise, start, count in
          guard start > 0 else { return Array(repeating: 0, count: count) }
          let first = noise * noise / (curvature * start)
          return (1..<(count + 1)).map { 1 / (first + curvature * Double($0)) }
        }),
      AnswerOnTrial(
        exercise, "a Kalman gain",
        { curvature, noise, start, count in
          var (gains, v) = ([Double](), start)
          while gains.count < count {
            let gain = v * curvature / (curvature * v * curvature + noise * noise)
            v -= gain * curvature * v
            gains.append(gain)
          }
          return gains
        }),
      AnswerOnTrial(
        exercise, "the vertex of a parabola through three points",
        { curvature, noise, start, count in
          var v = start
          return (0..<count).map { _ in
            guard v > 0 else { return 0 }
            let unit = 1 / curvature
            func next(_ share: Double) -> Double {
              (1 - share) * (1 - share) * v + share * share * unit * unit * noise * noise
            }
            // next(s) − v = a s² − b s
            let a = v + unit * unit * noise * noise
            let share = v / a
            v = next(share)
            return share * unit
          }
        }),
    ]
  }
}
