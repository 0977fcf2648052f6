import Activations
import Autograd
import Init
import TensorCore
import Testing

/// Schemes, residual blocks, LSUV, recurrent cells and width.
@Suite struct Lesson04Networks {
  // MARK: - Schemes and seeds

  @Test func `every linear layer is initialized, the last as head`() {
    let scheme = InitializationScheme(
      "test", hidden: .constant(0.5), head: .constant(0.25), biases: .constant(3))
    let model = Sequential.stack([2, 3, 4, 1], scheme: scheme, seed: 0)
    let linears = model.namedLinearLayers.map(\.layer)
    #expect(linears.map { $0.weight.value.scalars[0] } == [0.5, 0.5, 0.25])
    #expect(
      linears.allSatisfy { $0.bias?.value == Tensor(repeating: 3, shape: [$0.weight.shape[0]]) })
    #expect(
      model.initialize(with: scheme, seed: 1) == [
        "0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias",
      ])
  }

  // F4.13: each parameter has a generator of its own.
  @Test func `a layer more leaves the first layers as they were`() {
    let short = Sequential.stack([3, 5, 2], scheme: .kaiming.head(.kaimingNormal()), seed: 4)
    let long = Sequential.stack([3, 5, 2, 7], scheme: .kaiming, seed: 4)
    let (a, b) = (short.namedParameters, long.namedParameters)
    for (mine, theirs) in zip(a, b) {
      #expect(mine.name == theirs.name)
      #expect(mine.variable.value == theirs.variable.value, "\(mine.name)")
    }
    // Layers of one shape do not hold the same numbers, and another seed gives other ones.
    let square = Sequential.stack([4, 4, 4, 4], scheme: .kaiming, seed: 4)
    let weights = square.namedLinearLayers.map(\.layer.weight.value)
    #expect(Set(weights.map { $0 / $0.norm() }).count == 3)
    #expect(
      weights
        != Sequential.stack([4, 4, 4, 4], scheme: .kaiming, seed: 5)
        .namedLinearLayers.map(\.layer.weight.value))
  }

  @Test func `generators of names and seeds do not meet`() {
    let names = (0..<50).flatMap { ["\($0).weight", "\($0).bias"] }
    let first = (0..<20 as Range<UInt64>).flatMap { seed in
      names.map { name in
        var generator = SplitMix64(seed: seed, for: name)
        return generator.next()
      }
    }
    #expect(Set(first).count == first.count)
  }

  // MARK: - Residual networks

  // F4.11 and Q4.10, corrected: over 200 seeds the unscaled stream grew by 2.9e5 to 4.1e6.
  @Test func `residual streams grow as predicted`() throws {
    func growths(
      _ scaling: ResidualScaling, width: Int, seeds: Range<UInt64> = 0..<10
    ) throws -> [Double] {
      try seeds.map { seed in
        let model = Sequential.residualStack(
          inputCount: 8, width: width, blockCount: 20, outputCount: 2, scaling: scaling, seed: seed)
        let signals = try SignalPropagation(
          through: model, inputs: normalBatch(16, 8, seed: seed)
        ) { $0.sum() }
        let stages = signals.stages.filter { !$0.name.contains(".") }
        try #require(stages.count == 22)
        let ratio = stages[20].output.rootMeanSquare / stages[0].output.rootMeanSquare
        return ratio * ratio
      }
    }
    #expect(ResidualScaling.none.predictedGrowth(blockCount: 20) == 1_048_576)
    let unscaled = try growths(.none, width: 128)
    #expect(unscaled.allSatisfy { (1e5...1e7).contains($0) }, "\(unscaled)")
    let predicted = ResidualScaling.inverseSquareRoot.predictedGrowth(blockCount: 20)
    #expect(abs(predicted - 2.6533) < 1e-4)
    let scaled = try growths(.inverseSquareRoot, width: 64)
    #expect(scaled.allSatisfy { (2...3.4).contains($0) }, "\(scaled)")
    #expect(try growths(.zero, width: 16).allSatisfy { $0 == 1 })
    #expect(try growths(.fixup, width: 16).allSatisfy { $0 == 1 })
  }

  @Test func `factors of branches`() {
    #expect(
      ResidualScaling.inverseSquareRoot.factors(blockCount: 16, linearLayersInBranch: 2) == (
        0.25, 1
      ))
    let fixup = ResidualScaling.fixup.factors(blockCount: 16, linearLayersInBranch: 3)
    #expect(fixup.last == 0 && difference(fixup.others, 0.5) < 1e-14)
    // 0.02 / √24 for twelve blocks of two branches.
    #expect(
      difference(ResidualScaling.transformerDeviation(blockCount: 12), 0.004082482904638631) < 1e-14
    )
  }

  // The identity path carries the gradient where the chain has lost it.
  @Test func `a skip connection keeps the gradient of small weights`() throws {
    func inputGradient(_ wrap: (any Layer) -> any Layer, seed: UInt64) throws -> Double {
      let layers: [any Layer] = (0..<20).map { index in
        var generator = SplitMix64(seed: seed, for: "\(index)")
        let weight = Initializer.normal(standardDeviation: 0.01)([32, 32], using: &generator)
        return wrap(
          Sequential(
            Linear(weight: weight, bias: nil), FunctionLayer("relu") { Activation.relu($0) }))
      }
      let signals = try SignalPropagation(
        through: Sequential(layers), inputs: normalBatch(8, 32, seed: seed)
      ) { $0.sum() }
      return try #require(signals.inputGradient).rootMeanSquare
    }
    for seed: UInt64 in 0..<10 {
      let chain = try inputGradient({ $0 }, seed: seed)
      let residual = try inputGradient({ ResidualBlock($0) }, seed: seed)
      #expect(chain < 1e-20)
      #expect((0.8...3).contains(residual))
    }
  }

  @Test func `ReZero starts as the identity and learns its factor`() throws {
    let linear = Linear(weight: .identity(3) * 2, bias: nil)
    let block = ReZeroBlock(linear)
    let x = Variable(Tensor([[1, 2, 3]]))
    #expect(block(x).value == x.value)
    try block(x).sum().backward()
    #expect(block.factor.gradient == Tensor(12))
    #expect(linear.weight.gradient?.maximumMagnitude() == 0)
    #expect(block.namedParameters.map(\.name) == ["factor", "branch.weight"])
  }

  // MARK: - LSUV

  @Test func `LSUV gives every layer variance 1`() {
    for (seed, activation) in zip(
      0..<4 as Range<UInt64>, [.relu, .tanh, .gelu, .sigmoid] as [Activation])
    {
      let model = Sequential.stack(
        [10, 40, 60, 20, 5], activation: activation, scheme: .normal(0.01), seed: seed)
      let batch = normalBatch(64, 10, seed: seed) * 3 + 1
      let variances = LayerSequentialUnitVariance().initialize(model, on: batch, seed: seed)
      #expect(variances.count == 4)
      #expect(variances.allSatisfy { abs($0 - 1) <= 0.01 }, "\(activation)")
      #expect(model.namedLinearLayers.allSatisfy { $0.layer.bias?.value.maximumMagnitude() == 0 })
    }
  }

  // MARK: - Recurrent cells

  @Test func `an LSTM's forget bias stands in one of two biases`() {
    var generator = SplitMix64(seed: 2)
    let cell = RecurrentParameters.orthogonal(inputCount: 3, hiddenCount: 4, using: &generator)
    #expect(cell.forgetBias == .ones([4]))
    #expect(cell.inputBias.sum() == 4 && cell.recurrentBias.sum() == 0)
    for gate in 0..<4 {
      let matrix = cell.recurrence(ofGate: gate)
      #expect(difference(matmul(matrix, matrix, transposing: .left), .identity(4)) < rounding)
    }
    // What of a cell's state is left after ten steps.
    let kept = [0, 1, 2].map { Double.pow(Double.sigmoid(Double($0)), 10) }
    #expect(
      abs(kept[0] - 0.00098) < 1e-5 && abs(kept[1] - 0.0437) < 1e-4 && abs(kept[2] - 0.281) < 1e-3)
  }

  // MARK: - Width

  /// How far one step of Adam's size moves the outputs of a hidden layer: the sign of the gradient times a rate.
  private func movement(width: Int, scaled: Bool, seed: UInt64) throws -> Double {
    let update = MaximalUpdate(baseWidth: 32, width: width)
    let model = Sequential.stack(
      [16, width, width, 4], activation: .relu, scheme: .kaiming, seed: seed)
    let x = Variable(normalBatch(16, 16, seed: seed))
    let hidden = Sequential(Array(model.layers[0...2]))
    let before = withoutGradient { hidden(x).value }
    try softmaxCrossEntropy(model(x), classes: classes(16, of: 4)).backward()
    let linear = model.namedLinearLayers[1].layer
    let gradient = try #require(linear.weight.gradient)
    let rate = 0.01 * (scaled ? update.rateFactor(of: .hidden, rule: .adam) : 1)
    let step = gradient.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 } * Scalar(rate)
    linear.weight.initialize(to: linear.weight.value - step)
    return Signal(of: withoutGradient { hidden(x).value } - before).rootMeanSquare
  }

  // The coordinate check: 32 against 512 units, ten seeds.
  @Test func `under muP a step moves wide layers as far as narrow ones`() throws {
    func ratio(scaled: Bool) throws -> [Double] {
      try (0..<10 as Range<UInt64>).map { seed in
        try movement(width: 512, scaled: scaled, seed: seed)
          / movement(width: 32, scaled: scaled, seed: seed)
      }
    }
    let (plain, scaled) = (try ratio(scaled: false), try ratio(scaled: true))
    #expect(plain.allSatisfy { $0 > 6 }, "\(plain)")
    #expect(scaled.allSatisfy { (0.5...1.6).contains($0) }, "\(scaled)")
  }

  @Test func `factors of rates and deviations by role`() {
    let update = MaximalUpdate(baseWidth: 64, width: 1024)
    #expect(update.multiple == 16)
    let roles = MaximalUpdate.Role.allCases
    #expect(roles.map { update.rateFactor(of: $0, rule: .adam) } == [1, 0.0625, 0.0625])
    #expect(roles.map { update.rateFactor(of: $0, rule: .gradientDescent) } == [16, 1, 0.0625])
    #expect(roles.map { update.deviationFactor(of: $0) } == [1, 1, 0.25])
    let same = MaximalUpdate(baseWidth: 64, width: 64)
    #expect(roles.allSatisfy { same.rateFactor(of: $0, rule: .adam) == 1 })
  }
}
