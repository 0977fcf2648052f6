public import Course
import Init
import TensorCore

/// The learning rates of a wide network's parameters under Adam.
public typealias RateFunction =
  @Sendable (_ baseShapes: [[Int]], _ shapes: [[Int]], _ rate: Double) throws -> [Double]

// solution begins
func learningRates(baseShapes: [[Int]], shapes: [[Int]], rate: Double) throws -> [Double] {
  zip(baseShapes, shapes).map { base, wide in
    guard wide.count == 2 else { return rate }
    return rate * Double(base[1]) / Double(wide[1])
  }
}
// solution ends

extension Lesson04Answers {
  /// Carry a learning rate from a narrow network to a wide one.
  public static var widthRates: Assignment<RateFunction> {
    Assignment<RateFunction>(
      Exercise(
        id: .exercise(4, 6), title: "A rate found on a small network",
        kind: .implement, minutes: 12, difficulty: .hard, fileName: "WidthRates.swift",
        statement: """
          A learning rate for Adam was found on a narrow network and is to serve a wide one. Adam moves every weight by about \
          the rate, whatever its gradient. In a hidden layer a sum has fan_in such moves, all in step with its inputs, so \
          that the same rate moves the sums of a wide layer further.

          Return the rate of each parameter of the wide network at which, as muP asks, one step moves every layer's outputs as \
          far as in the narrow one. Parameters come as two lists of shapes in the same order, one for each network: weights \
          [out, in], and biases [out]. Inputs and outputs of the network keep their number, hidden widths grow, each \
          possibly by a factor of its own.

              learningRates(baseShapes: [[64, 3], [64]], shapes: [[256, 3], [256]], rate: 0.01)    // [0.01, 0.01]
          """,
        hints: Exercise.Hints(
          nudge: "How many weights take part in one output, and how many in one bias?",
          approach: """
            A sum of n products with inputs of size 1 moves by up to n times the rate in one step. Compare n in the two \
            networks, parameter by parameter.
            """,
          almostThere: """
            Only the growth of the second axis counts: the rate falls in proportion to it. A first layer, whose inputs keep \
            their number, keeps its rate by the same formula; a bias has no second axis.
            """), forbidden: ["MaximalUpdate"]),
      solution: learningRates(baseShapes:shapes:rate:),
      alternative: { baseShapes, shapes, rate in
        shapes.indices.map { index in
          let fanIn = shapes[index].dropFirst().first ?? 1
          return rate / (Double(fanIn) / Double(baseShapes[index].dropFirst().first ?? 1))
        }
      },
      mistakes: [
        .init(
          "one rate for all",
          explanation: """
            The usual way: the best rate then falls as the network grows, and has to be searched again at the size at which a \
            search costs most.
            """,
          { _, shapes, rate in shapes.map { _ in rate } }),
        .init(
          "by the outputs of a layer",
          explanation: """
            A sum has fan_in terms. How many such sums there are beside it does not change how far one of them moves.
            """,
          { base, wide, rate in
            zip(base, wide).map { $1.count < 2 ? rate : rate * Double($0[0]) / Double($1[0]) }
          }),
        .init(
          "by the root of the growth",
          explanation: """
            The root is right for sums of independent terms, as at initialization. Updates are in step with the \
            inputs that caused them, so that they add up in proportion to their number.
            """,
          { base, wide, rate in
            zip(base, wide).map {
              $1.count < 2 ? rate : rate * (Double($0[1]) / Double($1[1])).squareRoot()
            }
          }),
        .init(
          "biases are scaled as well",
          explanation: """
            A bias is one term of its sum at any width. At a rate that falls with the width it would hardly move in a wide \
            network.
            """,
          { base, wide, rate in
            zip(base, wide).map { base, wide in
              rate * Double(base[base.count - 1]) / Double(wide[wide.count - 1])
            }
          }),
        .init(
          "the rate grows with the width",
          explanation: """
            The quotient is turned around: the sums of a layer four times as wide then move 16 times as far.
            """,
          { base, wide, rate in
            zip(base, wide).map { $1.count < 2 ? rate : rate * Double($1[1]) / Double($0[1]) }
          }),
      ],
      impostors: .init(
        zero: { _, shapes, _ in shapes.map { _ in 0 } },
        notANumber: { _, shapes, _ in shapes.map { _ in .nan } },
        identity: { _, shapes, rate in shapes.map { _ in rate } }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        @Sendable func network(_ widths: [Int]) -> [[Int]] {
          zip(widths, widths.dropFirst()).flatMap { [[$1, $0], [$1]] }
        }
        let drawn = (0..<3).map { _ in 8 + Int(generator.next() % 90) }
        let wide = drawn.map { $0 * (2 + Int(generator.next() % 7)) + 1 }
        let rate = 0.001 + 0.01 * generator.uniform()
        let cases: [([Int], [Int], Double)] = [
          ([3, 64], [3, 256], 0.01), ([64, 10], [256, 10], 0.01),
          ([3, 64, 64, 10], [3, 256, 256, 10], 0.01), ([5, 8, 8, 1], [5, 8, 8, 1], 0.1),
          ([2, 16, 32, 4], [2, 160, 96, 4], 1), ([7] + drawn + [2], [7] + wide + [2], rate),
        ]
        return cases.map { narrow, wide, rate in
          // From the factors of the lesson's rule, a layer at a time.
          let wanted = zip(zip(narrow, wide), zip(narrow.dropFirst(), wide.dropFirst())).flatMap {
            input, _ in
            let rule = MaximalUpdate(baseWidth: input.0, width: input.1)
            return [
              rate * rule.rateFactor(of: .hidden, rule: .adam),
              rate * rule.rateFactor(of: .input, rule: .adam),
            ]
          }
          return Probe(
            "widths \(narrow) to \(wide), rate \(Answer.text(rate))",
            wanted: Answer(.numbers("rates", wanted)), within: 1e-9, floor: 1e-6
          ) { Answer(.numbers("rates", try $0(network(narrow), network(wide), rate))) }
        }
      })
  }
}
