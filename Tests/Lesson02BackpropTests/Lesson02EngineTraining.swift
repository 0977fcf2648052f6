import Backprop
import Course
import TensorCore
import TestSupport
import Testing

/// Optimizers, clipping, accumulation, checkpointing, and the training loop.
@Suite struct Lesson02EngineTraining {
  static let tolerance = Lesson02Parity.tolerance

  // MARK: Optimizers

  @Test(arguments: ["SGD", "momentum", "Adam", "AdamW"])
  func `ten steps follow PyTorch's`(name: String) throws {
    let golden = try GoldenValues.lesson(2)
    let names = ["weight1", "bias1", "weight2", "bias2"]
    let parameters = try names.map { leaf(try golden.tensor("training.\($0)")) }
    func number(_ role: String) throws -> Scalar {
      Scalar(try golden.scalar("training(\(name)).\(role)"))
    }
    let rate = try number("learningRate")
    let optimizer: any Optimizer
    switch name {
    case "SGD": optimizer = GradientDescent(parameters, learningRate: rate)
    case "momentum":
      optimizer = Momentum(parameters, learningRate: rate, momentum: try number("momentum"))
    default:
      let betas = try golden.tensor("training(\(name)).betas").scalars
      optimizer = AdamW(
        parameters, learningRate: rate, beta1: betas[0], beta2: betas[1],
        epsilon: try number("epsilon"), weightDecay: try number("weightDecay"))
    }
    let x = Variable(try golden.tensor("training.input"))
    let classes = try golden.integers("training.target")
    let losses = try golden.tensor("training(\(name)).lossBeforeStep")
    for step in 0..<10 {
      let loss = try trainingStep(optimizer) {
        let hidden = tanh(linear(x, weight: parameters[0], bias: parameters[1]))
        return softmaxCrossEntropy(
          linear(hidden, weight: parameters[2], bias: parameters[3]), classes: classes)
      }
      #expect(abs(loss / losses[step] - 1) < Self.tolerance)
      for (role, parameter) in zip(names, parameters) {
        let expected = try golden.tensor("training(\(name)).\(role)").slice(step..<step + 1)
        let error = difference(parameter.value, expected.reshaped(to: parameter.shape))
        #expect(error < Self.tolerance, "\(role), step \(step)")
      }
    }
  }

  @Test func `a parameter whose gradient has not arrived stays as it is`() throws {
    let (used, unused) = (leaf(1), leaf(1))
    for optimizer in [
      GradientDescent([used, unused], learningRate: 0.1), Momentum([used, unused], learningRate: 0.1),
      AdamW([used, unused]),
    ] as [any Optimizer] {
      let before = used.scalar
      try trainingStep(optimizer) { used * used }
      #expect(used.scalar != before)
      #expect(unused.scalar == 1 && unused.version == 0)
    }
  }

  @Test func `forgetting to zero the gradients is momentum without friction`() throws {
    let (forgetful, pendulum) = (leaf(1), leaf(1))
    let descent = GradientDescent([forgetful], learningRate: 0.1)
    let momentum = Momentum([pendulum], learningRate: 0.1, momentum: 1)
    for _ in 0..<200 {
      try (forgetful * forgetful * 0.5).backward()
      descent.step()
      try trainingStep(momentum) { pendulum * pendulum * 0.5 }
      #expect(forgetful.scalar == pendulum.scalar)
    }
  }

  // MARK: Clipping and accumulation

