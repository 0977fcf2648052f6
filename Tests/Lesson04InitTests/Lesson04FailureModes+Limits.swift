import Activations
import Autograd
import Course
import Init
import TensorCore
import TestSupport
import Testing

/// Where the sentences of the failure modes and of the doc comments end: the counterexamples to what is often added.
@Suite struct Lesson04FailureModesLimits {
  // MARK: Inputs that become alike

  /// The mean cosine between 32 inputs behind 50 ReLU layers of width 32, normalized along an axis before each ReLU.
  private func meanCosine(
    normalizing axis: Int, behindReLU isBehind: Bool = false, seed: UInt64
  ) throws -> Double {
    var generator = SplitMix64(seed: seed)
    var x = Tensor.normal([32, 32], using: &generator)
    let kept: Shape = axis == 0 ? [1, 32] : [32, 1]
    for _ in 0..<50 {
      let weight = Initializer.kaimingNormal()([32, 32], using: &generator)
      let z = matmul(x, weight, transposing: .right)
      let y = isBehind ? z.map { max(0, $0) } : z
      let deviation = y.variance(axis: axis).map { Scalar.squareRoot($0 + 1e-5) }
      let normal = (y - y.mean(axis: axis).reshaped(to: kept)) / deviation.reshaped(to: kept)
      x = isBehind ? normal : normal.map { max(0, $0) }
    }
    return try #require(Signal(of: x).cosine)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `before ReLU batch norm parts inputs, layer norm does not`(seed: UInt64) throws {
    #expect(try meanCosine(normalizing: 0, seed: seed) < 0.6)
    #expect(try meanCosine(normalizing: 1, seed: seed) > 0.85)
    // Behind it, the mean that all outputs share is taken off.
    #expect(try meanCosine(normalizing: 1, behindReLU: true, seed: seed) < 0.6)
  }

  @Test func `a narrow ReLU layer may turn two inputs apart`() throws {
    let apart = try (0..<200 as Range<UInt64>).count { seed in
      var generator = SplitMix64(seed: seed)
      let x = Tensor.normal([2, 64], using: &generator).map { max(0, $0) }
      let layer = InitializationScheme.kaiming
      let model = Sequential.stack([64, 64, 64], scheme: layer, seed: seed)
      let hidden = Sequential(Array(model.layers.prefix(2)))
      let y = withoutGradient { hidden(Variable(x)).value }
      return try #require(Signal(of: y).cosine) < #require(Signal(of: x).cosine)
    }
    // Not most of them, or the collapse over depth would not happen.
    #expect(apart > 0 && apart < 100, "\(apart)")
  }

  // MARK: What weights can and cannot do

  @Test(.doublePrecision)
  func `weights could keep a sigmoid's gradient, saturated`() throws {
    func share(_ gain: Double) throws -> (factor: Double, slope: Double) {
      let network = MeanField(Activation.sigmoid, weightVariance: gain * gain)
      let factor = network.gradientFactor(at: try #require(network.fixedPoint()))
      // The mean squared slope over its greatest, 1/16.
      return (factor, factor / (gain * gain) * 16)
    }
    for gain in [1, 1.846, 4, 8] { #expect(try share(gain).factor < 0.8) }
    #expect(try share(11).factor > 1 && share(11).slope < 0.15)
  }

  @Test(.doublePrecision) func `the quadrature is exact for moderate variances`() {
    let (usual, fine) = (GaussianQuadrature(), GaussianQuadrature(panelCount: 400))
    func error(_ variance: Double) -> Double {
      let tanh = Activation.tanh.function
      return abs(
        usual.secondMoment(of: tanh, variance: variance)
          - fine.secondMoment(of: tanh, variance: variance))
    }
    #expect(error(1) < 1e-14)
    #expect((1e-8...1e-7).contains(error(100)))
    #expect((1e-4...1e-3).contains(error(10_000)))
  }

  @Test func `hot logits cost their largest, not √(2 ln K)`() {
    var generator = SplitMix64(seed: 4)
    func loss(_ deviation: Double) -> Double {
      StartingLoss.ofRandomLogits(
        classCount: 10, logitDeviation: deviation, sampleCount: 40_000, using: &generator)
    }
    #expect(abs(loss(0.5) - Double.log(10) - 0.9 * 0.125) < 0.02)
    #expect(abs(loss(100) / 100 - 1.539) < 0.03)
  }

  // MARK: Fine-tuning

  @Test(arguments: FailureModeContract.seeds)
  func `the new head learns while the features change`(seed: UInt64) throws {
    // The fault is the change of the features, not a head that cannot learn: alone it learns too.
    let mode = FailureMode.newHeadOldRate
    for run in [mode.broken, mode.remedies[0]] {
      let losses = try #require(try run.measure(seed: seed).record).losses
      try #require(losses.count == 20, "\(run.name)")
      #expect(losses[19] < losses[0] / 2, "\(run.name): \(losses[0]) to \(losses[19])")
    }
  }
}
