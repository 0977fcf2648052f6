import Answers07
import Course
import TestSupport

// Answers to exercise E07.2.

extension Checkers07 {
  static var wrongSteps: [AnswerOnTrial] {
    let right = [3.16228, 0.447214, 1, 6.56852, 12, 0.1, 31.6228]
    func with(_ place: Int, _ value: Double) -> [Double] {
      right.indices.map { $0 == place ? value : right[$0] }
    }
    let memory = AnswerMemory()
    let lists: [(String, [Double])] = [
      ("none", []), ("six numbers", Array(right.dropLast())), ("eight numbers", right + [1]),
      ("in the reverse order", right.reversed()), ("inverse", right.map { 1 / $0 }),
      ("negative", right.map { -$0 }), ("a thousandth too large", right.map { $0 * 1.001 }),
      ("three digits", [3.16, 0.447, 1, 6.57, 12, 0.1, 31.6]),
      ("one infinite", with(0, .infinity)), ("one NaN", with(3, .nan)),
      ("the correction itself", with(0, 1)), ("two of 0.9 and 0.9", with(1, 0.316228)),
      ("the root of the first moment", with(1, 1.41421)), ("0.99 as 0.999", with(2, 3.16228)),
      ("the eleventh", with(3, 6.55893)), ("the limit", with(3, 1)),
      ("the tenth step", with(4, 10)), ("the thirteenth", with(4, 13)),
      ("between two steps", with(4, 12.5)), ("the number off by a thousandth", with(4, 12.012)),
      ("the square of a tenth", with(5, 0.01)), ("nine tenths", with(5, 0.9)),
      ("a thousand", with(6, 1000)), ("both halves at once", with(6, 3.16228)),
      ("all ones", Array(repeating: 1, count: 7)),
    ]
    return lists.map { words, list in
      AnswerOnTrial(Lesson07Answers.missingCorrection, words, { list })
    } + [
      AnswerOnTrial(
        Lesson07Answers.missingCorrection, "right once",
        { memory.next() > 1 ? right.map { _ in 1 } : right })
    ]
  }

  static var rightSteps: [AnswerOnTrial] {
    [
      AnswerOnTrial(
        Lesson07Answers.missingCorrection, "from moving means",
        {
          func sizes(_ first: Double, _ second: Double) -> [Double] {
            var (mean, square) = (0.0, 0.0)
            return (0..<40).map { _ in
              mean += (1 - first) * (7 - mean)
              square += (1 - second) * (49 - square)
              return mean / square.squareRoot()
            }
          }
          let all = sizes(0.9, 0.999)
          let largest = all.max() ?? 0
          return [
            all[0], sizes(0.9, 0.95)[0], sizes(0.9, 0.99)[0], largest,
            Double(all.prefix { $0 < largest }.count + 1), 0.1, all[0] * 10,
          ]
        })
    ]
  }
}
