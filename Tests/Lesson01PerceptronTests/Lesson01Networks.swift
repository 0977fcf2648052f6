import Perceptron
import TensorCore
import Testing

/// Affine maps, multilayer perceptrons, and what they cost.
@Suite struct Lesson01Networks {
  // MARK: - Affine maps

  @Test func `an affine map by hand`() {
    let map = AffineMap(weight: Tensor([[1, 2], [3, 4], [5, 6]]), bias: Tensor([0.5, 0, -1]))
    #expect(map(Tensor([[1, 1], [2, 0]])) == Tensor([[3.5, 7, 10], [2.5, 6, 9]]))
    #expect(map.parameterCount == 9)
    #expect(map.multiplyAddCount(batch: 2) == 12)
    let linear = AffineMap(weight: map.weight, bias: nil)
    #expect(linear(Tensor([[1, 1]])) == Tensor([[3, 7, 11]]))
    #expect(linear.parameterCount == 6)
  }

  @Test(arguments: [1, 3, 16, 100])
  func `parameters start within ±1/√in and fill that range`(inputCount: Int) {
    var generator = SplitMix64(seed: UInt64(inputCount))
    let map = AffineMap(inputCount: inputCount, outputCount: 2000, using: &generator)
    let bound = 1 / Scalar.squareRoot(Scalar(inputCount))
    for values in [map.weight, map.bias ?? .zeros([0])] {
      #expect(values.maximumMagnitude() <= bound)
      // Of 2000 draws none reaches the outer hundredth with a probability of 0.99^2000 < 2e-9.
      #expect(0.99 * bound < values.maximumMagnitude())
      // The standard deviation of the mean is bound/√3/√2000 = 0.013 bound; five of them.
      #expect(abs(values.mean()) < 0.065 * bound)
    }
  }

  @Test func `the same seed draws the same map, weights before biases`() {
    var (first, second) = (SplitMix64(seed: 5), SplitMix64(seed: 5))
    let map = AffineMap(inputCount: 3, outputCount: 2, using: &first)
    let bound = 1 / Scalar.squareRoot(3)
    #expect(map.weight == .uniform([2, 3], in: -bound..<bound, using: &second))
    #expect(map.bias == .uniform([2], in: -bound..<bound, using: &second))
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func `two maps collapse into one`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let first = AffineMap(inputCount: 5, outputCount: 7, using: &generator)
    let second = AffineMap(inputCount: 7, outputCount: 3, using: &generator)
    let x = Tensor.normal([20, 5], using: &generator)
    let both = first.followed(by: second)
    #expect(both.weight.shape == [3, 5])
    #expect(both(x).distance(to: second(first(x))) < rounding)
  }

  @Test func `a collapse carries whichever biases there are`() {
    let weight = Tensor([[2]])
    let with = AffineMap(weight: weight, bias: Tensor([1]))
    let without = AffineMap(weight: weight, bias: nil)
    #expect(with.followed(by: with).bias == Tensor([3]))
    #expect(with.followed(by: without).bias == Tensor([2]))
    #expect(without.followed(by: with).bias == Tensor([1]))
    #expect(without.followed(by: without).bias == nil)
  }

  @Test(arguments: [(1, 1, 1), (5, 4, 3), (32, 64, 10), (7, 1, 2)])
  func `the backward pass takes twice the forward multiply-adds`(
    batch: Int, inputs: Int, outputs: Int
  ) {
    var generator = SplitMix64(seed: 1)
    let map = AffineMap(inputCount: inputs, outputCount: outputs, using: &generator)
    let x = Tensor.normal([batch, inputs], using: &generator)
    var (forward, backward) = (ProductCounter(), ProductCounter())
    let y = map.forward(x, counting: &forward)
    _ = map.pullback(input: x, cotangent: y, counting: &backward)
    #expect(y.distance(to: map(x)) < rounding)
    #expect(forward.multiplyAddCount == batch * inputs * outputs)
    #expect(forward.multiplyAddCount == map.multiplyAddCount(batch: batch))
    #expect(backward.multiplyAddCount == 2 * forward.multiplyAddCount)
  }

  // MARK: - Multilayer perceptrons

