public import Course
import Foundation

/// The partial derivatives of a function of several numbers.
public typealias PartialsFunction =
  @Sendable (_ function: ([Double]) -> Double, _ point: [Double]) throws -> [Double]

// solution begins
func partialDerivatives(
  of function: ([Double]) -> Double, at point: [Double]
) throws -> [Double] {
  let h = 1e-5
  return point.indices.map { index in
    var (above, below) = (point, point)
    above[index] += h
    below[index] -= h
    return (function(above) - function(below)) / (2 * h)
  }
}
// solution ends

extension Lesson00Answers {
  /// Compute partial derivatives by differences.
  public static var partials: Assignment<PartialsFunction> {
    Assignment<PartialsFunction>(
      Exercise(
        id: .exercise(0, 5), title: "Partial derivatives by differences", kind: .implement,
        minutes: 4, difficulty: .easy, fileName: "PartialDerivatives.swift",
        statement: """
          A partial derivative says how fast a function changes when one of its inputs moves and all \
          others stay. Return those of a function at a point, one for each input, from values of the \
          function alone, to six digits.

          The functions are smooth, and their inputs lie between −4 and 4. They can be asked as often \
          as you like.

              x₀² + 3 x₀ x₁ at [1, 2]    // [8, 3]
              x₀ x₁ x₂ at [2, 3, 4]      // [12, 8, 6]
          """,
        hints: Exercise.Hints(
          nudge:
            "Move one input a little. How much did the output move, and by how much the input?",
          approach: """
            Ask the function on both sides of the point, an equal step up and down. The difference of \
            the two values is divided by the distance of the two places. Each input has its turn.
            """,
          almostThere: """
            Steps on both sides cancel the error that grows with the step; with 1e-5 ten digits are \
            right. Much smaller steps lose digits, because the two values agree in nearly all.
            """)),
      solution: partialDerivatives(of:at:),
      alternative: { function, point in
        // Four values a place, with the step's second power cancelled as well.
        point.indices.map { index in
          func value(_ steps: Double) -> Double {
            var moved = point
            moved[index] += steps * 1e-3
            return function(moved)
          }
          return (8 * (value(1) - value(-1)) - (value(2) - value(-2))) / 12e-3
        }
      },
      mistakes: [
        .init(
          "divided by one step",
          explanation: """
            From a step below to a step above are two steps. All derivatives come out twice as \
            large: a gradient check that finds the ratio 2 everywhere may have this fault itself.
            """, { try Difference(divisor: 1).values($0, $1) }),
        .init(
          "a step on one side, and too long",
          explanation: """
            The error of a one-sided difference is half the step times the second derivative. With a \
            step of a thousandth three digits are right, and not six.
            """, { try Difference(above: 1, below: 0, step: 1e-3, divisor: 1).values($0, $1) }),
        .init(
          "a step that is too short",
          explanation: """
            Values have sixteen digits. With a step of 1e-13 the two values agree in thirteen of \
            them, and three are left of the difference.
            """, { try Difference(step: 1e-13).values($0, $1) }),
        .init(
          "all inputs move together",
          explanation: """
            This is the slope along [1, 1, …]: the sum of the partial derivatives. For each of them \
            only one input may move.
            """, { try Difference(movesAll: true).values($0, $1) }),
        .init(
          "the difference is not divided",
          explanation: """
            The change of the output is not yet a rate. It has to be divided by the change of the \
            input.
            """, { try Difference(divisor: 1 / 1e-5).values($0, $1) }),
        .init(
          "below less above",
          explanation: """
            The sign is wrong everywhere. A step of gradient descent along it climbs.
            """, { try Difference(above: -1, below: 1).values($0, $1) }),
      ],
      impostors: .init(
        zero: { _, point in point.map { _ in 0 } },
        notANumber: { _, point in point.map { _ in .nan } }, identity: { _, point in point }),
      probes: { seed in
        PartialsCase.all(seed: seed).map { example in
          Probe(
            "\(example.words) at \(text(example.point))",
            wanted: Answer(.numbers("derivatives", example.derivatives)), within: 1e-6,
            floor: size(example.derivatives)
          ) { Answer(.numbers("derivatives", try $0(example.function, example.point))) }
        }
      })
  }

  /// A difference, with what a mistake changes.
  private struct Difference {
    var above = 1.0
    var below = -1.0
    var step = 1e-5
    var divisor = 2.0
    var movesAll = false

    func values(_ function: ([Double]) -> Double, _ point: [Double]) throws -> [Double] {
      point.indices.map { index in
        func value(_ steps: Double) -> Double {
          var moved = point
          for place in point.indices where movesAll || place == index {
            moved[place] += steps * step
          }
          return function(moved)
        }
        return (value(above) - value(below)) / (divisor * step)
      }
    }
  }

  /// A function whose derivatives are known.
  private struct PartialsCase {
    let words: String
    let function: @Sendable ([Double]) -> Double
    let point: [Double]
    let derivatives: [Double]

    static func all(seed: UInt64) -> [PartialsCase] {
      var draw = Draw(seed: seed)
      let (a, b) = (draw.number(from: 0.5, to: 2), draw.number(from: 0.5, to: 2))
      let three = (0..<3).map { _ in draw.number(from: 0.5, to: 2) }
      let many = draw.vector(9, 1.5)
      let weights = draw.vector(9, 1.5)
      let sum = many.reduce(0) { $0 + exp($1) }
      let score = dot(weights, many)
      return [
        .init(
          words: "x₀² + 3 x₀ x₁", function: { $0[0] * $0[0] + 3 * $0[0] * $0[1] },
          point: [1, 2], derivatives: [8, 3]),
        .init(
          words: "x₀ x₁ x₂", function: { $0[0] * $0[1] * $0[2] }, point: [2, 3, 4],
          derivatives: [12, 8, 6]),
        .init(
          words: "x₀³", function: { $0[0] * $0[0] * $0[0] }, point: [b], derivatives: [3 * b * b]),
        .init(
          words: "sin x₀ exp x₁", function: { sin($0[0]) * exp($0[1]) }, point: [a, b],
          derivatives: [cos(a) * exp(b), sin(a) * exp(b)]),
        .init(
          words: "sin x₀ exp x₁", function: { sin($0[0]) * exp($0[1]) }, point: [0, b],
          derivatives: [exp(b), 0]),
        .init(
          words: "x₀ x₁² / x₂", function: { $0[0] * $0[1] * $0[1] / $0[2] }, point: three,
          derivatives: [
            three[1] * three[1] / three[2], 2 * three[0] * three[1] / three[2],
            -three[0] * three[1] * three[1] / (three[2] * three[2]),
          ]),
        .init(
          words: "the logarithm of the sum of nine exponentials",
          function: { log($0.reduce(0) { $0 + exp($1) }) }, point: many,
          derivatives: many.map { exp($0) / sum }),
        .init(
          words: "sin of a weighted sum of nine, times 1000",
          function: { x in 1000 * sin(zip(weights, x).reduce(0) { $0 + $1.0 * $1.1 }) },
          point: many, derivatives: weights.map { 1000 * $0 * cos(score) }),
      ]
    }
  }
}
