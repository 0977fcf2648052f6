import Activations
import Autograd
import TensorCore
import TestSupport
import Testing

/// The detectors find what was planted, and nothing else.
@Suite struct Lesson03Detectors {
  /// A layer of ReLU units in front of one output, whose units 1 and 4 have biases that no input overcomes.
  private func network(dead: Set<Int>, seed: UInt64) -> Sequential {
    var generator = SplitMix64(seed: seed)
    let weight = Tensor.uniform([6, 3], in: -1..<1, using: &generator)
    let bias = Tensor((0..<6).map { dead.contains($0) ? -4 : 0.1 })
    return Sequential(
      Linear(weight: weight, bias: bias), ActivationLayer(.relu),
      Linear(inputCount: 6, outputCount: 1, using: &generator))
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `exactly the planted dead units are found`(seed: UInt64) throws {
    // Inputs in ±1 and weights in ±1: a bias of −4 outweighs any sum of three.
    var generator = SplitMix64(seed: 100 + seed)
    let data = Tensor.uniform([500, 3], in: -1..<1, using: &generator)
    let model = network(dead: [1, 4], seed: seed)
    let found = try #require(model.unitActivities(on: data).first)
    #expect(found.name == "1")
    #expect(found.activity.deadUnits == [1, 4])
    #expect(found.activity.deadShare == 2.0 / 6)
    #expect(found.activity.sampleCount == 500)
    let healthy = try #require(network(dead: [], seed: seed).unitActivities(on: data).first)
    #expect(healthy.activity.deadUnits == [])
    // The hooks are gone, and the mode is what it was.
    #expect(model.unitActivities(on: data).count == 1)
    #expect(model.mode == .training)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `dead units get no gradient, and only they`(seed: UInt64) throws {
    var generator = SplitMix64(seed: 200 + seed)
    let data = Tensor.uniform([500, 3], in: -1..<1, using: &generator)
    let model = network(dead: [1, 4], seed: seed)
    try meanSquaredError(model(Variable(data)), targets: .ones([500, 1])).backward()
    let gradient = try #require(model.trainedVariables[0].gradient)
    let silent = (0..<6).filter { gradient.row($0).maximumMagnitude() == 0 }
    #expect(silent == [1, 4])
  }

  // A unit that is active on 1 % of the inputs is silent on most batches of 32.
  @Test func `silent on a batch is not dead on the data`() {
    var activity = UnitActivity(of: .relu, unitCount: 1)
    let rare = Tensor((0..<1000).map { $0.isMultiple(of: 100) ? 1 : -1 }).reshaped(to: [1000, 1])
    var silentBatches = 0
    for start in stride(from: 0, to: 992, by: 32) {
      var batch = UnitActivity(of: .relu, unitCount: 1)
      batch.observe(rare.slice(start..<(start + 32)))
      silentBatches += batch.deadUnits.count
    }
    #expect(silentBatches == 21)
    activity.observe(rare)
    #expect(activity.deadUnits == [])
    #expect(activity.activeShares == [0.01])
    #expect(abs(activity.silenceProbability(ofUnit: 0, inBatchesOf: 32) - 0.7250) <= 1e-4)
  }

  @Test func `counts over batches are counts over the data`() {
    var generator = SplitMix64(seed: 41)
    let sums = Tensor.normal([96, 5], mean: -1, using: &generator)
    var (whole, parts) = (
      UnitActivity(of: .relu, unitCount: 5), UnitActivity(of: .relu, unitCount: 5)
    )
    whole.observe(sums)
    for start in stride(from: 0, to: 96, by: 32) { parts.observe(sums.slice(start..<(start + 32))) }
    #expect(whole.activeCounts == parts.activeCounts)
    // The documented example.
    var activity = UnitActivity(of: .relu, unitCount: 2)
    activity.observe(Tensor([[1, -1], [-2, -3]]))
    #expect(activity.activeShares == [0.5, 0])
    #expect(activity.deadUnits == [1])
    #expect(UnitActivity(of: .relu, unitCount: 2).activeShares == [0, 0])
  }

  // A leaky unit is never dead; GELU and SiLU units die like ReLU's, further out.
  @Test func `what can die is what has a slope of zero`() {
    func dead(_ activation: Activation, at sum: Scalar) -> Bool {
      var activity = UnitActivity(of: activation, unitCount: 1)
      activity.observe(Tensor([[sum]]))
      return activity.deadUnits == [0]
    }
    #expect(dead(.relu, at: -0.5))
    #expect(!dead(.leakyReLU, at: -1e6))
    #expect(!dead(.gelu, at: -2))
    #expect(dead(.gelu, at: -40))
    #expect(!dead(.silu, at: -40))
    #expect(dead(.silu, at: -800))
    #expect(dead(.hardSwish, at: -3))
  }

  @Test func `saturation is the share beyond 0.97 of tanh`() {
    var generator = SplitMix64(seed: 42)
    // By quadrature; 2·10⁵ samples give a share to 0.1 %, five standard errors 0.5 %.
    for (spread, share, slope) in [
      (0.01, 0, 0.9999), (1, 0.0364, 0.6057), (2, 0.295, 0.3647), (5, 0.676, 0.1570),
    ] as [(Scalar, Double, Double)] {
      let sums = Tensor.normal([200_000], standardDeviation: spread, using: &generator)
      let found = Saturation(of: .tanh, at: sums)
      #expect(abs(found.share - share) <= 0.005, "\(spread)")
      #expect(abs(found.meanSlope - slope) <= 0.005, "\(spread)")
      // The sigmoid is tanh at half the scale: half the slope of it, and as saturated at twice the sums.
      let sigmoid = Saturation(of: .sigmoid, at: 2 * sums)
      #expect(abs(sigmoid.share - found.share) <= 1e-4)
      #expect(abs(4 * sigmoid.meanSlope - found.meanSlope) <= 1e-4)
    }
    let few = Saturation(of: .tanh, at: Tensor([-5, -0.1, 0.2, 4]))
    #expect(few.share == 0.5)
    #expect(abs(few.meanSlope - 0.488) <= 5e-4)
    #expect(Saturation(of: .relu, at: Tensor([-1, 1, 2, 3])).share == 0.25)
    #expect(Saturation(of: .leakyReLU(negativeSlope: 0.2), at: Tensor([-1e6, 1])).share == 0)
  }

  /// The one-sign share of a first layer's weight gradients behind an activation, for one loss on a batch.
  private func oneSignShare(
    behind activation: Activation, batch: Int, seed: UInt64
  ) throws -> Double {
    var generator = SplitMix64(seed: seed)
    let inputs = activation(Tensor.normal([batch, 30], using: &generator))
    let layer = Linear(inputCount: 30, outputCount: 64, using: &generator)
    let head = Linear(inputCount: 64, outputCount: 1, using: &generator)
    let targets = Tensor.normal([batch, 1], using: &generator)
    let model = Sequential(layer, ActivationLayer(.tanh), head)
    try meanSquaredError(model(Variable(inputs)), targets: targets).backward()
    return GradientSigns(of: try #require(layer.weight.gradient)).oneSignShare
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `one sample behind positive inputs pushes all one way`(seed: UInt64) throws {
    #expect(try oneSignShare(behind: .sigmoid, batch: 1, seed: seed) == 1)
    #expect(try oneSignShare(behind: .relu, batch: 1, seed: seed) == 1)
    #expect(try oneSignShare(behind: .tanh, batch: 1, seed: seed) < 0.1)
  }

  // Over a batch the samples disagree: the argument for one does not carry over.
  @Test func `over a batch of 64 most units are pushed both ways`() throws {
    let shares = try (0..<10 as Range<UInt64>).map { seed in
      try oneSignShare(behind: .relu, batch: 64, seed: seed)
    }
    #expect(shares.reduce(0, +) / 10 < 0.3, "\(shares)")
  }

  @Test func `units without a gradient have no sign`() {
    let signs = GradientSigns(of: Tensor([[1, 2, 0], [0, 0, 0], [-1, 2, 0], [-3, 0, 0]]))
    #expect(signs.oneSignUnits == [0, 3])
    #expect(signs.unitCount == 3)
    #expect(signs.oneSignShare == 2.0 / 3)
    #expect(GradientSigns(of: .zeros([2, 2])).oneSignShare == 0)
  }

  @Test func `narrow deep networks are born constant, wide ones not`() {
    var generator = SplitMix64(seed: 43)
    let inputs = Tensor.linearlySpaced(from: -1, through: 1, count: 41).reshaped(to: [41, 1])
    func constantShare(width: Int, depth: Int, _ activation: Activation) -> Double {
      let count = 200
      return Double(
        (0..<count).count { _ in
          let model = Sequential.narrowNetwork(
            width: width, depth: depth, activation: activation, using: &generator)
          return OutputSpread(of: model, on: inputs).isConstant
        }) / Double(count)
    }
    // Of 200 networks, a share of 0.91 has a standard error of 2 %.
    #expect(abs(constantShare(width: 2, depth: 10, .relu) - 0.91) <= 0.1)
    #expect(constantShare(width: 2, depth: 20, .relu) >= 0.93)
    #expect(constantShare(width: 8, depth: 10, .relu) <= 0.1)
    #expect(constantShare(width: 2, depth: 10, .leakyReLU) == 0)
  }

  @Test func `the spread is that of each output`() {
    let model = Linear(weight: Tensor([[2, 0], [0, 0]]), bias: Tensor([1, 5]))
    let spread = OutputSpread(of: model, on: Tensor([[0, 9], [3, 1], [-1, 0]]))
    #expect(spread.spreads == [8, 0])
    #expect(!spread.isConstant)
  }
}
