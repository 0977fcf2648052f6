import Backprop
import TensorCore
import TestSupport
import Testing

// Steps of optimizers, clipped and accumulated gradients, and graphs that are kept.
extension Lesson02Parity {
  private static let parameterNames = ["weight1", "bias1", "weight2", "bias2"]

  /// The weights that every run of the fixture starts from, in the order of their names.
  private func startingParameters() throws -> [Variable] {
    try Self.parameterNames.map { name in
      Variable(try golden.tensor("training.\(name)"), requiresGradient: true)
    }
  }

  /// The loss of a tanh network 4-5-3 on the fixture's six samples.
  private func trainingLoss(_ parameters: [Variable]) throws -> Variable {
    let input = Variable(try golden.tensor("training.input"))
    let hidden = tanh(linear(input, weight: parameters[0], bias: parameters[1]))
    return softmaxCrossEntropy(
      linear(hidden, weight: parameters[2], bias: parameters[3]),
      classes: try golden.integers("training.target"))
  }

  /// Repeats ten steps, and compares the loss before and every weight after each of them.
  ///
  /// The first deviation ends it: all that come after follow from it.
  private func expectSteps(of run: String, _ makeOptimizer: ([Variable]) -> any Optimizer) throws {
    let parameters = try startingParameters()
    let optimizer = makeOptimizer(parameters)
    let losses = try golden.tensor("training(\(run)).lossBeforeStep").scalars
    #expect(losses.count == 10)
    for (step, expected) in losses.enumerated() {
      optimizer.zeroGradients()
      let loss = try trainingLoss(parameters)
      try #require(Swift.abs(loss.scalar - expected) <= Self.tolerance, "\(run), step \(step)")
      try loss.backward()
      optimizer.step()
      for (name, parameter) in zip(Self.parameterNames, parameters) {
        let history = try golden.tensor("training(\(run)).\(name)")
        let row = history.slice(step..<step + 1).reshaped(to: parameter.shape)
        let difference = (parameter.value - row).scalars.map { Swift.abs($0) }.max() ?? 0
        try #require(difference <= Self.tolerance, "\(run), step \(step), \(name)")
      }
    }
  }

  private func setting(_ name: String, of run: String) throws -> Scalar {
    try golden.tensor("training(\(run)).\(name)").scalar
  }

  @Test func `ten steps of gradient descent agree`() throws {
    let learningRate = try setting("learningRate", of: "SGD")
    try expectSteps(of: "SGD") { GradientDescent($0, learningRate: learningRate) }
  }

  @Test func `ten steps with momentum agree`() throws {
    let learningRate = try setting("learningRate", of: "momentum")
    let momentum = try setting("momentum", of: "momentum")
    try expectSteps(of: "momentum") {
      Momentum($0, MomentumRule(learningRate: learningRate, momentum: momentum))
    }
  }

  // Adam without weight decay is AdamW with none.
  @Test(arguments: ["Adam", "AdamW"])
  func `ten adaptive steps agree`(run: String) throws {
    let learningRate = try setting("learningRate", of: run)
    let weightDecay = try setting("weightDecay", of: run)
    let epsilon = try setting("epsilon", of: run)
    let betas = try golden.tensor("training(\(run)).betas").scalars
    try expectSteps(of: run) {
      AdamW(
        $0,
        AdamWRule(
          learningRate: learningRate, beta1: betas[0], beta2: betas[1], epsilon: epsilon,
          weightDecay: weightDecay))
    }
  }

  @Test func `a second pass over a retained graph agrees`() throws {
    let parameters = try startingParameters()
    let loss = try trainingLoss(parameters)
    for (pass, retains) in [("first", true), ("second", false)] {
      try loss.backward(retainingGraph: retains)
      for (name, parameter) in zip(Self.parameterNames, parameters) {
        let gradient = try #require(parameter.gradient)
        try compare(gradient, with: "retainedGraph.\(pass).\(name)", #_sourceLocation)
      }
    }
  }

  @Test(arguments: [
    ("table(V2.1)", 1), ("clipByNorm(above)", 2), ("clipByNorm(below)", 2), ("clipByNorm(zero)", 2),
    ("clipByValue", 2), ("clipByValue(F2.11)", 1),
  ])
  func `clipped gradients agree`(group: String, count: Int) throws {
    let parameters = try (0..<count).map { index in
      let gradient = try golden.tensor("\(group).gradient\(index)")
      let parameter = Variable(.zeros(gradient.shape), requiresGradient: true)
      parameter.gradient = gradient
      return parameter
    }
    let limit = try golden.tensor("\(group).limit").scalar
    if golden.cases["\(group).norm"] == nil {
      clipGradientValues(parameters, to: limit)
    } else {
      let norm = clipGradientNorm(parameters, to: limit)
      try compare(Tensor(norm), with: "\(group).norm", #_sourceLocation)
    }
    for (index, parameter) in parameters.enumerated() {
      let gradient = try #require(parameter.gradient)
      try compare(gradient, with: "\(group).clipped\(index)", #_sourceLocation)
    }
  }

  @Test(arguments: [[6], [3, 3], [4, 2]])
  func `accumulated gradients agree, whatever the sizes of the parts`(sizes: [Int]) throws {
    let input = try golden.tensor("accumulation.input")
    let target = try golden.tensor("accumulation.target")
    let weight = Variable(try golden.tensor("accumulation.weight"), requiresGradient: true)
    try accumulateGradients(sizes: sizes) { part in
      let start = sizes[..<part].reduce(0, +)
      let rows = start..<start + sizes[part]
      return meanSquaredError(
        linear(Variable(input.slice(rows)), weight: weight), targets: target.slice(rows))
    }
    let gradient = try #require(weight.gradient)
    for reference in ["whole", "halves", "weighted"] {
      try compare(gradient, with: "accumulation.\(reference)", #_sourceLocation)
    }
  }
}
