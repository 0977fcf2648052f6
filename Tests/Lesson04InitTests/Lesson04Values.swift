import Activations
import Autograd
import Init
import TensorCore
import Testing

/// The golden values of the lesson, and what follows from them by hand.
@Suite struct Lesson04Values {
  private var identity: ElementwiseFunction {
    ElementwiseFunction(value: { x in x }, slope: { _ in 1 })
  }

  // V4.1 and V4.2
  @Test func `PyTorch's gains`() {
    #expect(Gain.pyTorch(.linear) == 1)
    #expect(Gain.pyTorch(.sigmoid) == 1)
    #expect(Gain.pyTorch(.tanh) == 5.0 / 3)
    #expect(abs(Gain.pyTorch(.relu) - 1.41421356) < 5e-9)
    #expect(Gain.pyTorch(.selu) == 0.75)
    #expect(abs(Gain.pyTorch(.leakyReLU()) - 1.41414286) < 5e-9)
    #expect(abs(Gain.pyTorch(.leakyReLU(slope: Double(5).squareRoot())) - 0.57735027) < 5e-9)
  }

  // V4.9, and the corrections: E φ² gives another gain for tanh, the sigmoid and SELU.
  @Test func `the table's tanh does not keep the second moment`() {
    #expect(abs(Gain.keepingSecondMoment(of: Activation.tanh) - 1.5925) < 1e-4)
    #expect(difference(Gain.keepingSecondMoment(of: Activation.relu), Gain.pyTorch(.relu)) < 1e-7)
    #expect(difference(Gain.keepingSecondMoment(of: identity), 1) < 1e-7)
    #expect(abs(Gain.keepingSecondMoment(of: Activation.gelu) - 1.53353) < 1e-5)
    #expect(abs(Gain.keepingSecondMoment(of: Activation.sigmoid) - 1.846) < 5e-4)
    #expect(abs(Gain.keepingSecondMoment(of: Activation.selu) - 1) < 1e-5)
  }

  @Test func `at 5/3 tanh is beyond the gain that keeps gradients`() {
    // For a signal of second moment 1; the signal of such a network is smaller, and its slopes are steeper.
    #expect(abs(Gain.keepingGradient(of: Activation.tanh) - 1.4674) < 1e-4)
    #expect(difference(Gain.keepingGradient(of: Activation.relu), Double(2).squareRoot()) < 1e-7)
  }

  // V4.3
  @Test func `bound and deviation of PyTorch's default`() throws {
    let promise = Initializer.pyTorchLinear.statistics(of: [400, 300])
    #expect(abs(try #require(promise.bounds).upperBound - 0.0577350269) < 1e-10)
    #expect(abs(try #require(promise.standardDeviation) - 0.0333333333) < 1e-10)
  }

  // V4.4
  @Test func `bounds of Xavier's uniform rule`() throws {
    func bound(_ shape: Shape) throws -> Double {
      try #require(Initializer.xavierUniform().statistics(of: shape).bounds).upperBound
    }
    #expect(abs(try bound([100, 300]) - 0.1224744871) < 1e-10)
    #expect(abs(try bound([128, 256]) - 0.125) < 1e-12)
  }

  // V4.5
  @Test func `deviations of Kaiming's normal rule`() {
    let rule = Initializer.kaimingNormal()
    #expect(rule.statistics(of: [10, 512]).standardDeviation == 0.0625)
    #expect(abs((rule.statistics(of: [10, 784]).standardDeviation ?? 0) - 0.0505076272) < 1e-10)
    let backward = Initializer.kaimingNormal(mode: .fanOut)
    #expect(backward.statistics(of: [512, 10]).standardDeviation == 0.0625)
  }

  @Test func `what never occurs costs nothing, whatever the logit`() {
    func loss(_ logit: Double, _ frequency: Double) -> Double {
      StartingLoss.binary(logit: logit, frequency: frequency)
    }
    #expect(loss(-.infinity, 0) == 0 && loss(.infinity, 1) == 0)
    #expect(loss(.infinity, 0) == .infinity && loss(-.infinity, 1) == .infinity)
    #expect(loss(.infinity, 0.5) == .infinity && loss(-.infinity, 0.5) == .infinity)
    #expect(loss(.nan, 0).isNaN && loss(.nan, 1).isNaN)
    #expect(loss(0, 0) == Double.softplus(0) && loss(0, 1) == Double.softplus(0))
  }

