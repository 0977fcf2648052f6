public import Backprop
public import Course
import TensorCore

/// Two operations on dual numbers.
public struct DualOperations: Sendable {
  let quotient: @Sendable (DualNumber, DualNumber) throws -> DualNumber
  let squareRoot: @Sendable (DualNumber) throws -> DualNumber

  /// Names the two operations.
  ///
  /// - Parameters:
  ///   - quotient: The first number divided by the second.
  ///   - squareRoot: The square root of a positive number.
  public init(
    quotient: @escaping @Sendable (DualNumber, DualNumber) throws -> DualNumber,
    squareRoot: @escaping @Sendable (DualNumber) throws -> DualNumber
  ) {
    self.quotient = quotient
    self.squareRoot = squareRoot
  }
}

// solution begins
func dualQuotient(_ a: DualNumber, _ b: DualNumber) throws -> DualNumber {
  let quotient = a.value / b.value
  return DualNumber(quotient, (a.derivative - quotient * b.derivative) / b.value)
}

func dualSquareRoot(_ x: DualNumber) throws -> DualNumber {
  let root = x.value.squareRoot()
  return DualNumber(root, x.derivative / (2 * root))
}
// solution ends

extension Lesson02Answers {
  /// Add two operations to forward mode.
  public static var dualNumbers: Assignment<DualOperations> {
    Assignment<DualOperations>(
      Exercise(
        id: .exercise(2, 2), title: "Two operations for dual numbers",
        kind: .implement, minutes: 10, difficulty: .easy, fileName: "DualNumbers.swift",
        statement: """
          A dual number carries a value and its derivative in one direction, and every operation \
          applies the chain rule at once: derivatives on the way forward, without a graph. Lesson 02 \
          has sums, products and a few functions for `DualNumber`.

          Add the quotient of two dual numbers and the square root of one. The value is the usual one; \
          the derivative is that of the result in the same direction, from the values and the \
          derivatives of the operands. Divisors are not zero and numbers under the root are positive.

              dualQuotient(DualNumber(1, 0), DualNumber(2, 1))    // (0.5, -0.25)
              dualSquareRoot(DualNumber(9, 6))                    // (3, 1)
          """,
        hints: Exercise.Hints(
          nudge: "What is the derivative of a(t) / b(t) by t, when both depend on t?",
          approach: """
            Write the quotient rule and the derivative of the square root on paper, with a′ and b′ for \
            the derivatives that the operands bring along. What the operand brings along is a factor \
            of the result.
            """,
          almostThere: """
            (a′ b − a b′) / b² for the quotient. The slope of the root is one over twice the root, and \
            it multiplies the derivative of what stands under it.
            """), forbidden: ["centralDifference", "Variable"]),
      solution: DualOperations(quotient: dualQuotient, squareRoot: dualSquareRoot),
      alternative: DualOperations(
        quotient: { a, b in
          // The product with 1 / b, whose derivative is −b′ / b².
          a * DualNumber(1 / b.value, -b.derivative / (b.value * b.value))
        },
        squareRoot: { x in
          DualNumber(.pow(x.value, 0.5), 0.5 * .pow(x.value, -0.5) * x.derivative)
        }),
      mistakes: [
        mistake(
          "the terms of the quotient rule are swapped",
          """
          The derivative is a b′ − a′ b over b²: right in size, with the wrong sign everywhere. A \
          descent on it climbs.
          """,
          quotient: { a, b in
            (a.value * b.derivative - a.derivative * b.value) / (b.value * b.value)
          }),
        mistake(
          "a sum instead of a difference in the quotient rule",
          """
          The product rule adds its terms, the quotient rule subtracts them: of positive numbers a larger \
          denominator makes the quotient smaller.
          """,
          quotient: { a, b in
            (a.derivative * b.value + a.value * b.derivative) / (b.value * b.value)
          }),
        mistake(
          "the denominator is not squared",
          """
          The difference is divided by b instead of b². It goes unnoticed wherever b is 1, which is \
          what people test with.
          """,
          quotient: { a, b in
            (a.derivative * b.value - a.value * b.derivative) / b.value
          }),
        mistake(
          "the quotient of the derivatives",
          """
          a′ / b′ is l'Hôpital's rule for limits, not the derivative of a quotient; for a constant \
          denominator it divides by zero.
          """,
          quotient: { a, b in a.derivative / b.derivative }),
        mistake(
          "the root forgets the inner derivative",
          """
          1 / (2√x) is the derivative by x. The chain rule multiplies it with the derivative that x \
          brings along, which is not 1 for anything but the variable itself.
          """,
          squareRoot: { x in 1 / (2 * x.value.squareRoot()) }),
        .init(
          "a difference instead of the chain rule",
          explanation: """
            Values at two nearby points give the derivative to about eleven digits, and cost two \
            evaluations. Forward mode is exact to rounding, because it differentiates each operation.
            """,
          DualOperations(
            quotient: { a, b in
              DualNumber(
                a.value / b.value,
                centralDifference(at: 0, step: 1e-5) { t in
                  (a.value + t * a.derivative) / (b.value + t * b.derivative)
                })
            },
            squareRoot: { x in
              DualNumber(
                x.value.squareRoot(),
                centralDifference(at: 0, step: 1e-5) { t in
                  (x.value + t * x.derivative).squareRoot()
                })
            })),
      ],
      impostors: .init(
        zero: DualOperations(
          quotient: { _, _ in DualNumber(0, 0) }, squareRoot: { _ in DualNumber(0, 0) }),
        notANumber: DualOperations(
          quotient: { _, _ in DualNumber(.nan, .nan) },
          squareRoot: { _ in DualNumber(.nan, .nan) }),
        identity: DualOperations(quotient: { a, _ in a }, squareRoot: { $0 })),
      probes: probes)
  }

