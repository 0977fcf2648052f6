import Backprop
public import Course
public import TensorCore

/// The backward pass through an affine layer.
public typealias LinearPullback =
  @Sendable (_ d: Tensor, _ x: Tensor, _ weight: Tensor) throws -> (
    input: Tensor, weight: Tensor, bias: Tensor
  )

// solution begins
func linearPullback(
  _ d: Tensor, x: Tensor, weight: Tensor
) -> (input: Tensor, weight: Tensor, bias: Tensor) {
  (matmul(d, weight), matmul(d, x, transposing: .left), d.sum(axis: 0))
}
// solution ends

extension Lesson02Answers {
  /// Repair the backward pass of a layer that trains only badly.
  public static var linear: Assignment<LinearPullback> {
    Assignment<LinearPullback>(
      Exercise(
        id: .exercise(2, 5), title: "Square layers train badly", kind: .repair,
        minutes: 10, difficulty: .medium, fileName: "LinearPullback.swift",
        statement: """
          A network of square layers runs without an error message and learns slowly, as if its first \
          layers heard only noise. A colleague's layer of 3 inputs and 5 outputs stops at once: the \
          shapes of a product do not fit.

          The function below is the backward pass of the layer x · weightᵀ + bias. Given `d`, the gradient \
          of the loss with respect to the output, of shape `[batch, out]`, it returns the gradients of \
          the input `x`, of shape `[batch, in]`, of the weight, of shape `[out, in]`, and of the bias, \
          of shape `[out]`. Repair it. It is tried on square layers first, and on others once those are \
          right: there the broken version would stop the program.

              d = [[1, 0]], x = [[1, 1]], weight = [[1, 2], [3, 4]]:    gradient of x is [[1, 2]]
          """,
        hints: Exercise.Hints(
          nudge: "Write the shapes of all three products for 3 inputs and 5 outputs.",
          approach: """
            Output number k of a sample is the sum over j of x[j] · weight[k, j]. Differentiate that by \
            x[j] and look over which index of the weight you sum.
            """,
          almostThere: """
            The gradient of the input sums over the outputs: `[batch, out]` times `[out, in]`, which is \
            the shape that the weight has as it is stored.
            """), forbidden: ["LayerRules", "Variable"]),
      solution: linearPullback(_:x:weight:),
      alternative: { d, x, weight in
        var input = Tensor.zeros(x.shape)
        var gradient = Tensor.zeros(weight.shape)
        for sample in 0..<d.shape[0] {
          for output in 0..<d.shape[1] {
            for feature in 0..<x.shape[1] {
              input[sample, feature] += d[sample, output] * weight[output, feature]
              gradient[output, feature] += d[sample, output] * x[sample, feature]
            }
          }
        }
        return (input, gradient, matvec(transposing: d, .ones([d.shape[0]])))
      },
      handedOut: { d, x, weight in
        (
          matmul(d, weight, transposing: .right), matmul(d, x, transposing: .left), d.sum(axis: 0)
        )
      },
      mistakes: [
        .init(
          "the gradient of the weight is transposed",
          explanation: """
            xᵀ d has the shape `[in, out]`, the weight `[out, in]`. In a square layer each weight gets \
            the gradient of its mirror image.
            """,
          { d, x, weight in
            (matmul(d, weight), matmul(x, d, transposing: .left), d.sum(axis: 0))
          }),
        .init(
          "both gradients are turned around",
          explanation: """
            The gradient of the weight was transposed to match a transposed weight. The forward pass \
            is x · weightᵀ; the input's gradient takes the weight as it is, and the weight's dᵀ x.
            """,
          { d, x, weight in
            (
              matmul(d, weight, transposing: .right), matmul(x, d, transposing: .left),
              d.sum(axis: 0)
            )
          }),
        .init(
          "the bias gets a mean instead of a sum",
          explanation: """
            The mean over the batch is already in d, if the loss is a mean. Averaging again makes the \
            bias learn more slowly by the size of the batch.
            """,
          { d, x, weight in
            (matmul(d, weight), matmul(d, x, transposing: .left), d.mean(axis: 0))
          }),
        .init(
          "the weight's gradient is divided by the batch",
          explanation: """
            A layer does not know what the loss averages over; the loss puts the factor into d. \
            Divided again, the gradient is too small by the size of the batch.
            """,
          { d, x, weight in
            (
              matmul(d, weight), matmul(d, x, transposing: .left) / Scalar(d.shape[0]),
              d.sum(axis: 0)
            )
          }),
        .init(
          "the gradient passes the layer unchanged",
          explanation: """
            d itself is returned for the input, as if the layer were the identity. Its shape fits only \
            because the layer is square.
            """,
          { d, x, weight in (d, matmul(d, x, transposing: .left), d.sum(axis: 0)) }),
      ],
      impostors: .init(
        zero: { d, x, weight in (.zeros(x.shape), .zeros(weight.shape), .zeros([d.shape[1]])) },
        notANumber: { d, x, weight in
          (
            Tensor(repeating: .nan, shape: x.shape), Tensor(repeating: .nan, shape: weight.shape),
            Tensor(repeating: .nan, shape: [d.shape[1]])
          )
        },
        identity: { d, x, weight in (x, weight, d.row(0)) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let small = (
          d: Tensor([[1, 0]]), x: Tensor([[1, 1]]), weight: Tensor([[1, 2], [3, 4]])
        )
        let pair = (
          d: Tensor([[1, 0], [3, 2]]), x: Tensor([[1, 2], [0, 1]]),
          weight: Tensor([[1, 2], [3, 4]])
        )
        let drawn = (
          d: Tensor.normal([4, 3], using: &generator), x: Tensor.normal([4, 3], using: &generator),
          weight: Tensor.normal([3, 3], using: &generator)
        )
        let sizes: [(batch: Int, inputs: Int, outputs: Int, scale: Scalar)] = [
          (2, 3, 5, 1), (4, 5, 2, 1), (1, 1, 3, 1), (9, 2, 7, 1),
          // Beyond what a bound keeps down or up.
          (270, 2, 3, 1e4), (2, 270, 3, 1), (3, 2, 270, 1e-6),
        ]
        let oblong = sizes.map { size in
          (
            d: size.scale * .normal([size.batch, size.outputs], using: &generator),
            x: size.scale * .normal([size.batch, size.inputs], using: &generator),
            weight: Tensor.normal([size.outputs, size.inputs], using: &generator)
          )
        }
        let square = [small, pair, drawn]
        return square.map { probe($0, after: []) } + oblong.map { probe($0, after: square) }
      })
  }
}

extension Lesson02Answers {
  private typealias LinearCase = (d: Tensor, x: Tensor, weight: Tensor)

  /// One layer, tried after others are right: a wrong order of factors would end the program.
  private static func probe(
    _ layer: LinearCase, after others: [LinearCase]
  ) -> Probe<LinearPullback> {
    let (d, x, weight) = layer
    return Probe(
      "d \(Answer.text(d)), x \(Answer.text(x)), weight \(Answer.text(weight))",
      wanted: answer(LayerRules.linear(d, x: x, weight: weight))
    ) { pullback in
      for (d, x, weight) in others {
        let right = answer(LayerRules.linear(d, x: x, weight: weight))
        guard answer(try pullback(d, x, weight)).agrees(with: right) else {
          return Answer(.word("the layer", "is not tried before square layers are right"))
        }
      }
      return answer(try pullback(d, x, weight))
    }
  }
}

extension Lesson02Answers {
  private static func answer(_ gradients: (input: Tensor, weight: Tensor, bias: Tensor)) -> Answer {
    Answer(
      .tensor("input", gradients.input), .tensor("weight", gradients.weight),
      .tensor("bias", gradients.bias))
  }
}
