import Autograd
import Regularization
import TensorCore
import TestSupport
import Testing

/// Operations, losses and rules against PyTorch's, gradients included.
@Suite(.doublePrecision(because: "The reference values are double-precision numbers."))
struct Lesson06Parity {
  let golden: GoldenValues

  init() throws { golden = try GoldenValues.lesson(6) }

  /// Within 1e-12 of the largest magnitude of the reference.
  private func expect(
    _ found: Tensor?, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try golden.tensor(name)
    let found = try #require(found, "\(name): no gradient", sourceLocation: sourceLocation)
    #expect(difference(found, expected) < 1e-12, "\(name)", sourceLocation: sourceLocation)
  }

  /// Holds output and gradients of an operation of a group against the reference.
  private func check(
    _ group: String, inputs: [String], _ function: ([Variable]) throws -> Variable
  ) throws {
    let leaves = try inputs.map { leaf(try golden.tensor("\(group).\($0)")) }
    let output = try function(leaves)
    try expect(output.value, "\(group).output")
    let cotangent =
      golden.cases["\(group).cotangent"] == nil
      ? Tensor.ones(output.shape) : try golden.tensor("\(group).cotangent")
    try output.backward(cotangent: cotangent)
    for (name, leaf) in zip(inputs, leaves) {
      try expect(leaf.gradient, "\(group).gradient.\(name)")
    }
  }

  private func mask(_ group: String, scaled: Bool = true) throws -> Tensor {
    let p = Scalar(try golden.scalar("\(group).probability"))
    return try golden.tensor("\(group).mask") * (scaled ? 1 / (1 - p) : 1)
  }

  // MARK: Dropout

  @Test func `dropout with PyTorch's masks`() throws {
    for group in try golden.groups(of: "dropout") where group != "dropout(certain)" {
      try check(group, inputs: ["input"]) { dropout($0[0], mask: try mask(group)) }
    }
  }

  @Test func `alpha dropout with PyTorch's masks`() throws {
    for group in try golden.groups(of: "alphaDropout") where group != "alphaDropout(certain)" {
      try check(group, inputs: ["input"]) { inputs in
        alphaDropout(
          inputs[0], mask: try mask(group, scaled: false),
          probability: Scalar(try golden.scalar("\(group).probability")))
      }
    }
  }

  @Test func `with probability 1 both give zeros, backward too`() throws {
    try check("dropout(certain)", inputs: ["input"]) { Dropout(probability: 1, seed: 0)($0[0]) }
    try check("alphaDropout(certain)", inputs: ["input"]) {
      AlphaDropout(probability: 1, seed: 0)($0[0])
    }
  }

  // The mask of a channel is the first number of it.
  @Test func `channel dropout with PyTorch's masks`() throws {
    for group in try golden.groups(of: "dropout2d") {
      let whole = try mask(group)
      let axes = Array(2..<whole.shape.axisCount)
      let channels = whole.max(axis: -1).reshaped(
        to: Shape(whole.shape.lengths.dropLast() + [1]))
      let narrow =
        axes.count == 1
        ? channels
        : channels.max(axis: -2).reshaped(
          to: [whole.shape[0], whole.shape[1], 1, 1])
      #expect(narrow.broadcast(to: whole.shape) == whole, "PyTorch's channels are whole")
      try check(group, inputs: ["input"]) { dropout($0[0], mask: narrow) }
    }
  }

  @Test func `DropConnect with PyTorch's masks`() throws {
    for group in try golden.groups(of: "dropConnect") {
      try check(group, inputs: ["weight", "input", "bias"]) { inputs in
        linear(inputs[1], weight: dropout(inputs[0], mask: try mask(group)), bias: inputs[2])
      }
    }
  }

  @Test func `stochastic depth with PyTorch's masks`() throws {
    for group in try golden.groups(of: "stochasticDepth") {
      let rows = try mask(group).slice(0..<1, axis: 1)
      try check(group, inputs: ["input"]) { dropout($0[0], mask: rows) }
    }
  }

  // MARK: Losses

  @Test func `label smoothing, with class weights and without`() throws {
    let groups = try golden.groups(of: "smoothing")
    #expect(groups.count == 25)
    for group in groups {
      let classes = try golden.integers("\(group).target")
      let smoothing = Scalar(try golden.scalar("\(group).smoothing"))
      let weights =
        golden.cases["\(group).weight"] == nil ? nil : try golden.tensor("\(group).weight")
      try check(group, inputs: ["logits"]) {
        softmaxCrossEntropy($0[0], classes: classes, smoothing: smoothing, classWeights: weights)
      }
    }
  }