  /// A mistake in the derivative of one of the two operations.
  private static func mistake(
    _ name: String, _ explanation: String,
    quotient: (@Sendable (DualNumber, DualNumber) -> Double)? = nil,
    squareRoot: (@Sendable (DualNumber) -> Double)? = nil
  ) -> Assignment<DualOperations>.NamedMistake {
    .init(
      name, explanation: explanation,
      DualOperations(
        quotient: { a, b in
          guard let quotient else { return try dualQuotient(a, b) }
          return DualNumber(a.value / b.value, quotient(a, b))
        },
        squareRoot: { x in
          guard let squareRoot else { return try dualSquareRoot(x) }
          return DualNumber(x.value.squareRoot(), squareRoot(x))
        }))
  }
}

extension Lesson02Answers {
  @Sendable private static func probes(seed: UInt64) -> [Probe<DualOperations>] {
    var generator = SplitMix64(seed: seed)
    func drawn() -> DualNumber {
      DualNumber(generator.uniform() * 3 + 0.5, generator.uniform() * 4 - 2)
    }
    let pairs: [(a: DualNumber, b: DualNumber)] = [
      (DualNumber(6, 0), DualNumber(3, 0)), (DualNumber(1, 1), DualNumber(2, 0)),
      (DualNumber(1, 0), DualNumber(2, 1)), (DualNumber(3, 2), DualNumber(-2, 5)),
      (DualNumber(0, 1), DualNumber(2, 3)), (DualNumber(-5, 4), DualNumber(4, -3)),
      (DualNumber(2e5, -7), DualNumber(0.01, 2)), (DualNumber(3e-6, 2), DualNumber(500, 1e-3)),
      (DualNumber(3e9, 4), DualNumber(7e8, -2e9)), (DualNumber(2, 5e7), DualNumber(3, -4e8)),
      (DualNumber(3e-13, 2e-13), DualNumber(5e-13, 7e-13)),
      (drawn(), drawn()),
    ]
    let quotients = pairs.map { a, b in
      // Term by term; a test holds it against differences, which are too rough to judge by.
      let slope = a.derivative / b.value - a.value / b.value * (b.derivative / b.value)
      let wanted = answer(DualNumber(a.value / b.value, slope))
      return Probe<DualOperations>(
        "\(text(a)) / \(text(b))", wanted: wanted, within: tolerance, floor: 1e-3
      ) { answer(try $0.quotient(a, b)) }
    }
    let roots = [
      DualNumber(4, 0), DualNumber(9, 6), DualNumber(0.25, -3), DualNumber(1e8, 5),
      DualNumber(4e-6, 1), DualNumber(3e15, -2e9), DualNumber(2e-16, 3e-9), drawn(),
    ].map { x in
      let root = x.value.squareRoot()
      return Probe<DualOperations>(
        "√\(text(x))", wanted: answer(DualNumber(root, 0.5 * root / x.value * x.derivative)),
        within: tolerance, floor: 1e-3
      ) { answer(try $0.squareRoot(x)) }
    }
    return quotients + roots
  }

  /// Dual numbers are of double precision, whatever the course computes with.
  private static var tolerance: Double { 4096 * Double.ulpOfOne }

  private static func text(_ number: DualNumber) -> String {
    "(\(Answer.text(number.value)), \(Answer.text(number.derivative)))"
  }

  private static func answer(_ number: DualNumber) -> Answer {
    Answer(.number("value", number.value), .number("derivative", number.derivative))
  }
}
