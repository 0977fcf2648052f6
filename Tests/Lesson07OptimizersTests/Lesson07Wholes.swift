import Autograd
import Optimizers
import TensorCore
import TestSupport
import Testing

/// What needs all parameters at once: L-BFGS, averages, clipping; and PyTorch's defaults.
@Suite(.doublePrecision) struct Lesson07Wholes {
  private let golden: GoldenValues

  init() throws { golden = try GoldenValues.lesson(7) }

  /// Rosenbrock's valley (1 − a)² + 100 (b − a²)², with its gradient.
  private func rosenbrock(_ w: Variable) -> Scalar {
    let (a, b) = (w.value[0], w.value[1])
    let off = b - a * a
    w.gradient = Tensor([-2 * (1 - a) - 400 * a * off, 200 * off])
    return (1 - a) * (1 - a) + 100 * off * off
  }

  // The tolerance grows along a run: every iteration takes quotients of differences of gradients.
  @Test(arguments: ["fixed", "strong_wolfe"], [100, 3])
  func `L-BFGS walks through the valley as PyTorch's does`(search: String, history: Int) throws {
    let w = leaf(Tensor([-1.2, 1]))
    let isFixed = search == "fixed"
    let optimizer = LBFGS(
      [w], learningRate: isFixed ? 0.1 : 1, iterationCount: 5, historyCount: history,
      search: isFixed ? .fixed : .strongWolfe)
    let group = "lbfgs(\(search), history \(history))"
    let expected = try golden.tensor("\(group).rosenbrock")
    var values: [[Scalar]] = []
    for _ in 0..<12 {
      try optimizer.step { rosenbrock(w) }
      values.append(w.value.scalars)
    }
    #expect(difference(Tensor(values), expected) < 1e-8)
    let counts = try golden.tensor("\(group).counts")
    #expect(Scalar(optimizer.evaluationCount) == counts[0])
  }

  @Test(arguments: ["fixed", "strong_wolfe"])
  func `L-BFGS trains a network as PyTorch's does`(search: String) throws {
    let network = try SmallNetwork(golden)
    let optimizer = LBFGS(
      network.parameters, learningRate: search == "fixed" ? 0.2 : 1,
      search: search == "fixed" ? .fixed : .strongWolfe)
    let losses = try (0..<3).map { _ in try trainingStep(optimizer) { network.loss() } }
    let expected = try golden.tensor("lbfgs(\(search)).losses")
    #expect(difference(Tensor(losses), expected) < 1e-9)
  }

  @Test func `averages are PyTorch's`() throws {
    let network = try SmallNetwork(golden)
    let optimizer = SGD(network.parameters, SGDRule(learningRate: 0.1))
    let exponential = WeightAverage(network.parameters, .exponential(decay: 0.9))
    let equal = WeightAverage(network.parameters, .equal)
    for step in 0..<30 {
      _ = try network.train(optimizer, steps: 0..<1)
      exponential.update()
      if step % 5 == 4 { equal.update() }
    }
    for (name, average) in [("ema", exponential), ("swa", equal)] {
      let found = average.withAverages { network.values }
      #expect(difference(found, try golden.tensor("averages.\(name)")) < 1e-13, "\(name)")
      #expect(difference(network.values, found) > 1e-4, "the weights are back")
    }
  }

  @Test(arguments: ["1", "2", "3", "infinity"])
  func `clipping by every norm is PyTorch's`(power: String) throws {
    let network = try SmallNetwork(golden)
    try network.loss().backward()
    let norm: GradientNorm = Int(power).map { .power(Scalar($0)) } ?? .greatest
    let before = try norm.clip(network.parameters, to: 0.5)
    #expect(difference(Tensor(before), try golden.tensor("clipping(\(power)).norm")) < 1e-13)
    let expected = try golden.tensor("clipping(\(power)).gradients")
    #expect(difference(ParameterVector(network.parameters).gradient, expected) < 1e-13)
  }

  @Test func `clipping values is PyTorch's`() throws {
    let network = try SmallNetwork(golden)
    try network.loss().backward()
    clipGradientValues(network.parameters, to: 0.2)
    let expected = try golden.tensor("clipping(value).gradients")
    #expect(difference(ParameterVector(network.parameters).gradient, expected) < 1e-13)
  }

