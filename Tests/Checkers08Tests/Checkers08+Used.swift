import Answers08
import Course
import TensorCore
import TestSupport

// Answers to exercise E08.5.

extension Checkers08 {
  /// The used rates, with what an answer changes.
  private static func used(
    _ words: String,
    counts: @escaping @Sendable ([Int]) -> [Int] = { $0 },
    accumulation: @escaping @Sendable (Int) -> Int = { $0 },
    warmUp: @escaping @Sendable (_ warmUp: Int, _ total: Int) -> Int = { warmUp, _ in warmUp },
    position: @escaping @Sendable (Int) -> Int = { $0 },
    total: @escaping @Sendable (_ total: Int, _ counts: [Int]) -> Int = { total, _ in total },
    rise: @escaping @Sendable (_ step: Int, _ length: Int) -> Double = {
      Double($0 + 1) / Double($1)
    },
    fall: @escaping @Sendable (_ rest: Int, _ length: Int) -> Double = {
      Double($0) / Double($1)
    },
    finally: @escaping @Sendable (_ rates: [Double], _ peak: Double) -> [Double] = {
      rates, _ in rates
    }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson08Answers.steppedPerEpoch, words,
      { batchCounts, given, length, peak in
        let group = accumulation(given)
        let steps = counts(batchCounts).reduce(0) { $0 + $1 / group }
        let end = total(steps, batchCounts)
        let length = warmUp(length, end)
        let rates = (0..<steps).map { step in
          let place = position(step)
          return peak
            * (place < length ? rise(place, length) : fall(end - place, max(1, end - length)))
        }
        return finally(rates, peak)
      })
  }

  static var wrongUsedRates: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      used("no accumulation", accumulation: { _ in 1 }),
      used("accumulation 4 at most", accumulation: { min(4, $0) }),
      used("ten epochs at most", counts: { Array($0.prefix(10)) }),
      used("a hundred epochs at most", counts: { Array($0.prefix(100)) }),
      used("a thousand batches at most", counts: { $0.map { min(1000, $0) } }),
      used("equal epochs", counts: { counts in counts.map { _ in counts.first ?? 0 } }),
      used("one batch more in each", counts: { $0.map { $0 + 1 } }),
      used("all batches in one epoch", counts: { [$0.reduce(0, +)] }),
      used("the warm-up no longer than the run", warmUp: { min($0, $1) }),
      used("the warm-up half of the run at most", warmUp: { min($0, $1 / 2) }),
      used("a warm-up of 1 at least", warmUp: { warmUp, _ in max(2, warmUp) }),
      used("a warm-up of a hundred at most", warmUp: { warmUp, _ in min(100, warmUp) }),
      used("no warm-up", warmUp: { _, _ in 0 }),
      used("steps from 1", position: { $0 + 1 }),
      used("the first step twice", position: { max(0, $0 - 1) }),
      used("still after the hundredth step", position: { min(100, $0) }),
      used("still after the thousandth step", position: { min(1000, $0) }),
      used("the total one too large", total: { total, _ in total + 1 }),
      used("the total one too small", total: { total, _ in total - 1 }),
      used("the total a thousand", total: { _, _ in 1000 }),
      used(
        "the total from the first epoch",
        total: { total, counts in
          counts.isEmpty ? total : counts[0] * counts.count / 2
        }),
      used("a rise from 0", rise: { Double($0) / Double($1) }),
      used("a rise that never reaches the peak", rise: { Double($0 + 1) / Double($1 + 1) }),
      used("a fall along a cosine", fall: { 0.5 - 0.5 * .cosine(.pi * Double($0) / Double($1)) }),
      used("a fall to 0 in the last step", fall: { Double($0 - 1) / Double($1) }),
      used("no fall", fall: { _, _ in 1 }),
      used(
        "a rate of a hundredth at least",
        finally: { rates, peak in rates.map { max($0, peak / 100) } }),
      used("in reverse", finally: { rates, _ in rates.reversed() }),
      used("one rate more", finally: { rates, _ in rates + [0] }),
      used("peak 1", finally: { rates, peak in rates.map { $0 / peak } }),
      used("in single precision", finally: { rates, _ in rates.map { Double(Float($0)) } }),
      used("infinite", finally: { rates, _ in rates.map { _ in .infinity } }),
      used(
        "right once", finally: { rates, _ in memory.next() > 50 ? rates.map { $0 / 2 } : rates }),
    ]
  }

  static var rightUsedRates: [AnswerOnTrial] {
    let exercise = Lesson08Answers.steppedPerEpoch
    return [
      used("by the number of steps"),
      used("a fall from 1", fall: { 1 - Double($1 - $0) / Double($1) }),
      AnswerOnTrial(
        exercise, "a remainder that is counted",
        { counts, k, warmUp, peak in
          var (rates, groups) = ([Double](), 0)
          for count in counts {
            var rest = count
            while rest >= k {
              rest -= k
              groups += 1
            }
          }
          while rates.count < groups {
            let s = Double(rates.count)
            let up = (s + 1) / Double(warmUp)
            let down = (Double(groups) - s) / Double(groups - warmUp)
            rates.append(peak * (rates.count < warmUp ? up : down))
          }
          return rates
        }),
      AnswerOnTrial(
        exercise, "a schedule as a closure",
        { counts, k, warmUp, peak in
          let total = counts.map { ($0 - $0 % k) / k }.reduce(0, +)
          let schedule: (Int) -> Double = { s in
            s < warmUp
              ? peak / Double(warmUp) * Double(s + 1)
              : peak - peak * Double(s - warmUp) / Double(total - warmUp)
          }
          var taken = -1
          return counts.flatMap { count in
            stride(from: k, through: count, by: k).map { _ in
              taken += 1
              return schedule(taken)
            }
          }
        }),
      AnswerOnTrial(
        exercise, "from the last step to the first",
        { counts, k, warmUp, peak in
          let total = counts.reduce(0) { $0 + $1 / k }
          var rates: [Double] = []
          for step in stride(from: total - 1, through: 0, by: -1) {
            let isWarm = step >= warmUp
            let (part, whole) = isWarm ? (total - step, total - warmUp) : (step + 1, warmUp)
            rates.insert(peak * Double(part) / Double(whole), at: 0)
          }
          return rates
        }),
    ]
  }
}