  @Test(arguments: [Nonlinearity.relu, .tanh, .sigmoid], [1, 2, 5, 33])
  func `a batch is computed sample by sample`(nonlinearity: Nonlinearity, batch: Int) {
    var generator = SplitMix64(seed: 8)
    let network = MultilayerPerceptron(
      widths: [6, 17, 9, 4], nonlinearity: nonlinearity, using: &generator)
    let x = Tensor.normal([batch, 6], using: &generator)
    let together = network(x)
    for row in 0..<batch {
      // Products may add in another order for other sizes: a few roundings, not bit for bit.
      #expect(network(x.slice(row..<row + 1)).flattened.distance(to: together.row(row)) < rounding)
    }
  }

  @Test func `another sample's change alters no bit of an output`() {
    var generator = SplitMix64(seed: 9)
    let network = MultilayerPerceptron(widths: [3, 8, 2], nonlinearity: .relu, using: &generator)
    let samples = Tensor.normal([6, 3], using: &generator)
    for row in 0..<6 {
      #expect(leakage(in: { network($0) }, samples: samples, perturbing: row) == 0)
    }
    // The measurement sees a leak: the mean of the batch is taken off.
    #expect(
      0.01 < leakage(in: { network($0 - $0.mean(axis: 0)) }, samples: samples, perturbing: 0))
  }

  @Test func `the forward pass keeps the input of every layer`() throws {
    var generator = SplitMix64(seed: 2)
    let network = MultilayerPerceptron(
      widths: [4, 6, 5, 3], nonlinearity: .tanh, using: &generator)
    let x = Tensor.normal([7, 4], using: &generator)
    let pass = network.forward(x)
    try #require(pass.inputs.map(\.shape) == [[7, 4], [7, 6], [7, 5]])
    #expect(pass.inputs[0] == x)
    #expect(pass.inputs[1] == Nonlinearity.tanh(network.layers[0](x)))
    #expect(pass.logits == network(x))
    #expect(pass.scalarCount == Ledger(widths: network.widths, batch: 7).activationCount)
  }

  @Test func `a stack equals its collapse only without a nonlinearity`() {
    var generator = SplitMix64(seed: 3)
    let stack = MultilayerPerceptron(
      widths: [8, 8, 8, 8, 8, 8], nonlinearity: .identity, using: &generator)
    let x = Tensor.normal([16, 8], using: &generator)
    #expect(stack.collapsed(x).distance(to: stack(x)) < (isDouble ? 1e-12 : 1e-5))
    let deep = MultilayerPerceptron(layers: stack.layers, nonlinearity: .relu)
    #expect(1e-3 < deep.collapsed(x).distance(to: deep(x)))
  }

  @Test func `the default start stays within each layer's bound`() {
    var generator = SplitMix64(seed: 4)
    let network = MultilayerPerceptron(
      widths: [100, 25, 4], nonlinearity: .relu, using: &generator)
    #expect(network.layers.map(\.inputCount) == [100, 25])
    #expect(network.layers[0].weight.maximumMagnitude() <= 0.1)
    #expect(network.layers[1].weight.maximumMagnitude() <= 0.2)
    #expect(0.19 < network.layers[1].weight.maximumMagnitude())
  }

  // MARK: - Ledger

  @Test func `784-256-128-10 has 235146 parameters, 394 of them biases`() {
    let ledger = Ledger(widths: [784, 256, 128, 10])
    #expect(ledger.parameterCount == 235_146)
    #expect(ledger.weightCount == 234_752)
    var generator = SplitMix64(seed: 0)
    let network = MultilayerPerceptron(
      widths: [784, 256, 128, 10], nonlinearity: .relu, using: &generator)
    #expect(network.parameterCount == 235_146)
    #expect(network.parameterCount - ledger.weightCount == 394)
  }

  @Test(arguments: [(512, [1_055_754, 1_071_114, 5_267_466]), (10, [798_730, 43_018, 4_239_370])])
  func `4x512 and 2x2048 are equal in size under one reading only`(
    inputCount: Int, expected: [Int]
  ) {
    let hidden = [[512, 512, 512, 512], [2048], [2048, 2048]]
    let counts = hidden.map { Ledger(widths: [inputCount] + $0 + [10]).parameterCount }
    #expect(counts == expected)
  }

  @Test func `costs grow with the batch, parameters do not`() {
    let (one, many) = (Ledger(widths: [5, 4, 3]), Ledger(widths: [5, 4, 3], batch: 32))
    #expect(one.multiplyAddCount == 32)
    #expect(many.multiplyAddCount == 32 * 32)
    #expect(one.activationCount == 12)
    #expect(many.activationCount == 12 * 32)
    #expect(one.parameterCount == 39)
    #expect(many.parameterCount == 39)
  }

  @Test func `a bottleneck bounds the rank of the collapsed map`() {
    #expect(Ledger(widths: [8, 3, 8]).rankLimit == 3)
    #expect(Ledger(widths: [2, 3, 8]).rankLimit == 2)
    var generator = SplitMix64(seed: 6)
    let stack = MultilayerPerceptron(
      widths: [8, 3, 8], nonlinearity: .identity, using: &generator)
    let weight = stack.collapsed.weight
    let squares = matmul(weight, weight, transposing: .left).symmetricEigenvalues().values
    #expect(1e-4 < squares[2])
    #expect(abs(squares[3]) < rounding)
  }

  @Test func `the ledger prints as an aligned table`() {
    #expect(
      Ledger(widths: [784, 256, 128, 10], batch: 32).description == """
        layer        shape  parameters  multiply-adds  activations
        inputs                                               25088
        1       [256, 784]      200960        6422528         8192
        2       [128, 256]       32896        1048576         4096
        3        [10, 128]        1290          40960          320
        sum                     235146        7512064        37696
        """)
    // Every column sums to its last line.
    let activations = [25_088, 8192, 4096, 320]
    #expect(activations.reduce(0, +) == 37_696)
  }

  // Nobody asks for the gradient of the data, so the first layer takes one product and not two.
  @Test func `a first layer's backward pass costs once the forward one`() {
    let ledger = Ledger(widths: [784, 256, 128, 10], batch: 32)
    let backward = 2 * ledger.multiplyAddCount - ledger.entries[0].multiplyAddCount
    let ratio = Double(backward) / Double(ledger.multiplyAddCount)
    #expect(abs(ratio - 1.145) < 5e-4)
  }

  @Test func `the search finds all architectures that spend the budget`() {
    let found = Architecture.spending(50_000, inputCount: 20, outputCount: 1)
    for architecture in found {
      #expect((49_000...51_000).contains(architecture.parameterCount))
      let widths =
        [20] + Array(repeating: architecture.width, count: architecture.depth) + [1]
      #expect(Ledger(widths: widths).parameterCount == architecture.parameterCount)
    }
    let pairs = Set(found.map { [$0.depth, $0.width] })
    #expect(pairs.count == found.count)
    #expect(Set(found.map(\.depth)) == Set(1...10))
    for (depth, width) in [(1, 2272), (2, 212), (4, 125), (10, 73)] {
      #expect(pairs.contains([depth, width]))
    }
    // The neighbors of the narrowest and the widest of a depth lie outside.
    for width in [210, 215] {
      let count = Ledger(widths: [20, width, width, 1]).parameterCount
      #expect(!(49_000...51_000).contains(count))
      #expect(!pairs.contains([2, width]))
    }
  }

  @Test func `n ReLUs on a line have at most n + 1 pieces`() {
    for seed in 0..<10 as Range<UInt64> {
      var generator = SplitMix64(seed: seed)
      let network = MultilayerPerceptron(
        widths: [1, 6, 1], nonlinearity: .relu, using: &generator)
      let count = 4001
      let x = Tensor.linearlySpaced(from: -20, through: 20, count: count)
      let hidden = network.forward(x.reshaped(to: [count, 1])).inputs[1]
      let masks = (0..<count).map { row in hidden.row(row).scalars.map { $0 > 0 } }
      let pieces = 1 + zip(masks, masks.dropFirst()).count { $0 != $1 }
      #expect(pieces <= 7)
      #expect(1 < pieces)
    }
  }
}