  @Test func `a norm that is not finite is refused if wished`() throws {
    let parameter = leaf(Tensor([1, 2]))
    parameter.gradient = Tensor([.infinity, 1])
    #expect(throws: TrainingError.self) {
      try GradientNorm.power(2).clip([parameter], to: 1, refusesNonFinite: true)
    }
    #expect(parameter.gradient == Tensor([.infinity, 1]))
    try GradientNorm.power(2).clip([parameter], to: 1)
    #expect(parameter.gradient?[0].isNaN == true)
    #expect(parameter.gradient?[1] == 0)
    parameter.gradient = Tensor([.nan, 1])
    try GradientNorm.greatest.clip([parameter], to: 1)
    #expect(parameter.gradient?.scalars.allSatisfy(\.isNaN) == true)
  }

  @Test func `defaults are PyTorch's`() throws {
    func expect(_ name: String, _ values: Scalar...) throws {
      #expect(try golden.tensor("defaults(\(name)").scalars == values, "\(name)")
    }
    let sgd = SGDRule()
    try expect("SGD).lr", sgd.learningRate)
    try expect("SGD).momentum", sgd.momentum)
    try expect("SGD).dampening", sgd.dampening)
    try expect("SGD).weight_decay", sgd.weightDecay)
    let adagrad = AdagradRule()
    try expect("Adagrad).lr", adagrad.learningRate)
    try expect("Adagrad).lr_decay", adagrad.rateDecay)
    try expect("Adagrad).initial_accumulator_value", adagrad.initialSum)
    try expect("Adagrad).eps", adagrad.epsilon)
    let rms = RMSpropRule()
    try expect("RMSprop).lr", rms.learningRate)
    try expect("RMSprop).alpha", rms.smoothing)
    try expect("RMSprop).eps", rms.epsilon)
    let adadelta = AdadeltaRule()
    try expect("Adadelta).lr", adadelta.learningRate)
    try expect("Adadelta).rho", adadelta.smoothing)
    try expect("Adadelta).eps", adadelta.epsilon)
    let adam = AdamRule()
    try expect("Adam).lr", adam.learningRate)
    try expect("Adam).betas", adam.beta1, adam.beta2)
    try expect("Adam).eps", adam.epsilon)
    try expect("Adam).weight_decay", adam.weightDecay.strength)
    try expect("AdamW).weight_decay", AdamWRule().weightDecay)
    // AMSGrad is a switch of PyTorch's Adam.
    let amsGrad = AMSGradRule()
    try expect("Adam).lr", amsGrad.learningRate)
    try expect("Adam).betas", amsGrad.beta1, amsGrad.beta2)
    try expect("Adam).eps", amsGrad.epsilon)
    let adamax = AdamaxRule()
    try expect("Adamax).lr", adamax.learningRate)
    try expect("Adamax).betas", adamax.beta1, adamax.beta2)
    try expect("Adamax).eps", adamax.epsilon)
    let nadam = NAdamRule()
    try expect("NAdam).lr", nadam.learningRate)
    try expect("NAdam).betas", nadam.beta1, nadam.beta2)
    try expect("NAdam).momentum_decay", nadam.momentumDecay)
    let radam = RAdamRule()
    try expect("RAdam).lr", radam.learningRate)
    try expect("RAdam).betas", radam.beta1, radam.beta2)
    let rprop = RpropRule()
    try expect("Rprop).lr", rprop.learningRate)
    try expect("Rprop).etas", rprop.shrinking, rprop.growing)
    try expect("Rprop).step_sizes", rprop.bounds.lowerBound, rprop.bounds.upperBound)
    let asgd = ASGDRule()
    try expect("ASGD).lr", asgd.learningRate)
    try expect("ASGD).lambd", asgd.decay)
    try expect("ASGD).alpha", asgd.power)
    try expect("ASGD).t0", asgd.averagingStart)
    let adafactor = AdafactorRule()
    try expect("Adafactor).lr", adafactor.learningRate)
    try expect("Adafactor).beta2_decay", adafactor.smoothingPower)
    try expect("Adafactor).d", adafactor.clipping)
    let muon = MuonRule()
    try expect("Muon).lr", muon.learningRate)
    try expect("Muon).momentum", muon.momentum)
    try expect("Muon).weight_decay", muon.weightDecay)
    try expect("Muon).ns_steps", Scalar(muon.iterationCount))
  }
}
