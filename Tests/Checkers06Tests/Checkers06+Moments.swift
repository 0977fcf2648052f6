import Answers06
import Course
import TestSupport

// Answers to exercise E06.1.

extension Checkers06 {
  static var wrongMoments: [AnswerOnTrial] {
    let right = [1.25, 10, 1 / 0.27, 0.8, 2.25, 2.0.squareRoot()]
    func with(_ place: Int, _ value: Double) -> [Double] {
      right.indices.map { $0 == place ? value : right[$0] }
    }
    let lists: [(String, [Double])] = [
      ("none", []), ("five numbers", Array(right.dropLast())), ("seven numbers", right + [1]),
      ("in the reverse order", right.reversed()), ("inverse", right.map { 1 / $0 }),
      ("negative", right.map { -$0 }), ("a thousandth too large", right.map { $0 * 1.001 }),
      ("three digits", [1.25, 10, 3.70, 0.8, 2.25, 1.41]),
      ("one infinite", with(1, .infinity)), ("one NaN", with(2, .nan)),
      ("p = 0.9 as 1 / 0.9", with(1, 1.1111)), ("the sum of three probabilities", with(2, 1)),
      ("the product of dropped shares", with(2, 50)), ("the cube of a half", with(2, 8)),
      ("the first layer of three alone", with(2, 2)), ("scaled twice, as 0.64", with(3, 0.64)),
      ("scaled twice, as no change", with(3, 1)), ("the deviation", with(4, 1.5)),
      ("the mean square", with(4, 11.25)), ("the variance of input 1", with(4, 0.25)),
      ("the mean square's quotient", with(5, 2)), ("half of it", with(5, 0.707107)),
      ("the variance of p = 0.8", with(4, 36)), ("all ones", Array(repeating: 1, count: 6)),
    ]
    return lists.map { words, list in
      AnswerOnTrial(Lesson06Answers.dropoutMoments, words, { list })
    }
  }

  static var rightMoments: [AnswerOnTrial] {
    [
      AnswerOnTrial(
        Lesson06Answers.dropoutMoments, "from all masks",
        {
          let mean = { (p: Double) in p * 0 + (1 - p) * 1 }
          let scaled = 3 / 0.8
          let variance = 0.8 * scaled * scaled - 9
          return [
            1 / mean(0.2), 1 / mean(0.9), 1 / (mean(0.5) * mean(0.4) * mean(0.1)), 0.8, variance,
            (0.5 * 4).squareRoot(),
          ]
        })
    ]
  }
}
