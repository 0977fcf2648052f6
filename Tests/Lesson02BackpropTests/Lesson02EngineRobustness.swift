import Backprop
import TensorCore
import Testing

// What people do to an engine when they do not mean well, or do not know better.
@Suite struct Lesson02EngineRobustness {
  @Test func `a value changed by a hook in the middle of a pass is noticed`() throws {
    let w = Variable(Tensor(5), requiresGradient: true)
    let u = Variable(Tensor(5))
    let b = w * u
    b.addGradientHook { _ in
      do { try u.update { $0 *= 100 } } catch { Issue.record("\(error)") }
      return nil
    }
    let loss = b * 1
    let error = #expect(throws: AutogradError.self) { try loss.backward() }
    #expect(
      error
        == .modifiedInPlace(operation: "multiply", shape: [], savedVersion: 0, foundVersion: 1))
    #expect(w.gradient == nil)
    // The leaf is as it was: another graph gets its gradient and nothing of the pass given up.
    try (w * 2).backward()
    #expect(w.gradient == Tensor(2))
  }

  @Test func `a quotient's derivative survives divisors whose square is 0`() throws {
    // The square of b is below the least positive number, the derivative −a/b² far above it.
    #if SinglePrecision
      let (a, b, expected): (Scalar, Scalar, Scalar) = (1e-38, 1e-30, -1e22)
    #else
      let (a, b, expected): (Scalar, Scalar, Scalar) = (1e-200, 1e-170, -1e140)
    #endif
    let divisor = Variable(Tensor(b), requiresGradient: true)
    try (Variable(Tensor(a)) / divisor).backward()
    let gradient = try #require(divisor.gradient).scalar
    #expect(abs(gradient / expected - 1) < 1e-5)
  }

  @Test func `the variance of too few samples is never negative`() {
    let x = Variable(Tensor([[1, 2], [3, 5]]))
    #expect(x.variance(axis: 0, correction: 3).value == Tensor([.infinity, .infinity]))
  }

  @Test func `a loss that is not finite stops a step before any change`() {
    let w = Variable(Tensor([-1, 2]), requiresGradient: true)
    let optimizer = GradientDescent([w], learningRate: 0.1)
    let error = #expect(throws: TrainingError.self) {
      try trainingStep(optimizer) { log(w * 1).sum() }
    }
    #expect(error == .notFinite(step: nil, operation: "log"))
    #expect(w.value == Tensor([-1, 2]))
  }

  @Test func `parameters that cannot be trained are refused`() async {
    await #expect(processExitsWith: .failure) { _ = GradientDescent([], learningRate: 0.1) }
    await #expect(processExitsWith: .failure) {
      _ = GradientDescent([Variable(Tensor(1))], learningRate: 0.1)
    }
    await #expect(processExitsWith: .failure) {
      let w = Variable(Tensor(1), requiresGradient: true)
      _ = GradientDescent([w, w], learningRate: 0.1)
    }
  }

  @Test func `numbers that no optimizer can work with are refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = GradientDescent([Variable(Tensor(1), requiresGradient: true)], learningRate: -1)
    }
    await #expect(processExitsWith: .failure) {
      _ = Momentum(
        [Variable(Tensor(1), requiresGradient: true)], learningRate: 0.1, momentum: 1.5)
    }
    await #expect(processExitsWith: .failure) {
      _ = AdamW([Variable(Tensor(1), requiresGradient: true)], beta1: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = AdamW([Variable(Tensor(1), requiresGradient: true)], epsilon: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = AdamW([Variable(Tensor(1), requiresGradient: true)], weightDecay: -1)
    }
  }

  @Test func `every part of a batch needs samples`() async {
    await #expect(processExitsWith: .failure) {
      let w = Variable(Tensor(1), requiresGradient: true)
      _ = try accumulateGradients(sizes: [2, 0]) { _ in w * 1 }
    }
  }
}
