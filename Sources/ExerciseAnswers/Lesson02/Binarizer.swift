public import Backprop
public import Course
import TensorCore

/// A function of variables with a backward pass of its own.
public typealias VariableFunction = @Sendable (_ x: Variable) throws -> Variable

// solution begins
func binarized(_ x: Variable) throws -> Variable {
  .result(of: Primitive.straightThrough, x.value.map { x in x < 0 ? -1 : 1 }) { _ in
    [
      x.pullback(saving: x) { d, x in
        d.combined(with: x) { d, x in abs(x) <= 1 ? d : 0 }
      }
    ]
  }
}
// solution ends

extension Lesson02Answers {
  /// Write a binarizer that learns.
  public static var binarizer: Assignment<VariableFunction> {
    Assignment<VariableFunction>(
      Exercise(
        id: .exercise(2, 9), title: "A binarizer that learns", kind: .implement,
        minutes: 20, difficulty: .medium, fileName: "Binarizer.swift",
        statement: """
          A network with activations of ±1 is small and fast, and cannot be trained: the sign has the \
          slope 0 wherever it has one. The straight-through estimator pretends in the backward pass that \
          the sign was the identity; within ±1, so that numbers that are already far on one side are \
          left alone (Hubara and others, "Binarized neural networks", 2016, \
          https://arxiv.org/abs/1602.02830).

          Write an operation for the engine of lesson 02. Its value is −1 for negative numbers and 1 \
          for all others; its backward pass passes the gradient where |x| ≤ 1 and stops it elsewhere. \
          `Variable.result(of:_:)` records an operation, this one as `Primitive.straightThrough`; \
          `Sources/Autograd/Engine/Recording.swift` shows how.

              x [-2, -0.5, 0, 3], gradient of the result [1, 2, 3, 4]
              // value [-1, -1, 1, 1], gradient of x [0, 2, 3, 0]
          """,
        hints: Exercise.Hints(
          nudge:
            "The value and the backward pass need not belong together. Who checks that they do?",
          approach: """
            Read how `exp` is recorded: the value by one `map`, and for the operand a closure from the \
            gradient of the result to the gradient of the operand. Yours needs the operand's value.
            """,
          almostThere: """
            `pullback(saving:)` keeps a variable's value for the backward pass and hands it to your closure \
            beside the gradient. Combine the two, scalar by scalar: the gradient or 0.
            """)),
      solution: binarized(_:),
      alternative: { x in
        // With operations that are there: a clamp stops the gradient, the step lets it through.
        straightThrough(x.clamped(to: -1...1)) { x in x < 0 ? -1 : 1 }
      },
      mistakes: [
        .init(
          "the true derivative",
          explanation: """
            The sign's slope is 0, so that everything before it stops learning. That is what the \
            estimator is there to avoid.
            """, { x in sign(x) }),
        .init(
          "the gradient passes everywhere",
          explanation: """
            Without the limit at ±1, numbers far on one side keep being pushed further out, and need ever \
            more steps to come back, although their sign was settled long before.
            """, { x in straightThrough(x) { x in x < 0 ? -1 : 1 } }),
        .init(
          "the graph is cut",
          explanation: """
            A new variable was made of the values. It has no history, and the backward pass ends there: \
            nothing before it gets a gradient at all.
            """, { x in Variable(x.value.map { x in x < 0 ? -1 : 1 }) }),
        .init(
          "zero becomes zero",
          explanation: """
            The mathematical sign of 0 is 0, a third value in a network of two. Zeros are common: a \
            ReLU makes them by the thousand.
            """,
          { x in
            straightThrough(x.clamped(to: -1...1)) { x in x < 0 ? -1 : (x > 0 ? 1 : 0) }
          }),
        .init(
          "the gradient is clipped, not the input",
          explanation: """
            The gradient itself is moved into ±1. It has to pass unchanged or not at all, and which of \
            the two is a matter of x.
            """,
          { x in
            .result(of: Primitive.straightThrough, x.value.map { x in x < 0 ? -1 : 1 }) { _ in
              [x.pullback { d in d.clamped(to: -1...1) }]
            }
          }),
        .init(
          "the edges stop the gradient",
          explanation: """
            |x| < 1 instead of |x| ≤ 1. At exactly ±1, where clamps and binarized layers put numbers by \
            the thousand, the gradient is to pass.
            """,
          { x in
            .result(of: Primitive.straightThrough, x.value.map { x in x < 0 ? -1 : 1 }) { _ in
              [x.pullback(saving: x) { d, x in d.combined(with: x) { d, x in abs(x) < 1 ? d : 0 } }]
            }
          }),
        .init(
          "the value is read in the backward pass, unguarded",
          explanation: """
            The closure asks x for its value when the gradient arrives, and gets what an update in place \
            has made of it. `pullback(saving:)` keeps the value and its version, so that such a change is \
            an error; a copy that is taken on the way forward is right as well.
            """,
          { x in
            .result(of: Primitive.straightThrough, x.value.map { x in x < 0 ? -1 : 1 }) { _ in
              [x.pullback { d in d.combined(with: x.value) { d, x in abs(x) <= 1 ? d : 0 } }]
            }
          }),
      ],
      impostors: .init(
        zero: { x in x * 0 }, notANumber: { x in x * .nan }, identity: { x in x * 1 }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let cases: [(x: Tensor, d: Tensor)] = [
          (Tensor([0.5]), Tensor([1])), (Tensor([0]), Tensor([2])), (Tensor([-3]), Tensor([1])),
          (Tensor([-2, -0.5, 0, 3]), Tensor([1, 2, 3, 4])), (Tensor([-1, 1]), Tensor([3, 2])),
          (Tensor([-0.0]), Tensor([1])), (Tensor([-1e-30, 1e-30]), Tensor([5, -7])),
          (Tensor(0.25), Tensor(-6)),
          (Tensor([1.00001, -1.00001, 1e30]), Tensor([2, 3, 4])),
          (
            .normal([2, 1, 2], standardDeviation: 2, using: &generator),
            .normal([2, 1, 2], standardDeviation: 300, using: &generator)
          ),
          (
            .normal([2, 3], standardDeviation: 2, using: &generator),
            .normal([2, 3], standardDeviation: 3, using: &generator)
          ),
          // Many numbers, four axes, large and tiny gradients, an edge that is just missed.
          (
            .normal([3, 1, 2, 50], using: &generator),
            .normal([3, 1, 2, 50], standardDeviation: 1e7, using: &generator)
          ),
          (Tensor([0.5, 1.000_000_5]), Tensor([3e-8, 7])),
        ]
        let plain = cases.map { x, d -> Probe<VariableFunction> in
          let value = x.map { x in x < 0 ? -1 : 1 }
          let gradient = d.combined(with: x) { d, x in abs(x) <= 1 ? d : 0 }
          // A zero that holds a minus looks like any other.
          let isMinusZero =
            x.scalars.count == 1 && x.scalars.contains { $0 == 0 && $0.sign == .minus }
          return Probe(
            "x \(isMinusZero ? "[-0.0]" : Answer.text(x)), gradient of the result \(Answer.text(d))",
            wanted: Answer(.tensor("value", value), .tensor("gradient", gradient))
          ) { binarize in
            let leaf = Variable(x, requiresGradient: true)
            let result = try binarize(leaf)
            guard result.requiresGradient else {
              return Answer(.tensor("value", result.value), .word("gradient", "none arrives"))
            }
            try result.backward(cotangent: d)
            return Answer(
              .tensor("value", result.value),
              leaf.gradient.map { .tensor("gradient", $0) } ?? .word("gradient", "none arrives"))
          }
        }
        return plain + [twoUses, changedInPlace]
      })
  }
}

