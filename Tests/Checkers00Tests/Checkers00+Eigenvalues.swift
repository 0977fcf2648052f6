import Answers00
import Course
import TestSupport

// Answers to exercise E00.3.

extension Checkers00 {
  /// Power iteration, with the Rayleigh quotient at the end.
  static func eigenvalue(_ matrix: Matrix, _ start: [Double], rounds: Int = 300) -> Double {
    var vector = start
    for _ in 0..<rounds {
      vector = matrix.map { dot($0, vector) }
      let length = dot(vector, vector).squareRoot()
      vector = vector.map { $0 / length }
    }
    return dot(vector, matrix.map { dot($0, vector) }) / dot(vector, vector)
  }

  static var wrongEigenvalues: [AnswerOnTrial] {
    let exercise = Lesson00Answers.eigenvalue
    return Spoiler.answers(exercise, but: ["only the first", "in the other order"]) { spoil in
      { spoil([eigenvalue($0, $1)])[0] }
    } + [
      AnswerOnTrial(exercise, "ten rounds") { eigenvalue($0, $1, rounds: 10) },
      AnswerOnTrial(exercise, "the greatest, not the greatest in magnitude") { matrix, start in
        let shift = matrix.flatMap { $0 }.map { abs($0) }.reduce(0, +)
        let shifted = matrix.indices.map { i in
          matrix.indices.map { j in matrix[i][j] + (i == j ? shift : 0) }
        }
        return eigenvalue(shifted, start) - shift
      },
      AnswerOnTrial(exercise, "the root of the sum of squares") { matrix, _ in
        matrix.reduce(0) { $0 + dot($1, $1) }.squareRoot()
      },
      AnswerOnTrial(exercise, "the greatest sum of a row") { matrix, _ in
        matrix.map { $0.reduce(0) { $0 + abs($1) } }.max() ?? 0
      },
      AnswerOnTrial(exercise, "the square's") { matrix, start in
        eigenvalue(product(matrix, matrix), start)
      },
      AnswerOnTrial(exercise, "with the sign of the trace") { matrix, start in
        let trace = matrix.indices.reduce(0) { $0 + matrix[$1][$1] }
        let size = abs(eigenvalue(matrix, start))
        return trace < 0 ? -size : size
      },
      AnswerOnTrial(exercise, "two by two at most") { matrix, start in
        matrix.count > 2 ? matrix[0][0] : eigenvalue(matrix, start)
      },
      AnswerOnTrial(exercise, "without ever dividing") { matrix, start in
        var vector = start
        for _ in 0..<2000 { vector = matrix.map { dot($0, vector) } }
        return dot(vector, matrix.map { dot($0, vector) }) / dot(vector, vector)
      },
    ]
  }

  static var rightEigenvalues: [AnswerOnTrial] {
    let exercise = Lesson00Answers.eigenvalue
    return [
      AnswerOnTrial(exercise, "by squaring the matrix") { matrix, start in
        var power = matrix
        for _ in 0..<8 {
          power = product(power, power)
          let size = power.flatMap { $0 }.map { abs($0) }.max() ?? 1
          power = power.map { $0.map { $0 / size } }
        }
        return eigenvalue(matrix, power.map { dot($0, start) }, rounds: 1)
      },
      AnswerOnTrial(exercise, "until nothing changes") { matrix, start in
        var (vector, value, before) = (start, 0.0, Double.infinity)
        while abs(value - before) > 1e-13 * abs(value) {
          before = value
          let size = vector.map { abs($0) }.max() ?? 1
          vector = matrix.map { dot($0, vector.map { $0 / size }) }
          value = eigenvalue(matrix, vector, rounds: 0)
        }
        return value
      },
      AnswerOnTrial(exercise, "the length, with the sign of a turn") { matrix, start in
        let size = abs(eigenvalue(matrix, start))
        var vector = start
        for _ in 0..<300 {
          vector = matrix.map { dot($0, vector) }
          let length = dot(vector, vector).squareRoot()
          vector = vector.map { $0 / length }
        }
        return dot(vector, matrix.map { dot($0, vector) }) < 0 ? -size : size
      },
    ]
  }
}
