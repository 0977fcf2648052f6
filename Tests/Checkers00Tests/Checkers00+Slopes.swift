import Answers00
import Course
import Foundation
import TestSupport

// Answers to exercises E00.6 and E00.7.

extension Checkers00 {
  private static func slopes(_ w: Double, _ x: Double) -> [Double] {
    let y = tanh(w * x)
    return [y, (1 - y * y) * x, (1 - y * y) * w]
  }

  static var wrongChains: [AnswerOnTrial] {
    let exercise = Lesson00Answers.chain
    func answer(
      _ words: String, _ change: @escaping @Sendable (_ w: Double, _ x: Double) -> [Double]
    ) -> AnswerOnTrial {
      AnswerOnTrial(exercise, words) { w, x in
        let found = change(w, x)
        return (found[0], found[1], found[2])
      }
    }
    return Spoiler.answers(exercise) { spoil in
      { w, x in
        let found = spoil(slopes(w, x))
        return (found[0], found[1], found[2])
      }
    } + [
      answer("the sigmoid's slope") { w, x in
        let y = tanh(w * x)
        return [y, y * (1 - y) * x, y * (1 - y) * w]
      },
      answer("by a long difference") { w, x in
        let h = 1e-2
        return [
          tanh(w * x), (tanh((w + h) * x) - tanh(w * x)) / h, (tanh(w * (x + h)) - tanh(w * x)) / h,
        ]
      },
      answer("the value before tanh") { w, x in [w * x] + slopes(w, x).dropFirst() },
      answer("the same slope twice") { w, x in [slopes(w, x)[0], slopes(w, x)[1], slopes(w, x)[1]]
      },
      answer("no slope where it is flat") { w, x in
        abs(w * x) > 2 ? [slopes(w, x)[0], 0, 0] : slopes(w, x)
      },
      answer("the inner slope twice") { w, x in
        let y = tanh(w * x)
        return [y, (1 - y * y) * x * x, (1 - y * y) * w * w]
      },
    ]
  }

  static var rightChains: [AnswerOnTrial] {
    let exercise = Lesson00Answers.chain
    return [
      AnswerOnTrial(exercise, "factored") { w, x in
        let y = tanh(w * x)
        return (y, x * (1 - y) * (1 + y), w * (1 - y) * (1 + y))
      },
      AnswerOnTrial(exercise, "by exponentials") { w, x in
        let e = exp(-2 * abs(w * x))
        let y = (w * x < 0 ? -1 : 1) * (1 - e) / (1 + e)
        let outer = 4 * e / ((1 + e) * (1 + e))
        return (y, outer * x, outer * w)
      },
      AnswerOnTrial(exercise, "slope by slope") { w, x in
        let (u, du) = (w * x, (w: x, x: w))
        let outer = 1 - tanh(u) * tanh(u)
        return (tanh(u), du.w * outer, du.x * outer)
      },
    ]
  }

  private static func pulled(_ matrix: Matrix, _ cotangent: [Double]) -> [Double] {
    transposed(matrix).map { dot($0, cotangent) }
  }

  static var wrongPullbacks: [AnswerOnTrial] {
    let exercise = Lesson00Answers.pullback
    return Spoiler.answers(exercise) { spoil in
      { matrix, point, cotangent in
        let numbers = spoil(matrix.flatMap { $0 } + pulled(matrix, cotangent))
        let count = matrix.count * point.count
        return (rows(Array(numbers.prefix(count)), of: point.count), Array(numbers[count...]))
      }
    } + [
      AnswerOnTrial(exercise, "no Jacobian") { matrix, _, cotangent in
        ([], pulled(matrix, cotangent))
      },
      AnswerOnTrial(exercise, "the Jacobian alone") { matrix, _, _ in (matrix, []) },
      AnswerOnTrial(exercise, "in one row") { matrix, _, cotangent in
        ([matrix.flatMap { $0 }], pulled(matrix, cotangent))
      },
      AnswerOnTrial(exercise, "five rows at most") { matrix, _, cotangent in
        (matrix, pulled(Array(matrix.prefix(5)), Array(cotangent.prefix(5))))
      },
      AnswerOnTrial(exercise, "the diagonal alone") { matrix, point, cotangent in
        let diagonal = matrix.indices.map { i in
          point.indices.map { $0 == i ? matrix[i][$0] : 0 }
        }
        return (diagonal, pulled(diagonal, cotangent))
      },
      AnswerOnTrial(exercise, "made symmetric where it is square") { matrix, point, cotangent in
        guard matrix.count == point.count else { return (matrix, pulled(matrix, cotangent)) }
        let turned = transposed(matrix)
        let both = zip(matrix, turned).map { zip($0, $1).map { ($0 + $1) / 2 } }
        return (both, pulled(both, cotangent))
      },
      AnswerOnTrial(exercise, "the cotangent itself") { matrix, _, cotangent in
        (matrix, cotangent)
      },
    ]
  }

  static var rightPullbacks: [AnswerOnTrial] {
    let exercise = Lesson00Answers.pullback
    return [
      AnswerOnTrial(exercise, "row after row") { matrix, point, cotangent in
        var sum = point.map { _ in 0.0 }
        for (row, weight) in zip(matrix, cotangent) {
          for place in row.indices { sum[place] += weight * row[place] }
        }
        return (matrix, sum)
      },
      AnswerOnTrial(exercise, "by differences of a step of 1") { matrix, point, cotangent in
        // The function is linear, so that a long step is as good as a short one.
        let columns = point.indices.map { place in
          matrix.map { row in
            var moved = [Double](repeating: 0, count: point.count)
            moved[place] = 1
            return dot(row, moved)
          }
        }
        return (transposed(columns), columns.map { dot($0, cotangent) })
      },
      AnswerOnTrial(exercise, "as a product of matrices") { matrix, _, cotangent in
        (matrix, product([cotangent], matrix)[0])
      },
    ]
  }
}
