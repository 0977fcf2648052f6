import Autograd
import Dynamics
import TensorCore
import TestSupport
import Testing

/// The loss scaler between loss and update.
@Suite struct Lesson09NumericsScaler {
  private func problem() -> (parameter: Variable, optimizer: GradientDescent) {
    let parameter = leaf(Tensor([1, 2]))
    return (parameter, GradientDescent([parameter], learningRate: 0.5))
  }

  private func stepped(
    _ scaler: LossScaler, _ parameter: Variable, _ optimizer: GradientDescent,
    gradient: [Scalar]? = nil
  ) throws -> Bool {
    optimizer.zeroGradients()
    try scaler.scaled((parameter * parameter).sum()).backward()
    if let gradient { parameter.gradient = Tensor(gradient) }
    defer { scaler.update() }
    return scaler.step(optimizer)
  }

  @Test func `scaled and divided, the update is the plain one`() throws {
    let (a, plain) = problem()
    try trainingStep(plain) { (a * a).sum() }
    let (b, optimizer) = problem()
    let scaler = LossScaler()
    #expect(try stepped(scaler, b, optimizer))
    #expect(a.value == b.value && scaler.scale == 65536 && scaler.growthTracker == 1)
  }

  @Test(arguments: [Scalar.infinity, -.infinity, .nan])
  func `one bad number leaves the update out`(bad: Scalar) throws {
    let (parameter, optimizer) = problem()
    let scaler = LossScaler()
    #expect(try !stepped(scaler, parameter, optimizer, gradient: [1, bad]))
    #expect(parameter.value == Tensor([1, 2]) && scaler.scale == 32768)
    #expect(optimizer.stepCount == 0)
  }

  @Test func `with infinities at every step nothing is ever applied`() throws {
    let (parameter, optimizer) = problem()
    let scaler = LossScaler()
    var madeCount = 0
    for _ in 0..<200 {
      if try stepped(scaler, parameter, optimizer, gradient: [.infinity, 0]) { madeCount += 1 }
    }
    #expect(madeCount == 0 && parameter.value == Tensor([1, 2]))
    #expect(scaler.scale == 0)
    // A factor of 0 is a trap: gradients of 0 are finite, and 0 / 0 goes into the weights.
    #expect(try stepped(scaler, parameter, optimizer))
    #expect(parameter.value.scalars.allSatisfy { $0.isNaN })
  }

  // Clipped before the division, gradients are as short as the bound over the factor.
  @Test func `clipping comes between the division and the step`() throws {
    func moved(_ isDividedFirst: Bool) throws -> Scalar {
      let (parameter, optimizer) = problem()
      let scaler = LossScaler()
      try scaler.scaled((parameter * parameter).sum()).backward()
      if isDividedFirst { scaler.unscale(optimizer) }
      clipGradientNorm([parameter], to: 1)
      scaler.step(optimizer)
      scaler.update()
      return (parameter.value - Tensor([1, 2])).norm()
    }
    #expect(abs(try moved(true) - 0.5) < 1e-5)
    // So short a step next to weights of 1 and 2 is rounded in single precision.
    #expect(abs(try moved(false) * 65536 - 0.5) < (isDoublePrecision ? 1e-5 : 0.02))
  }

  @Test func `one of two optimizers with a bad gradient lowers the factor`() throws {
    let (a, first) = problem()
    let (b, second) = problem()
    let scaler = LossScaler()
    (a.gradient, b.gradient) = (Tensor([1, 1]), Tensor([.nan, 1]))
    #expect(scaler.step(first) && !scaler.step(second))
    scaler.update()
    #expect(scaler.scale == 32768 && b.value == Tensor([1, 2]) && a.value != Tensor([1, 2]))
  }

  @Test func `a restored scaler goes on as the one that was not stopped`() throws {
    func run(stoppingAt stop: Int?) throws -> [Scalar] {
      let (parameter, optimizer) = problem()
      var scaler = LossScaler(growthInterval: 3)
      var scales: [Scalar] = []
      for step in 0..<12 {
        if step == stop {
          let checkpoint = Checkpoint(["scaler": scaler])
          scaler = LossScaler(growthInterval: 3)
          try checkpoint.restore(["scaler": scaler])
        }
        _ = try stepped(
          scaler, parameter, optimizer, gradient: step % 5 == 4 ? [.infinity, 0] : [0, 0])
        scales.append(scaler.scale)
      }
      return scales
    }
    let whole = try run(stoppingAt: nil)
    #expect(Set(whole) == [65536, 131072])
    for stop in 0..<12 { #expect(try run(stoppingAt: stop) == whole, "stopped at \(stop)") }
  }
}
