import Answers08
import Course
import TensorCore
import TestSupport

// Answers to exercise E08.2.

extension Checkers08 {
  /// The sequence, with what an answer changes.
  private static func sequence(
    _ words: String,
    milestones change: @escaping @Sendable ([Int]) -> [Int] = { $0 },
    reached: @escaping @Sendable (_ milestone: Int, _ step: Int) -> Bool = { $0 <= $1 },
    local: @escaping @Sendable (_ step: Int, _ start: Int, _ number: Int) -> Int = {
      step, start, _ in step - start
    },
    schedule: @escaping @Sendable (_ number: Int, _ count: Int) -> Int = { number, _ in number },
    stepCount: @escaping @Sendable (Int) -> Int = { $0 },
    finally: @escaping @Sendable ([Double]) -> [Double] = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson08Answers.oneAfterAnother, words,
      { schedules, milestones, count in
        let milestones = change(milestones)
        let rates = (0..<stepCount(count)).map { step in
          let begun = milestones.filter { reached($0, step) }
          let number = max(0, min(schedules.count - 1, schedule(begun.count, schedules.count)))
          return schedules[number](local(step, begun.last ?? 0, begun.count))
        }
        return finally(rates)
      })
  }

  static var wrongSequences: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      sequence("a hundred steps at most", stepCount: { min(100, $0) }),
      sequence("a thousand steps at most", stepCount: { min(1000, $0) }),
      sequence("one step more", stepCount: { $0 + 1 }),
      sequence("one step fewer", stepCount: { max(0, $0 - 1) }),
      sequence(
        "the steps after the thousandth stand still",
        local: { step, start, _ in
          min(step, 1000) - min(start, 1000)
        }),
      sequence("two schedules at most", schedule: { number, _ in min(1, number) }),
      sequence("ten schedules at most", schedule: { number, _ in min(9, number) }),
      sequence("a hundred schedules at most", schedule: { number, _ in min(99, number) }),
      sequence("the first one alone", schedule: { _, _ in 0 }),
      sequence("the last one alone", schedule: { _, count in count - 1 }),
      sequence("from the last to the first", schedule: { $1 - 1 - $0 }),
      sequence("round and round", schedule: { number, count in number == count - 1 ? 0 : number }),
      sequence("each milestone once", milestones: { Array(Set($0)).sorted() }),
      sequence("the first milestone alone", milestones: { Array($0.prefix(1)) }),
      sequence("a milestone at 0 is left out", milestones: { $0.filter { $0 > 0 } }),
      sequence("milestones one late", milestones: { $0.map { $0 + 1 } }),
      sequence("milestones one early", milestones: { $0.map { max(0, $0 - 1) } }),
      sequence("exactly at a milestone alone", reached: { $0 == $1 }),
      sequence("steps from 1", local: { step, start, _ in step - start + 1 }),
      sequence("always step 0", local: { _, _, _ in 0 }),
      sequence(
        "the first schedule from 1",
        local: { step, start, number in
          step - start + (number == 0 ? 1 : 0)
        }),
      sequence("the number of the schedule is added", local: { $0 - $1 + $2 }),
      sequence("the rates in reverse", finally: { $0.reversed() }),
      sequence("never below 0", finally: { $0.map { max(0, $0) } }),
      sequence("never above 1000", finally: { $0.map { min(1000, max(-5, $0)) } }),
      sequence(
        "smoothed",
        finally: { rates in
          rates.indices.map { ($0 > 0 ? rates[$0 - 1] : rates[$0]) / 2 + rates[$0] / 2 }
        }),
      sequence("in single precision", finally: { $0.map { Double(Float($0)) } }),
      sequence("rounded to hundredths", finally: { $0.map { ($0 * 100).rounded() / 100 } }),
      sequence("right once", finally: { memory.next() > 42 ? $0.map { $0 + 1 } : $0 }),
      sequence("infinite", finally: { $0.map { _ in .infinity } }),
    ]
  }

  static var rightSequences: [AnswerOnTrial] {
    let exercise = Lesson08Answers.oneAfterAnother
    return [
      sequence("filtered milestones"),
      sequence("a comparison the other way", reached: { !($0 > $1) }),
      AnswerOnTrial(
        exercise, "a counter that goes along",
        { schedules, milestones, count in
          var (rates, number, own) = ([Double](), 0, 0)
          for step in 0..<count {
            while number < milestones.count, milestones[number] <= step {
              number += 1
              own = 0
            }
            rates.append(schedules[number](own))
            own += 1
          }
          return rates
        }),
      AnswerOnTrial(
        exercise, "recursion from the last milestone",
        { schedules, milestones, count in
          @Sendable func rate(_ step: Int, _ number: Int) -> Double {
            guard number > 0 else { return schedules[0](step) }
            let start = milestones[number - 1]
            return step >= start ? schedules[number](step - start) : rate(step, number - 1)
          }
          return (0..<count).map { rate($0, schedules.count - 1) }
        }),
      AnswerOnTrial(
        exercise, "pieces put together",
        { schedules, milestones, count in
          let bounds = [0] + milestones.map { min($0, count) } + [count]
          return zip(schedules, zip(bounds, bounds.dropFirst())).flatMap { schedule, piece in
            (0..<(piece.1 - piece.0)).map { schedule($0) }
          }
        }),
    ]
  }
}
