import Activations
import Autograd
import Init
import TensorCore
import TestSupport
import Testing

/// Predictions of signals by depth, against PyTorch's functions, closed forms, and networks that run.
@Suite struct Lesson04MeanField {
  let golden: GoldenValues

  init() throws { golden = try GoldenValues.lesson(4) }

  private var activations: [(name: String, activation: Activation)] {
    [
      ("relu", .relu), ("tanh", .tanh), ("sigmoid", .sigmoid), ("gelu", .gelu), ("silu", .silu),
      ("selu", .selu), ("elu", .elu), ("softplus", .softplus), ("leaky_relu", .leakyReLU),
    ]
  }

  @Test func `moments of activations are those of PyTorch's`() throws {
    let quadrature = GaussianQuadrature()
    let variances = try golden.array("moments.variance").values
    for (name, activation) in activations {
      let second = try golden.array("moments(\(name)).secondMoment").values
      let slopes = try golden.array("moments(\(name)).squaredSlope").values
      for (index, variance) in variances.enumerated() {
        let (y, slope) = (
          quadrature.secondMoment(of: activation.function, variance: variance),
          quadrature.squaredSlope(of: activation.function, variance: variance)
        )
        #expect(difference(y, second[index]) < roundingOfDouble, "\(name), \(variance)")
        #expect(difference(slope, slopes[index]) < roundingOfDouble, "\(name), \(variance)")
      }
    }
  }

  @Test func `moments agree with the sums of lesson 03`() {
    for activation in [Activation.relu, .gelu, .tanh, .silu] {
      let second = GaussianQuadrature().secondMoment(of: activation.function)
      #expect(difference(second, activation.moments.meanSquare) < 1e-6)
    }
  }

  @Test func `the quadrature is exact for polynomials`() {
    let quadrature = GaussianQuadrature()
    #expect(difference(quadrature.mean { _ in 1 }, 1) < 1e-13)
    #expect(abs(quadrature.mean { $0 * $0 * $0 }) < 1e-13)
    #expect(difference(quadrature.mean { $0 * $0 * $0 * $0 }, 3) < 1e-12)
    #expect(difference(quadrature.mean { abs($0) }, (2 / Double.pi).squareRoot()) < 1e-13)
    for correlation in [-1, -0.6, 0, 0.5, 1] as [Double] {
      let product = quadrature.meanProduct(of: { $0 }, correlation: correlation)
      #expect(abs(product - correlation) < 1e-12)
    }
  }

  // ReLU by the closed form of Cho and Saul, 2009; the others by Gauss and Hermite.
  @Test func `correlations pass a layer as computed elsewhere`() throws {
    let inputs = try golden.array("correlation.input").values
    for name in ["relu", "tanh", "gelu", "softplus"] {
      let activation = try #require(activations.first { $0.name == name }).activation
      let field = MeanField(activation, weightVariance: 1)
      let expected = try golden.array("correlation(\(name)).output").values
      for (input, output) in zip(inputs, expected) {
        let found = field.nextCorrelation(after: input, variance: 1)
        #expect(abs(found - output) < max(1e-11, roundingOfDouble), "\(name) at \(input)")
      }
    }
  }

  // The worked number of equation 4.6: from a right angle, 1/π, and then the closed form of Cho and Saul.
  @Test func `a right angle becomes 1/π behind a ReLU, then 0.494`() throws {
    let field = MeanField(Activation.relu, weightVariance: 2)
    let once = field.nextCorrelation(after: 0, variance: 1)
    try #require(abs(once) <= 1)
    #expect(abs(once - 1 / Double.pi) < max(1e-12, roundingOfDouble), "equation 4.6: \(once)")
    #expect(abs(field.nextCorrelation(after: once, variance: 1) - 0.4937) < 5e-5)
  }

  @Test func `the slope of the correlation map at 1 is the factor`() {
    let field = MeanField(Activation.tanh, weightVariance: 1.5, biasVariance: 0.1)
    let variance = field.fixedPoint() ?? 0
    let step = 1e-4
    let next = field.nextCorrelation(after: 1 - step, variance: variance)
    let (measured, chi) = ((1 - next) / step, field.gradientFactor(at: variance))
    #expect(abs(measured - chi) < 1e-2, "equation 4.7, MeanField.gradientFactor: \(chi)")
  }

