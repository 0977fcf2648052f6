import Autograd
import Dynamics
import TensorCore
import TestSupport
import Testing

/// The gradient-noise scale against the exact one of a linear regression.
@Suite struct Lesson09MonitorsNoise {
  /// One sample's gradients of a regression that is not at its minimum, a row each.
  private func gradients(seed: UInt64) -> Tensor {
    var generator = SplitMix64(seed: seed)
    let x = Tensor.normal([50, 4], using: &generator)
    let y = Tensor.normal([50], using: &generator) + matvec(x, Tensor([1, -1, 0.5, 2]))
    let errors = matvec(x, Tensor([0.2, 0.3, -0.5, 0.4])) - y
    return errors.reshaped(to: [50, 1]) * x * 2
  }

  private func batch(
    _ gradients: Tensor, _ size: Int, _ generator: inout SplitMix64
  ) -> Tensor {
    gradients.gathering(rows: (0..<size).map { _ in generator.uniform(below: 50) }).mean(axis: 0)
  }

  // With a thousand pairs the estimate of tr Σ has a relative deviation of about √(2 / (1000 · 3)), 3 %, and |G|² less.
  @Test(arguments: tenSeeds) func `the estimate finds the exact scale`(seed: UInt64) throws {
    let gradients = gradients(seed: seed)
    let (signal, noise) = GradientNoiseScale.exact(gradients: gradients)
    var generator = SplitMix64(seed: seed &+ 100)
    var estimate = GradientNoiseScale(smallBatch: 4, largeBatch: 16)
    for _ in 0..<1000 {
      estimate.observe(parts: (0..<4).map { _ in batch(gradients, 4, &generator) })
    }
    #expect(estimate.count == 1000)
    #expect(abs(try #require(estimate.noise) / noise - 1) < 0.15)
    #expect(abs(try #require(estimate.signal) / signal - 1) < 0.15)
    #expect(abs(try #require(estimate.scale) / (noise / signal) - 1) < 0.25)
  }

  // What the formula is without the correction: the squared norm of a batch's gradient is too great by tr Σ / b.
  @Test func `the squared norm of one batch is no estimate of the signal`() throws {
    let gradients = gradients(seed: 1)
    let (signal, noise) = GradientNoiseScale.exact(gradients: gradients)
    var generator = SplitMix64(seed: 2)
    var sum = 0.0
    for _ in 0..<2000 {
      let mean = batch(gradients, 4, &generator)
      sum += Double(dot(mean, mean)) / 2000
    }
    #expect(abs(sum / (signal + noise / 4) - 1) < 0.1)
    #expect(sum > 1.2 * signal)
  }

  @Test func `two exact squares give both figures back`() throws {
    var estimate = GradientNoiseScale(smallBatch: 2, largeBatch: 10)
    #expect(estimate.signal == nil && estimate.noise == nil && estimate.scale == nil)
    estimate.observe(smallSquare: 3 + 8.0 / 2, largeSquare: 3 + 8.0 / 10)
    #expect(abs(try #require(estimate.signal) - 3) < 1e-12)
    #expect(abs(try #require(estimate.noise) - 8) < 1e-12)
    #expect(abs(try #require(estimate.scale) - 8.0 / 3) < 1e-12)
    // By chance the larger batch may have the larger gradient.
    var other = GradientNoiseScale(smallBatch: 2, largeBatch: 10)
    other.observe(smallSquare: 1, largeSquare: 2)
    #expect(other.scale == nil)
    #expect(try #require(other.noise) < 0)
  }
}
