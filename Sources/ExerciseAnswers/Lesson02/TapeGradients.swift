public import Course
import TensorCore

/// A computation in the order in which it ran: for each number the numbers that it was computed
/// from, by their positions, each with the slope.
public typealias Tape = [[(operand: Int, slope: Double)]]

/// The derivatives of the last number of a tape by all numbers of it.
public typealias TapeFunction = @Sendable (_ tape: Tape) throws -> [Double]

// solution begins
func tapeGradients(of tape: [[(operand: Int, slope: Double)]]) -> [Double] {
  var gradients = Array(repeating: 0.0, count: tape.count)
  gradients[tape.count - 1] = 1
  for index in tape.indices.reversed() {
    for (operand, slope) in tape[index] {
      gradients[operand] += slope * gradients[index]
    }
  }
  return gradients
}
// solution ends

extension Lesson02Answers {
  /// Repair a backward pass that loses gradients.
  public static var tape: Assignment<TapeFunction> {
    Assignment<TapeFunction>(
      Exercise(
        id: .exercise(2, 3), title: "The gradient that gets lost", kind: .repair,
        minutes: 8, difficulty: .easy, fileName: "TapeGradients.swift",
        statement: """
          A network with a shared weight trains badly: its gradient is too small. A chain without \
          sharing is right to the last digit.

          The function below goes back over a tape. The tape holds one entry for each number, in the \
          order in which they were computed; an entry lists the positions of the numbers that this one \
          was computed from, each with the slope, and is empty for an independent number. The result \
          holds the derivative of the last number by every number. Repair it.

              y = x · x at x = 3:    tapeGradients(of: [[], [(0, 3), (0, 3)]])    // [6, 1], not [3, 1]
          """,
        hints: Exercise.Hints(
          nudge: "What happens to the first message when a number receives a second one?",
          approach: """
            A number may be used in several places, or twice in one. Its derivative is the sum over \
            all of them, and the loop visits them one after another.
            """,
          almostThere: """
            The order of the loop is right and so is the product. Look at the one sign by which a \
            contribution enters the array.
            """)),
      solution: tapeGradients(of:),
      alternative: { tape in
        // Without an accumulator: every number asks all of its consumers.
        var gradients = Array(repeating: 0.0, count: tape.count)
        for index in tape.indices.reversed() {
          let shares = tape.indices.flatMap { consumer in
            tape[consumer].filter { $0.operand == index }.map { $0.slope * gradients[consumer] }
          }
          gradients[index] = shares.reduce(index == tape.count - 1 ? 1 : 0, +)
        }
        return gradients
      },
      handedOut: { tape in
        sweep(tape, order: Array(tape.indices.reversed())) { _, slope, sender in slope * sender }
      },
      mistakes: [
        .init(
          "the tape is gone through from its start",
          explanation: """
            A number must pass its gradient on after all of its consumers have given theirs. From the \
            start of the tape, most numbers pass on a zero.
            """,
          { tape in sweep(tape, order: Array(tape.indices)) { $0 + $1 * $2 } }),
        .init(
          "the slopes are added, not multiplied along the path",
          explanation: """
            What arrives is the slope alone, without the gradient of the number that sends it: the \
            chain rule without its product. Chains of slope 1 do not show it.
            """,
          { tape in
            sweep(tape, order: Array(tape.indices.reversed())) { old, slope, _ in old + slope }
          }),
        .init(
          "every number starts with a gradient of 1",
          explanation: """
            Only the last number has the derivative 1 by itself. With ones everywhere the result is \
            the derivative of the sum of all numbers on the tape.
            """,
          { tape in
            sweep(tape, seed: 1, order: Array(tape.indices.reversed())) { $0 + $1 * $2 }
          }),
        .init(
          "the last number is not started",
          explanation: """
            All gradients begin at 0, and sums of products with 0 stay there. The derivative of the \
            last number by itself is 1, and the backward pass begins with it.
            """,
          { tape in Array(repeating: 0, count: tape.count) }),
        .init(
          "the largest contribution instead of the sum",
          explanation: """
            Of several contributions one survives. They belong to different paths, and the derivative \
            is the sum over the paths.
            """,
          { tape in
            sweep(tape, order: Array(tape.indices.reversed())) {
              abs($1 * $2) > abs($0) ? $1 * $2 : $0
            }
          }),
      ],
      impostors: .init(
        zero: { tape in Array(repeating: 0, count: tape.count) },
        notANumber: { tape in Array(repeating: .nan, count: tape.count) },
        identity: { tape in tape.map { $0.first?.slope ?? 1 } }),
      probes: probes)
  }
}

