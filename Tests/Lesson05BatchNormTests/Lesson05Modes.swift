import Autograd
import BatchNorm
import TensorCore
import TestSupport
import Testing

/// Which statistics are used and which move, by mode, by scope, and frozen.
@Suite struct Lesson05Modes {
  private let x = normals([8, 3], mean: 5, deviation: 2)

  @Test func `evaluation uses the running statistics and keeps them`() throws {
    let norm = BatchNorm1d(featureCount: 3)
    let running = try #require(norm.running)
    for seed: UInt64 in 1...5 { _ = norm(Variable(normals([8, 3], mean: 5, seed: seed))) }
    norm.setMode(.evaluation)
    let (mean, variance) = (running.mean, running.variance)
    let y = norm(Variable(x)).value
    let expected = (x - mean) / (variance + 1e-5).map { .squareRoot($0) }
    #expect(difference(y, expected) < rounding)
    #expect(running.mean == mean && running.variance == variance && running.batchCount == 5)
    // Each sample by itself: the others do not matter.
    let alone = norm(Variable(x.slice(2..<3))).value
    #expect(alone == y.slice(2..<3))
  }

  @Test func `without gradients the running statistics move all the same`() {
    let norm = BatchNorm1d(featureCount: 1)
    withoutGradient { _ = norm(Variable(Tensor([[7], [7]]))) }
    #expect(abs((norm.running?.mean.scalar ?? .nan) - 0.7) < 4 * Scalar.ulpOfOne)
    #expect(norm.running?.batchCount == 1)
  }

  @Test func `a scope of evaluation gives each layer its mode back`() {
    let model = Sequential(BatchNorm1d(featureCount: 3), BatchNorm1d(featureCount: 3))
    model.layers[0].setMode(.evaluation)
    model.withMode(.evaluation) { _ = model(Variable(x)) }
    _ = model(Variable(x))
    #expect(model.batchNorms.map(\.norm.running?.batchCount) == [0, 1])
  }

  @Test func `training the network undoes evaluation, not freezing`() {
    let model = Sequential(BatchNorm1d(featureCount: 3), BatchNorm1d(featureCount: 3))
    let norms = model.batchNorms.map(\.norm)
    model.layers[0].setMode(.evaluation)
    norms[1].isFrozen = true
    model.setMode(.training)
    #expect(norms.map(\.usesBatchStatistics) == [true, false])
    _ = model(Variable(x))
    #expect(norms.map(\.running?.batchCount) == [1, 0])
    model.unfreezeBatchNorms()
    #expect(norms.map(\.usesBatchStatistics) == [true, true])
    model.freezeBatchNorms()
    #expect(norms.map(\.usesBatchStatistics) == [false, false])
  }

  // requires_grad = False has no part in it: what is not trained is measured all the same.
  @Test func `constants for scale and offset freeze no statistics`() {
    let norm = BatchNorm1d(
      sharing: Variable(.ones([1])), Variable(.zeros([1])),
      running: RunningStatistics(featureCount: 1), featureCount: 1)
    _ = norm(Variable(Tensor([[7], [7]])))
    #expect(abs((norm.running?.mean.scalar ?? .nan) - 0.7) < 4 * Scalar.ulpOfOne)
  }

  @Test func `without running statistics both modes are one`() {
    let norm = BatchNorm1d(featureCount: 3, tracksRunningStatistics: false)
    let y = norm(Variable(x)).value
    #expect(norm.withMode(.evaluation) { norm(Variable(x)).value } == y)
    #expect(norm.buffers.isEmpty && norm.running == nil && norm.usesBatchStatistics)
  }

  @Test func `without learned parameters there are none`() {
    let norm = BatchNorm1d(featureCount: 3, isAffine: false)
    #expect(norm.parameters.isEmpty && norm.buffers.count == 3)
    #expect(BatchNorm1d(featureCount: 3).parameters.map(\.name) == ["weight", "bias"])
  }

  @Test func `the cumulative average weighs all batches alike`() throws {
    let norm = BatchNorm1d(featureCount: 3, momentum: nil)
    let batches = (1...7).map { normals([4, 3], mean: Scalar($0), seed: UInt64($0)) }
    for batch in batches { _ = norm(Variable(batch)) }
    let statistics = batches.map { ChannelStatistics(of: $0) }
    func mean(_ values: [Tensor]) -> Tensor { values.reduce(.zeros([3]), +) / 7 }
    let running = try #require(norm.running)
    #expect(difference(running.mean, mean(statistics.map(\.mean))) < rounding)
    #expect(difference(running.variance, mean(statistics.map(\.unbiasedVariance))) < rounding)
    #expect(running.weightOfStart == 0)
    running.reset()
    #expect(running.weightOfStart == 1)
  }

  // Part of a network that is computed again is computed twice, and so are its statistics.
  @Test func `a recomputed part counts every batch twice`() throws {
    let norm = BatchNorm1d(featureCount: 3)
    let input = leaf(x)
    try recomputed(input) { norm($0) }.backward(cotangent: normals([8, 3], seed: 2))
    #expect(norm.running?.batchCount == 2)
  }

  @Test func `a batch without samples passes and is counted`() throws {
    let golden = try GoldenValues.lesson(5)
    for shape: Shape in [[0, 2], [0, 2, 3], [4, 2, 0]] {
      let norm = BatchNorm1d(featureCount: 2)
      let input = leaf(.zeros(shape))
      let y = norm(input)
      #expect(y.shape == shape)
      let running = try #require(norm.running)
      #expect(running.mean == (try golden.tensor("empty.mean")))
      #expect(running.variance == (try golden.tensor("empty.variance")))
      #expect(Double(running.batchCount) == (try golden.scalar("empty.count")))
      try y.backward(cotangent: .zeros(shape))
      #expect(norm.scale?.gradient == .zeros([2]))
      #expect(input.gradient?.shape == shape)
    }
  }

  @Test func `an image alone is normalized by itself`() {
    let image = normals([1, 3, 4, 4], mean: 9)
    let y = BatchNorm2d(featureCount: 3)(Variable(image)).value
    #expect(difference(y, InstanceNorm(channelCount: 3)(Variable(image)).value) < rounding)
    #expect(y.variance() > 0.99)
  }
}
