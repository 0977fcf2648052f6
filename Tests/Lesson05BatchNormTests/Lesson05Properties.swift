import Autograd
import BatchNorm
import TensorCore
import TestSupport
import Testing

/// What batch norm does to any batch: its output's moments, what it lets through, and what it does not.
@Suite struct Lesson05Properties {
  /// ε so small that identities which hold but for ε hold but for rounding.
  private let tiny: Scalar = isDoublePrecision ? 1e-12 : 1e-7

  private static let shapes: [Shape] = [
    [8, 3], [4, 3, 5], [2, 3, 4, 2], [1, 3, 4, 4], [300, 3],
  ]

  private func layer(for shape: Shape) -> any BatchNormLayer {
    shape.axisCount == 4 ? BatchNorm2d(featureCount: 3) : BatchNorm1d(featureCount: 3)
  }

  @Test(arguments: shapes)
  func `channels leave with mean 0 and variance 1, but for ε`(_ shape: Shape) {
    let x = normals(shape, mean: 5, deviation: 2)
    let norm = layer(for: shape)
    let y = norm(Variable(x)).value
    let (before, after) = (ChannelStatistics(of: x), ChannelStatistics(of: y))
    #expect(after.mean.maximumMagnitude() < rounding)
    let expected = before.variance.map { $0 / ($0 + 1e-5) }
    #expect(difference(after.variance, expected) < rounding)
  }

  @Test func `statistics agree with the core's`() {
    let x = normals([5, 3, 40, 17], mean: 3)
    let statistics = ChannelStatistics(of: x)
    #expect(statistics.count == 5 * 40 * 17)
    #expect(difference(statistics.mean, x.mean(axes: [0, 2, 3])) < rounding)
    #expect(difference(statistics.variance, x.variance(axes: [0, 2, 3])) < rounding)
    #expect(
      difference(statistics.unbiasedVariance, x.variance(axes: [0, 2, 3], correction: 1))
        < rounding)
  }

  // The shortcut E[x²] − E[x]² would leave nothing of a spread of 1 beside a mean of 10⁷.
  @Test func `a large mean does not drown the variance`() {
    let mean: Scalar = isDoublePrecision ? 1e7 : 1e3
    let spread = normals([64, 2])
    let (near, far) = (ChannelStatistics(of: spread), ChannelStatistics(of: spread + mean))
    #expect(difference(far.variance, near.variance) < 1e-4)
  }

  // MARK: What does not matter

  @Test func `a shift before the norm changes nothing`() {
    let x = normals([16, 3])
    let norm = BatchNorm1d(featureCount: 3)
    let moved = norm(Variable(x + Tensor([3, -7, 0.5]))).value
    #expect(difference(moved, norm(Variable(x)).value) < 10 * rounding)
  }

  @Test func `the bias of the layer before gets no gradient`() throws {
    var generator = SplitMix64(seed: 3)
    let linear = Linear(inputCount: 4, outputCount: 3, using: &generator)
    let model = Sequential(
      linear, BatchNorm1d(featureCount: 3), FunctionLayer("tanh", tanh),
      Linear(inputCount: 3, outputCount: 2, using: &generator))
    let loss = softmaxCrossEntropy(
      model(Variable(normals([8, 4]))), classes: [0, 1, 1, 0, 1, 0, 0, 1])
    try loss.backward()
    let bias = try #require(linear.bias?.gradient)
    let weight = try #require(linear.weight.gradient)
    #expect(bias.maximumMagnitude() < rounding)
    #expect(weight.maximumMagnitude() > 1e-3)
    // Behind constants the bias counts.
    linear.bias?.zeroGradient()
    model.freezeBatchNorms()
    let frozen = softmaxCrossEntropy(
      model(Variable(normals([8, 4]))), classes: [0, 1, 1, 0, 1, 0, 0, 1])
    try frozen.backward()
    #expect(try #require(linear.bias?.gradient).maximumMagnitude() > 1e-3)
  }

  @Test func `weights ten times as large: same loss, a tenth of it`() throws {
    func lossAndGradient(factor: Scalar) throws -> (loss: Scalar, weight: Tensor, gradient: Tensor)
    {
      let weight = leaf(normals([3, 4], seed: 5) * factor)
      let hidden = linear(Variable(normals([16, 4])), weight: weight)
      let norm = BatchNorm1d(
        sharing: nil, nil, running: nil, featureCount: 3, epsilon: tiny)
      let loss = (tanh(norm(hidden)) * Variable(normals([16, 3], seed: 6))).sum()
      try loss.backward()
      return (loss.scalar, weight.value, try #require(weight.gradient))
    }
    let (one, ten) = (try lossAndGradient(factor: 1), try lossAndGradient(factor: 10))
    #expect(abs(ten.loss - one.loss) < 1e-4 * abs(one.loss))
    #expect(difference(ten.gradient * 10, one.gradient) < (isDoublePrecision ? 1e-9 : 1e-3))
    // Row by row the gradient is orthogonal to the weights: decay acts on the length alone.
    let along = (one.weight * one.gradient).sum(axis: 1)
    #expect(along.maximumMagnitude() < (isDoublePrecision ? 1e-9 : 1e-4))
    #expect(one.gradient.maximumMagnitude() > 0.1)
  }

  // MARK: The gradient

  @Test(arguments: shapes)
  func `the gradient is orthogonal to ones and to x̂`(_ shape: Shape) {
    let (x, d) = (normals(shape, mean: 2), normals(shape, seed: 9))
    let batch = NormalizedBatch(of: x, epsilon: tiny)
    let gradient = batch.gradients(ofOutput: d, scale: Tensor([2, -1, 0.5])).input
    let none = Tensor.zeros([3])
    let size = Scalar(x.elementCount) * gradient.maximumMagnitude() * rounding
    #expect(
      gradient.channelSums(with: gradient, none) { dx, _, _ in dx }.maximumMagnitude() < size)
    let along = gradient.channelSums(with: batch.normalized, none) { dx, xHat, _ in dx * xHat }
    #expect(along.maximumMagnitude() < max(size, isDoublePrecision ? 1e-9 : 1e-4))
    #expect(gradient.maximumMagnitude() > 0.01)
  }

  @Test func `with constants the gradient is a factor of each channel`() {
    let d = normals([5, 2], seed: 2)
    let batch = NormalizedBatch(
      of: normals([5, 2]), mean: Tensor([1, 2]), variance: Tensor([4, 0.25]), epsilon: 0)
    let gradient = batch.gradients(ofOutput: d, scale: Tensor([3, 5])).input
    #expect(difference(gradient, d * Tensor([1.5, 10])) < rounding)
  }

  @Test func `two samples keep their order and nothing else`() {
    let norm = BatchNorm1d(featureCount: 1, isAffine: false)
    for gap: Scalar in [1, 100] {
      let y = norm(Variable(Tensor([[0], [gap]]))).value
      #expect((y - Tensor([[-1], [1]])).maximumMagnitude() < 2.1e-5)
    }
  }

  @Test func `a constant channel becomes its offset, with no gradient`() throws {
    let x = leaf(Tensor(repeating: 7, shape: [4, 1]))
    let norm = BatchNorm1d(
      sharing: leaf(Tensor([3])), leaf(Tensor([0.25])), running: nil, featureCount: 1)
    let y = norm(x)
    #expect(y.value == Tensor(repeating: 0.25, shape: [4, 1]))
    try y.backward(cotangent: Tensor([[1], [1], [1], [1]]))
    #expect(try #require(x.gradient).maximumMagnitude() == 0)
  }
}
