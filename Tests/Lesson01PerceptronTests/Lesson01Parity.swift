import Perceptron
import TensorCore
import TestSupport
import Testing

/// Layers, losses and their gradients against PyTorch's.
@Suite struct Lesson01Parity {
  let golden: GoldenValues

  init() throws { golden = try GoldenValues.lesson(1) }

  /// A rounding or two of each operation, by the largest number of the reference array: a sum of
  /// terms that cancel is accurate to the size of its terms.
  static let tolerance: Scalar = isDouble ? 1e-12 : 2e-5

  /// Compares a result with the reference of a name.
  func expect(
    _ found: Tensor, equals name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try golden.tensor(name)
    try #require(found.shape == expected.shape, "\(name)", sourceLocation: sourceLocation)
    // One issue a tensor: the entry that is furthest off. Equal infinities differ by nothing.
    let largest = expected.scalars.map { abs($0) }.max() ?? 0
    let differences = zip(found.scalars, expected.scalars).map { $0 == $1 ? 0 : abs($0 - $1) }
    let worst = differences.first { $0.isNaN } ?? differences.max() ?? 0
    #expect(worst <= Self.tolerance * largest, "\(name)", sourceLocation: sourceLocation)
  }

  // MARK: - Layers

  @Test func `affine maps and their backward passes agree`() throws {
    for group in try golden.groups(of: "linear") {
      let hasBias = golden.cases["\(group).bias"] != nil
      let map = AffineMap(
        weight: try golden.tensor("\(group).weight"),
        bias: hasBias ? try golden.tensor("\(group).bias") : nil)
      let x = try golden.tensor("\(group).input")
      try expect(map(x), equals: "\(group).output")
      let gradient = map.pullback(input: x, cotangent: try golden.tensor("\(group).cotangent"))
      try expect(gradient.input, equals: "\(group).gradient.input")
      try expect(gradient.weight, equals: "\(group).gradient.weight")
      if hasBias { try expect(gradient.bias, equals: "\(group).gradient.bias") }
    }
  }

