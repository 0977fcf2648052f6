import Backprop
import Foundation
import TensorCore
import TestSupport
import Testing

/// What is used when nothing is said is what PyTorch uses; where it is not, the difference is meant.
@Suite struct Lesson02Defaults {
  private let pytorch: PyTorchDefaults

  init() throws { pytorch = try PyTorchDefaults() }

  /// Expects PyTorch's default, as a `Scalar` has it.
  private func expect(_ ours: Scalar, _ owner: String, _ name: String) throws {
    #expect(ours == Scalar(try pytorch.number(owner, name)), "\(owner).\(name)")
  }

  @Test func `the script was not changed since it was run`() throws {
    let bytes = try pytorch.sources.flatMap { name in
      [UInt8](try Data(contentsOf: URL(filePath: "\(GoldenValues.folder)/\(name)")))
    }
    #expect(SHA256.hexadecimalDigest(of: bytes) == pytorch.scriptSHA256)
  }

  // However the rule is made: with nothing said, with the rate said, by the optimizer.
  @Test func `AdamW's settings are PyTorch's`() throws {
    let parameter = leaf(1)
    let rate = AdamWRule().learningRate
    let rules = [
      AdamWRule(), AdamWRule(learningRate: rate), AdamWRule(beta1: AdamWRule().beta1),
      AdamW([parameter]).groups[0].rule,
      AdamW([parameter], learningRate: rate).groups[0].rule,
    ]
    let rule = rules[0]
    try expect(rule.learningRate, "AdamW", "lr")
    try expect(rule.beta1, "AdamW", "beta1")
    try expect(rule.beta2, "AdamW", "beta2")
    try expect(rule.epsilon, "AdamW", "eps")
    try expect(rule.weightDecay, "AdamW", "weight_decay")
    for other in rules.dropFirst() {
      #expect(
        [other.learningRate, other.beta1, other.beta2, other.epsilon, other.weightDecay]
          == [rule.learningRate, rule.beta1, rule.beta2, rule.epsilon, rule.weightDecay])
    }
    #expect(try pytorch.number("AdamW", "amsgrad") == 0)
  }

  @Test func `plain descent is PyTorch's SGD with its defaults`() throws {
    try expect(GradientDescentRule().learningRate, "SGD", "lr")
    let weight = leaf(2)
    weight.gradient = Tensor(3)
    let optimizer = GradientDescent([weight])
    // Two steps with one gradient: momentum would make the second longer, decay would add the weight.
    optimizer.step()
    optimizer.step()
    let rate = Scalar(try pytorch.number("SGD", "lr"))
    #expect(weight.scalar == (2 - rate * 3) - rate * 3)
    for name in ["momentum", "dampening", "weight_decay", "nesterov"] {
      #expect(try pytorch.number("SGD", name) == 0)
    }
  }

  // PyTorch's SGD has no momentum unless it is given; a type of that name has the usual one.
  @Test func `momentum is 0.9 at PyTorch's rate, and it is meant`() throws {
    try expect(MomentumRule().learningRate, "SGD", "lr")
    #expect(MomentumRule().momentum == 0.9)
    #expect(MomentumRule(learningRate: 1).momentum == 0.9)
    #expect(try pytorch.number("SGD", "momentum") == 0)
  }

  @Test func `a linear layer has a bias, and PyTorch's bound`() throws {
    #expect(try pytorch.number("Linear", "bias") == 1)
    var generator = SplitMix64(seed: 1)
    let layer = Linear(inputCount: 16, outputCount: 4096, using: &generator)
    let bias = try #require(layer.bias)
    for (name, ours) in [("weight", layer.weight), ("bias", bias)] {
      let theirs = try pytorch.number("greatest parameter of Linear(16, 4096)", name)
      // Of 4096 uniform numbers the greatest is within 1 % of the bound but for 1 in 10¹⁷ cases.
      #expect(abs(Double(ours.value.maximumMagnitude()) / theirs - 1) < 0.01, "\(name)")
    }
  }

  @Test func `clipping leaves of [3, 4] what PyTorch leaves`() throws {
    let parameter = leaf(Tensor([0, 0]))
    for (owner, clip) in [
      ("clip_grad_norm_([3, 4], 1)", { _ = clipGradientNorm([$0], to: 1) }),
      ("clip_grad_value_([3, 4], 3.5)", { clipGradientValues([$0], to: 3.5) }),
    ] as [(String, (Variable) -> Void)] {
      parameter.gradient = Tensor([3, 4])
      clip(parameter)
      let theirs = [try pytorch.number(owner, "first"), try pytorch.number(owner, "second")]
      let ours = try #require(parameter.gradient)
      #expect(difference(ours, Tensor(theirs.map { Scalar($0) })) <= rounding, "\(owner)")
    }
    #expect(try pytorch.number("clip_grad_norm_", "norm_type") == 2)
    #expect(try pytorch.number("clip_grad_norm_", "error_if_nonfinite") == 0)
  }

  @Test func `losses are means, without smoothing`() throws {
    func expect(_ loss: Variable, _ name: String) throws {
      let theirs = try pytorch.number("losses of 3 against 0, two of them", name)
      #expect(abs(Double(loss.scalar) - theirs) <= Double(rounding) * theirs, "\(name)")
    }
    let threes = Variable(Tensor([3, 3]))
    try expect(meanSquaredError(threes, targets: Tensor([0, 0])), "mse")
    try expect(sigmoidCrossEntropy(threes, targets: Tensor([0, 0])), "bce with logits")
    let logits = Variable(Tensor([[3, 0], [3, 0]]))
    try expect(softmaxCrossEntropy(logits, classes: [1, 1]), "cross-entropy")
    #expect(try pytorch.number("CrossEntropyLoss", "label_smoothing") == 0)
  }

  // PyTorch divides by n − 1 unless told otherwise; ours by n, as normalization layers do.
  @Test func `variance is biased unless corrected, and it is meant`() throws {
    let x = Variable(Tensor([0, 2]))
    #expect(
      x.variance(axis: 0, correction: 1).scalar
        == Scalar(try pytorch.number("var([0, 2])", "value")))
    #expect(x.variance(axis: 0).scalar == 1)
  }
}
