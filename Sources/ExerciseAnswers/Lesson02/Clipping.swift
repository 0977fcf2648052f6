import Backprop
public import Course
public import TensorCore

/// Shortens gradients and tells their joint norm.
public typealias ClippingFunction =
  @Sendable (_ gradients: [Tensor], _ bound: Scalar) throws -> (norm: Scalar, gradients: [Tensor])

// solution begins
func clipped(
  gradients: [Tensor], to bound: Scalar
) throws -> (norm: Scalar, gradients: [Tensor]) {
  let norm = Tensor(gradients.map { $0.norm() }).norm()
  let factor = min(1, bound / (norm + 1e-6))
  return (norm, gradients.map { $0 * factor })
}
// solution ends

extension Lesson02Answers {
  /// Clip gradients by their joint norm.
  public static var clipping: Assignment<ClippingFunction> {
    Assignment<ClippingFunction>(
      Exercise(
        id: .exercise(2, 4), title: "Clipping by the joint norm",
        kind: .implement, minutes: 12, difficulty: .medium, fileName: "Clipping.swift",
        statement: """
          One bad batch can throw a network far away. Clipping shortens the gradients of all \
          parameters by one common factor, so that the gradient keeps its direction. The step of plain \
          gradient descent keeps it too; with momentum the step also holds the gradients before, and Adam \
          divides most of the length away again.

          Treat all gradients as one long vector and return its Euclidean norm, as it was before the \
          clipping, together with the gradients times min(1, bound / (norm + 10⁻⁶)). Gradients that \
          are short enough stay as they are. The norm is what one logs: it tells a quiet run from one \
          in which every step is clipped.

              clipped(gradients: [[3], [4]], to: 1)     // norm 5, gradients [[0.6], [0.8]]
              clipped(gradients: [[0.3, 0.4]], to: 1)   // norm 0.5, gradients unchanged
          """,
        hints: Exercise.Hints(
          nudge:
            "How long is the vector that holds the numbers of all gradients, one after another?",
          approach: """
            The squares of the norms of the parts add up to the square of the whole norm. Compute \
            that norm once, then one factor, then multiply every part.
            """,
          almostThere: """
            A list of norms, made into a vector, has the joint norm as its own norm. The factor must \
            never exceed 1, or short gradients grow.
            """), forbidden: ["clipGradientNorm"]),
      solution: clipped(gradients:to:),
      alternative: { gradients, bound in
        var sumOfSquares: Scalar = 0
        for gradient in gradients { sumOfSquares += (gradient * gradient).sum() }
        let norm = sumOfSquares.squareRoot()
        guard norm + 1e-6 > bound else { return (norm, gradients) }
        return (norm, gradients.map { $0.map { g in g * bound / (norm + 1e-6) } })
      },
      mistakes: [
        .init(
          "each gradient is clipped by itself",
          explanation: """
            Every tensor has its own factor, so large ones shrink and small ones do not: the step \
            turns away from the gradient. It is the same for a model of one tensor only.
            """,
          { gradients, bound in
            let norm = jointNorm(gradients)
            return (norm, gradients.map { $0 * min(1, bound / ($0.norm() + 1e-6)) })
          }),
        .init(
          "clipped by value",
          explanation: """
            Every number is moved into ±bound by itself. [10, 1] clipped at 1 becomes [1, 1], which \
            points 39 degrees away from the gradient.
            """,
          { gradients, bound in
            (jointNorm(gradients), gradients.map { $0.clamped(to: -bound...bound) })
          }),
        .init(
          "the factor is not limited to 1",
          explanation: """
            Short gradients are stretched to the bound. Near a minimum the steps no longer get \
            smaller, and the run circles around it forever.
            """,
          { gradients, bound in
            let norm = jointNorm(gradients)
            return (norm, gradients.map { $0 * (bound / (norm + 1e-6)) })
          }),
        .init(
          "the norm is that after clipping",
          explanation: """
            The gradients are right, and the returned norm is never above the bound: the curve that \
            should warn of explosions shows a flat line.
            """,
          { gradients, bound in
            let shortened = try clipped(gradients: gradients, to: bound).gradients
            return (jointNorm(shortened), shortened)
          }),
        .init(
          "the norms are added",
          explanation: """
            Norms of parts do not add up, their squares do. The sum is too large by a factor of up to \
            the root of the number of tensors, so deep networks are clipped harder.
            """,
          { gradients, bound in
            let norm = gradients.reduce(0) { $0 + $1.norm() }
            return (norm, gradients.map { $0 * min(1, bound / (norm + 1e-6)) })
          }),
        .init(
          "without the 10⁻⁶",
          explanation: """
            The factor is bound / norm. It differs in the seventh digit where gradients are of ordinary \
            size; where all are 0 the quotient is infinite, and 0 times it NaN if nothing limits it to 1. \
            PyTorch adds the 10⁻⁶, so that numbers meant to agree with its do not.
            """,
          { gradients, bound in
            let norm = jointNorm(gradients)
            return (norm, gradients.map { $0 * (norm > 0 ? min(1, bound / norm) : 1) })
          }),
        .init(
          "10⁻⁶ is the smallest norm, and not added to it",
          explanation: """
            max(norm, 10⁻⁶) keeps the quotient finite too, and is another function: the factor at \
            ordinary norms is bound / norm, without the 10⁻⁶.
            """,
          { gradients, bound in
            let norm = jointNorm(gradients)
            return (norm, gradients.map { $0 * min(1, bound / max(norm, 1e-6)) })
          }),
        .init(
          "gradients within the bound are left alone first",
          explanation: """
            Where the norm is at most the bound, nothing is changed. The formula shortens a gradient whose \
            norm is just the bound by a millionth over the bound: min(1, bound / (norm + 10⁻⁶)) < 1.
            """,
          { gradients, bound in
            let norm = jointNorm(gradients)
            return (
              norm, norm <= bound ? gradients : gradients.map { $0 * (bound / (norm + 1e-6)) }
            )
          }),
      ],
      impostors: .init(
        zero: { gradients, _ in (0, gradients.map { .zeros($0.shape) }) },
        notANumber: { gradients, _ in
          (.nan, gradients.map { Tensor(repeating: .nan, shape: $0.shape) })
        },
        identity: { gradients, _ in (0, gradients) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let drawn = [
          Tensor.normal([2, 3], standardDeviation: 3, using: &generator),
          Tensor.normal([3], standardDeviation: 0.5, using: &generator),
        ]
        let long = Tensor.normal([3, 1, 2, 50], using: &generator)
        let cases: [(gradients: [Tensor], bound: Scalar)] = [
          ([Tensor([3])], 1), ([Tensor([0.3, 0.4])], 1), ([Tensor([3]), Tensor([4])], 1),
          ([Tensor([10, 1])], 1), ([Tensor([3e-6, 4e-6])], 1e-6), ([Tensor([1e-6])], 1e-6),
          ([Tensor([3e-7, 4e-7])], 1e-7), ([Tensor([0, 0]), Tensor(0)], 1),
          (drawn, 2), (drawn, 50),
          (drawn.map { 1000 * $0 } + [Tensor(7), .ones([2, 1, 1])], 3),
          ([Tensor([3e-10])], 1e-10), (drawn.map { 1e7 * $0 }, 3e6), (drawn.map { 1e7 * $0 }, 1e9),
          ([long] + Array(repeating: Tensor([0.5]), count: 270), 4),
        ]
        return cases.map { gradients, bound in
          let parameters = gradients.map { gradient in
            let parameter = Variable(gradient, requiresGradient: true)
            parameter.gradient = gradient
            return parameter
          }
          let norm = clipGradientNorm(parameters, to: bound)
          let wanted = answer((norm, parameters.compactMap(\.gradient)))
          let shown =
            gradients.prefix(5).map { Answer.text($0) }.joined(separator: " and ")
            + (gradients.count > 5 ? " and so on, \(gradients.count) of them" : "")
          return Probe(
            "gradients \(shown), bound \(Answer.text(bound))", wanted: wanted,
            floor: min(1, Double(bound) / 10)
          ) {
            answer(try $0(gradients, bound))
          }
        }
      })
  }
}

extension Lesson02Answers {
  private static func jointNorm(_ gradients: [Tensor]) -> Scalar {
    Tensor(gradients.map { $0.norm() }).norm()
  }

  private static func answer(_ result: (norm: Scalar, gradients: [Tensor])) -> Answer {
    Answer([.number("norm", result.norm)] + result.gradients.map { .tensor("gradient", $0) })
  }
}
