import Autograd
import BatchNorm
import Course
import Init
import TensorCore
import TestSupport
import Testing

// What γ and β give back.

extension Lesson05Interview {
  @Test(
    .interview(
      .question(5, 24), level: .explain, minutes: 3,
      question: "What are γ and β for, if one normalizes in order to have mean 0 and variance 1?",
      answer: """
        They let the layer choose another mean and spread, where it needs them. With γ = √(σ² + ε) and β = μ the norm gives this one batch back as it came; for the next they would have to be others. Before a ReLU, β decides how many of the values pass. A γ above 0 there is no gain in \
        what can be represented: the next linear layer could take it over, since the ReLU of a positive multiple is the multiple of the ReLU. It still changes how \
        training goes.
        """,
      commonMistake: """
        They make the norm restrict nothing: one suitable choice of both gives back every training batch as it came.
        """,
      otherMistakes: [
        "γ and β are running statistics under another name.":
          "They are parameters, learned by gradients; running statistics are buffers, which no gradient reaches.",
        "They are needed in the last norm alone: before a ReLU the next layer can take over β as well as γ.":
          "γ = 2.5 it can take over: the outputs differ by {γ taken over}. β decides what the ReLU cuts off: the share that passes is {share passed, β = 0} with β = 0 and {share passed, β = 1} with β = 1. No later layer brings the rest back.",
      ],
      refutation: """
        γ and β that give one batch back, off by {batch given back}, change the next one by up \
        to {next batch}: no forward pass moves them, and the next batch has other statistics. \
        Only in evaluation mode, where the statistics are constants, can they undo the norm.
        """,
      followUps: [
        "What does γ = 0 do at the start, in the last norm of a residual branch?": """
        The branch gives 0, so the block starts as the identity, and at first the signal through many blocks keeps its size. γ gets a gradient \
        at once, {gradient of γ at 0} here; the weights before it only after its first step.
        """,
        "How do they start, and how many are there?": """
        At 1 and 0, one each a channel. They are parameters: the optimizer changes them, and eval() does not.
        """,
      ]))
  func `γ and β undo one batch, not the next`() throws {
    let norm = BatchNorm1d(featureCount: 3)
    let data = batches(2, [8, 3], mean: 2, deviation: 3, seed: 32)
    let statistics = ChannelStatistics(of: data[0])
    norm.scale?.initialize(to: statistics.variance.map { .squareRoot($0 + norm.epsilon) })
    norm.offset?.initialize(to: statistics.mean)
    let first = (outputs(norm, data[0]) - data[0]).maximumMagnitude()
    evidence("batch given back", first, atMost: 1e-13)
    let next = (outputs(norm, data[1]) - data[1]).maximumMagnitude()
    evidence("next batch", next)
    #expect(next > 0.3)
    func rectified(scale: Scalar, offset: Scalar) -> Tensor {
      let norm = BatchNorm1d(
        sharing: leaf(Tensor(repeating: scale, shape: [3])),
        leaf(Tensor(repeating: offset, shape: [3])), running: nil, featureCount: 3)
      return outputs(Sequential(norm, FunctionLayer("relu", relu)), normals([512, 3], seed: 33))
    }
    let taken = rectified(scale: 2.5, offset: 0) - 2.5 * rectified(scale: 1, offset: 0)
    evidence("γ taken over", taken.maximumMagnitude(), atMost: 1e-14)
    let shares = [0, 1].map { (rectified(scale: 1, offset: $0) .> 0).mean() }
    evidence("share passed, β = 0", shares[0])
    evidence("share passed, β = 1", shares[1])
    #expect(abs(shares[0] - 0.5) < 0.05 && abs(shares[1] - 0.84) < 0.05)
    let zero = BatchNorm1d(
      sharing: leaf(.zeros([3])), leaf(.zeros([3])), running: nil, featureCount: 3)
    let x = leaf(data[0])
    try (zero(x) * Variable(normals([8, 3], seed: 34))).sum().backward()
    evidence("gradient of γ at 0", try #require(zero.scale?.gradient).maximumMagnitude())
    #expect(try #require(x.gradient).maximumMagnitude() == 0)
    #expect(try #require(zero.scale?.gradient).maximumMagnitude() > 0.1)
  }
}
