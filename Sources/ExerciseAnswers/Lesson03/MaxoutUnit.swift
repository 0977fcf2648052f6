public import Course
import TensorCore

/// The value and the slope of a maxout unit at an input.
public typealias MaxoutCurve =
  @Sendable (_ slopes: [Double], _ biases: [Double], _ x: Double) throws -> (
    value: Double, slope: Double
  )

// solution begins
func maxoutUnit(
  slopes: [Double], biases: [Double], at x: Double
) throws -> (value: Double, slope: Double) {
  var winner = 0
  let values = zip(slopes, biases).map { slope, bias in slope * x + bias }
  for line in values.indices where values[line] > values[winner] { winner = line }
  return (values[winner], slopes[winner])
}
// solution ends

extension Lesson03Answers {
  /// Maxout contains ReLU.
  public static var maxoutUnit: Assignment<MaxoutCurve> {
    Assignment<MaxoutCurve>(
      Exercise(
        id: .exercise(3, 5), title: "Maxout contains ReLU", kind: .implement,
        minutes: 15, difficulty: .easy, fileName: "MaxoutUnit.swift",
        statement: """
          A maxout unit has several straight lines and returns the greatest of their values at \
          x. ReLU is the unit with the two lines x and 0.

          Write its value and its slope with respect to x. The gradient goes through the line \
          that won and through no other; in a tie the first of the winners takes it all.

              maxoutUnit(slopes: [1, 0], biases: [0, 0], at: -2)       // value 0, slope 0
              maxoutUnit(slopes: [1, -1], biases: [0, 0], at: -2)      // value 2, slope -1
          """,
        hints: Exercise.Hints(
          nudge: """
            What has to be remembered of the forward pass for the backward pass?
            """,
          approach: """
            Compute the value of each line first. Then look for the place of the greatest value, \
            not just for the value, and mind what your search does with equal ones.
            """,
          almostThere: """
            Go through the lines from the first on and replace the winner only by a value that \
            is strictly greater. Begin with the first line rather than with 0: all lines may be \
            negative.
            """), forbidden: ["Maxout"]),
      solution: maxoutUnit(slopes:biases:at:),
      alternative: { slopes, biases, x in
        let values = zip(slopes, biases).map { $0 * x + $1 }
        let greatest = values.max() ?? 0
        return (greatest, slopes[values.firstIndex(of: greatest) ?? 0])
      },
      mistakes: [
        .init(
          "the last winner takes the gradient",
          explanation: """
            In a tie the comparison with ≥ lets a later line replace an equal one. The rule of \
            this exercise is that the first one keeps the gradient.
            """,
          { slopes, biases, x in
            let right = maxoutPair(slopes, biases, x)
            let last = slopes.indices.last { slopes[$0] * x + biases[$0] == right.value }
            return (right.value, last.map { slopes[$0] } ?? 0)
          }),
        .init(
          "the search begins at zero",
          explanation: """
            The greatest of three negative numbers is negative. A search that begins with 0 adds \
            a line that the unit has not.
            """,
          { slopes, biases, x in
            let right = maxoutPair(slopes, biases, x)
            return right.value > 0 ? right : (0, 0)
          }),
        .init(
          "the slopes are averaged",
          explanation: """
            The gradient goes through the line that won alone. The mean of all slopes is that of \
            mean pooling.
            """,
          { slopes, biases, x in
            (maxoutPair(slopes, biases, x).value, slopes.reduce(0, +) / Double(slopes.count))
          }),
        .init(
          "the greatest magnitude wins",
          explanation: """
            A maximum knows signs: −3 is less than 1. Here the line that is farthest from 0 \
            wins.
            """,
          { slopes, biases, x in
            let values = slopes.indices.map { slopes[$0] * x + biases[$0] }
            let winner = values.indices.max { values[$0].magnitude < values[$1].magnitude } ?? 0
            return (values[winner], slopes[winner])
          }),
        .init(
          "the steepest line wins",
          explanation: """
            The line with the greatest slope has the greatest value only far to the right. Which \
            line wins depends on x.
            """,
          { slopes, biases, x in
            let winner = slopes.indices.max { slopes[$0] < slopes[$1] } ?? 0
            return (slopes[winner] * x + biases[winner], slopes[winner])
          }),
      ],
      impostors: .init(
        zero: { _, _, _ in (0, 0) }, notANumber: { _, _, _ in (.nan, .nan) },
        identity: { _, _, x in (x, 1) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        var cases: [(slopes: [Double], biases: [Double], x: Double)] = [
          ([1, 0], [0, 0], -2), ([1, 0], [0, 0], 3), ([1, 0], [0, 0], 0), ([0, 1], [0, 0], 0),
          ([1, -1], [0, 0], -2), ([2], [-5], 1), ([1, 2, -1], [-4, -5, -6], 1),
          ([3, -2, 3], [1, 0, 1], 2), ([-3, 1, 2], [0, -1, -2], 1),
          // All values far below 0: a search that starts from a small number finds none of them.
          ([1, 2], [-1e300, -1e301], 1), ([-1e9, 2e9], [0, 0], -1e3), ([1e-9, 2e-9], [0, 0], -1),
          // The second wins by little, which is no tie.
          ([1, 2], [1, 1 + 1e-12], 0), ([2, 1], [-1e-12, 0], 0),
        ]
        for count in [2, 3, 4, 5, 6, 7, 40] {
          cases.append(
            (
              (0..<count).map { _ in 6 * generator.uniform() - 3 },
              (0..<count).map { _ in 6 * generator.uniform() - 5 }, 6 * generator.uniform() - 3
            ))
        }
        return cases.map { slopes, biases, x in
          let right = maxoutPair(slopes, biases, x)
          return Probe(
            "slopes \(slopes), biases \(biases), x \(x)",
            wanted: Answer(.number("value", right.value), .number("slope", right.slope)),
            within: 1e-9, floor: 1e-200
          ) { unit in
            let answer = try unit(slopes, biases, x)
            return Answer(.number("value", answer.value), .number("slope", answer.slope))
          }
        }
      })
  }
}

extension Lesson03Answers {
  /// The value of the greatest line and the slope of the first that has it.
  static func maxoutPair(
    _ slopes: [Double], _ biases: [Double], _ x: Double
  ) -> (
    value: Double, slope: Double
  ) {
    let values = zip(slopes, biases).map { slope, bias in slope * x + bias }
    let winner = values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
    return (values[winner], slopes[winner])
  }
}
