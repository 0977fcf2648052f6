import Autograd
import BatchNorm
import TensorCore
import TestSupport
import Testing

/// What the doc comments show.
@Suite struct Lesson05Examples {
  private let x = Tensor([[1, 10], [2, 20], [3, 30], [6, 40]])

  @Test func `the documented example of statistics`() {
    let statistics = ChannelStatistics(of: x)
    #expect(statistics.mean == Tensor([3, 25]))
    #expect(statistics.variance == Tensor([3.5, 125]))
    #expect((statistics.unbiasedVariance - Tensor([4.6667, 166.6667])).maximumMagnitude() < 1e-4)
  }

  @Test func `the documented example of a normalized batch`() {
    let batch = NormalizedBatch(of: x, epsilon: 1e-5)
    #expect((batch.normalized.row(3) - Tensor([1.6036, 1.3416])).maximumMagnitude() < 5e-5)
    let y = batch.output(scale: Tensor([1.5, -0.5]), offset: Tensor([0.1, 0.2]))
    let gradients = batch.gradients(ofOutput: .ones(y.shape), scale: Tensor([1.5, -0.5]))
    #expect(gradients.offset == Tensor([4, 4]))
  }

  @Test func `the documented example of wires`() {
    let wires = BatchNormWires(
      x, scale: .ones([2]), offset: .zeros([2]), epsilon: 1e-5, cotangent: .ones([4, 2]))
    #expect(wires["variance"].value == Tensor([3.5, 125]))
    #expect(wires["x"].gradient.maximumMagnitude() < rounding)
  }

  @Test func `the documented example of the layer`() throws {
    let norm = BatchNorm1d(featureCount: 2)
    let y = norm(Variable(x))
    #expect(y.value.mean(axis: 0).maximumMagnitude() < rounding)
    let mean = try #require(norm.running?.mean)
    #expect(difference(mean, Tensor([0.3, 2.5])) < rounding)
    #expect(
      BatchNorm2d(featureCount: 3)(Variable(.ones([8, 3, 4, 4]))).value == .zeros([8, 3, 4, 4]))
  }

  @Test func `the documented examples of relatives`() {
    let x = Variable(Tensor([[1, 2, 4, 9]]))
    func distance(_ layer: any Layer, _ digits: [Scalar]) -> Scalar {
      (layer(x).value - Tensor([digits])).maximumMagnitude()
    }
    #expect(distance(LayerNorm(shape: [4]), [-0.9733, -0.6489, 0, 1.6222]) < 5e-5)
    #expect(distance(RMSNorm(shape: [4]), [0.1980, 0.3961, 0.7921, 1.7823]) < 5e-5)
    #expect(distance(GroupNorm(groupCount: 2, channelCount: 4), [-1, 1, -1, 1]) < 5e-5)
  }

  @Test func `the documented example of channel sums`() {
    let x = Tensor([[1, 10], [2, 20], [3, 60]])
    let sums = x.channelSums(with: x, x.mean(axis: 0)) { x, _, mean in (x - mean) * (x - mean) }
    #expect(sums == Tensor([2, 1400]))
  }
}