  @Test func `the default start has the reference's bound`() throws {
    let counts = try golden.integers("linearInitialization.inputCount")
    let bounds = try golden.tensor("linearInitialization.weightBound")
    #expect(
      try golden.tensor("linearInitialization.biasBound").distance(to: bounds) < rounding)
    for (count, bound) in zip(counts, bounds.scalars) {
      var generator = SplitMix64(seed: UInt64(count))
      let map = AffineMap(inputCount: count, outputCount: 40_000 / count, using: &generator)
      #expect(map.weight.maximumMagnitude() <= bound * (1 + rounding))
      // Of about 40,000 draws none in the outer thousandth: probability 0.999^39200 < 1e-17.
      #expect(0.999 * bound < map.weight.maximumMagnitude())
    }
  }

  @Test(arguments: ["relu": Nonlinearity.relu, "tanh": .tanh, "linear": .identity])
  func `multilayer perceptrons agree layer by layer`(
    name: String, nonlinearity: Nonlinearity
  ) throws {
    let group = "mlp(\(name))"
    let layers = try (1...3).map { layer in
      AffineMap(
        weight: try golden.tensor("\(group).weight\(layer)"),
        bias: try golden.tensor("\(group).bias\(layer)"))
    }
    let network = MultilayerPerceptron(layers: layers, nonlinearity: nonlinearity)
    let pass = network.forward(try golden.tensor("\(group).input"))
    try expect(pass.inputs[1], equals: "\(group).hidden1")
    try expect(pass.inputs[2], equals: "\(group).hidden2")
    try expect(pass.logits, equals: "\(group).output")

    // The backward pass, by hand, layer by layer.
    var cotangent = try golden.tensor("\(group).cotangent")
    for layer in [3, 2, 1] {
      let gradient = layers[layer - 1].pullback(
        input: pass.inputs[layer - 1], cotangent: cotangent)
      try expect(gradient.weight, equals: "\(group).gradient.weight\(layer)")
      try expect(gradient.bias, equals: "\(group).gradient.bias\(layer)")
      cotangent = gradient.input
      if layer > 1 { cotangent *= nonlinearity.slope(fromOutput: pass.inputs[layer - 1]) }
    }
    try expect(cotangent, equals: "\(group).gradient.input")
  }

  @Test func `softmax and the softplus head agree`() throws {
    for group in ["softmax(axis: 1)", "softmax(extreme)", "softmax(one class)"] {
      let outputs = try golden.tensor("\(group).input")
      try expect(
        TargetKind.oneOfMany.predictions(fromOutputs: outputs), equals: "\(group).output")
    }
    for group in ["softplus", "softplus(extreme)"] {
      let z = try golden.tensor("\(group).input")
      let y = TargetKind.positiveNumber.predictions(fromOutputs: z)
      try expect(y, equals: "\(group).output")
      let cotangent = try golden.tensor("\(group).cotangent")
      try expect(
        cotangent * Nonlinearity.softplus.slope(fromOutput: y), equals: "\(group).gradient.input")
    }
    // Above 20 the reference drops log(1 + e⁻ᶻ), at most 1.3e-9.
    let z = try golden.tensor("softplus(above the threshold).input")
    let reference = try golden.tensor("softplus(above the threshold).output")
    #expect(Nonlinearity.softplus(z).distance(to: reference) < (isDouble ? 1.3e-9 : 1e-5))
  }

  // MARK: - Losses

  /// Compares a pointwise loss with the three ways in which the reference reduces it.
  func expect(
    _ loss: some PointwiseLoss, agreesWith group: String, input: String
  ) throws {
    let predictions = try golden.tensor("\(group).\(input)")
    let targets = try golden.tensor("\(group).target")
    let output = "\(group).output"
    let gradient = "\(group).gradient.\(input)"
    let share = loss.gradient(at: predictions, targets: targets)
    let count = Scalar(predictions.elementCount)
    if group.contains("(none") {
      try expect(loss.values(of: predictions, targets: targets), equals: output)
      try expect(count * share * golden.tensor("\(group).cotangent"), equals: gradient)
    } else if group.contains("(sum") {
      try expect(Tensor(loss.values(of: predictions, targets: targets).sum()), equals: output)
      try expect(count * share, equals: gradient)
    } else {
      try expect(Tensor(loss.mean(of: predictions, targets: targets)), equals: output)
      try expect(share, equals: gradient)
    }
  }

  @Test func `regression losses agree in every reduction`() throws {
    for group in try golden.groups(of: "meanSquaredError") {
      try expect(SquaredError(), agreesWith: group, input: "prediction")
    }
    for group in try golden.groups(of: "absoluteError") {
      try expect(AbsoluteError(), agreesWith: group, input: "prediction")
    }
    for group in try golden.groups(of: "huber") {
      let loss = HuberLoss(delta: Scalar(try golden.scalar("\(group).delta")))
      try expect(loss, agreesWith: group, input: "prediction")
    }
    for group in try golden.groups(of: "smoothL1") {
      let loss = SmoothAbsoluteError(beta: Scalar(try golden.scalar("\(group).beta")))
      try expect(loss, agreesWith: group, input: "prediction")
    }
    for group in try golden.groups(of: "poisson") {
      try expect(PoissonLoss(), agreesWith: group, input: "logRate")
    }
  }

  @Test func `binary cross-entropy agrees in every reduction`() throws {
    for group in try golden.groups(of: "binaryCrossEntropy") where !group.contains("labels") {
      let weighted = golden.cases["\(group).positiveWeight"] != nil
      let weight = weighted ? Scalar(try golden.scalar("\(group).positiveWeight")) : 1
      try expect(BinaryCrossEntropy(positiveWeight: weight), agreesWith: group, input: "logits")
    }
  }

  @Test func `multi-label cross-entropy agrees`() throws {
    for group in try golden.groups(of: "binaryCrossEntropy") where group.contains("labels") {
      let logits = try golden.tensor("\(group).logits")
      let targets = try golden.tensor("\(group).target")
      let weighted = golden.cases["\(group).positiveWeight"] != nil
      let weights =
        weighted ? try golden.tensor("\(group).positiveWeight").scalars : [1, 1, 1, 1]
      let loss = MultiLabelCrossEntropy(positiveWeights: weights)
      let summed = group.contains("sum")
      let value =
        summed
        ? loss.meanOfSums(of: logits, targets: targets) : loss.mean(of: logits, targets: targets)
      try expect(Tensor(value), equals: "\(group).output")
      let gradient = loss.gradient(at: logits, targets: targets) * (summed ? 4 : 1)
      try expect(gradient, equals: "\(group).gradient.logits")
    }
  }

  @Test func `cross-entropy agrees: weights, ignored samples, extremes`() throws {
    for group in try golden.groups(of: "crossEntropy") {
      let logits = try golden.tensor("\(group).logits")
      let classes = try golden.integers("\(group).target")
      let weighted = golden.cases["\(group).classWeights"] != nil
      let weights = weighted ? try golden.tensor("\(group).classWeights") : nil
      let loss = SoftmaxCrossEntropy(classWeights: weights)
      let values = loss.values(of: logits, classes: classes)
      let gradient = loss.gradient(at: logits, classes: classes)
      // The gradient of the sum is that of the mean times the weights that took part.
      let total = classes.reduce(0 as Scalar) { total, index in
        index == SoftmaxCrossEntropy.ignoredClass ? total : total + (weights?[index] ?? 1)
      }
      if group.contains("(none") {
        try expect(values, equals: "\(group).output")
        let cotangent = try golden.tensor("\(group).cotangent").reshaped(to: [classes.count, 1])
        try expect(total * gradient * cotangent, equals: "\(group).gradient.logits")
      } else if group.contains("(sum") {
        try expect(Tensor(values.sum()), equals: "\(group).output")
        try expect(total * gradient, equals: "\(group).gradient.logits")
      } else {
        try expect(
          Tensor(loss.mean(of: logits, classes: classes)), equals: "\(group).output")
        try expect(gradient, equals: "\(group).gradient.logits")
      }
    }
  }

  // MARK: - The lesson's table

  @Test func `the table of golden values agrees`() throws {
    let loss = SoftmaxCrossEntropy()
    for row in ["table(V1.3)", "table(V1.4)"] {
      let logits = try golden.tensor("\(row).logits")
      let classes = try golden.integers("\(row).target")
      try expect(Tensor(loss.mean(of: logits, classes: classes)), equals: "\(row).output")
      try expect(loss.gradient(at: logits, classes: classes), equals: "\(row).gradient.logits")
    }
    for row in ["table(V1.5)", "table(V1.6)"] {
      try expect(BinaryCrossEntropy(), agreesWith: row, input: "logits")
    }
    let predictions = try golden.tensor("table(V1.7).prediction")
    try expect(
      HuberLoss().values(of: predictions, targets: golden.tensor("table(V1.7).target")),
      equals: "table(V1.7).output")
    try expect(golden.tensor("table(V1.2).logits").softmax(), equals: "table(V1.2).output")
    let floors = try golden.integers("table(V1.8).classCount").map { count in
      loss.mean(of: .oneHot([0], classCount: count), classes: [0])
    }
    try expect(Tensor(floors), equals: "table(V1.8).output")
    #expect(
      try golden.integers("table(V1.1).parameterCount")
        == [Ledger(widths: [784, 256, 128, 10]).parameterCount])
    #expect(
      try golden.integers("table(V1.1).weightCount")
        == [Ledger(widths: [784, 256, 128, 10]).weightCount])
    for (row, inputs) in [("V1.11", 512), ("V1.12", 10)] {
      let hidden = [[512, 512, 512, 512], [2048], [2048, 2048]]
      #expect(
        try golden.integers("table(\(row)).parameterCount")
          == hidden.map { Ledger(widths: [inputs] + $0 + [10]).parameterCount })
    }
  }
}
