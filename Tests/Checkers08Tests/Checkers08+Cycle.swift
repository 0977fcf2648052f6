import Answers08
import Course
import TestSupport

// Answers to exercise E08.1.

extension Checkers08 {
  static var wrongCycles: [AnswerOnTrial] {
    let right = [0.01, 19, 0.0587161, 0.050005, 1e-5, 0.895871]
    func with(_ place: Int, _ value: Double) -> [Double] {
      right.indices.map { $0 == place ? value : right[$0] }
    }
    let memory = AnswerMemory()
    let lists: [(String, [Double])] = [
      ("none", []), ("five numbers", Array(right.dropLast())), ("seven numbers", right + [1]),
      ("in the reverse order", right.reversed()), ("inverse", right.map { 1 / $0 }),
      ("negative", right.map { -$0 }), ("a thousandth too large", right.map { $0 * 1.001 }),
      ("three digits", [0.01, 19, 0.0587, 0.05, 1e-5, 0.896]), ("one infinite", with(2, .infinity)),
      ("one NaN", with(4, .nan)), ("no initial rate", with(0, 0)),
      ("the maximum first", with(0, 0.1)),
      ("the peak at 18", with(1, 18)), ("the peak in the middle", with(1, 24.5)),
      ("the peak counted from 1", with(1, 20)), ("the peak off by a thousandth", with(1, 19.019)),
      ("step 10 as step 9", with(2, 0.0512839)), ("step 10 as step 11", with(2, 0.0660468)),
      ("a little below the half", with(3, 0.04999)), ("step 34 as step 33", with(3, 0.0552309)),
      ("an end at 0", with(4, 0)), ("an end at the default", with(4, 1e-6)),
      ("the end 1e-5 too high", with(4, 2e-5)), ("the momentum at rest", with(5, 0.95)),
      ("the momentum of the peak", with(5, 0.85)), ("the momentum in the middle", with(5, 0.9)),
    ]
    return lists.map { words, list in
      AnswerOnTrial(Lesson08Answers.otherCycle, words, { list })
    } + [
      AnswerOnTrial(
        Lesson08Answers.otherCycle, "right once",
        { memory.next() > 3 ? right.reversed() : right })
    ]
  }

  static var rightCycles: [AnswerOnTrial] {
    [
      AnswerOnTrial(
        Lesson08Answers.otherCycle, "four digits",
        { [0.01, 19, 0.05872, 0.0500050, 0.00001, 0.8959] })
    ]
  }
}
