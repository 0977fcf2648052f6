import Autograd
import Course
import Init
import TensorCore
import TestSupport
import Testing

// What normalization leaves to the initialization.

extension Lesson04Interview {
  @Test(
    .interview(
      .question(4, 11), level: .explain, minutes: 4,
      question: "Does batch normalization make the initialization irrelevant?",
      answer: """
        No, it makes one thing irrelevant: the scale that the forward signal has behind each \
        normalized layer. The gradient of such a weight is divided by its scale, so the scale now \
        sets the effective learning rate: weights a hundred times as large move relatively ten \
        thousand times less per step of gradient descent. And symmetry is as it was: equal units \
        get equal gradients, and a network of zeros has none.
        """,
      commonMistake: "With batch normalization any initialization is as good as any other.",
      otherMistakes: [
        "Batch normalization tells equal units apart.",
        "Behind batch normalization large weights get large gradients.",
      ],
      refutation: """
        With weights a hundred times as large the output changes by at most {change of the \
        output}, and their gradient is {gradient ÷ before} of what it was. With all weights zero \
        it is {gradient, zeros}. With constant weights the rows of the gradient differ by at most \
        {difference of rows, constant}.
        """,
      followUps: [
        "Why does the gradient shrink as the weights grow?": """
        The output does not change with the scale c of the weights: f(cw) = f(w). Differentiating \
        by w gives c ∇f(cw) = ∇f(w), so the gradient at cw is 1/c of that at w.
        """,
        "What does that do to weight decay?": """
        It does not change what a normalized layer computes, but it keeps its weights small and so \
        its effective learning rate high.
        """,
      ]))
  func `batch norm cancels the scale forward, not backward`() throws {
    let x = Variable(normalBatch(32, 6, seed: 11))
    var generator = SplitMix64(seed: 11)
    let drawn = Initializer.kaimingNormal()([8, 6], using: &generator)
    let head = Variable(Initializer.leCunNormal()([2, 8], using: &generator))
    func pass(_ weight: Tensor, head: Variable) throws -> (output: Tensor, gradient: Tensor) {
      let weight = Variable(weight, requiresGradient: true)
      let z = linear(x, weight: weight)
      let normalized = (z - z.mean(axis: 0)) / squareRoot(z.variance(axis: 0) + 1e-12)
      let output = linear(relu(normalized), weight: head)
      try softmaxCrossEntropy(output, classes: classes(32, of: 2)).backward()
      return (output.value, try #require(weight.gradient))
    }
    let (plain, large) = (try pass(drawn, head: head), try pass(drawn * 100, head: head))
    evidence(
      "change of the output", (large.output - plain.output).maximumMagnitude(), atMost: 1e-10)
    let ratio = large.gradient.norm() / plain.gradient.norm()
    evidence("gradient ÷ before", ratio)
    #expect(abs(ratio - 0.01) < 1e-6)
    let zeros = try pass(.zeros([8, 6]), head: Variable(.zeros([2, 8]))).gradient
    evidence("gradient, zeros", zeros.maximumMagnitude())
    #expect(zeros.maximumMagnitude() == 0)
    let rows = try pass(
      Initializer.constant(0.5)([8, 6], using: &generator),
      head: Variable(Initializer.constant(0.5)([2, 8], using: &generator) * Tensor([[1], [-1]]))
    ).gradient
    evidence(
      "difference of rows, constant", (rows - rows.mean(axis: 0)).maximumMagnitude(), atMost: 1e-14)
    #expect(rows.maximumMagnitude() > 1e-6)
  }
}
