import Answers10
import Course
import TestSupport

// Answers to exercise E10.3.

extension Checkers10 {
  private static var floors: [Double] { [0.0721688, 0.151186, 0.0761905, 0.0360844, 8, 9] }

  static var wrongFloors: [AnswerOnTrial] {
    let right = floors
    func with(_ place: Int, _ value: Double) -> [Double] {
      right.indices.map { $0 == place ? value : right[$0] }
    }
    let memory = AnswerMemory()
    let lists: [(String, [Double])] = [
      ("none", []), ("five numbers", Array(right.dropLast())), ("seven numbers", right + [1]),
      ("in the reverse order", right.reversed()), ("negative", right.map { -$0 }),
      ("a thousandth too large", right.map { $0 * 1.001 }),
      ("three digits", [0.0722, 0.151, 0.0762, 0.0361, 8, 9]),
      ("the grid's floor of 201 points", with(0, 0.0725)), ("one infinite", with(0, .infinity)),
      ("one NaN", with(5, .nan)), ("no floor", [0, 0, 0, 0, 8, 9]),
      ("x³ without a floor", with(1, 0)), ("x³ by a cubic", with(1, 1e-9)),
      ("x⁴ as even, hence fitted", with(2, 0)), ("x⁴ by a constant", with(2, 0.2666667)),
      ("x³ by its size", with(1, 0.3779645)), ("|x| by a line", with(0, 0.2886751)),
      ("|x| by degree 3", with(3, 0.0721688)), ("|x| by degree 6", with(3, 0.0225528)),
      ("half of the first", with(3, 0.05)), ("degree 6", with(4, 6)), ("degree 3", with(4, 3)),
      ("degree 16", with(4, 16)), ("three units", with(5, 3)), ("six units", with(5, 6)),
      ("eight units", with(5, 8)), ("ten units", with(5, 10)), ("a hundred", with(5, 100)),
      ("nearly nine", with(5, 9.01)), ("infinitely many", with(5, .infinity)),
    ]
    return lists.map { words, list in
      AnswerOnTrial(Lesson10Answers.squares, words, { list })
    } + [
      AnswerOnTrial(
        Lesson10Answers.squares, "right once", { memory.next() > 1 ? right.reversed() : right })
    ]
  }

  static var rightFloors: [AnswerOnTrial] {
    [
      AnswerOnTrial(
        Lesson10Answers.squares, "four digits", { [0.07217, 0.1512, 0.07619, 0.03608, 8, 9] }),
      AnswerOnTrial(
        Lesson10Answers.squares, "roots of fractions",
        {
          let squares: [Double] = [1.0 / 192, 4.0 / 175, 64.0 / 11025, 1.0 / 768]
          return squares.map { $0.squareRoot() } + [8, 9]
        }),
    ]
  }
}
