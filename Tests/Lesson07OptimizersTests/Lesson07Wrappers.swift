import Autograd
import Optimizers
import TensorCore
import TestSupport
import Testing

/// Optimizers around others, and averages, in numbers for the head.
@Suite struct Lesson07Wrappers {
  @Test func `a sharpness-aware step has the gradient from uphill`() throws {
    let w = leaf(Tensor([3, 4]))
    let optimizer = SharpnessAware(GradientDescent([w], learningRate: 0.1), radius: 0.5)
    func evaluate() -> Scalar {
      w.gradient = w.value
      return dot(w.value, w.value) / 2
    }
    _ = evaluate()
    try optimizer.step(reevaluating: evaluate)
    // ‖w‖ = 5, so uphill is w (1 + 0.5 / 5), and the step a tenth of it.
    #expect(difference(w.value, Tensor([3, 4]) * 0.89) < rounding)
  }

  @Test func `Lookahead goes half the way of its steps`() {
    let w = leaf(Tensor([1]))
    let optimizer = Lookahead(GradientDescent([w], learningRate: 0.1), period: 2)
    let path = (0..<4).map { _ in
      w.gradient = Tensor([1])
      optimizer.step()
      return w.value[0]
    }
    for (found, expected) in zip(path, [0.9, 0.9, 0.8, 0.8] as [Scalar]) {
      #expect(abs(found - expected) < rounding)
    }
  }

  @Test func `without a schedule, the average is of all points`() {
    let w = leaf(Tensor([1]))
    let optimizer = ScheduleFreeSGD([w], learningRate: 0.1)
    for _ in 0..<4 {
      w.gradient = Tensor([1])
      optimizer.step()
    }
    // z is 0.9, 0.8, 0.7, 0.6, so that x = 0.75 and y = 0.1 · 0.6 + 0.9 · 0.75.
    #expect(abs(w.value[0] - 0.735) < rounding)
    let average = optimizer.withAverages { w.value[0] }
    #expect(abs(average - 0.75) < rounding)
    #expect(abs(w.value[0] - 0.735) < rounding)
  }

  @Test func `AdamW without a schedule steps by its rate at first`() {
    let w = leaf(Tensor([1]))
    let optimizer = ScheduleFreeAdamW([w], learningRate: 0.1)
    w.gradient = Tensor([0.01])
    optimizer.step()
    #expect(abs(w.value[0] - 0.9) < 1e-5)
  }

  @Test func `without a schedule, a point weighs its squared rate`() {
    let w = leaf(Tensor([1]))
    let optimizer = ScheduleFreeSGD([w], learningRate: 0.1)
    for rate in [0.1, 0.2] as [Scalar] {
      optimizer.learningRates = [rate]
      w.gradient = Tensor([1])
      optimizer.step()
    }
    // z is 0.9, then 0.7, with weights 0.01 and 0.04.
    #expect(abs(optimizer.withAverages { w.value[0] } - 0.74) < rounding)
  }

  @Test func `without a schedule, decay shrinks by rate and strength`() {
    let w = leaf(Tensor([1]))
    let rule = ScheduleFreeAdamWRule(learningRate: 0.1, weightDecay: 0.1)
    let optimizer = ScheduleFreeAdamW([w], rule)
    w.gradient = Tensor([0])
    optimizer.step()
    #expect(abs(w.value[0] - 0.99) < rounding)
  }

  @Test func `ASGD averages all weights but the first`() {
    // The weights are 0.9, 0.8, 0.7, 0.6; PyTorch's averages with `t0` 0, 1 and 10 are the same.
    for (start, average) in [(0, 0.7), (1, 0.65), (10, 0.6)] as [(Scalar, Scalar)] {
      let w = leaf(Tensor([1]))
      let optimizer = ASGD([w], ASGDRule(learningRate: 0.1, decay: 0, averagingStart: start))
      for _ in 0..<4 {
        w.gradient = Tensor([1])
        optimizer.step()
      }
      #expect(abs(optimizer.withAverages { w.value[0] } - average) < rounding)
      #expect(abs(w.value[0] - 0.6) < rounding)
    }
  }

  @Test func `orthogonalized, a matrix has singular values near 1`() throws {
    var generator = SplitMix64(seed: 4)
    for shape in [[4, 6], [6, 4]] as [Shape] {
      let o = Tensor.normal(shape, using: &generator).orthogonalized()
      let gram = matmul(o, o, transposing: shape[0] > shape[1] ? .left : .right)
      try #require(gram.isFinite)
      let values = gram.symmetricEigenvalues().values.map { .squareRoot($0) }
      #expect(values.min() > 0.5)
      #expect(values.max() < 1.3)
    }
  }
}
