import Activations
import Autograd
import TensorCore
import TestSupport
import Testing

/// The layers: values and gradients against PyTorch's, and what is particular to each.
@Suite struct Lesson03Layers {
  let golden: GoldenValues

  init() throws { golden = try GoldenValues.lesson(3) }

  static let tolerance: Scalar = isDoublePrecision ? 1e-12 : 2e-5

  /// Repeats one group: the output, and the gradient of every input for the stored cotangent.
  private func expect(
    _ group: String, of names: [String], sourceLocation: SourceLocation = #_sourceLocation,
    _ function: ([Variable]) -> Variable
  ) throws {
    let inputs = try names.map { leaf(try golden.tensor("\(group).\($0)")) }
    let output = function(inputs)
    let expected = try golden.tensor("\(group).output")
    #expect(
      difference(output.value, expected) <= Self.tolerance, "\(group)",
      sourceLocation: sourceLocation)
    try output.backward(cotangent: golden.tensor("\(group).cotangent"))
    for (name, input) in zip(names, inputs) {
      let gradient = try #require(input.gradient, sourceLocation: sourceLocation)
      let theirs = try golden.tensor("\(group).gradient.\(name)")
      #expect(
        difference(gradient, theirs) <= Self.tolerance, "\(group), \(name)",
        sourceLocation: sourceLocation)
    }
  }

  // MARK: - Gates

  @Test func `gated units agree with PyTorch's`() throws {
    for (group, gate) in [
      ("glu", Activation.sigmoid), ("geglu", .gelu), ("swiglu", .silu), ("reglu", .relu),
    ] {
      try expect(group, of: ["input"]) { GatedUnit(gate: gate)($0[0]) }
    }
  }

  @Test func `the gate is the second half of the features`() {
    let halves = Variable(Tensor([[3, 5, 0, -1000]]))
    #expect(GatedUnit()(halves).value == Tensor([[1.5, 0]]))
    // Along the last axis, not that of the batch.
    let batch = GatedUnit(gate: .identity)(Variable(Tensor([[2, 3], [5, 7]])))
    #expect(batch.value == Tensor([[6], [35]]))
  }

  @Test func `gated feed-forward parts agree with PyTorch's`() throws {
    for (name, gate) in [
      ("silu", Activation.silu), ("gelu", .gelu), ("relu", .relu), ("sigmoid", .sigmoid),
    ] {
      try expect("feedForward(\(name))", of: ["input", "W", "V", "W2"]) { inputs in
        GatedFeedForward(
          gate: gate, gateMap: Linear(sharing: inputs[1], nil),
          valueMap: Linear(sharing: inputs[2], nil), outputMap: Linear(sharing: inputs[3], nil))(
            inputs[0])
      }
    }
  }

  @Test func `two thirds of the width cost as many parameters`() {
    #expect(GatedFeedForward.hiddenCount(forWidth: 4096, multipleOf: 256) == 11008)
    #expect(GatedFeedForward.hiddenCount(forWidth: 768) == 2048)
    #expect(GatedFeedForward.hiddenCount(forWidth: 10, expansion: 2, multipleOf: 8) == 16)
    var generator = SplitMix64(seed: 33)
    for width in [6, 12, 48] {
      let hidden = GatedFeedForward.hiddenCount(forWidth: width)
      let gated = GatedFeedForward(width: width, hiddenCount: hidden, using: &generator)
      // Two matrices of width × 4 width.
      #expect(gated.parameterCount == 2 * width * 4 * width)
      #expect(
        gated.namedParameters.map(\.name) == [
          "gateMap.weight", "valueMap.weight", "outputMap.weight",
        ])
      #expect(gated.gate.name == "SiLU")
    }
  }

  // MARK: - Learned and random slopes

  @Test func `PReLU agrees with PyTorch's`() throws {
    for variant in ["one slope", "channels", "images", "at 0"] {
      try expect("prelu(\(variant))", of: ["input", "slope"]) { PReLU(sharing: $0[1])($0[0]) }
    }
  }

  @Test func `PReLU learns its slope`() throws {
    let layer = PReLU()
    let optimizer = GradientDescent(layer.trainedVariables, learningRate: 0.1)
    let x = Tensor([[-2, -1, 1, 2]])
    for _ in 0..<100 {
      try trainingStep(optimizer) {
        meanSquaredError(layer(Variable(x)), targets: x.map { x in x < 0 ? 0.7 * x : x })
      }
    }
    #expect(abs(layer.slope.value.scalars[0] - 0.7) <= 1e-5)
    #expect(PReLU(channelCount: 3).slope.value == Tensor([0.25, 0.25, 0.25]))
  }

  @Test func `learned Swish agrees with the same lines in PyTorch`() throws {
    try expect("swish(learned)", of: ["input", "beta"]) { Swish(sharing: $0[1])($0[0]) }
    let x = Tensor.linearlySpaced(from: -5, through: 5, count: 41)
    #expect(difference(Swish()(Variable(x)).value, Activation.silu(x)) <= 4 * Scalar.ulpOfOne)
  }

  @Test func `RReLU in evaluation has the mean slope, as PyTorch's`() throws {
    try expect("rrelu(evaluation)", of: ["input"]) { inputs in
      let layer = RReLU(seed: 1)
      layer.setMode(.evaluation)
      return layer(inputs[0])
    }
    #expect(abs(RReLU(seed: 1).meanSlope - 11.0 / 48) <= Scalar.ulpOfOne)
  }

  @Test func `RReLU in training draws slopes from its range`() throws {
    let layer = RReLU(seed: 34)
    let x = Variable(Tensor(repeating: -1, shape: [20_000]))
    let slopes = -layer(x).value
    #expect(slopes.min() >= 1.0 / 8)
    #expect(slopes.max() < 1.0 / 3)
    // Six standard errors of the mean of 2·10⁴ uniform numbers in a range of 5/24.
    let (middle, allowance): (Scalar, Scalar) = (11 / 48, 6 * 5 / 24 / 490)
    #expect(abs(slopes.mean() - middle) <= allowance)
    #expect(layer(x).value != -slopes)
    #expect(layer(Variable(Tensor([2, 3]))).value == Tensor([2, 3]))
  }

  // The backward pass uses the slopes of its own forward pass.
  @Test func `RReLU's gradient has the slopes that were drawn`() throws {
    let layer = RReLU(seed: 35)
    let x = leaf(Tensor([-1, -1, 2]))
    let y = layer(x)
    _ = layer(x)
    try y.backward(cotangent: .ones([3]))
    #expect(x.gradient == Tensor([-y.value.scalars[0], -y.value.scalars[1], 1]))
  }

  @Test func `RReLU's generator is saved and restored`() throws {
    let (layer, other) = (RReLU(seed: 36), RReLU(seed: 37))
    let x = Variable(Tensor(repeating: -1, shape: [8]))
    _ = layer(x)
    try Checkpoint(["layer": layer]).restore(["layer": other])
    #expect(layer(x).value == other(x).value)
    #expect(layer.namedParameters.isEmpty)
  }

  // MARK: - Maxout and softmax

  @Test func `maxout agrees with the same lines in PyTorch`() throws {
    try expect("maxout", of: ["input", "weight", "bias"]) { inputs in
      Maxout(Linear(sharing: inputs[1], inputs[2]), pieceCount: 3)(inputs[0])
    }
  }

  @Test func `maxout contains ReLU, the magnitude and leaky ReLU`() {
    let x = Tensor.linearlySpaced(from: -3, through: 3, count: 13).reshaped(to: [13, 1])
    func maxout(_ slopes: [Scalar]) -> Tensor {
      Maxout(Linear(weight: Tensor(slopes.map { [$0] }), bias: nil), pieceCount: 2)(Variable(x))
        .value
    }
    #expect(maxout([1, 0]) == Activation.relu(x))
    #expect(maxout([1, -1]) == x.map { abs($0) })
    #expect(maxout([1, 0.01]) == Activation.leakyReLU(x))
    var generator = SplitMix64(seed: 38)
    let layer = Maxout(inputCount: 5, outputCount: 4, pieceCount: 3, using: &generator)
    #expect(layer.parameterCount == 3 * (5 * 4 + 4))
    #expect(layer(Variable(.ones([7, 5]))).shape == [7, 4])
  }

  @Test func `softmax with a temperature agrees with PyTorch's`() throws {
    for (temperature, text) in [(0.1, "0.1"), (1, "1.0"), (5, "5.0")] as [(Scalar, String)] {
      let variant = "temperature: \(text)"
      try expect("softmax(\(variant))", of: ["input"]) { Softmax(temperature: temperature)($0[0]) }
      try expect("logSoftmax(\(variant))", of: ["input"]) {
        LogSoftmax(temperature: temperature)($0[0])
      }
    }
  }

  @Test func `cold softmax is one-hot, hot softmax uniform`() {
    let logits = Variable(Tensor([[2, 1, 0.1]]))
    #expect(Softmax(temperature: 1e-3)(logits).value == Tensor([[1, 0, 0]]))
    let hot = Softmax(temperature: 1e6)(logits).value
    #expect((hot - 1.0 / 3).maximumMagnitude() <= 1e-6)
    #expect(abs(Softmax()(logits).value.scalars[0] - 0.659001) <= 1e-6)
    // Shifts change nothing; scale does.
    #expect(
      difference(Softmax()(logits + 100).value, Softmax()(logits).value) <= 200 * Scalar.ulpOfOne)
    #expect(abs(Softmax(temperature: 0.1)(logits).value.scalars[0] - 0.99995) <= 1e-5)
  }

  @Test func `log-softmax is finite where the probability vanished`() throws {
    let logits = leaf(Tensor([[-1000, 0]]))
    #expect(Softmax()(logits).value.scalars[0] == 0)
    let logarithms = LogSoftmax()(logits)
    #expect(logarithms.value == Tensor([[-1000, 0]]))
    try logarithms.backward(cotangent: Tensor([[-1, 0]]))
    #expect(logits.gradient == Tensor([[-1, 1]]))
  }

  @Test func `sparsemax agrees with its definition`() throws {
    for group in ["sparsemax", "sparsemax(extreme)"] {
      try expect(group, of: ["input"]) { Sparsemax()($0[0]) }
    }
  }

  @Test func `sparsemax is a distribution with exact zeros`() {
    var generator = SplitMix64(seed: 39)
    let scores = Tensor.normal([200, 6], standardDeviation: 2, using: &generator)
    let p = scores.sparsemax()
    #expect(p.min() >= 0)
    #expect((p.sum(axis: 1) - 1).maximumMagnitude() <= 20 * Scalar.ulpOfOne)
    // Where softmax has none at all.
    #expect((p .== 0).mean() > 0.5)
    #expect((scores.softmax() .== 0).sum() == 0)
    #expect(Tensor([[0.5, 0.5, -3]]).sparsemax() == Tensor([[0.5, 0.5, 0]]))
    #expect(Tensor([[5, 1]]).sparsemax() == Tensor([[1, 0]]))
  }

  @Test func `an activation layer applies its activation`() {
    let x = Tensor([[-1, 2]])
    for activation in Activation.all {
      #expect(ActivationLayer(activation)(Variable(x)).value == activation(x))
    }
  }
}