extension Lesson02Answers {
  @Sendable private static func probes(seed: UInt64) -> [Probe<TapeFunction>] {
    var generator = SplitMix64(seed: seed)
    let random: Tape = (0..<7).map { index in
      (0..<min(index, 2)).map { _ in
        (generator.uniform(below: index), Double(generator.uniform(below: 7)) - 3.5)
      }
    }
    let wide: Tape = (0..<12).map { index in
      guard index > 3 else { return [] }
      return (0..<generator.uniform(below: 5)).map { _ in
        (generator.uniform(below: index), Double(generator.uniform(below: 9)) / 2 - 2)
      }
    }
    let cases: [(name: String, tape: Tape)] = [
      ("one number alone", [[]]),
      ("y = x + x at 3", [[], [(0, 1), (0, 1)]]), ("y = x · x at 3", [[], [(0, 3), (0, 3)]]),
      ("s = x², t = 5 s, y = t² at 1", [[], [(0, 1), (0, 1)], [(1, 5)], [(2, 5), (2, 5)]]),
      (
        "s = x², a = 2 s, b = 3 s, y = a b at 1",
        [[], [(0, 1), (0, 1)], [(1, 2)], [(1, 3)], [(2, 3), (3, 2)]]
      ),
      ("two numbers, one of them unused", [[], [], [(1, 4)]]), (text(random), random),
      (text(wide), wide),
      // Beyond the recursion of one call a number, and beyond all paths one by one.
      (
        "x₀ = 1, then 60 times x + x / 2",
        (0..<60).map { $0 == 0 ? [] : [($0 - 1, 1), ($0 - 1, 0.5)] }
      ),
    ]
    let probes = cases.map { name, tape -> Probe<TapeFunction> in
      // Forward mode, one direction at a time: no backward pass is involved.
      let wanted = tape.indices.map { source in
        var derivatives = Array(repeating: 0.0, count: tape.count)
        for index in source..<tape.count {
          derivatives[index] = tape[index].reduce(index == source ? 1 : 0) { sum, entry in
            sum + entry.slope * derivatives[entry.operand]
          }
        }
        return derivatives[tape.count - 1]
      }
      return Probe(name, wanted: Answer(.numbers("gradients", wanted))) {
        Answer(.numbers("gradients", try $0(tape)))
      }
    }
    return probes + [manyNumbers]
  }

  /// Many numbers, large and small slopes, and one number of many operands.
  private static var manyNumbers: Probe<TapeFunction> {
    let operands = (0..<40).map { 6 * $0 + 30 }
    let chain: Tape = (0..<265).map { $0 == 0 ? [] : [($0 - 1, $0 % 2 == 1 ? 2000 : 0.0005)] }
    let tape = chain + [operands.map { ($0, 1) }]
    // The operands have even positions, and from one of these to the next all slopes cancel.
    let wanted = chain.indices.map { index -> Double in
      Double(operands.count { $0 >= index }) * (index % 2 == 0 ? 1 : 0.0005)
    }
    return Probe(
      "x₀ = 1, then in turn times 2000 and times 0.0005, 264 times, and a sum of 40 of them",
      wanted: Answer(.numbers("gradients", wanted + [1]))
    ) { Answer(.numbers("gradients", try $0(tape))) }
  }

  private static func text(_ tape: Tape) -> String {
    "the tape ["
      + tape.map { entry in
        "[" + entry.map { "(\($0.operand), \(Answer.text($0.slope)))" }.joined(separator: ", ")
          + "]"
      }.joined(separator: ", ") + "]"
  }

  /// Goes over a tape and lets `arrive` say what becomes of the old gradient, a slope, and the
  /// gradient of the number that sends it.
  private static func sweep(
    _ tape: Tape, seed: Double = 0, order: [Int], arrive: (Double, Double, Double) -> Double
  ) -> [Double] {
    var gradients = Array(repeating: seed, count: tape.count)
    gradients[tape.count - 1] = 1
    for index in order {
      for (operand, slope) in tape[index] {
        gradients[operand] = arrive(gradients[operand], slope, gradients[index])
      }
    }
    return gradients
  }
}
