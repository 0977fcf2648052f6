import Autograd
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// Features that say nearly the same.

extension Lesson06Interview {
  @Test(
    .interview(
      .question(6, 37), level: .explain, minutes: 3,
      question:
        "Two features are nearly copies of each other. What do ridge, lasso and elastic net make of their weights?",
      answer: """
        Ridge and elastic net share the weight between them; the lasso goes by small differences. Of all splits of one sum the even one has the least \
        sum of squares, so the quadratic part draws the two weights together. Σ|w| is the same for every split without a change of sign. For exact copies the lasso \
        therefore has many solutions, and the solver's start chooses. So which of the two has a weight says little about importance; elastic net, or one merged feature, is \
        steadier.
        """,
      whiteboard: """
        w₁ + w₂ = s, both positive: |w₁| + |w₂| = s for every split
        w₁² + w₂² = s²/2 + (w₁ − w₂)²/2, least at w₁ = w₂
        """,
      commonMistake: """
        The lasso always keeps one of two correlated features and drops the other; ridge drops \
        neither.
        """,
      otherMistakes: [
        "Ridge gives all of the weight to the better one of the two.":
          "One large weight has a larger square than two that share it. With twice the first as the target, ridge gives the first {first, ridge, first|2} and the second still {first, ridge, second|2}.",
        "Of two exact copies every solver of the lasso keeps the first.":
          "Each split has the same loss, so the solver decides: coordinate descent from 0 keeps the first, proximal steps from 0 give {copies, from 0, first|2} and {copies, from 0, second|2}.",
      ],
      refutation: """
        Two features with the correlation {correlation|2}, strengths of 0.2, no noise. If the target is the sum of the two, the lasso keeps both, with {sum, lasso, first|2} each. If it is twice the first feature, the lasso \
        drops the second, and ridge gives them {first, ridge, first|2} and {first, ridge, second|2}. Of two exact copies the lasso keeps {copies, from 0, first|2} and {copies, from 0, second|2} if it starts at 0, \
        {copies, from 1.8, first|2} and {copies, from 1.8, second} from (1.8, 0), with the same loss.
        """,
      followUps: [
        "And elastic net on exact copies?": """
        It gives both the same weight, from every start (Zou and Hastie, 2005): here {copies, elastic net, first|2} and {copies, elastic net, second|2}.
        """,
        "May you read importance from a lasso fit?": """
        Not from one fit. Fit it to resampled data and count how often each feature stays.
        """,
      ]))
  func `the lasso keeps two copies, or the one it started with`() throws {
    let (z, e) = (Tensor([1, 1, -1, -1]), Tensor([0.2, -0.2, 0.2, -0.2]))
    let (first, second) = (z + e, z - e)
    evidence("correlation", dot(first, second) / (first.norm() * second.norm()))
    let summed = try fit([first, second], to: first + second, l1: 0.2)
    evidence("sum, lasso, first", summed.weights[0])
    #expect(abs(summed.weights[0] - 0.9) < 1e-3 && abs(summed.weights[1] - 0.9) < 1e-3)
    let lasso = try fit([first, second], to: first * 2, l1: 0.2)
    let ridge = try fit([first, second], to: first * 2, l2: 0.2)
    evidence("first, ridge, first", ridge.weights[0])
    evidence("first, ridge, second", ridge.weights[1])
    #expect(lasso.weights[0] > 1.7 && lasso.weights[1] == 0)
    #expect(ridge.weights[1] > 0.5 && ridge.weights[0] > ridge.weights[1])

    let fromZero = try fit([z, z], to: z * 2, l1: 0.2)
    let fromFirst = try fit([z, z], to: z * 2, l1: 0.2, from: [1.8, 0])
    let net = try fit([z, z], to: z * 2, l1: 0.2, l2: 0.2, from: [1.8, 0])
    for (name, weights) in [
      ("from 0", fromZero.weights), ("from 1.8", fromFirst.weights), ("elastic net", net.weights),
    ] {
      evidence("copies, \(name), first", weights[0])
    }
    evidence("copies, from 0, second", fromZero.weights[1])
    evidence("copies, from 1.8, second", abs(fromFirst.weights[1]), atMost: 1e-9)
    evidence("copies, elastic net, second", net.weights[1])
    #expect(abs(fromZero.weights[0] - fromZero.weights[1]) < 1e-9)
    #expect(fromFirst.weights[0] > 1.7 && abs(fromFirst.loss - fromZero.loss) < 1e-9)
    #expect(abs(net.weights[0] - net.weights[1]) < 1e-6 && net.weights[1] > 0.5)
  }

  /// Weights of half the mean squared error with penalties, by 400 proximal steps, and the loss with them.
  private func fit(
    _ columns: [Tensor], to targets: Tensor, l1: Scalar = 0, l2: Scalar = 0,
    from start: [Scalar] = [0, 0]
  ) throws -> (weights: Tensor, loss: Scalar) {
    func error(_ w: Variable) -> Variable {
      let parts = columns.indices.map { index in
        w.slice(index..<index + 1) * Variable(columns[index])
      }
      return meanSquaredError(parts[0] + parts[1], targets: targets) / 2
    }
    let rule = ProximalDescentRule(learningRate: 0.45, l1: l1, l2: l2)
    let weights = try trained(
      from: Tensor(start), stepCount: 400, { ProximalDescent([$0], rule) }, loss: error)
    let penalty = WeightPenalty.elasticNet([Variable(weights)], l1: l1, l2: l2)
    return (weights, (error(Variable(weights)) + penalty).scalar)
  }
}
