import Autograd
import Regularization
import TensorCore
import TestSupport
import Testing

/// Penalties, decays, projections, and which parameters they are for.
@Suite struct Lesson06Weights {
  /// A loss whose gradient is not that of the penalty: a quadratic around a goal.
  private func train(_ optimizer: (Variable) -> any Optimizer, stepCount: Int) throws -> Tensor {
    let w = leaf(Tensor([1, -2, 0.5, 3]))
    let (goal, scale) = (Variable(Tensor([0.3, 0.2, -1, 2])), Variable(Tensor([1, 0.5, 3, 0.1])))
    let rule = optimizer(w)
    for _ in 0..<stepCount {
      try trainingStep(rule) { (scale * (w - goal) * (w - goal)).sum() * 0.5 }
    }
    return w.value
  }

  // MARK: L2 and decay

  @Test func `for plain descent L2 and decay are the same`() throws {
    let rule = GradientDescentRule(learningRate: 0.1)
    let coupled = try train(
      { FirstOrderOptimizer([$0], CoupledDecay(rule, strength: 0.2)) }, stepCount: 100)
    let decoupled = try train(
      { FirstOrderOptimizer([$0], DecoupledDecay(rule, strength: 0.2)) }, stepCount: 100)
    #expect(difference(coupled, decoupled) < rounding)
  }

  @Test func `with momentum they differ`() throws {
    let rule = MomentumRule(learningRate: 0.05)
    let coupled = try train(
      { FirstOrderOptimizer([$0], CoupledDecay(rule, strength: 0.2)) }, stepCount: 10)
    let decoupled = try train(
      { FirstOrderOptimizer([$0], DecoupledDecay(rule, strength: 0.2)) }, stepCount: 10)
    #expect(difference(coupled, decoupled) > 0.01)
  }

  // Q6.7: pure decay, no gradient from the loss, ten steps with η = 0.01 and λ = 0.1.
  @Test func `Adam divides the decay away, AdamW does not`() throws {
    func decayed(_ optimizer: (Variable) -> any Optimizer) throws -> Scalar {
      let w = leaf(Tensor([1]))
      let rule = optimizer(w)
      for _ in 0..<10 { try trainingStep(rule) { (w * 0).sum() } }
      return w.value[0]
    }
    let rule = AdamWRule(learningRate: 0.01, weightDecay: 0)
    let adam = try decayed { FirstOrderOptimizer([$0], CoupledDecay(rule, strength: 0.1)) }
    let adamW = try decayed { FirstOrderOptimizer([$0], DecoupledDecay(rule, strength: 0.1)) }
    #expect(abs(Double(adam) - 0.90035) < 5e-5)
    #expect(abs(Double(adamW) - 0.990045) < 5e-6)
    // A hundred times the strength: Adam's step is the same.
    let strong = try decayed { FirstOrderOptimizer([$0], CoupledDecay(rule, strength: 10)) }
    #expect(abs(strong - adam) < 1e-3)
  }

  @Test func `the penalty in the loss is the decay in the gradient`() throws {
    let (x, start) = (Variable(normalBatch(8, 3, seed: 1)), normalBatch(2, 3, seed: 2))
    let (inLoss, inRule) = (leaf(start), leaf(start))
    let plain = Momentum([inLoss], learningRate: 0.1)
    let coupled = FirstOrderOptimizer(
      [inRule], CoupledDecay(MomentumRule(learningRate: 0.1), strength: 0.3))
    for _ in 0..<20 {
      try trainingStep(plain) {
        tanh(linear(x, weight: inLoss)).sum() + WeightPenalty.l2([inLoss], strength: 0.3)
      }
      try trainingStep(coupled) { tanh(linear(x, weight: inRule)).sum() }
    }
    #expect(difference(inLoss.value, inRule.value) < 10 * rounding)
  }

  @Test func `decays keep the rule's memory, names and momentum`() {
    typealias Rule = CoupledDecay<MomentumRule>
    let w = leaf(Tensor([1, 2]))
    let optimizer = FirstOrderOptimizer([w], Rule(MomentumRule(learningRate: 0.1), strength: 0.1))
    #expect(optimizer.momenta == [0.9])
    optimizer.learningRate = 0.2
    #expect(optimizer.groups[0].rule.rule.learningRate == 0.2)
    #expect(optimizer.state.map(\.name).contains("0.momentum_buffer"))
  }

  // F6.7: a half or none.
  @Test func `without the half the gradient is twice as large`() throws {
    let w = leaf(normalBatch(3, 4, seed: 3))
    try WeightPenalty.l2([w], strength: 0.7).backward()
    let half = try #require(w.gradient)
    w.zeroGradient()
    try ((w * w).sum() * 0.7).backward()
    #expect(w.gradient == half * 2)
  }

  // Q6.12: the squared norm is smooth at 0, the norm itself is not.
  @Test func `at 0 the squared norm has the gradient 0`() throws {
    let w = leaf(.zeros([3]))
    try WeightPenalty.l2([w], strength: 1).backward()
    #expect(w.gradient == .zeros([3]))
    w.zeroGradient()
    try squareRoot((w * w).sum()).backward()
    #expect(try #require(w.gradient).scalars.allSatisfy { $0.isNaN })
  }

