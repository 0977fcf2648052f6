import Backprop
import Course
import TensorCore
import Testing

/// Optimizers, clipping, accumulation, checkpointing, and the training loop.
@Suite struct Lesson02EngineTraining {
  // MARK: Optimizers

  @Test func `a parameter whose gradient has not arrived stays as it is`() throws {
    let (used, unused) = (leaf(1), leaf(1))
    for optimizer in [
      GradientDescent([used, unused], learningRate: 0.1),
      Momentum([used, unused], learningRate: 0.1),
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
    var firstDifference: Int?
    for step in 1...200 {
      try (forgetful * forgetful * 0.5).backward()
      descent.step()
      try trainingStep(momentum) { pendulum * pendulum * 0.5 }
      if firstDifference == nil, forgetful.scalar != pendulum.scalar { firstDifference = step }
    }
    #expect(firstDifference == nil, "the step at which the two paths part")
  }

  // MARK: Clipping

  @Test func `missing gradients count as zero and stay missing`() {
    let (present, missing) = (leaf(.zeros([2])), leaf(.zeros([2])))
    present.gradient = Tensor([3, 4])
    #expect(gradientNorm([present, missing]) == 5)
    #expect(clipGradientNorm([present, missing], to: 1) == 5)
    clipGradientValues([present, missing], to: 0.1)
    #expect(missing.gradient == nil)
    #expect(gradientNorm([missing]) == 0)
  }

  @Test func `the mean over all parts is returned, whatever their sizes`() throws {
    let w = leaf(1)
    let mean = try accumulateGradients(sizes: [1, 3]) { w * [2, 6][$0] }
    #expect(mean == 5)
    #expect(w.gradient?.scalar == 5)
  }

  // MARK: Checkpointing

  @Test func `16 layers in 4 segments keep 4 and 4 values instead of 16`() throws {
    func layers(_ x: Variable, _ count: Int) -> Variable {
      (0..<count).reduce(x) { x, _ in tanh(x) }
    }
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

  @Test func `a parameter used inside and outside of a checkpointed part gets both shares`() throws
  {
    let (w, x) = (leaf(2), leaf(5))
    try (checkpointed(x) { $0 * w * w } + w * 3).backward()
    // 2 w x + 3
    #expect(w.gradient?.scalar == 23)
    #expect(x.gradient?.scalar == 4)
    // Whichever of the two is walked first.
    w.zeroGradient()
    try (w * 3 + checkpointed(x) { $0 * w * w }).backward()
    // 2 w x + 3
    #expect(w.gradient?.scalar == 23)
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