  @Test(arguments: ["table(V2.1)", "clipByNorm(above)", "clipByNorm(below)", "clipByNorm(zero)"])
  func `clipping by norm agrees with PyTorch`(group: String) throws {
    let golden = try GoldenValues.lesson(2)
    let count = group == "table(V2.1)" ? 1 : 2
    let parameters = try (0..<count).map { index in
      let gradient = try golden.tensor("\(group).gradient\(index)")
      let parameter = leaf(.zeros(gradient.shape))
      parameter.gradient = gradient
      return parameter
    }
    let norm = clipGradientNorm(parameters, to: Scalar(try golden.scalar("\(group).limit")))
    let expected = Scalar(try golden.scalar("\(group).norm"))
    #expect(abs(norm - expected) <= Self.tolerance * expected)
    for (index, parameter) in parameters.enumerated() {
      let found = try #require(parameter.gradient)
      #expect(
        difference(found, try golden.tensor("\(group).clipped\(index)")) <= Self.tolerance)
    }
  }

  @Test func `clipping by value agrees with PyTorch`() throws {
    let golden = try GoldenValues.lesson(2)
    for (group, count) in ["clipByValue": 2, "clipByValue(F2.11)": 1] {
      for index in 0..<count {
        let parameter = leaf(try golden.tensor("\(group).gradient\(index)"))
        parameter.gradient = parameter.value
        clipGradientValues([parameter], to: Scalar(try golden.scalar("\(group).limit")))
        #expect(parameter.gradient == (try golden.tensor("\(group).clipped\(index)")))
      }
    }
  }

  @Test func `missing gradients count as zero and stay missing`() {
    let (present, missing) = (leaf(.zeros([2])), leaf(.zeros([2])))
    present.gradient = Tensor([3, 4])
    #expect(gradientNorm([present, missing]) == 5)
    #expect(clipGradientNorm([present, missing], to: 1) == 5)
    clipGradientValues([present, missing], to: 0.1)
    #expect(missing.gradient == nil)
    #expect(gradientNorm([missing]) == 0)
  }

  @Test func `gradient accumulation agrees with PyTorch`() throws {
    let golden = try GoldenValues.lesson(2)
    let x = try golden.tensor("accumulation.input")
    let y = try golden.tensor("accumulation.target")
    let weight = leaf(try golden.tensor("accumulation.weight"))
    func loss(_ rows: Range<Int>) -> Variable {
      meanSquaredError(linear(Variable(x.slice(rows)), weight: weight), targets: y.slice(rows))
    }
    let runs: [(String, () throws -> Void)] = [
      ("whole", { try loss(0..<6).backward() }),
      ("halves", { try accumulateGradients(sizes: [3, 3]) { loss([0..<3, 3..<6][$0]) } }),
      ("weighted", { try accumulateGradients(sizes: [4, 2]) { loss([0..<4, 4..<6][$0]) } }),
      ("undivided", { for rows in [0..<3, 3..<6] { try loss(rows).backward() } }),
      ("unequal", { for rows in [0..<4, 4..<6] { try (loss(rows) * 0.5).backward() } }),
    ]
    for (name, run) in runs {
      weight.zeroGradient()
      try run()
      let found = try #require(weight.gradient)
      #expect(difference(found, try golden.tensor("accumulation.\(name)")) < Self.tolerance, "\(name)")
    }
    let mean = try accumulateGradients(sizes: [4, 2]) { loss([0..<4, 4..<6][$0]) }
    #expect(abs(mean / loss(0..<6).scalar - 1) < rounding)
  }

  // MARK: Checkpointing

  @Test func `16 layers in 4 segments keep 4 and 4 values instead of 16`() throws {
    func layers(_ x: Variable, _ count: Int) -> Variable { (0..<count).reduce(x) { x, _ in tanh(x) } }
    let start = Tensor([0.3, -1.2, 0.8])
    let plain = leaf(start)
    let direct = layers(plain, 16)
    #expect(direct.savedTensorCount == 16)
    try direct.sum().backward()

    let x = leaf(start)
    var evaluationCount = 0
    var keptInSegment: [Int] = []
    let output = (0..<4).reduce(x) { x, _ in
      checkpointed(x) { x in
        evaluationCount += 4
        let y = layers(x, 4)
        if y.requiresGradient { keptInSegment.append(y.savedTensorCount) }
        return y
      }
    }
    #expect(output.savedTensorCount == 4)
    #expect(evaluationCount == 16)
    #expect(output.value == direct.value)
    try output.sum().backward()
    #expect(evaluationCount == 32)
    #expect(keptInSegment == [4, 4, 4, 4])
    #expect(x.gradient == plain.gradient)
  }

  @Test func `parameters of a checkpointed part are trained, with or without an input's gradient`()
    throws
  {
    var generator = SplitMix64(seed: 1)
    let layer = Linear(inputCount: 3, outputCount: 2, using: &generator)
    let start = Tensor.normal([4, 3], using: &generator)
    try tanh(layer(Variable(start))).sum().backward()
    let expected = layer.namedParameters.map(\.variable.gradient)
    for input in [Variable(start), leaf(start)] {
      layer.zeroGradients()
      try checkpointed(input) { tanh(layer($0)) }.sum().backward()
      #expect(layer.namedParameters.map(\.variable.gradient) == expected)
    }
  }

  @Test func `a parameter used inside and outside of a checkpointed part gets both shares`() throws {
    let (w, x) = (leaf(2), leaf(5))
    try (checkpointed(x) { $0 * w * w } + w * 3).backward()
    #expect(w.gradient?.scalar == 2 * 2 * 5 + 3)
    #expect(x.gradient?.scalar == 4)
    // Whichever of the two is walked first.
    w.zeroGradient()
    try (w * 3 + checkpointed(x) { $0 * w * w }).backward()
    #expect(w.gradient?.scalar == 2 * 2 * 5 + 3)
  }

  @Test func `a mask drawn from a seed is the same both times`() throws {
    func part(_ x: Variable) -> Variable {
      var generator = SplitMix64(seed: 9)
      return tanh(x) * Variable(.uniform(x.shape, using: &generator) .> 0.5)
    }
    let (plain, x) = (leaf(.ones([20])), leaf(.ones([20])))
    try part(plain).sum().backward()
    try checkpointed(x, part).sum().backward()
    #expect(x.gradient == plain.gradient)
  }

  @Test func `a checkpointed part is walked back even where nothing else is recorded`() throws {
    let x = leaf(2)
    let y = checkpointed(x) { $0 * $0 }
    try withoutGradient { try y.backward() }
    #expect(x.gradient?.scalar == 4)
    #expect(!withoutGradient { checkpointed(x) { $0 * $0 } }.requiresGradient)
  }

  @Test func `checkpoints nest`() throws {
    let (plain, x) = (leaf(0.5), leaf(0.5))
    try tanh(exp(tanh(plain))).backward()
    try checkpointed(x) { x in tanh(checkpointed(x) { exp(tanh($0)) }) }.backward()
    #expect(x.gradient == plain.gradient)
  }

  // MARK: Steps

  @Test func `a straight-through step has the step's values and the identity's gradient`() throws {
    let x = leaf(Tensor([-0.4, 0.6, 1.5]))
    let y = straightThrough(x) { $0.rounded() }
    #expect(y.value == Tensor([0, 1, 2]))
    try (y * Variable(Tensor([1, 2, 3]))).sum().backward()
    #expect(x.gradient == Tensor([1, 2, 3]))
    let z = leaf(Tensor([-0.4, 0, 1.5]))
    #expect(sign(z).value == Tensor([-1, 1, 1]))
    try sign(z).sum().backward()
    #expect(z.gradient == .zeros([3]))
  }

  // MARK: The loop

  @Test func `a record holds what happened in each step`() throws {
    let w = leaf(Tensor([3, 4]))
    let idle = leaf(1)
    let record = try fit(
      GradientDescent([w, idle], learningRate: 0.25), parameters: [("w", w), ("idle", idle)],
      stepCount: 2
    ) { _ in (w * w).sum() }
    // w halves in every step of 0.25 · 2w.
    #expect(record.losses == [25, 6.25])
    #expect(record.steps[0].gradientNorms == ["w": 10])
    #expect(record.steps[0].parameterNorms == ["w": 5, "idle": 1])
    #expect(record.steps[0].updateNorms == ["w": 2.5, "idle": 0])
    #expect(record.steps[1].parameterNorms["w"] == 2.5)
    #expect(record.steps.allSatisfy { $0.learningRate == 0.25 })
    #expect(w.value == Tensor([0.75, 1]))
  }

  @Test func `training stops at a loss that is not finite, before the step`() throws {
    let w = leaf(Tensor([1, 0.5]))
    var before: [Tensor] = []
    let error = #expect(throws: TrainingError.self) {
      _ = try fit(
        GradientDescent([w], learningRate: 0.25), parameters: [("w", w)], stepCount: 100
      ) { step in
        before.append(w.value)
        return log(w - Scalar(step)).sum()
      }
    }
    #expect(error == .notFinite(step: 1, operation: "log"))
    #expect(w.value == before.last)
  }

  @Test func `training stops at a gradient that is not finite, before the step`() throws {
    let w = leaf(Tensor([1, 0]))
    let error = #expect(throws: TrainingError.self) {
      _ = try fit(GradientDescent([w], learningRate: 0.1), parameters: [("w", w)], stepCount: 3) {
        _ in squareRoot(w).sum()
      }
    }
    #expect(error == .notFinite(step: 0, operation: "squareRoot (backward)"))
    #expect(w.value == Tensor([1, 0]))
    #expect(error?.description.contains("step 0; the first operation") == true)
    #expect(TrainingError.notFinite(step: 7, operation: nil).description.contains("step 7."))
  }
}
