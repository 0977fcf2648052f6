import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport
import Testing

// The derivation, and what the subtraction of a mean does to a bias.

extension Lesson05Interview {
  @Test(
    .interview(
      .question(5, 4), level: .derive, minutes: 8,
      question: """
        Derive the backward pass of batch norm in training mode: the gradients of β, γ and x, given \
        d, the gradient of the output.
        """,
      answer: """
        dβ is the sum of d over the batch, dγ the sum of d x̂, and dx is γ / √(σ² + ε) times d minus its mean minus x̂ \
        times the mean of d x̂. With constants only the first term would be there. But every x of the channel changes the mean and the \
        variance, and each of the two paths takes something away: what d has along the ones, since \
        a shift of the whole batch changes nothing, and what it has along x̂, since a stretch changes nothing but for ε.
        """,
      whiteboard: """
        x̂ᵢ = (xᵢ − μ) s,  s = (σ² + ε)^(−1/2),  y = γ x̂ + β
        dβ = Σ dᵢ,  dγ = Σ dᵢ x̂ᵢ,  gᵢ = γ dᵢ
        ∂μ/∂xᵢ = 1/B,  ∂σ²/∂xᵢ = 2 (xᵢ − μ)/B,  ∂s/∂σ² = −s³/2
        path through σ²: Σⱼ gⱼ (xⱼ − μ) · (−s³/2) · 2 (xᵢ − μ)/B = −(s/B) x̂ᵢ Σⱼ gⱼ x̂ⱼ
        path through μ: −(s/B) Σⱼ gⱼ   (σ² does not change with μ: Σ (xⱼ − μ) = 0)
        dxᵢ = γ s (dᵢ − dβ/B − x̂ᵢ dγ/B)
        """,
      commonMistake: """
        dβ is the sum of d over the batch, dγ the sum of d x̂, and dx is γ / √(σ² + ε) times d, \
        since mean and variance are constants for each batch.
        """,
      otherMistakes: [
        "dβ is the sum of d over the batch, dγ the sum of d x̂, and dx is γ / √(σ² + ε) times d minus its mean, as the path through the variance cancels.":
          "What cancels is σ²'s dependence on μ, as Σ (xᵢ − μ) = 0. Its dependence on xᵢ stays: without it dx of the first is {dx of the first, mean only|4} instead of {dx of the first|4}.",
        "dβ is the sum of d over the batch, and dγ the sum of d x, with x as it comes into the layer.":
          "γ multiplies x̂, so dγ = Σ d x̂, {dγ|4} in the example, where Σ d x is {Σ d x}. Adding 1 to every x changes no output, but it changes Σ d x wherever Σ d is not 0.",
      ],
      refutation: """
        For x = (1, 2, 3, 6), γ = 1.5 and d = (1, 0, −1, 0.5) constants give {dx of the first, constants|4} for dx of the first x \
        and {sum, constants|4} for the sum of dx; without the path through σ² the first is {dx of the first, mean only|4}. \
        The formula gives {dx of the first|4}, the sum is {sum of dx}, and formula and central differences \
        differ by {formula and differences}. Σ d x is {Σ d x}, where dγ is {dγ|4}.
        """,
      followUps: [
        "What must be kept from the forward pass?": """
        x̂ and one number a channel, 1/√(σ² + ε); or x with both statistics, from which x̂ is computed again.
        """,
        "Why is the sum of the outputs a bad test of this code?": """
        With equal d in a channel dx is 0, so that wrong factors pass unseen: here it is {dx of equal d}. Use a random \
        d.
        """,
      ]))
  func `two sums are subtracted, and dx sums to 0`() throws {
    let x = Tensor([[1], [2], [3], [6]])
    let d = Tensor([[1], [0], [-1], [0.5]])
    let (scale, offset) = (Tensor([1.5]), Tensor([0.1]))
    let batch = NormalizedBatch(of: x, epsilon: 1e-5)
    let gradients = batch.gradients(ofOutput: d, scale: scale)
    evidence("dx of the first", gradients.input[0, 0])
    evidence("dγ", gradients.scale.scalar)
    evidence("Σ d x", (d * x).sum())
    #expect(abs(gradients.input[0, 0] - 0.6442897371) < 1e-9)
    evidence("sum of dx", abs(gradients.input.sum()), atMost: 1e-14)
    let constants = NormalizedBatch(
      of: x, mean: batch.statistics.mean, variance: batch.statistics.variance, epsilon: 1e-5
    ).gradients(ofOutput: d, scale: scale).input
    evidence("dx of the first, constants", constants[0, 0])
    evidence("sum, constants", constants.sum())
    // The engine's gradient where the variance is a constant and the mean is not.
    let input = leaf(x)
    let centered = (input - input.mean(axis: 0)) * Variable(batch.inverseDeviation * scale)
    try centered.backward(cotangent: d)
    let meanOnly = try #require(input.gradient)[0, 0]
    evidence("dx of the first, mean only", meanOnly)
    #expect(
      abs(constants[0, 0] - 0.8017841303) < 1e-5 && abs(meanOnly - gradients.input[0, 0]) > 0.01)
    func value(_ x: Tensor) -> Scalar {
      (NormalizedBatch(of: x, epsilon: 1e-5).output(scale: scale, offset: offset) * d).sum()
    }
    let greatest = (0..<4).map { row in
      let step = Tensor((0..<4).map { $0 == row ? Scalar(1e-5) : 0 }).reshaped(to: [4, 1])
      return abs((value(x + step) - value(x - step)) / 2e-5 - gradients.input[row, 0])
    }.max()
    evidence("formula and differences", try #require(greatest), atMost: 1e-8)
    let equal = batch.gradients(ofOutput: .ones([4, 1]), scale: scale).input
    evidence("dx of equal d", equal.maximumMagnitude(), atMost: 1e-14)
    let along = (gradients.input * batch.normalized).sum()
    #expect(abs(along) < 1e-4)
  }