  // MARK: L1

  // V6.6
  @Test func `soft thresholds`() {
    let shrunk = Tensor([3, 0.5, -0.2, 0.05, -2]).softThresholded(by: 0.3)
    #expect(difference(shrunk, Tensor([2.7, 0.2, 0, 0, -1.7])) < rounding)
    #expect(shrunk[2] == 0 && shrunk[3] == 0)
  }

  // F6.9: the lasso with the identity for a design.
  @Test func `descent leaves no zero, the proximal step leaves two`() throws {
    let goal = Tensor([3, 0.5, -0.2, 0.05, -2])
    func solution(_ optimizer: (Variable) -> any Optimizer, penalty: Scalar) throws -> Tensor {
      let w = leaf(.zeros([5]))
      let rule = optimizer(w)
      for _ in 0..<500 {
        try trainingStep(rule) {
          let error = w - Variable(goal)
          let loss = (error * error).sum() * 0.5
          return penalty > 0 ? loss + WeightPenalty.l1([w], strength: penalty) : loss
        }
      }
      return w.value
    }
    let descent = try solution({ GradientDescent([$0], learningRate: 0.1) }, penalty: 0.3)
    let proximal = try solution(
      { ProximalDescent([$0], ProximalDescentRule(learningRate: 0.1, l1: 0.3)) }, penalty: 0)
    #expect(descent.scalars.count { $0 == 0 } == 0)
    #expect(proximal.scalars.count { $0 == 0 } == 2)
    #expect(difference(proximal, goal.softThresholded(by: 0.3)) < rounding)
    #expect((descent - proximal).maximumMagnitude() < 0.05)
    #expect((descent - proximal).maximumMagnitude() > 0.01)
  }

  @Test func `the elastic net's minimum is a scaled threshold`() throws {
    let goal = Tensor([3, 0.5, -0.2, 0.05, -2])
    let w = leaf(.zeros([5]))
    let optimizer = ProximalDescent(
      [w], ProximalDescentRule(learningRate: 0.1, l1: 0.3, l2: 0.5))
    for _ in 0..<500 {
      try trainingStep(optimizer) {
        let error = w - Variable(goal)
        return (error * error).sum() * 0.5
      }
    }
    #expect(difference(w.value, goal.softThresholded(by: 0.3) / 1.5) < rounding)
  }

  // MARK: Max-norm

  @Test func `long rows are shortened, short ones are not touched`() {
    let weight = Tensor([[3, 4], [0.3, 0.4], [0, 0], [-6, 8]])
    let projected = MaxNorm(bound: 2).projection(of: weight)
    #expect(
      difference(projected, Tensor([[1.2, 1.6], [0.3, 0.4], [0, 0], [-1.2, 1.6]])) < rounding)
    #expect(projected.row(1) == weight.row(1) && projected.row(2) == weight.row(2))
    #expect(difference(MaxNorm(bound: 2).projection(of: projected), projected) < rounding)
  }

  @Test func `kernels have one norm an output`() {
    let kernel = normalBatch(1, 24, seed: 2).reshaped(to: [2, 3, 4])
    let variable = leaf(kernel)
    MaxNorm(bound: 0.5).project([variable])
    for output in 0..<2 {
      #expect(abs(variable.value.slice(output..<output + 1).norm() - 0.5) < rounding)
    }
    #expect(variable.version == 1)
  }

  // MARK: Groups

  @Test func `biases and vectors are kept, matrices decay`() {
    var generator = SplitMix64(seed: 1)
    let model = Sequential(
      Linear(inputCount: 3, outputCount: 4, using: &generator), Dropout(using: &generator),
      Linear(inputCount: 4, outputCount: 2, using: &generator))
    let groups = DecayGroups(of: model)
    #expect(groups.decayed.map(\.name) == ["0.weight", "2.weight"])
    #expect(groups.kept.map(\.name) == ["0.bias", "2.bias"])
    let less = DecayGroups(of: model) { name, _ in name == "0.weight" }
    #expect(less.decayed.map(\.name) == ["2.weight"])
    let optimizer = AdamW(
      groups: groups.optimizerGroups(
        decayed: AdamWRule(weightDecay: 0.5), kept: AdamWRule(weightDecay: 0)))
    #expect(optimizer.groups.map(\.rule.weightDecay) == [0.5, 0])
    #expect(optimizer.parameters.count == 4)
  }

  // F6.8: ½ (b − y)² + λ/2 b² has its minimum at y / (1 + λ).
  @Test func `a decayed bias misses by 1/(1 + λ)`() throws {
    for strength in [0.1, 1] as [Scalar] {
      let bias = leaf(Tensor([0]))
      let optimizer = FirstOrderOptimizer(
        [bias], CoupledDecay(GradientDescentRule(learningRate: 0.2), strength: strength))
      for _ in 0..<300 {
        try trainingStep(optimizer) {
          let error = bias - 4
          return (error * error).sum() * 0.5
        }
      }
      #expect(abs(bias.value[0] - 4 / (1 + strength)) < 10 * rounding)
    }
  }
}
