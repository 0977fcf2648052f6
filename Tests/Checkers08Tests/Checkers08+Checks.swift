import Answers08
import Course
import TensorCore
import TestSupport

// Answers to exercise E08.7.

extension Checkers08 {
  /// A test of a schedule, with what an answer changes.
  private static func check(
    _ words: String, sizes: [(Int, Int)] = [(6, 40), (0, 25), (1, 21)],
    peaks: [Double] = [1, 0.002],
    end: Int = 3,
    rise: @escaping @Sendable (_ step: Int, _ warmUp: Int) -> Double? = {
      Double($0 + 1) / Double($1)
    },
    joint: Double? = 1, falls: Bool = true, stride: Int = 1, leastRate: Double = 0,
    bound: Double = 1e-12, tolerance: Double = 1e-9, isProportional: Bool = true,
    again: [Int] = [20, 3, 0, 11], begins: Int = 0,
    verdict: @escaping @Sendable (Bool) -> Bool = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson08Answers.scheduleCheck, words,
      { rate in
        for (warmUp, total) in sizes {
          let walks = peaks.map { peak in
            (begins..<max(total, end * total)).map { rate($0, warmUp, total, peak) / peak }
          }
          for walk in walks {
            func at(_ step: Int) -> Double { walk[step - begins] }
            for step in begins..<max(begins, warmUp) {
              if let wanted = rise(step, warmUp), !(abs(at(step) - wanted) <= tolerance) {
                return verdict(false)
              }
            }
            if let joint, !(abs(at(warmUp) - joint) <= tolerance) { return verdict(false) }
            for step in (warmUp + stride)..<total where falls {
              if !(at(step) <= at(step - stride) + bound) { return verdict(false) }
            }
            for step in warmUp..<total where !(at(step) > leastRate) { return verdict(false) }
            for rest in walk.dropFirst(total - begins) where !(abs(rest) <= bound) {
              return verdict(false)
            }
            if !isProportional { break }
          }
          for step in again where walks[0][step] * peaks[0] != rate(step, warmUp, total, peaks[0]) {
            return verdict(false)
          }
        }
        return verdict(true)
      })
  }

  static var wrongScheduleChecks: [AnswerOnTrial] {
    let exercise = Lesson08Answers.scheduleCheck
    let memory = AnswerMemory()
    return [
      check("no rise", rise: { _, _ in nil }),
      check(
        "the first step of the rise alone",
        rise: { step, warmUp in
          step == 0 ? 1 / Double(warmUp) : nil
        }, joint: nil),
      check(
        "the last step of the rise alone",
        rise: { step, warmUp in
          step == warmUp - 1 ? 1 : nil
        }),
      check("a rise from 0", rise: { Double($0) / Double($1) }), check("no joint", joint: nil),
      check("a joint at a half", joint: 0.5), check("no neighbors", falls: false),
      check("every twentieth step", stride: 20), check("nothing beyond the end", end: 1),
      check("no zero before the end, whatever it is", leastRate: -1),
      check("a tenth at least", leastRate: 0.1), check("one peak", peaks: [1]),
      check("two large peaks", peaks: [8, 4]),
      check("two peaks, one of them looked at", isProportional: false),
      check("each step once", again: []), check("the first step again", again: [0]),
      check("a warm-up always", sizes: [(6, 40), (3, 25)]),
      check("no warm-up at all", sizes: [(0, 40)]),
      check("a warm-up of 1", sizes: [(1, 40)]),
      check("a warm-up of 1 and none", sizes: [(1, 30), (0, 30)]),
      check("a tolerance of 1", tolerance: 1), check("a bound of 2", bound: 2),
      check("no tolerance below 0", tolerance: -1), check("the other way round", verdict: { !$0 }),
      check("accepts whatever", verdict: { _ in true }),
      AnswerOnTrial(
        exercise, "a cosine alone",
        { rate in
          (10..<50).allSatisfy {
            abs(rate($0, 10, 50, 1) - 0.5 - 0.5 * .cosine(.pi * Double($0 - 10) / 40)) < 1e-9
          } && rate(60, 10, 50, 1) == 0
        }),
      AnswerOnTrial(exercise, "a line alone", { rate in abs(rate(20, 10, 30, 1) - 0.5) < 1e-9 }),
      AnswerOnTrial(
        exercise, "the ends alone",
        { rate in
          abs(rate(0, 5, 50, 1) - 0.2) < 1e-9 && rate(5, 5, 50, 1) == 1 && rate(50, 5, 50, 1) == 0
        }),
      AnswerOnTrial(exercise, "every other one", { _ in memory.next().isMultiple(of: 2) }),
      AnswerOnTrial(exercise, "the first five", { _ in (memory.next() - 1) % 20 < 5 }),
    ]
  }

  static var rightScheduleChecks: [AnswerOnTrial] {
    [
      check("three walks"), check("other sizes", sizes: [(20, 64), (0, 50)]),
      check("three peaks", peaks: [10, 1, 0.001]), check("twice as far", end: 2),
      check("a tolerance of 10⁻⁶", bound: 1e-6, tolerance: 1e-6),
      check("many steps again", again: Array((0..<25).reversed())),
    ]
  }
}
