import Answers00
import Course
import TestSupport

// Answers to exercises E00.4 and E00.5.

extension Checkers00 {
  private static var sixShapes: [[Int]] {
    [[4], [4, 4], [4, 1], [32, 10], [8, 3, 5], [2, 7, 3]]
  }

  static var wrongShapes: [AnswerOnTrial] {
    let right = sixShapes
    func with(_ place: Int, _ shape: [Int]) -> [[Int]] {
      right.indices.map { $0 == place ? shape : right[$0] }
    }
    let memory = AnswerMemory()
    let lists: [(String, [[Int]])] = [
      ("none", []), ("five", right.dropLast()), ("seven", right + [[1]]),
      ("in the other order", right.reversed()), ("each turned", right.map { $0.reversed() }),
      ("a scalar", with(0, [])), ("a row", with(0, [1, 4])), ("sixteen", with(1, [16])),
      ("a row of four", with(1, [1, 4])), ("a table", with(2, [4, 4])),
      ("the features", with(3, [10])), ("turned", with(3, [10, 32])),
      ("five in front", with(4, [5, 8, 3])), ("not repeated", with(4, [8, 3, 1])),
      ("from the left", with(5, [7, 1, 3])), ("the right tensor's", with(5, [7, 1])),
      ("an axis more", with(5, [1, 2, 7, 3])), ("by size", with(5, [2, 3, 7])),
    ]
    return lists.map { words, list in
      AnswerOnTrial(Lesson00Answers.shapes, words, { list })
    } + [
      AnswerOnTrial(
        Lesson00Answers.shapes, "right once", { memory.next() > 1 ? right.reversed() : right })
    ]
  }

  static var rightShapes: [AnswerOnTrial] {
    [
      AnswerOnTrial(
        Lesson00Answers.shapes, "lengths that are computed",
        { [[4], [2 + 2, 4], [4, 1], [16 * 2, 10], [8, 3, 5], [2, 7, 3]] })
    ]
  }

  /// Central differences, with what an answer changes.
  private static func differences(
    _ function: ([Double]) -> Double, _ point: [Double], above: Double = 1e-5,
    below: Double = 1e-5
  ) -> [Double] {
    point.indices.map { index in
      var (high, low) = (point, point)
      high[index] += above
      low[index] -= below
      return (function(high) - function(low)) / (above + below)
    }
  }

  static var wrongPartials: [AnswerOnTrial] {
    let exercise = Lesson00Answers.partials
    return Spoiler.answers(exercise) { spoil in { spoil(differences($0, $1)) } } + [
      AnswerOnTrial(exercise, "on one side") { differences($0, $1, above: 1e-4, below: 0) },
      AnswerOnTrial(exercise, "on the other side") { differences($0, $1, above: 0, below: 1e-3) },
      AnswerOnTrial(exercise, "a step of 1") { differences($0, $1, above: 1, below: 1) },
      AnswerOnTrial(exercise, "a tiny step") { differences($0, $1, above: 1e-14, below: 1e-14) },
      AnswerOnTrial(exercise, "a step that is 0 for an input of 0") { function, point in
        point.indices.map { index in
          let step = 1e-5 * point[index]
          var (high, low) = (point, point)
          high[index] += step
          low[index] -= step
          return (function(high) - function(low)) / (2 * step)
        }
      },
      AnswerOnTrial(exercise, "one less") { differences($0, $1).dropLast() },
      AnswerOnTrial(exercise, "one more") { differences($0, $1) + [0] },
      AnswerOnTrial(exercise, "three at most") { function, point in
        Array(differences(function, point).prefix(3)) + point.dropFirst(3).map { _ in 0 }
      },
      AnswerOnTrial(exercise, "inputs that are not put back") { function, point in
        var moved = point
        return point.indices.map { index in
          let before = function(moved)
          moved[index] += 1e-3
          return (function(moved) - before) / 1e-3
        }
      },
      AnswerOnTrial(exercise, "the sum at every place") { function, point in
        let sum = differences(function, point).reduce(0, +)
        return point.map { _ in sum }
      },
    ]
  }

  static var rightPartials: [AnswerOnTrial] {
    let exercise = Lesson00Answers.partials
    return [
      AnswerOnTrial(exercise, "another step") { differences($0, $1, above: 1e-4, below: 1e-4) },
      AnswerOnTrial(exercise, "the mean of both sides") { function, point in
        let above = differences(function, point, above: 3e-5, below: 0)
        let below = differences(function, point, above: 0, below: 3e-5)
        return zip(above, below).map { ($0 + $1) / 2 }
      },
      AnswerOnTrial(exercise, "extrapolated") { function, point in
        let wide = differences(function, point, above: 2e-3, below: 2e-3)
        let narrow = differences(function, point, above: 1e-3, below: 1e-3)
        return zip(wide, narrow).map { (4 * $1 - $0) / 3 }
      },
    ]
  }
}