  // V4.6 and V4.7; Q4.9: the wrong sign, and a bias of 0.01.
  @Test func `the prior bias and the loss that it starts with`() {
    #expect(abs(StartingLoss.priorBias(frequency: 0.01) - -4.59511985) < 5e-9)
    #expect(abs(StartingLoss.priorBias(frequency: 0.1) - -2.19722458) < 5e-9)
    func loss(_ logit: Double, _ frequency: Double) -> Double {
      StartingLoss.binary(logit: logit, frequency: frequency)
    }
    #expect(abs(loss(0, 0.01) - 0.6931) < 5e-5)
    #expect(abs(loss(StartingLoss.priorBias(frequency: 0.01), 0.01) - 0.0560015) < 5e-8)
    #expect(abs(loss(StartingLoss.priorBias(frequency: 0.1), 0.1) - 0.3250830) < 5e-8)
    #expect(abs(loss(4.59511985, 0.01) - 4.559) < 5e-4)
    #expect(abs(loss(0.01, 0.01) - 0.698) < 5e-4)
  }

  @Test func `with the prior bias the loss is the prior's entropy`() {
    for frequency in [0.5, 0.2, 0.01, 1e-6] {
      let loss = StartingLoss.binary(
        logit: StartingLoss.priorBias(frequency: frequency), frequency: frequency)
      let entropy = StartingLoss.entropy(frequencies: [frequency, 1 - frequency])
      // A frequency of 10⁻⁶ taken from 1 loses six digits.
      #expect(difference(loss, entropy) < 1e-11)
    }
    let frequencies = [5.0, 3, 1, 1]
    let logits = Tensor(StartingLoss.priorBiases(frequencies: frequencies).map { Scalar($0) })
    let logProbabilities = logits.reshaped(to: [1, 4]).logSoftmax().scalars.map { Double($0) }
    let loss = -zip(frequencies, logProbabilities).reduce(0) { $0 + $1.0 * $1.1 } / 10
    #expect(difference(loss, StartingLoss.entropy(frequencies: frequencies)) < roundingOfDouble)
    // Classes that are equally frequent leave nothing to know beforehand.
    #expect(
      difference(
        StartingLoss.entropy(frequencies: [2, 2, 2]), StartingLoss.uniform(classCount: 3)) < 1e-14)
  }

  // V4.8, corrected: 2.730 at deviation 1; at 10 runs of 2,000 samples span 15.0 to 16.2.
  @Test func `the loss at step 0 against the scale of the logits`() {
    var generator = SplitMix64(seed: 8)
    func loss(_ deviation: Double, _ count: Int) -> Double {
      StartingLoss.ofRandomLogits(
        classCount: 10, logitDeviation: deviation, sampleCount: count, using: &generator)
    }
    #expect(difference(loss(0, 3), 2.302585092994046) < roundingOfDouble)
    // Four standard errors of 20,000 samples: a false alarm in 16,000 seeds.
    #expect(abs(loss(1, 20_000) - 2.730) < 4 * 1.05 / Double(20_000).squareRoot())
    for _ in 0..<10 { #expect((14.5...16.7).contains(loss(10, 2000))) }
  }

  // V4.10
  @Test func `the signal of a tanh stack of gain 5/3 settles at 0.651`() throws {
    let field = MeanField(Activation.tanh, weightVariance: 25.0 / 9)
    let variance = try #require(field.fixedPoint())
    let secondMoment = GaussianQuadrature().secondMoment(
      of: Activation.tanh.function, variance: variance)
    #expect(abs(secondMoment.squareRoot() - 0.65135) < 5e-6)
    // It grows by 1.10 a layer on the way back: (84 to 244)^(1/50), by the corrections.
    let chi = field.gradientFactor(at: variance)
    #expect(abs(chi.squareRoot() - 1.10) < 0.005, "equation 4.7, MeanField.gradientFactor: \(chi)")
    #expect(field.phase == .chaotic)
  }
}
