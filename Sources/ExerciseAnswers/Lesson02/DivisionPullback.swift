import Backprop
public import Course
public import TensorCore

/// The backward pass through a division.
public typealias DivisionPullback =
  @Sendable (_ d: Tensor, _ a: Tensor, _ b: Tensor) throws -> (
    a: Tensor, b: Tensor
  )

// solution begins
func divisionPullback(_ d: Tensor, a: Tensor, b: Tensor) throws -> (a: Tensor, b: Tensor) {
  let byDividend = d / b
  let byDivisor = -d * a / (b * b)
  return (byDividend.summed(to: a.shape), byDivisor.summed(to: b.shape))
}
// solution ends

extension Lesson02Answers {
  /// Write the backward pass of a division that broadcasts.
  public static var division: Assignment<DivisionPullback> {
    Assignment<DivisionPullback>(
      Exercise(
        id: .exercise(2, 6), title: "The backward pass of a division",
        kind: .implement, minutes: 15, difficulty: .medium, fileName: "DivisionPullback.swift",
        statement: """
          Every operation of an engine comes with its pullback: given `d`, the gradient of the loss \
          with respect to the result, it returns the gradients of the operands. Write that of a / b, \
          scalar by scalar.

          The shapes may differ: dividing a batch `[n, k]` by one row `[k]` uses each number of the \
          row n times, and so does a column `[n, 1]`. `d` has the shape of the result, and each \
          gradient has the shape of its operand. Do not use the engine's own division.

              divisionPullback([1], a: [6], b: [2])              // a: [0.5], b: [-1.5]
              divisionPullback([[1], [1]], a: [[6], [2]], b: [2])    // a: [[0.5], [0.5]], b: [-2]
          """,
        hints: Exercise.Hints(
          nudge: "If a number was used in three places, how many terms has its derivative?",
          approach: """
            First the two derivatives for plain numbers, each times d. Then, where an operand was \
            stretched to the shape of the result, add up what belongs to the same number of it.
            """,
          almostThere: """
            The derivative by the divisor is minus the dividend over the square of the divisor. A \
            tensor can be summed to a smaller shape, as the backward pass of every broadcasting asks; look \
            for it beside `sum(axis:)`.
            """), forbidden: ["Variable"]),
      solution: divisionPullback(_:a:b:),
      alternative: { d, a, b in
        // By the quotient q: dq/da = 1 / b and dq/db = −q / b, on operands stretched first.
        let (wideA, wideB) = (a.broadcast(to: d.shape), b.broadcast(to: d.shape))
        let share = d.combined(with: wideB) { d, b in d / b }
        let quotient = wideA.combined(with: wideB) { a, b in a / b }
        return (share.summed(to: a.shape), (share * quotient * -1).summed(to: b.shape))
      },
      mistakes: [
        mistake(
          "the divisor's sign",
          """
          The derivative of 1 / b is −1 / b². Without the minus, descent moves every divisor the wrong \
          way, whatever the signs of the operands.
          """, byDivisor: { d, a, b in (d * a / (b * b)).summed(to: b.shape) }),
        mistake(
          "the divisor is not squared",
          """
          The derivative of 1 / b is −1 / b². With −a / b the gradient is wrong by the factor b, which \
          is 1 in every test with ones.
          """, byDivisor: { d, a, b in (-d * a / b).summed(to: b.shape) }),
        mistake(
          "the dividend is missing",
          """
          −1 / b² is the derivative of 1 / b; the quotient has the dividend as a factor, and so has \
          its derivative.
          """, byDivisor: { d, a, b in (-d / (b * b) + 0 * a).summed(to: b.shape) }),
        mistake(
          "the broadcast is not summed back",
          """
          The gradient has the shape of the result and not of the divisor. Stretching an operand uses \
          its numbers several times, and each use contributes.
          """, byDivisor: { d, a, b in -d * a / (b * b) }),
        mistake(
          "the broadcast is averaged",
          """
          The mean over the uses instead of their sum: too small by the number of times that each \
          number was used.
          """,
          byDivisor: { d, a, b in
            let whole = -d * a / (b * b)
            let uses = Scalar(whole.elementCount / b.elementCount)
            return whole.summed(to: b.shape) / uses
          }),
        .init(
          "the dividend's gradient is not summed back",
          explanation: """
            A dividend can be stretched as well as a divisor: one number over a row, or a row over a \
            column. Its gradient has the shape of the result then, and not its own.
            """, { d, a, b in (d / b, (-d * a / (b * b)).summed(to: b.shape)) }),
        .init(
          "the shapes of the operands are taken for each other",
          explanation: """
            Each gradient has the shape of its own operand. With equal shapes nobody notices.
            """,
          { d, a, b in ((d / b).summed(to: b.shape), (-d * a / (b * b)).summed(to: a.shape)) }),
      ],
      impostors: .init(
        zero: { _, a, b in (.zeros(a.shape), .zeros(b.shape)) },
        notANumber: { _, a, b in
          (Tensor(repeating: .nan, shape: a.shape), Tensor(repeating: .nan, shape: b.shape))
        },
        identity: { _, a, b in (a, b) }),
      probes: probes)
  }