  // The factors per layer that the curriculum names: 1, 1/2, 1/6, and N(0, s²) at width 128.
  @Test(arguments: [(2.0, 1.0), (1.0, 0.5), (1.0 / 3, 1.0 / 6), (0.0128, 0.0064), (128.0, 64.0)])
  func `factors of the second moment for ReLU`(weightVariance: Double, factor: Double) throws {
    let field = MeanField(Activation.relu, weightVariance: weightVariance)
    #expect(difference(field.nextVariance(after: 3) / 3, factor) < roundingOfDouble)
    let chi = field.gradientFactor(at: 3)
    #expect(
      difference(chi, factor) < roundingOfDouble, "equation 4.7, MeanField.gradientFactor: \(chi)")
    let states = field.propagate(depth: 4, inputSecondMoment: 2)
    try #require(states.map(\.depth) == [1, 2, 3, 4])
    let cube = factor * factor * factor
    #expect(difference(states[3].variance, 2 * weightVariance * cube) < roundingOfDouble)
    #expect(difference(states[3].gradientFactor, cube) < roundingOfDouble)
  }

  // Corrections to F4.3: with its biases the default keeps a size of √(1/(5n)), and loses all differences.
  @Test func `PyTorch's default keeps its size, not its spread`() throws {
    let width = 128.0
    let field = MeanField(
      Activation.relu, weightVariance: 1.0 / 3, biasVariance: 1 / (3 * width))
    let states = field.propagate(depth: 30, correlation: 0)
    let size = try #require(states.last).secondMoment.squareRoot()
    #expect(difference(size, (1 / (5 * width)).squareRoot()) < 1e-6)
    #expect(abs(size - 0.0395) < 5e-5)
    #expect(try #require(states.last?.correlation) > 0.999_999)
    #expect(field.phase == .ordered)
    #expect(difference(field.depthScale() ?? 0, 1 / Double.log(6)) < 1e-6)
  }

  // Networks of width 128 in PyTorch: a mean cosine of 0.9725 behind layer 30 over 20 seeds, 0.935 to 0.991.
  @Test func `Kaiming's rule lets inputs come to look alike`() throws {
    let states = MeanField(Activation.relu, weightVariance: 2).propagate(depth: 30, correlation: 0)
    let correlations = states.compactMap(\.correlation)
    try #require(correlations.count == 30)
    #expect(zip(correlations, correlations.dropFirst()).allSatisfy { $0 < $1 })
    #expect(abs(correlations[29] - 0.9705) < 5e-5)
    #expect(MeanField(Activation.relu, weightVariance: 2).phase == .critical)
    #expect(MeanField(Activation.relu, weightVariance: 2).depthScale() == .infinity)
  }

  // ReLU keeps any size, tanh finds its own; GELU is nearer to linear the smaller its input.
  @Test func `no gain gives GELU a stable size`() throws {
    let gain = Gain.keepingSecondMoment(of: Activation.gelu)
    try #require(gain > 0)
    let field = MeanField(Activation.gelu, weightVariance: gain * gain)
    #expect(difference(field.nextVariance(after: 1), 1) < roundingOfDouble)
    #expect(field.nextVariance(after: 0.9) < 0.9 && field.nextVariance(after: 1.1) > 1.1)
    #expect(field.fixedPoint(from: 0.9) == 0 && field.fixedPoint(from: 1.1) == nil)
    // With Kaiming's √2 it fades, ever faster.
    let kaiming = MeanField(Activation.gelu, weightVariance: 2).propagate(depth: 40)
    try #require(kaiming.count == 40)
    #expect(kaiming[39].gradientFactor < 1e-6)
    #expect(kaiming[9].variance / kaiming[8].variance < kaiming[1].variance / kaiming[0].variance)
    let silu = MeanField(Activation.silu, weightVariance: 2).propagate(depth: 30)
    try #require(silu.count == 30)
    #expect(zip(silu, kaiming).allSatisfy { $0.secondMoment < $1.secondMoment })
    #expect((0.2...0.3).contains(kaiming[9].secondMoment) && silu[9].secondMoment < 0.02)
    #expect((1e-6...2e-6).contains(kaiming[29].secondMoment))
  }

  @Test func `tanh has an edge of chaos, 1 without biases`() throws {
    // What the bisection begins with: order at the lower end of its range, chaos at the upper.
    let ends = [0.1, 30].map {
      MeanField(Activation.tanh, weightVariance: $0, biasVariance: 0.05).phase
    }
    try #require(ends == [.ordered, .chaotic])
    let edge = MeanField.criticalWeightVariance(of: Activation.tanh.function, biasVariance: 0.05)
    // Schoenholz and others, figure 1: (σ_w², σ_b²) = (1.76, 0.05).
    #expect(abs(edge - 1.76) < 0.01)
    #expect(MeanField(Activation.tanh, weightVariance: 1.1).phase == .chaotic)
    #expect(MeanField(Activation.tanh, weightVariance: 0.9).phase == .ordered)
    #expect(MeanField(Activation.tanh, weightVariance: 0.9).fixedPoint() == 0)
    #expect(MeanField(Activation.relu, weightVariance: 3).fixedPoint() == nil)
    #expect(MeanField(Activation.relu, weightVariance: 3).phase == .chaotic)
  }

  // The forecast holds for networks: the mean over twenty seeds of the logarithm of the second moment.
  @Test(arguments: [("relu", 2.0, 0.0), ("tanh", 25.0 / 9, 0.0), ("tanh", 1.5, 0.1)])
  func `networks of width 128 do as predicted`(
    name: String, weightVariance: Double, biasVariance: Double
  ) throws {
    let activation: Activation = name == "relu" ? .relu : .tanh
    let states = MeanField(
      activation, weightVariance: weightVariance, biasVariance: biasVariance
    ).propagate(depth: 8)
    var logarithms = [Double](repeating: 0, count: 8)
    for seed: UInt64 in 0..<20 {
      let model = network(
        activation, weightVariance: weightVariance, biasVariance: biasVariance, seed: seed)
      let signals = try SignalPropagation(
        through: model, inputs: normalBatch(16, 128, seed: seed &+ 100)
      ) { ($0 * $0).mean() }
      try #require(signals.activations.count == 8)
      for (index, stage) in signals.activations.enumerated() {
        logarithms[index] += 2 * Double.log(stage.output.rootMeanSquare) / 20
      }
    }
    for (logarithm, state) in zip(logarithms, states) {
      // The logarithm of the square varies by about √(5 · depth / width) a seed for ReLU.
      let bound = 4 * (5 * Double(state.depth) / 128 / 20).squareRoot()
      #expect(abs(logarithm - Double.log(state.secondMoment)) < bound, "layer \(state.depth)")
    }
  }
}
