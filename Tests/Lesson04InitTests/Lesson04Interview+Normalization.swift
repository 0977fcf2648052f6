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
        No, it makes one thing irrelevant: the scale of the forward signal behind each \
        normalized layer. That holds as long as its variance is far above ε. The gradient of such a weight is \
        divided by its scale, so the scale now sets the effective learning rate: weights a hundred \
        times as large move relatively ten thousand times less per step of gradient descent. And \
        symmetry is as it was: equal units get equal gradients, and in a network of zeros no \
        weight has one.
        """,
      commonMistake: "With batch normalization any initialization is as good as any other.",
      otherMistakes: [
        "Yes: it even tells units apart that start equal.":
          "Equal units have the same mean and deviation over the batch, so they leave it equal and get equal gradients: with constant weights the rows of the gradient differ by {difference of rows, constant}.",
        "No: large weights in front of it get large gradients, which bring them back to size.":
          "Normalized, the outputs do not depend on the weights' scale: f(cw) = f(w), so ∇f(cw) = ∇f(w)/c. Weights a hundred times as large get {gradient ÷ before} of the gradient.",
      ],
      refutation: """
        With weights a hundred times as large the output changes by {change of the output}, but \
        their gradient is {gradient ÷ before} of what it was. With all weights zero it is \
        {gradient, zeros}. Weights a thousandth as large are not made up for: with PyTorch's ε of \
        10⁻⁵ a normalized signal has the root mean square {size, weights ÷ 1000} instead of 1.
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
    func normalizedSize(_ weight: Tensor) -> Double {
      let z = linear(x, weight: Variable(weight))
      let normalized = (z - z.mean(axis: 0)) / squareRoot(z.variance(axis: 0) + 1e-5)
      return Signal(of: normalized.value).rootMeanSquare
    }
    let tiny = normalizedSize(drawn / 1000)
    evidence("size, weights ÷ 1000", tiny)
    #expect(abs(normalizedSize(drawn) - 1) < 1e-3 && (0.2...0.6).contains(tiny))
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

  @Test(
    .interview(
      .question(4, 28), level: .explain, minutes: 3,
      question: """
        GPT-2 draws its weights with a deviation of 0.02, whatever the layer. Which rule is that, \
        and what is done about the depth?
        """,
      answer: """
        No rule with fans: it is a constant, 0.55 of 1/√fan_in for 768 inputs and 1.1 for 3072. \
        Only the positions' embedding has 0.01 in the released code. The block normalizes \
        what a branch reads, so what counts is how much each branch adds to the stream. For that \
        the paper scales the weights of residual layers by 1/√N, with N residual layers; the \
        released code does not. nanoGPT draws the last weight of each branch with 0.02/√(2L), \
        since each of L blocks has two branches.
        """,
      commonMistake: "0.02 is He's deviation for GPT-2's width.",
      otherMistakes: [
        "0.02 fits any width, since normalization makes the scale irrelevant.":
          "Normalization fixes what a branch reads, not what it adds: 0.02 is 0.55 of 1/√fan_in for 768 inputs and 1.1 for 3072, so the wider the layer, the more it adds to the stream.",
        "The factor is 1/√L, since each block adds to the stream once.":
          "A block adds twice, behind the attention and behind the feed-forward part, so L blocks have 2L branches: 0.02/√24 for twelve blocks, {last weights, 12 blocks}.",
      ],
      refutation: """
        He's deviation for 768 inputs is {He's deviation, 768}, Xavier's {Xavier's deviation, \
        768}; Xavier's is 0.02 only at a width of {width at which Xavier's is 0.02}. For twelve \
        blocks nanoGPT's last weights have {last weights, 12 blocks}.
        """,
      followUps: [
        "What does the factor do to the stream's size?": """
        A branch that reads a normalized stream adds the same whatever the stream's size. \
        Twenty-four that keep a second moment of 1 multiply a unit stream's by about 25, here \
        {growth, normalized, unscaled}; scaled by 1/√24 by about 2, here {growth, normalized, \
        scaled} (width 64, geometric means over 10 seeds). Without normalization it would be 2²⁴ = \
        {growth, unscaled}, and {growth, scaled}.
        """,
        "What if one initializes such a model by going over its nn.Linear layers?": """
        Then parameters that a layer holds itself are missed, such as in_proj_weight of \
        nn.MultiheadAttention. I go over named_parameters() and list what was not reached.
        """,
      ]))
  func `GPT-2's 0.02 is neither He's nor Xavier's deviation`() throws {
    func deviation(_ rule: Initializer, _ width: Int) throws -> Double {
      try #require(rule.statistics(of: [width, width]).standardDeviation)
    }
    let he = try deviation(.kaimingNormal(), 768)
    let xavier = try deviation(.xavierNormal(), 768)
    let width = try #require(
      try (1...4000).first { try deviation(.xavierNormal(), $0) <= 0.02 + 1e-12 })
    let last = ResidualScaling.transformerDeviation(blockCount: 12)
    evidence("He's deviation, 768", he)
    evidence("Xavier's deviation, 768", xavier)
    evidence("width at which Xavier's is 0.02", width)
    evidence("last weights, 12 blocks", last)
    #expect(abs(he - 0.0510310) < 1e-6 && abs(xavier - 0.0360844) < 1e-6 && width == 2500)
    #expect(abs(last - 0.00408248) < 1e-8)
    let scaled = ResidualScaling.inverseSquareRoot.predictedGrowth(blockCount: 24)
    let unscaled = ResidualScaling.none.predictedGrowth(blockCount: 24)
    evidence("growth, scaled", scaled)
    evidence("growth, unscaled", unscaled)
    #expect(abs(scaled - 2.6637) < 1e-3 && unscaled == 16_777_216)
    let added = (0..<10 as Range<UInt64>).map { normalizedGrowth(factor: 1, seed: $0) }
    let small = (0..<10 as Range<UInt64>).map {
      normalizedGrowth(factor: 1 / .squareRoot(24), seed: $0)
    }
    evidence("growth, normalized, unscaled", geometricMean(added))
    evidence("growth, normalized, scaled", geometricMean(small))
    #expect(added.allSatisfy { (15...40).contains($0) })
    #expect(small.allSatisfy { (1.5...2.8).contains($0) })
  }

  /// The second moment behind 24 branches that read a normalized stream, over that before them.
  private func normalizedGrowth(factor: Scalar, seed: UInt64) -> Double {
    let x = normalBatch(8, 64, seed: 28 &+ seed)
    var stream = Variable(x)
    for index in 0..<24 {
      let rows = stream.value
      let mean = rows.mean(axis: 1).reshaped(to: [8, 1])
      let deviation = rows.variance(axis: 1).map { .squareRoot($0) }.reshaped(to: [8, 1])
      let branch = Sequential.stack(
        [64, 64, 64], scheme: .kaiming, seed: 1000 &* (seed &+ 1) &+ UInt64(index))
      stream = withoutGradient {
        stream + branch(Variable((rows - mean) / deviation)) * factor
      }
    }
    let (last, first) = (Signal(of: stream.value), Signal(of: x))
    return .pow(last.rootMeanSquare / first.rootMeanSquare, 2)
  }
}
