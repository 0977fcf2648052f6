public import Course
import Foundation

/// The value of tanh(w x) and its slopes with respect to w and x.
public typealias ChainFunction =
  @Sendable (_ w: Double, _ x: Double) throws -> (value: Double, slopeOfW: Double, slopeOfX: Double)

// solution begins
func twoSteps(
  w: Double, x: Double
) throws -> (value: Double, slopeOfW: Double, slopeOfX: Double) {
  let y = tanh(w * x)
  let outer = 1 - y * y
  return (y, outer * x, outer * w)
}
// solution ends

extension Lesson00Answers {
  /// Differentiate a function of two steps.
  public static var chain: Assignment<ChainFunction> {
    Assignment<ChainFunction>(
      Exercise(
        id: .exercise(0, 6), title: "The chain rule in two steps", kind: .implement,
        minutes: 4, difficulty: .easy, fileName: "ChainRule.swift",
        statement: """
          A unit of a network computes in two steps: u = w x, and then y = tanh u. The slope of tanh \
          at u is 1 − tanh² u.

          Return y, and its slopes with respect to w and with respect to x: how much y moves for each \
          unit by which w moves, and by which x moves. tanh itself comes from Foundation.

              w 0.5, x 2    // y 0.7616, slope of w 0.8399, slope of x 0.2100
              w 1, x 0      // y 0, slope of w 0, slope of x 1
          """,
        hints: Exercise.Hints(
          nudge: "How much does u move when w moves by 1? And when x does?",
          approach: """
            The slope of nested functions is the product of the slopes of the steps, each at the \
            place where that step is. The outer slope is the same for w and for x.
            """,
          almostThere: """
            The outer slope can be computed from y, without tanh once more. What it is multiplied by \
            is the other factor of the inner product: which one for w, which one for x?
            """)),
      solution: twoSteps(w:x:),
      alternative: { w, x in
        // 1 − tanh² u is 1 / cosh² u.
        let u = w * x
        let outer = 1 / (cosh(u) * cosh(u))
        return (sinh(u) / cosh(u), x * outer, w * outer)
      },
      mistakes: [
        .init(
          "the inner slope is forgotten",
          explanation: """
            1 − y² is the slope with respect to u. How far u moves with w and with x has to be \
            multiplied onto it.
            """,
          { w, x in
            let y = tanh(w * x)
            return (y, 1 - y * y, 1 - y * y)
          }),
        .init(
          "the outer slope is forgotten",
          explanation: """
            x and w are the slopes of u. Where tanh is flat, y hardly moves however far u does: that \
            is saturation, one reason why gradients vanish.
            """, { w, x in (tanh(w * x), x, w) }),
        .init(
          "w and x are exchanged",
          explanation: """
            In a product each factor's slope is the other factor: the slope of w is the input x. \
            That is why a layer keeps its inputs for the backward pass.
            """,
          { w, x in
            let y = tanh(w * x)
            return (y, (1 - y * y) * w, (1 - y * y) * x)
          }),
        .init(
          "the slopes are added",
          explanation: """
            Slopes of steps that follow each other are multiplied. Slopes of ways that run side by \
            side are added.
            """,
          { w, x in
            let y = tanh(w * x)
            return (y, 1 - y * y + x, 1 - y * y + w)
          }),
        .init(
          "the outer slope at the wrong place",
          explanation: """
            The slope of the outer step is taken where that step is, at u = w x, and not at the \
            input x.
            """,
          { w, x in
            let (y, t) = (tanh(w * x), tanh(x))
            return (y, (1 - t * t) * x, (1 - t * t) * w)
          }),
        .init(
          "y is not squared",
          explanation: """
            1 − y² is the slope of tanh, y (1 − y) that of the sigmoid. 1 − y is neither.
            """,
          { w, x in
            let y = tanh(w * x)
            return (y, (1 - y) * x, (1 - y) * w)
          }),
      ],
      impostors: .init(
        zero: { _, _ in (0, 0, 0) }, notANumber: { _, _ in (.nan, .nan, .nan) },
        identity: { w, x in (w, x, w) }),
      probes: { seed in
        var draw = Draw(seed: seed)
        let cases =
          [(w: 0.5, x: 2.0), (1, 0), (0, 3), (-1, 0.5), (4, 1.5), (0.01, 40), (-3e-4, 2)]
          + (0..<6).map { _ in (w: draw.number(), x: draw.number()) }
        return cases.map { w, x in
          let slope = 1 / (cosh(w * x) * cosh(w * x))
          return Probe(
            "w \(Answer.text(w)), x \(Answer.text(x))",
            wanted: Answer(
              .number("value", tanh(w * x)), .number("slope of w", x * slope),
              .number("slope of x", w * slope)), within: tolerance
          ) {
            let found = try $0(w, x)
            return Answer(
              .number("value", found.value), .number("slope of w", found.slopeOfW),
              .number("slope of x", found.slopeOfX))
          }
        }
      })
  }
}