extension Lesson02Answers {
  /// Two binarizers in one graph, behind other operations: nothing may outlive one call.
  private static var twoUses: Probe<VariableFunction> {
    Probe(
      "3 b(2 x) + 5 b(y), x [0.4, -2], y [-3, 0.5]",
      wanted: Answer(
        .tensor("value", Tensor([-2, 2])), .tensor("gradient of x", Tensor([6, 0])),
        .tensor("gradient of y", Tensor([0, 5])))
    ) { binarize in
      let x = Variable(Tensor([0.4, -2]), requiresGradient: true)
      let y = Variable(Tensor([-3, 0.5]), requiresGradient: true)
      let sum = try binarize(x * 2) * 3 + binarize(y) * 5
      try sum.backward(cotangent: Tensor([1, 1]))
      return Answer(
        .tensor("value", sum.value), part("gradient of x", x.gradient),
        part("gradient of y", y.gradient))
    }
  }

  /// A value that changes between forward and backward: the old gradient is right, and so is a refusal.
  private static var changedInPlace: Probe<VariableFunction> {
    let right = Answer(.tensor("gradient", Tensor([2, 0])))
    return Probe(
      "x [0.5, 3], changed in place to [3, 0.5] before the backward pass; gradient [2, 4]",
      goal: "gradient [2, 0], or the engine's error that a saved value has changed",
      answer: { binarize in
        let x = Variable(Tensor([0.5, 3]), requiresGradient: true)
        let result = try binarize(x)
        try withoutGradient { try x.update { $0 = Tensor([3, 0.5]) } }
        guard result.requiresGradient else { return Answer(.word("gradient", "none arrives")) }
        do {
          try result.backward(cotangent: Tensor([2, 4]))
        } catch {
          return Answer(.word("gradient", "refused"))
        }
        return Answer(part("gradient", x.gradient))
      },
      accepts: { $0.word("gradient") == "refused" || $0.agrees(with: right) })
  }

  private static func part(_ name: String, _ gradient: Tensor?) -> Answer.Part {
    gradient.map { .tensor(name, $0) } ?? .word(name, "none arrives")
  }
}
