import Activations
import Autograd
import Init
import TensorCore
import TestSupport
import Testing

/// Rules and measurements against PyTorch's.
@Suite struct Lesson04Parity {
  let golden: GoldenValues

  init() throws { golden = try GoldenValues.lesson(4) }

  private func shape(_ text: some StringProtocol) -> Shape {
    Shape(text.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) })
  }

  @Test func `gains are those of calculate_gain`() throws {
    let rows: [(String, Gain.Nonlinearity)] = [
      ("linear", .linear), ("conv2d", .linear), ("sigmoid", .sigmoid), ("tanh", .tanh),
      ("relu", .relu), ("selu", .selu), ("leaky_relu, default", .leakyReLU()),
    ]
    for (name, row) in rows {
      #expect(Gain.pyTorch(row) == (try golden.scalar("gain(\(name)).output")), "\(name)")
    }
    let slopes = try golden.array("gain(leaky_relu).slope").values
    let gains = try golden.array("gain(leaky_relu).output").values
    #expect(slopes.map { Gain.pyTorch(.leakyReLU(slope: $0)) } == gains)
  }

  /// The rules by their names in the fixture.
  private var rules: [(name: String, rule: Initializer)] {
    [
      ("zeros", .zeros), ("ones", .ones), ("constant 0.5", .constant(0.5)),
      ("normal, deviation 0.02", .normal(standardDeviation: 0.02)),
      ("uniform in -0.1 to 0.3", .uniform(in: -0.1..<0.3)),
      (
        "truncated normal, deviation 0.02 in -2.0 to 2.0",
        .truncatedNormal(standardDeviation: 0.02)
      ),
      ("truncated normal, deviation 5.0 in -2.0 to 2.0", .truncatedNormal(standardDeviation: 5)),
      (
        "truncated normal, mean 4.0, deviation 0.9 in -2.0 to 2.0",
        .truncatedNormal(mean: 4, standardDeviation: 0.9)
      ),
      ("Xavier normal", .xavierNormal()),
      ("Xavier uniform, gain 5/3", .xavierUniform(gain: 5.0 / 3)),
      ("Kaiming normal, fan in", .kaimingNormal()),
      ("Kaiming normal, fan out", .kaimingNormal(mode: .fanOut)),
      ("Kaiming uniform, fan in", .kaimingUniform()),
      ("Kaiming uniform, fan out", .kaimingUniform(mode: .fanOut)),
      ("PyTorch's default for Linear", .pyTorchLinear), ("LeCun normal", .leCunNormal()),
      ("LeCun uniform", .leCunUniform()), ("orthogonal", .orthogonal()), ("identity", .identity),
      ("Dirac", .dirac()), ("Dirac, 2 groups", .dirac(groups: 2)),
      ("sparse, 0.1 zeros", .sparse(sparsity: 0.1)),
    ]
  }

  // PyTorch draws other numbers: mean and deviation of some 10,000 agree to six standard errors, bounds to 1 %.
  @Test func `rules promise what PyTorch's draw`() throws {
    let groups = try golden.groups(of: "rule")
    var count = 0
    for (name, rule) in rules {
      for group in groups where group.hasPrefix("rule(\(name); ") {
        count += 1
        let shape = shape(group.drop { $0 != ";" })
        let values = try golden.array("\(group).output").values
        let promise = rule.statistics(of: shape)
        let deviation = try #require(promise.standardDeviation)
        let error = 6 * deviation / Double(shape.elementCount).squareRoot() + 1e-12
        #expect(abs(values[0] - promise.mean) < error, "\(group)")
        #expect(abs(values[1] - deviation) < error, "\(group)")
        guard let bounds = promise.bounds else { continue }
        let width = bounds.upperBound - bounds.lowerBound
        #expect(values[2] >= bounds.lowerBound - 1e-12 && values[3] <= bounds.upperBound + 1e-12)
        if name.contains("uniform") {
          #expect(values[2] < bounds.lowerBound + 0.01 * width, "\(group)")
          #expect(values[3] > bounds.upperBound - 0.01 * width, "\(group)")
        }
      }
    }
    #expect(count == groups.count)
  }

  @Test func `identity, Dirac and zeros of a column are equal`() throws {
    var generator = SplitMix64(seed: 1)
    for group in try golden.groups(of: "identity") {
      let expected = try golden.tensor("\(group).output")
      #expect(Initializer.identity(expected.shape, using: &generator) == expected, "\(group)")
    }
    for group in try golden.groups(of: "dirac") {
      let expected = try golden.tensor("\(group).output")
      let groups = group.hasSuffix("1)") ? 1 : group.hasSuffix("2)") ? 2 : 3
      let found = Initializer.dirac(groups: groups)(expected.shape, using: &generator)
      #expect(found == expected, "\(group)")
    }
    for group in try golden.groups(of: "sparse") {
      let numbers = group.split { !($0.isNumber || $0 == ".") }
      let (rowCount, sparsity) = (try #require(Int(numbers[0])), try #require(Double(numbers[1])))
      let found = Initializer.sparse(sparsity: sparsity)([rowCount, 6], using: &generator)
      let zeros = (found .== 0).sum(axis: 0).scalars.map { Int($0) }
      #expect(zeros == (try golden.integers("\(group).output")), "\(group)")
    }
  }

  // The factor of the same normal matrix, with the same signs.
  @Test func `the orthogonal factor is PyTorch's`() throws {
    for group in try golden.groups(of: "orthogonal") {
      let expected = try golden.tensor("\(group).output")
      let found = Initializer.orthonormal(
        expected.shape, from: try golden.tensor("\(group).input"))
      #expect(difference(found, expected) < rounding, "\(group)")
    }
  }

  @Test func `layers as they come have PyTorch's sizes`() throws {
    let linear = try golden.array("defaults(Linear 300 to 400).output").values
    let model = Sequential.stack([300, 400], scheme: .pyTorchDefault, seed: 0)
    let layer = try #require(model.namedLinearLayers.first).layer
    #expect(difference(Double(layer.weight.value.maximumMagnitude()), linear[0]) < 1e-3)
    #expect(difference(Double(layer.weight.value.variance().squareRoot()), linear[1]) < 0.02)
    #expect(
      difference(Double(layer.bias?.value.maximumMagnitude() ?? 0), linear[2]) < 0.02)
    var generator = SplitMix64(seed: 1)
    let cell = RecurrentParameters.pyTorchDefault(
      inputCount: 30, hiddenCount: 100, using: &generator)
    let found = [cell.inputWeight, cell.recurrentWeight, cell.inputBias, cell.recurrentBias]
      .map { Double($0.maximumMagnitude()) }
    let lstm = try golden.array("defaults(LSTM 30 to 100).output").values
    for (a, b) in zip(found, lstm) { #expect(difference(a, b) < 0.02) }
    let embedding = try golden.array("defaults(Embedding, padding 3).output").values
    let promise = Initializer.embedding(paddingIndex: 3).statistics(of: [200, 100])
    #expect(abs((promise.standardDeviation ?? 0) - embedding[0]) < 0.03)
    #expect(embedding[1] == 0)
  }

  @Test func `biases and losses of priors are equal`() throws {
    let frequencies = try golden.array("prior.frequency").values
    func expect(_ name: String, _ found: (Double) -> Double) throws {
      for (frequency, value) in zip(frequencies, try golden.array("prior.\(name)").values) {
        #expect(abs(found(frequency) - value) <= 1e-12 * max(1, abs(value)), "\(name)")
      }
    }
    try expect("bias") { StartingLoss.priorBias(frequency: $0) }
    try expect("loss") {
      StartingLoss.binary(logit: StartingLoss.priorBias(frequency: $0), frequency: $0)
    }
    try expect("lossAtZero") { StartingLoss.binary(logit: 0, frequency: $0) }
    try expect("lossOfWrongSign") {
      StartingLoss.binary(logit: -StartingLoss.priorBias(frequency: $0), frequency: $0)
    }
  }

  // Size, spread and cosine of every output and every gradient of the same network in PyTorch.
  @Test(arguments: ["relu", "tanh"])
  func `signals of a network are PyTorch's`(name: String) throws {
    let group = "signals(\(name))"
    let activation: Activation = name == "relu" ? .relu : .tanh
    var layers: [any Layer] = []
    for index in 0..<3 {
      if index > 0 { layers.append(FunctionLayer(name) { activation($0) }) }
      layers.append(
        Linear(
          weight: try golden.tensor("\(group).weight\(index)"),
          bias: try golden.tensor("\(group).bias\(index)")))
    }
    let signals = try SignalPropagation(
      through: Sequential(layers), inputs: try golden.tensor("\(group).input")
    ) { softmaxCrossEntropy($0, classes: [0, 1, 2, 2, 1, 0]) }
    #expect(difference(signals.loss, try golden.scalar("\(group).loss")) < roundingOfDouble)
    let outputs = [signals.input] + signals.stages.map(\.output)
    let gradients = [signals.inputGradient] + signals.stages.map(\.gradient)
    for (role, found) in [("output", outputs), ("gradient", gradients.compactMap { $0 })] {
      let expected = try golden.tensor("\(group).\(role)")
      let rows = found.map { signal in
        [signal.rootMeanSquare, signal.spread, signal.cosine ?? .nan].map { Scalar($0) }
      }
      try #require(Tensor(rows).shape == expected.shape)
      #expect(difference(Tensor(rows), expected) < rounding, "\(role)")
    }
  }
}
