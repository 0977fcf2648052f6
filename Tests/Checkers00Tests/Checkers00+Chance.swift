import Answers00
import Course
import Foundation
import TestSupport

// Answers to exercises E00.8 to E00.10.

extension Checkers00 {
  static var wrongMasks: [AnswerOnTrial] {
    let exercise = Lesson00Answers.mask
    func answer(
      _ words: String, _ numbers: @escaping @Sendable (_ keep: Double) -> [Double]
    ) -> AnswerOnTrial {
      AnswerOnTrial(exercise, words) { keep in
        let found = numbers(keep)
        return (found[0], found[1], found[2], found[3])
      }
    }
    return Spoiler.answers(exercise, but: ["magnitudes"]) { spoil in
      { keep in
        let found = spoil([keep, keep * (1 - keep), 1, (1 - keep) / keep])
        return (found[0], found[1], found[2], found[3])
      }
    } + [
      answer("of one half") { _ in [0.5, 0.25, 1, 1] },
      answer("to the nearest tenth") { keep in
        let p = max(0.1, (keep * 10).rounded() / 10)
        return [p, p * (1 - p), 1, (1 - p) / p]
      },
      answer("with the sample's correction") { p in [p, p * (1 - p) * 2, 1, 2 * (1 - p) / p] },
      answer("the scaled variance of the drop") { p in [p, p * (1 - p), 1, p * (1 - p) / (1 - p)] },
      answer("the second moment of the scaled mask") { p in [p, p * (1 - p), 1, 1 / p] },
      answer("the variance of a uniform variable") { p in [p, 1.0 / 12, 1, 1 / (12 * p * p)] },
    ]
  }

  static var rightMasks: [AnswerOnTrial] {
    let exercise = Lesson00Answers.mask
    return [
      AnswerOnTrial(exercise, "by odds") { ($0, $0 * (1 - $0), 1, 1 / $0 - 1) },
      AnswerOnTrial(exercise, "completing the square") { keep in
        let variance = 0.25 - (keep - 0.5) * (keep - 0.5)
        return (keep, variance, keep / keep, variance / keep / keep)
      },
      AnswerOnTrial(exercise, "by second moments") { keep in
        let (square, scaledSquare) = (keep * 1, keep * (1 / keep) * (1 / keep))
        return (keep, square - keep * keep, 1, scaledSquare - 1)
      },
    ]
  }

  static var wrongSums: [AnswerOnTrial] {
    let exercise = Lesson00Answers.sum
    func variance(_ weights: [Double], _ covariance: Matrix) -> Double {
      dot(weights, covariance.map { dot($0, weights) })
    }
    return Spoiler.answers(
      exercise, but: ["magnitudes", "only the first", "in the other order"]
    ) { spoil in { spoil([dot($0, product($1, transposed([$0])).map { $0[0] })])[0] } } + [
      AnswerOnTrial(exercise, "two variables") { weights, covariance in
        let (w, c) = (Array(weights.prefix(2)), covariance.prefix(2).map { Array($0.prefix(2)) })
        return dot(w, c.map { dot($0, w) })
      },
      AnswerOnTrial(exercise, "the sum of the matrix") { _, covariance in
        covariance.flatMap { $0 }.reduce(0, +)
      },
      AnswerOnTrial(exercise, "weights of magnitude") { weights, covariance in
        let w = weights.map { abs($0) }
        return dot(w, covariance.map { dot($0, w) })
      },
      AnswerOnTrial(exercise, "the covariances taken away") { weights, covariance in
        weights.indices.reduce(0) { sum, i in
          weights.indices.reduce(sum) { sum, j in
            sum + (i == j ? 1 : -1) * weights[i] * weights[j] * covariance[i][j]
          }
        }
      },
      AnswerOnTrial(exercise, "squared weights throughout") { weights, covariance in
        weights.indices.reduce(0) { sum, i in
          sum + weights[i] * weights[i] * covariance[i].reduce(0, +)
        }
      },
      AnswerOnTrial(exercise, "ten variables at most") { weights, covariance in
        let (w, c) = (Array(weights.prefix(10)), covariance.prefix(10).map { Array($0.prefix(10)) })
        return dot(w, c.map { dot($0, w) })
      },
    ]
  }

  static var rightSums: [AnswerOnTrial] {
    let exercise = Lesson00Answers.sum
    return [
      AnswerOnTrial(exercise, "pairs twice, squares once") { weights, covariance in
        var sum = 0.0
        for i in weights.indices {
          sum += weights[i] * weights[i] * covariance[i][i]
          for j in 0..<i { sum += 2 * weights[i] * weights[j] * covariance[j][i] }
        }
        return sum
      },
      AnswerOnTrial(exercise, "as a product of matrices") { weights, covariance in
        product(product([weights], covariance), transposed([weights]))[0][0]
      },
      AnswerOnTrial(exercise, "by columns, from the last") { weights, covariance in
        dot(transposed(covariance).map { dot($0, weights) }.reversed(), weights.reversed())
      },
    ]
  }

  private static func moments(_ m: Double, _ s: Double) -> [Double] {
    let v = s * s
    return [m, m * m + v, m * (m * m + 3 * v), m * m * (m * m + 6 * v) + 3 * v * v]
  }

  static var wrongMoments: [AnswerOnTrial] {
    let exercise = Lesson00Answers.gaussian
    return Spoiler.answers(exercise) { spoil in { spoil(moments($0, $1)) } } + [
      AnswerOnTrial(exercise, "three moments") { Array(moments($0, $1).prefix(3)) },
      AnswerOnTrial(exercise, "five moments") { [1] + moments($0, $1) },
      AnswerOnTrial(exercise, "of the standard normal") { _, _ in [0, 1, 0, 3] },
      AnswerOnTrial(exercise, "of a mean of 0") { moments(0, $1) },
      AnswerOnTrial(exercise, "one middle term short") { m, s in
        var found = moments(m, s)
        found[3] -= 2 * m * m * s * s
        return found
      },
      AnswerOnTrial(exercise, "of a uniform variable") { m, s in
        var found = moments(m, s)
        found[3] -= 1.2 * s * s * s * s
        return found
      },
      AnswerOnTrial(exercise, "the second moment squared") { m, s in
        let found = moments(m, s)
        return Array(found.prefix(3)) + [3 * found[1] * found[1]]
      },
    ]
  }

  static var rightMoments: [AnswerOnTrial] {
    let exercise = Lesson00Answers.gaussian
    return [
      AnswerOnTrial(exercise, "factored", { moments($0, $1) }),
      AnswerOnTrial(exercise, "over three places, which are exact to the fifth power") { m, s in
        // Gauss and Hermite: ±√3 with the weight 1/6 each, and 0 with 2/3.
        let places = [(-3.0.squareRoot(), 1.0 / 6), (0, 2.0 / 3), (3.0.squareRoot(), 1.0 / 6)]
        return (1...4).map { power in
          places.reduce(0) { $0 + $1.1 * pow(m + s * $1.0, Double(power)) }
        }
      },
      AnswerOnTrial(exercise, "from the cumulants") { m, s in
        let (first, second) = (m, s * s)
        return [
          first, second + first * first, 3 * second * first + first * first * first,
          3 * second * second + 6 * second * first * first + first * first * first * first,
        ]
      },
    ]
  }
}
