import Backprop
import Course
import TensorCore
import Testing

/// Optimizers, clipping, accumulation, and the training loop.
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

  @Test func `gradients never zeroed are momentum without friction`() throws {
    let (forgetful, pendulum) = (leaf(1), leaf(1))
    let descent = GradientDescent([forgetful], learningRate: 0.1)
    let momentum = Momentum([pendulum], MomentumRule(learningRate: 0.1, momentum: 1))
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

  @Test func `an infinite norm clips the rest to zero, and infinity to NaN`() throws {
    let (finite, infinite) = (leaf(Tensor([1, -2])), leaf(Tensor([3, 4])))
    finite.gradient = Tensor([1, -2])
    infinite.gradient = Tensor([3, -.infinity])
    #expect(clipGradientNorm([finite, infinite], to: 1) == .infinity)
    #expect(finite.gradient == Tensor([0, 0]))
    let spoiled = try #require(infinite.gradient).scalars
    #expect(spoiled[0] == 0 && spoiled[1].isNaN)
  }

  @Test func `a norm that is not a number leaves the gradients as they are`() throws {
    let (finite, unknown) = (leaf(Tensor([10, -20])), leaf(Tensor([3, 4])))
    finite.gradient = Tensor([10, -20])
    unknown.gradient = Tensor([30, .nan])
    #expect(clipGradientNorm([finite, unknown], to: 1).isNaN)
    #expect(finite.gradient == Tensor([10, -20]))
    let same = try #require(unknown.gradient).scalars
    #expect(same[0] == 30 && same[1].isNaN)
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

  @Test func `the mean over all parts is returned, whatever their sizes`() throws {
    let w = leaf(1)
    let mean = try accumulateGradients(sizes: [1, 3]) { w * [2, 6][$0] }
    #expect(mean == 5)
    #expect(w.gradient?.scalar == 5)
  }

  // MARK: Steps

  @Test func `straight-through keeps the value, with the identity's slope`() throws {
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
    ) { _ in (w * w).sum() }.finished()
    // w halves in every step of 0.25 · 2w.
    try #require(record.losses == [25, 6.25])
    #expect(record.steps[0].gradientNorms == ["w": 10])
    #expect(record.steps[0].parameterNorms == ["w": 5, "idle": 1])
    #expect(record.steps[0].updateNorms == ["w": 2.5, "idle": 0])
    #expect(record.steps[1].parameterNorms["w"] == 2.5)
    #expect(record.steps.allSatisfy { $0.learningRate == 0.25 })
    #expect(w.value == Tensor([0.75, 1]))
  }

  @Test func `a step zeroes gradients before the loss, not after`() throws {
    let w = leaf(4)
    let optimizer = GradientDescent([w], learningRate: 0.25)
    // Half of the loss is walked back at once, as parts of a batch are; its gradient must stay.
    func loss() -> Variable {
      #expect(w.gradient == nil)
      #expect(throws: Never.self) { try (w * w * 0.5).backward() }
      return w * w * 0.5
    }
    w.gradient = Tensor(100)
    _ = try fit(optimizer, parameters: [("w", w)], stepCount: 2) { _ in loss() }
    // Each step takes ¼ of 2w away.
    #expect(w.scalar == 1)
    w.gradient = Tensor(100)
    try trainingStep(optimizer, loss: loss)
    #expect(w.scalar == 0.5)
  }

  @Test func `gradients left by a step that threw are zeroed by the next`() throws {
    let (w, v, constant) = (leaf(4), leaf(1), Variable(Tensor(2)))
    let optimizer = GradientDescent([w, v], learningRate: 0.25)
    func train(spoiling: Bool) throws {
      _ = try fit(optimizer, parameters: [("w", w), ("v", v)], stepCount: 1) { _ in
        #expect(w.gradient == nil && v.gradient == nil)
        let product = w * constant
        product.addGradientHook { _ in
          if spoiling { #expect(throws: Never.self) { try constant.update { $0 *= 1 } } }
          return nil
        }
        return product + v * 3
      }
    }
    #expect(throws: AutogradError.self) { try train(spoiling: true) }
    // The pass had reached v when it ended, and nothing has moved.
    #expect(v.gradient?.scalar == 3)
    #expect(w.scalar == 4 && v.scalar == 1)
    try train(spoiling: false)
    #expect(w.scalar == 3.5 && v.scalar == 0.25)
  }

  @Test func `training stops at a loss that is not finite, before the step`() throws {
    let w = leaf(Tensor([1, 0.5]))
    var before: [Tensor] = []
    let run = try fit(
      GradientDescent([w], learningRate: 0.25), parameters: [("w", w)], stepCount: 100
    ) { step in
      before.append(w.value)
      return log(w - Scalar(step)).sum()
    }
    #expect(run.outcome == .stopped(.notFinite(step: 1, operation: "log")))
    #expect(w.value == before.last)
  }

  @Test func `a gradient that is not finite stops training before the step`() throws {
    let w = leaf(Tensor([1, 0]))
    let run = try fit(
      GradientDescent([w], learningRate: 0.1), parameters: [("w", w)], stepCount: 3
    ) { _ in squareRoot(w).sum() }
    let error = #expect(throws: TrainingError.self) { try run.finished() }
    #expect(error == .notFinite(step: 0, operation: "squareRoot (backward)"))
    #expect(w.value == Tensor([1, 0]))
    #expect(error?.description.contains("step 0; the first operation") == true)
    #expect(TrainingError.notFinite(step: 7, operation: nil).description.contains("step 7."))
  }
}