  /// A mistake in the gradient of the divisor.
  private static func mistake(
    _ name: String, _ explanation: String,
    byDivisor: @escaping @Sendable (Tensor, Tensor, Tensor) -> Tensor
  ) -> Assignment<DivisionPullback>.NamedMistake {
    .init(name, explanation: explanation) { d, a, b in
      ((d / b).summed(to: a.shape), byDivisor(d, a, b))
    }
  }
}

extension Lesson02Answers {
  @Sendable private static func probes(seed: UInt64) -> [Probe<DivisionPullback>] {
    var generator = SplitMix64(seed: seed)
    let cases: [(a: Tensor, b: Tensor)] = [
      (Tensor([6]), Tensor([2])), (Tensor([[6], [2]]), Tensor([2])),
      (Tensor([[1, 2], [3, 4]]), Tensor([2, -4])),
      (Tensor([[1, 2], [3, 4]]), Tensor([[2], [-4]])), (Tensor([3]), Tensor([[6], [2]])),
      (Tensor(6), Tensor([2, -3])), (Tensor([[0, 1]]), Tensor([[2], [4], [-8]])),
      (Tensor([5, 0]), Tensor(-2)), (Tensor([1e5, -2e-4]), Tensor([1e-3, 400])),
      (
        .normal([3, 2], using: &generator),
        .uniform([2], in: 0.5..<2, using: &generator)
      ),
      (
        .normal([3, 1], using: &generator),
        .uniform([2, 1, 4], in: -2..<(-0.5), using: &generator)
      ),
      (
        .normal([2, 1, 1, 150], using: &generator),
        .uniform([2, 1, 1], in: 0.5..<2, using: &generator)
      ),
      (Tensor([3e9, 2, -7e-8, 5]), Tensor([4e8, 3e-7, 2e-8, 7e-4])),
      // The gradient of the result is large here, and tiny there.
      (Tensor([2, -3]), Tensor([4, 5])), (Tensor([2, -3]), Tensor([4, 5])),
    ]
    return cases.enumerated().map { index, operands in
      let (a, b) = (
        Variable(operands.a, requiresGradient: true),
        Variable(operands.b, requiresGradient: true)
      )
      let quotient = a / b
      let d =
        switch index {
        case ..<3: Tensor.ones(quotient.shape)
        case cases.count - 2: Tensor([3e7, -2e4])
        case cases.count - 1: Tensor([3e-7, -2e-8])
        default: Tensor.normal(quotient.shape, using: &generator)
        }
      let wanted: Answer
      do {
        try quotient.backward(cotangent: d)
        wanted = answer((a.gradient ?? .zeros([]), b.gradient ?? .zeros([])))
      } catch {
        preconditionFailure("divisionPullback: the engine threw \(error)")
      }
      return Probe(
        "d \(Answer.text(d)), a \(Answer.text(operands.a)), b \(Answer.text(operands.b))",
        wanted: wanted
      ) { answer(try $0(d, operands.a, operands.b)) }
    }
  }

  private static func answer(_ gradients: (a: Tensor, b: Tensor)) -> Answer {
    Answer(.tensor("a", gradients.a), .tensor("b", gradients.b))
  }
}
