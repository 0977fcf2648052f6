import Answers00
import Course
import TestSupport

// Answers to exercises E00.1 and E00.2.

extension Checkers00 {
  typealias Matrix = [[Double]]

  static func dot(_ u: [Double], _ v: [Double]) -> Double {
    zip(u, v).reduce(0) { $0 + $1.0 * $1.1 }
  }

  static func transposed(_ matrix: Matrix) -> Matrix {
    (matrix.first ?? []).indices.map { column in matrix.map { $0[column] } }
  }

  static func product(_ left: Matrix, _ right: Matrix) -> Matrix {
    let columns = transposed(right)
    return left.map { row in columns.map { dot(row, $0) } }
  }

  static func rows(_ numbers: [Double], of length: Int) -> Matrix {
    stride(from: 0, to: numbers.count, by: length).map {
      Array(numbers[$0..<min($0 + length, numbers.count)])
    }
  }

  static var wrongProducts: [AnswerOnTrial] {
    let exercise = Lesson00Answers.product
    return Spoiler.answers(exercise) { spoil in
      { rows(spoil(product($0, $1).flatMap { $0 }), of: $1[0].count) }
    } + [
      AnswerOnTrial(exercise, "a hundred terms at most") { left, right in
        product(left.map { Array($0.prefix(100)) }, Array(right.prefix(100)))
      },
      AnswerOnTrial(exercise, "square matrices only") { left, right in
        let isSquare = left.count == left[0].count && right.count == right[0].count
        return isSquare ? product(left, right) : left.map { _ in right[0].map { _ in 0 } }
      },
      AnswerOnTrial(exercise, "as columns") { transposed(product($0, $1)) },
      AnswerOnTrial(exercise, "in one row") { [product($0, $1).flatMap { $0 }] },
      AnswerOnTrial(exercise, "ten rows at most") { product(Array($0.prefix(10)), $1) },
      AnswerOnTrial(exercise, "ten columns at most") { left, right in
        product(left, right.map { Array($0.prefix(10)) })
      },
      AnswerOnTrial(exercise, "nothing") { _, _ in [] },
      AnswerOnTrial(exercise, "an error where it is large") { left, right in
        if left.count > 10 { throw GivingUp() }
        return product(left, right)
      },
    ]
  }

  static var rightProducts: [AnswerOnTrial] {
    let exercise = Lesson00Answers.product
    return [
      AnswerOnTrial(exercise, "as a sum of outer products") { left, right in
        var sum = left.map { _ in right[0].map { _ in 0.0 } }
        for k in right.indices {
          for i in left.indices {
            for j in right[k].indices { sum[i][j] += left[i][k] * right[k][j] }
          }
        }
        return sum
      },
      AnswerOnTrial(exercise, "by columns, turned at the end") { left, right in
        transposed(transposed(right).map { column in left.map { dot($0, column) } })
      },
      AnswerOnTrial(exercise, "from the last term") { left, right in
        left.map { row in
          transposed(right).map { dot($0.reversed(), row.reversed()) }
        }
      },
    ]
  }

  static var wrongAngles: [AnswerOnTrial] {
    let exercise = Lesson00Answers.angle
    func answer(
      _ words: String,
      _ change: @escaping @Sendable (_ cosine: Double, _ u: [Double], _ v: [Double]) -> Double
    ) -> AnswerOnTrial {
      AnswerOnTrial(exercise, words) { u, v in
        let cosine = dot(u, v) / (dot(u, u).squareRoot() * dot(v, v).squareRoot())
        return (dot(u, v), dot(u, u).squareRoot(), change(cosine, u, v))
      }
    }
    return Spoiler.answers(exercise) { spoil in
      { u, v in
        let length = dot(u, u).squareRoot()
        let found = spoil([dot(u, v), length, dot(u, v) / length / dot(v, v).squareRoot()])
        return (found[0], found[1], found[2])
      }
    } + [
      answer("the cosine's square") { cosine, _, _ in cosine * cosine },
      answer("the sign alone") { cosine, _, _ in cosine < 0 ? -1 : cosine > 0 ? 1 : 0 },
      answer("the sine") { cosine, _, _ in max(0, 1 - cosine * cosine).squareRoot() },
      answer("no cosine of long vectors") { cosine, u, _ in u.count > 100 ? 0 : cosine },
      AnswerOnTrial(exercise, "a hundred entries at most") { u, v in
        let (u, v) = (Array(u.prefix(100)), Array(v.prefix(100)))
        let length = dot(u, u).squareRoot()
        return (dot(u, v), length, dot(u, v) / length / dot(v, v).squareRoot())
      },
    ]
  }

  static var rightAngles: [AnswerOnTrial] {
    let exercise = Lesson00Answers.angle
    return [
      AnswerOnTrial(exercise, "by the sides of a parallelogram") { u, v in
        let (sum, difference) = (zip(u, v).map { $0 + $1 }, zip(u, v).map { $0 - $1 })
        let product = (dot(sum, sum) - dot(difference, difference)) / 4
        let length = dot(u, u).squareRoot()
        return (product, length, product / length / dot(v, v).squareRoot())
      },
      AnswerOnTrial(exercise, "scaled by the greatest entry") { u, v in
        let greatest = u.map { abs($0) }.max() ?? 1
        let scaled = u.map { $0 / greatest }
        let length = greatest * dot(scaled, scaled).squareRoot()
        return (dot(v, u), length, dot(v, u) / length / dot(v, v).squareRoot())
      },
      AnswerOnTrial(exercise, "the root of the product of squares") { u, v in
        (dot(u, v), dot(u, u).squareRoot(), dot(u, v) / (dot(u, u) * dot(v, v)).squareRoot())
      },
    ]
  }
}