  @Test func `soft targets, with class weights and without`() throws {
    for group in try golden.groups(of: "softTargets") {
      let target = try golden.tensor("\(group).target")
      try check(group, inputs: ["logits"]) { inputs in
        guard golden.cases["\(group).weight"] != nil else {
          return softmaxCrossEntropy(inputs[0], targets: target)
        }
        // With distributions PyTorch divides by the number of samples, not by their weights.
        let weights = try golden.tensor("\(group).weight")
        return weightedCrossEntropy(inputs[0], coefficients: target * weights / 6)
      }
    }
  }

  @Test func `penalties have PyTorch's gradients, at 0 too`() throws {
    try check("penalty(l2)", inputs: ["weight"]) { WeightPenalty.l2($0, strength: 0.3) }
    try check("penalty(l1)", inputs: ["weight"]) { WeightPenalty.l1($0, strength: 0.3) }
  }

  // MARK: Rules

  private func train(_ group: String, _ optimizer: (Variable) -> any Optimizer) throws {
    let w = leaf(try golden.tensor("\(group).start"))
    let (goal, scale) = (
      Variable(try golden.tensor("\(group).goal")), Variable(try golden.tensor("\(group).scale"))
    )
    let rule = optimizer(w)
    var rows: [Tensor] = []
    for _ in 0..<12 {
      try trainingStep(rule) { (scale * (w - goal) * (w - goal)).sum() * 0.5 }
      rows.append(w.value.reshaped(to: [1, 5]))
    }
    try expect(.concatenation(rows), "\(group).output")
  }

  @Test func `decay in the gradient is SGD's and Adam's`() throws {
    try train("decay(sgd)") {
      FirstOrderOptimizer([$0], CoupledDecay(GradientDescentRule(learningRate: 0.1), strength: 0.2))
    }
    try train("decay(momentum)") {
      FirstOrderOptimizer([$0], CoupledDecay(MomentumRule(learningRate: 0.05), strength: 0.2))
    }
    try train("decay(adam)") {
      FirstOrderOptimizer(
        [$0], CoupledDecay(AdamWRule(learningRate: 0.05, weightDecay: 0), strength: 0.2))
    }
  }

  @Test func `decay apart from the gradient is AdamW's`() throws {
    try train("decay(adamW)") {
      FirstOrderOptimizer(
        [$0], DecoupledDecay(AdamWRule(learningRate: 0.05, weightDecay: 0), strength: 0.2))
    }
    try train("decay(adamW)") { AdamW([$0], AdamWRule(learningRate: 0.05, weightDecay: 0.2)) }
  }

  // torch.renorm divides by ‖w‖ + 1e-7: it leaves long rows short of the bound by that share.
  @Test func `projected rows are PyTorch's to its 1e-7`() throws {
    let weight = try golden.tensor("renorm.weight")
    let bound = Scalar(try golden.scalar("renorm.bound"))
    let found = MaxNorm(bound: bound).projection(of: weight)
    let expected = try golden.tensor("renorm.output")
    #expect(difference(found, expected) < 1e-7)
    #expect(difference(found, expected) > 1e-9)
  }

  @Test func `pruning chooses PyTorch's weights`() throws {
    let groups = try golden.groups(of: "prune")
    #expect(groups.count == 6)
    for group in groups {
      let numbers = group.split { !($0.isNumber || $0 == ".") }
      let sparsity = try #require(Double(numbers[0]))
      let weights = try ["first", "second"].map { leaf(try golden.tensor("\(group).\($0)")) }
      let pruning =
        group.contains("layerwise")
        ? MagnitudePruning(layerwise: weights, sparsity: sparsity)
        : MagnitudePruning(weights, sparsity: sparsity)
      for (mask, role) in zip(pruning.masks, ["first", "second"]) {
        #expect(mask == (try golden.tensor("\(group).mask.\(role)")), "\(group) \(role)")
      }
    }
  }

  @Test func `defaults are PyTorch's`() throws {
    func setting(_ name: String) throws -> Scalar { Scalar(try golden.scalar("defaults.\(name)")) }
    var generator = SplitMix64(seed: 1)
    #expect(Dropout(using: &generator).probability == (try setting("Dropout.p")))
    #expect(Dropout2d(using: &generator).probability == (try setting("Dropout2d.p")))
    #expect(AlphaDropout(using: &generator).probability == (try setting("AlphaDropout.p")))
    #expect(AdamWRule().weightDecay == (try setting("AdamW.weight_decay")))
    #expect(CoupledDecay<AdamWRule>().strength == (try setting("Adam.weight_decay")))
    #expect(CoupledDecay<MomentumRule>().strength == (try setting("SGD.weight_decay")))
  }
}