  @Test(
    .interview(
      .question(5, 7), level: .explain, minutes: 2,
      question: "Why is the bias of a linear layer or a convolution left out before batch norm?",
      answer: """
        In training mode the norm subtracts it again: a bias moves all values of a channel alike, and their \
        mean with them. So the output does not depend on it, its gradient is 0 but for \
        rounding, and β does its work. That holds directly before a norm that uses the batch's \
        statistics. Before a frozen norm the bias counts, and behind an activation between \
        the two it does as well.
        """,
      commonMistake: """
        Only to save memory: it would shift the outputs a little more, beside β, which does no \
        harm and may help.
        """,
      otherMistakes: [
        "A bias before batch norm is dead in every mode.":
          "In evaluation mode, or frozen, the norm subtracts a stored constant. A change of the bias then shifts the output, and the bias has a gradient, here of up to {bias, frozen}.",
        "The bias moves the running mean, so that it counts in evaluation mode after all.":
          "The running mean moves by just as much, and evaluation subtracts it: a bias of 5 that was there while the averages settled changes the answers by {change in evaluation mode}.",
      ],
      refutation: """
        In training it shifts nothing: in a layer of 4 inputs and 8 units {dead parameters} parameters have no gradient but rounding, the 8 biases. Theirs is {bias, training}, that of \
        the weights {weight, training}; before the same norm, frozen, the biases' is {bias, frozen}. A bias of 5 \
        that was there all along changes the answers in evaluation mode by {change in evaluation mode}.
        """,
      followUps: [
        "Does the bias have any effect while it is there?": """
        It costs memory and time, and weight decay still moves it, toward 0. The running \
        mean follows it, so that evaluation mode cancels it too once the averages have settled.
        """,
        "What about a bias before layer norm?": """
        It is not dead: layer norm subtracts the mean over the units of a sample, and the biases of the units \
        differ. Only their common part cancels.
        """,
      ]))
  func `a bias is dead before a norm, alive before a frozen one`() throws {
    let dead = try FailureMode.biasBeforeNorm.measure()
    evidence("dead parameters", dead.broken)
    #expect(dead.broken == 8 && dead.cured == 0)
    var generator = SplitMix64(seed: 11)
    let linear = Linear(inputCount: 4, outputCount: 8, using: &generator)
    let norm = BatchNorm1d(featureCount: 8)
    let model = Sequential(linear, norm, FunctionLayer("tanh", tanh))
    let (x, y) = (Variable(normals([16, 4])), normals([16, 8], seed: 2))
    func gradients() throws -> (weight: Scalar, bias: Scalar) {
      model.zeroGradients()
      try meanSquaredError(model(x), targets: y).backward()
      return (
        try #require(linear.weight.gradient).maximumMagnitude(),
        try #require(linear.bias?.gradient).maximumMagnitude()
      )
    }
    let training = try gradients()
    evidence("weight, training", training.weight)
    evidence("bias, training", training.bias, atMost: 1e-15)
    model.freezeBatchNorms()
    let frozen = try gradients()
    evidence("bias, frozen", frozen.bias)
    #expect(training.weight > 0.01 && frozen.bias > 1e-3)
    func answers(bias: Scalar) -> Tensor {
      let moved = Linear(weight: linear.weight.value, bias: Tensor(repeating: bias, shape: [8]))
      let model = Sequential(moved, BatchNorm1d(featureCount: 8))
      model.recalibrate(on: batches(10, [32, 4], seed: 12))
      return served(model, x.value)
    }
    let change = (answers(bias: 5) - answers(bias: 0)).maximumMagnitude()
    evidence("change in evaluation mode", change, atMost: 1e-12)
  }
}
