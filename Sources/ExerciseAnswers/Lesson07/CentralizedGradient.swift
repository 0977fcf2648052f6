public import Course
import TensorCore

/// Centralizes a gradient.
public typealias CentralizationFunction =
  @Sendable (_ gradient: [Double], _ shape: [Int]) throws -> [Double]

// solution begins
func centralized(_ gradient: [Double], shape: [Int]) throws -> [Double] {
  guard shape.count >= 2, !gradient.isEmpty else { return gradient }
  let length = gradient.count / shape[0]
  return (0..<shape[0]).flatMap { unit in
    let row = gradient[(unit * length)..<((unit + 1) * length)]
    let mean = row.reduce(0, +) / Double(length)
    return row.map { $0 - mean }
  }
}
// solution ends

extension Lesson07Answers {
  /// Centralize the gradient of a weight.
  public static var centralizedGradient: Assignment<CentralizationFunction> {
    Assignment<CentralizationFunction>(
      Exercise(
        id: .exercise(7, 7), title: "Gradient centralization",
        kind: .implement, minutes: 12, difficulty: .easy, fileName: "CentralizedGradient.swift",
        statement: """
          Yong and others (2020) add one line to an optimizer: before anything else, the gradient of a weight loses its mean, for each \
          output unit by itself. In SGD without decay the sum of a unit's incoming weights then stays what initialization made it.

          Write this line. The gradient comes as numbers in row-major order with its shape, in PyTorch's layout: the first axis counts \
          the output units, and all others together are what goes into one. A parameter of fewer than two axes, such as a bias, is \
          returned as it is; so is a gradient without elements. There is no division by a deviation.

              [1, 2, 6, 0, 0, 3], shape [2, 3]    // [−2, −1, 3, −1, −1, 2]
          """,
        hints: Exercise.Hints(
          nudge: "How many means does a kernel of the shape [8, 3, 5, 5] have?",
          approach: """
            In row-major order everything that goes into one output unit stands side by side. Cut the numbers into as many equal pieces as \
            the first axis is long.
            """,
          almostThere: """
            A piece is as long as the count of all numbers divided by the length of the first axis. Subtract from each piece the mean of \
            just this piece, and leave early for vectors and for nothing.
            """), forbidden: []),
      solution: { try centralized($0, shape: $1) },
      alternative: { gradient, shape in
        guard shape.count > 1 else { return gradient }
        let length = shape.dropFirst().reduce(1, *)
        var sums = [Double](repeating: 0, count: shape[0])
        for (index, number) in gradient.enumerated() { sums[index / length] += number }
        return gradient.enumerated().map { $1 - sums[$0 / length] / Double(length) }
      },
      mistakes: [
        .init(
          "one mean for all units",
          explanation: """
            The mean over the whole tensor keeps only the sum of all weights. Each unit's own sum still drifts, and units of unlike \
            gradients pull on each other.
            """, { centered($0, $1, over: .everything) }),
        .init(
          "the mean over the output units",
          explanation: """
            That is the mean of a column in PyTorch's layout. It fits layers that keep their weights as [in, out], as TensorFlow \
            does; here the first axis is the output.
            """, { centered($0, $1, over: .firstAxis) }),
        .init(
          "the mean over the last axis alone",
          explanation: """
            For a matrix that is right. For a kernel it takes a mean in each row of pixels and not one over channels and pixels, which \
            removes far more than one direction for each unit.
            """, { centered($0, $1, over: .lastAxis) }),
        .init(
          "a mean for each channel",
          explanation: """
            A kernel of the shape [out, in, height, width] has one mean for each output. With one for each pair of output and input the \
            sum of each of its slices, the answer to an even surface, is never learned.
            """, { centered($0, $1, over: .lastTwoAxes) }),
        .init(
          "biases are centralized too",
          explanation: """
            A vector minus its mean: the biases of a layer then move against each other only, and a layer with one unit never learns \
            its bias.
            """, { centered($0, $1.count == 1 ? [1] + $1 : $1, over: .unit) }),
        .init(
          "divided by the deviation as well",
          explanation: """
            That is normalization. Centralization is a projection: it never makes a gradient longer, and a small gradient stays small.
            """,
          { gradient, shape in
            let centered = centered(gradient, shape, over: .unit)
            guard shape.count > 1, shape[0] > 0 else { return centered }
            let length = gradient.count / shape[0]
            return centered.indices.map { index in
              let start = index / length * length
              let square = centered[start..<(start + length)].reduce(0) { $0 + $1 * $1 }
              return centered[index] / ((square / Double(length)).squareRoot() + 1e-12)
            }
          }),
        .init(
          "the mean is added",
          explanation: """
            The sign is wrong: the direction that was to be removed becomes twice as long. Look at the sum of a row: it has to \
            be 0 afterward.
            """, { zip($0, centered($0, $1, over: .unit)).map { 2 * $0 - $1 } }),
      ],
      impostors: .init(
        zero: { gradient, _ in gradient.map { _ in 0 } },
        notANumber: { gradient, _ in gradient.map { _ in .nan } },
        identity: { gradient, _ in gradient }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let fixed: [([Double], [Int])] = [
          ([1, 2, 6, 0, 0, 3], [2, 3]), ([1, 2, 6], [3]), ([5], []), ([4], [1, 1]),
          ([3, 5], [2, 1]),
          ([3, 5], [1, 2]), ([], [0, 3]), ([], [3, 0]), ([-7, -7, -7, 1], [2, 2]), ([9], [1]),
        ]
        let shapes = [
          [3, 2, 2], [2, 3, 2, 2], [5, 1, 3, 3], [1, 4, 1], [11, 13], [2, 2, 2, 2, 2], [33, 2],
          [17],
          [2 + generator.uniform(below: 5), 1 + generator.uniform(below: 5), 2, 3],
        ]
        let large =
          seed == 1 ? [[2, 101], [103, 3, 1, 1], [1, 1031], [1009, 1], [259, 4]] : []
        let drawn = (shapes + large).map { shape in
          let offset = 1000 * generator.normalPair().0
          let size = Double.pow(10, generator.uniform(below: 7) - 3)
          return (
            (0..<shape.reduce(1, *)).map { _ in size * generator.normalPair().0 + offset }, shape
          )
        }
        return ((seed == 1 ? fixed : []) + drawn).map { gradient, shape in
          let shown = gradient.count > 8 ? "\(gradient.count) numbers" : Answer.text(gradient)
          return Probe(
            "\(shown), shape \(shape)",
            wanted: Answer(.numbers("gradient", centered(gradient, shape, over: .unit))),
            within: 1e-9, floor: gradient.reduce(1e-3) { max($0, 1e-2 * abs($1)) }
          ) { Answer(.numbers("gradient", try $0(gradient, shape))) }
        }
      })
  }

  private enum Mean { case unit, everything, firstAxis, lastAxis, lastTwoAxes }

  /// The gradient less the means of the groups that an element belongs to.
  private static func centered(
    _ gradient: [Double], _ shape: [Int], over mean: Mean
  ) -> [Double] {
    guard shape.count >= 2, !gradient.isEmpty else { return gradient }
    let length = gradient.count / shape[0]
    func group(of index: Int) -> Int {
      switch mean {
      case .unit: index / length
      case .everything: 0
      case .firstAxis: index % length
      case .lastAxis: index / (shape.last ?? 1)
      case .lastTwoAxes: index / (shape.count > 2 ? shape.suffix(2).reduce(1, *) : length)
      }
    }
    var sums = [Double](repeating: 0, count: gradient.count)
    var counts = sums
    for (index, number) in gradient.enumerated() {
      sums[group(of: index)] += number
      counts[group(of: index)] += 1
    }
    return gradient.enumerated().map { index, number in
      number - sums[group(of: index)] / counts[group(of: index)]
    }
  }
}

extension Answer {
  /// Some numbers as they stand in an answer.
  fileprivate static func text(_ numbers: [Double]) -> String {
    "[" + numbers.map { text($0) }.joined(separator: ", ") + "]"
  }
}
