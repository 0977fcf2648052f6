import Backprop
import TensorCore
import TestSupport
import Testing

/// By hand, by the engine, by differences: three derivations of one number.
@Suite struct Lesson02Derivations {
  /// The error of differences: u^⅔ of the numbers involved, and some room.
  ///
  /// In single precision the step is 5e-3, so that now and then a ReLU's kink lies within it.
  static let differencing: Scalar = Scalar.ulpOfOne > 1e-10 ? 2e-2 : 1e-8

  // MARK: The two-layer network

  private func tableNetwork(_ group: String) throws -> (TwoLayerNetwork, Tensor) {
    let golden = try GoldenValues.lesson(2)
    let network = TwoLayerNetwork(
      weight1: try golden.tensor("\(group).weight1"), bias1: try golden.tensor("\(group).bias1"),
      weight2: try golden.tensor("\(group).weight2"), bias2: try golden.tensor("\(group).bias2"))
    return (network, try golden.tensor("\(group).input"))
  }

  @Test func `the curriculum's cross-entropy network`() throws {
    let golden = try GoldenValues.lesson(2)
    let (network, x) = try tableNetwork("table(V2.7)")
    let classes = try golden.integers("table(V2.7).target")
    #expect(
      difference(network.forward(x).output, try golden.tensor("table(V2.7).logits")) < rounding)
    let (loss, found) = network.crossEntropy(x, classes: classes)
    #expect(abs(loss - 1.296005624191649) < rounding)
    let expected = Tensor([
      [-0.126866989316, -0.253733978632], [0.16517400321, 0.28978641714],
      [-0.145424608485, 0.0727123042425],
    ])
    #expect(difference(found.weight1, expected) < max(rounding, 1e-11))  // as many digits as given
    try expectAgreement(network, x, found) { softmaxCrossEntropy($0, classes: classes) }
  }

  @Test func `the curriculum's squared-error network`() throws {
    let golden = try GoldenValues.lesson(2)
    let (network, x) = try tableNetwork("table(V2.8)")
    let targets = try golden.tensor("table(V2.8).target")
    let (loss, found) = network.squaredError(x, targets: targets)
    #expect(abs(loss - 2.4758203125) < rounding)
    #expect(difference(found.weight1, Tensor([[3.121875, 0.5203125], [0, 0]])) < rounding)
    #expect(difference(found.weight2, Tensor([[2.2140625, 0], [-1.04609375, 0]])) < rounding)
    #expect(difference(found.bias1, Tensor([1.040625, 0])) < rounding)
    #expect(difference(found.bias2, Tensor([0.9125, -0.69375])) < rounding)
    // No differences: unit 0 has a weighted sum of exactly 0 for sample 0, which is the kink.
    #expect(network.forward(x).weightedSums[0, 0] == 0)
    try expectEngine(network, x, found) { meanSquaredError($0, targets: targets) }
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `random networks`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let network = TwoLayerNetwork(
      weight1: .normal([5, 4], using: &generator), bias1: .normal([5], using: &generator),
      weight2: .normal([3, 5], using: &generator), bias2: .normal([3], using: &generator))
    let x = Tensor.normal([6, 4], using: &generator)
    let targets = Tensor.normal([6, 3], using: &generator)
    let classes = (0..<6).map { _ in generator.uniform(below: 3) }
    try expectAgreement(network, x, network.crossEntropy(x, classes: classes).gradients) {
      softmaxCrossEntropy($0, classes: classes)
    }
    try expectAgreement(network, x, network.squaredError(x, targets: targets).gradients) {
      meanSquaredError($0, targets: targets)
    }
  }

  /// Compares gradients by hand with the engine's and with central differences.
  private func expectAgreement(
    _ network: TwoLayerNetwork, _ x: Tensor, _ byHand: TwoLayerNetwork.Gradients,
    sourceLocation: SourceLocation = #_sourceLocation, loss: (Variable) -> Variable
  ) throws {
    try expectEngine(network, x, byHand, sourceLocation: sourceLocation, loss: loss)
    let values = network.tensors + [x]
    for (index, gradient) in byHand.tensors.enumerated() {
      let numeric = numericGradient(at: values[index]) { moved in
        var moving = values
        moving[index] = moved
        return loss(network.engineOutput(moving.map { Variable($0) })).scalar
      }
      let error = relativeDistance(gradient, numeric)
      #expect(error < Self.differencing, sourceLocation: sourceLocation)
    }
  }

  /// Compares gradients by hand with the engine's.
  private func expectEngine(
    _ network: TwoLayerNetwork, _ x: Tensor, _ byHand: TwoLayerNetwork.Gradients,
    sourceLocation: SourceLocation = #_sourceLocation, loss: (Variable) -> Variable
  ) throws {
    let engine = try gradients(at: network.tensors + [x]) { loss(network.engineOutput($0)) }
    for (found, expected) in zip(byHand.tensors, engine) {
      #expect(difference(found, expected) < rounding, sourceLocation: sourceLocation)
    }
  }

  // MARK: Rules

  /// A rule by hand, the same operation of the engine, and where to compare them.
  struct Rule: Sendable, CustomTestStringConvertible {
    let name: String
    var shape: Shape = [3, 4]
    let operation: @Sendable (Variable) -> Variable
    let rule: @Sendable (Tensor, Tensor) -> Tensor
    var testDescription: String { name }
  }

  static let rules = [
    Rule(name: "relu", operation: { relu($0) }, rule: { d, x in LayerRules.relu(d, input: x) }),
    Rule(
      name: "sigmoid", operation: { sigmoid($0) },
      rule: { d, x in LayerRules.sigmoid(d, output: x.map { .sigmoid($0) }) }),
    Rule(
      name: "tanh", operation: { tanh($0) },
      rule: { d, x in LayerRules.tanh(d, output: x.map { .tanh($0) }) }),
    Rule(
      name: "softmax", operation: { $0.softmax() },
      rule: { d, x in LayerRules.softmax(d, output: x.softmax()) }),
    Rule(
      name: "softmax by its Jacobian", shape: [5], operation: { $0.softmax() },
      rule: { d, x in matvec(LayerRules.softmaxJacobian(probabilities: x.softmax()), d) }),
    Rule(
      name: "logSoftmax", operation: { $0.logSoftmax() },
      rule: { d, x in LayerRules.logSoftmax(d, output: x.logSoftmax()) }),
    Rule(
      name: "logSumExp", operation: { $0.logSumExp() },
      rule: { d, x in LayerRules.logSumExp(d, input: x) }),
    Rule(
      name: "sum", operation: { $0.sum() },
      rule: { d, x in LayerRules.sum(d.scalar, shape: x.shape) }),
    Rule(
      name: "mean", operation: { $0.mean() },
      rule: { d, x in LayerRules.mean(d.scalar, shape: x.shape) }),
    Rule(
      name: "max", operation: { $0.max() }, rule: { d, x in LayerRules.max(d.scalar, input: x) }),
    Rule(
      name: "broadcast", shape: [3, 1], operation: { $0.broadcast(to: [2, 3, 4]) },
      rule: { d, x in LayerRules.broadcast(d, from: x.shape) }),
    Rule(
      name: "transposition", operation: { $0.transposed },
      rule: { d, _ in LayerRules.transposition(d) }),
    Rule(
      name: "reshaping", operation: { $0.reshaped(to: [2, 6]) },
      rule: { d, x in LayerRules.reshaping(d, from: x.shape) }),
    Rule(
      name: "rows", operation: { $0.gathering(rows: [2, 0, 2]) },
      rule: { d, x in LayerRules.rows(d, indices: [2, 0, 2], shape: x.shape) }),
    Rule(
      name: "softmaxCrossEntropy", operation: { softmaxCrossEntropy($0, classes: [2, 0, 3]) },
      rule: { d, x in
        LayerRules.softmaxCrossEntropy(probabilities: x.softmax(), classes: [2, 0, 3]) * d
      }),
    Rule(
      name: "sigmoidCrossEntropy",
      operation: { sigmoidCrossEntropy($0, targets: Tensor(repeating: 0.3, shape: [3, 4])) },
      rule: { d, x in
        LayerRules.sigmoidCrossEntropy(
          probabilities: x.map { .sigmoid($0) }, targets: Tensor(repeating: 0.3, shape: [3, 4])) * d
      }),
    Rule(
      name: "meanSquaredError",
      operation: { meanSquaredError($0, targets: Tensor(repeating: 0.3, shape: [3, 4])) },
      rule: { d, x in
        LayerRules.meanSquaredError(
          predictions: x, targets: Tensor(repeating: 0.3, shape: [3, 4])) * d
      }),
  ]

  @Test(arguments: rules) func `a rule by hand`(rule: Rule) throws {
    var generator = SplitMix64(seed: 1)
    let point = Tensor.normal(rule.shape, using: &generator)
    let x = leaf(point)
    let y = rule.operation(x)
    let cotangent = Tensor.normal(y.shape, using: &generator)
    try y.backward(cotangent: cotangent)
    let byHand = rule.rule(cotangent, point)
    #expect(difference(byHand, try #require(x.gradient)) < rounding)
    let numeric = numericGradient(at: point) { x in
      (rule.operation(Variable(x)).value * cotangent).sum()
    }
    #expect(relativeDistance(byHand, numeric) < Self.differencing)
  }

  @Test func `the rules of products`() throws {
    var generator = SplitMix64(seed: 2)
    let (x, weight) = (
      Tensor.normal([4, 5], using: &generator), Tensor.normal([3, 5], using: &generator)
    )
    let (bias, d) = (
      Tensor.normal([3], using: &generator), Tensor.normal([4, 3], using: &generator)
    )
    let leaves = [x, weight, bias].map { leaf($0) }
    try linear(leaves[0], weight: leaves[1], bias: leaves[2]).backward(cotangent: d)
    let rule = LayerRules.linear(d, x: x, weight: weight)
    #expect([rule.input, rule.weight, rule.bias] == leaves.map(\.gradient))
    let b = Tensor.normal([5, 3], using: &generator)
    let factors = [x, b].map { leaf($0) }
    try matmul(factors[0], factors[1]).backward(cotangent: d)
    let product = LayerRules.product(d, a: x, b: b)
    #expect([product.a, product.b] == factors.map(\.gradient))
  }

  @Test func `the Jacobian of softmax is symmetric and its rows sum to 0`() {
    let p = Tensor([0.3, -1.2, 0.8, 2]).softmax()
    let jacobian = LayerRules.softmaxJacobian(probabilities: p)
    #expect(jacobian == jacobian.transposed)
    #expect(jacobian.sum(axis: 1).maximumMagnitude() < rounding)
  }

  @Test func `fused cross-entropy is bounded where the product is NaN`() throws {
    let logits = leaf(Tensor([[1000, 0]]))
    try softmaxCrossEntropy(logits, classes: [1]).backward()
    #expect(logits.gradient == Tensor([[1, -1]]))
    let p = Tensor([1000, 0]).softmax()
    let product = matvec(
      LayerRules.softmaxJacobian(probabilities: p), Tensor([0, -1]) / p)
    #expect(!product.isFinite)
  }
}

extension TwoLayerNetwork {
  /// The parameters, in the order of the gradients.
  fileprivate var tensors: [Tensor] { [weight1, bias1, weight2, bias2] }

  /// The output by the engine, from the parameters and the batch.
  fileprivate func engineOutput(_ v: [Variable]) -> Variable {
    linear(relu(linear(v[4], weight: v[0], bias: v[1])), weight: v[2], bias: v[3])
  }
}

extension TwoLayerNetwork.Gradients {
  fileprivate var tensors: [Tensor] { [weight1, bias1, weight2, bias2, input] }
}
