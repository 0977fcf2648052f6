import Backprop
import Course
import TensorCore
import Testing

/// Optimizers as rules with a typed state, driven group by group.
@Suite struct Lesson02EngineOptimizers {
  @Test func `groups have settings of their own`() throws {
    let (weight, bias) = (leaf(Tensor([2, -2])), leaf(1))
    let optimizer = AdamW(groups: [
      .init([weight], AdamWRule(learningRate: 0.1, weightDecay: 0.5)),
      .init([bias], AdamWRule(learningRate: 0.01, weightDecay: 0)),
    ])
    weight.gradient = .zeros([2])
    bias.gradient = Tensor(4)
    optimizer.step()
    // Without a gradient the decay is all that moves the weight; Adam's first step has length η.
    #expect(difference(weight.value, Tensor([1.9, -1.9])) <= rounding)
    #expect(abs(bias.scalar - 0.99) < 1e-6)
    #expect(
      optimizer.parameters.map { ObjectIdentifier($0) }
        == [weight, bias].map { ObjectIdentifier($0) })
  }

  @Test func `a schedule reaches rates, momenta and other settings`() {
    let optimizer = AdamW(groups: [
      .init([leaf(1)], AdamWRule(learningRate: 0.1)), .init([leaf(2)], AdamWRule(beta1: 0.8)),
    ])
    #expect(optimizer.learningRates == [0.1, 1e-3])
    #expect(optimizer.momenta == [0.9, 0.8])
    optimizer.learningRates = optimizer.learningRates.map { $0 / 2 }
    optimizer.momenta = [0.5, 0.6]
    optimizer.groups[1].rule.beta2 = 0.95
    #expect(optimizer.groups.map(\.rule.learningRate) == [0.05, 5e-4])
    #expect(optimizer.groups.map(\.rule.beta1) == [0.5, 0.6])
    #expect(optimizer.groups.map(\.rule.beta2) == [0.999, 0.95])
    optimizer.learningRate = 0.3
    #expect(optimizer.learningRates == [0.3, 0.3])
    #expect(GradientDescent([leaf(1)]).momenta == nil)
  }

  @Test func `a setting changed between steps acts from the next one`() {
    let w = leaf(1)
    let optimizer = Momentum([w], MomentumRule(learningRate: 0.1, momentum: 0))
    for (momentum, expected) in [(0, 0.9), (0.5, 0.75)] as [(Scalar, Scalar)] {
      optimizer.groups[0].rule.momentum = momentum
      w.gradient = Tensor(1)
      optimizer.step()
      #expect(abs(w.scalar - expected) <= rounding)
    }
  }

  /// A method that takes all parameters for one vector and looks at the loss elsewhere (as L-BFGS).
  private final class HalvingSearch: Optimizer {
    let parameters: [Variable]
    var learningRates: [Scalar] = [8]
    private let vector: ParameterVector

    init(_ parameters: [Variable]) {
      self.parameters = parameters
      vector = ParameterVector(parameters)
    }

    var state: [StateEntry] { [] }

    func step() { preconditionFailure("HalvingSearch.step: it needs the loss") }

    func step(reevaluating loss: () throws -> Scalar) throws {
      let (start, direction) = (vector.values, vector.gradient)
      let before = try loss()
      var rate = learningRate
      repeat {
        vector.values = start - direction * rate
        rate /= 2
      } while try loss() >= before && rate > 1e-9
    }
  }

  @Test func `a method may evaluate the loss at other places`() throws {
    let (a, b) = (leaf(Tensor([3, 4])), leaf(1))
    let optimizer = HalvingSearch([a, b])
    func loss() -> Variable { (a * a).sum() + b * b * 10 }
    var losses: [Scalar] = []
    for _ in 0..<20 { losses.append(try trainingStep(optimizer) { loss() }) }
    #expect(zip(losses, losses.dropFirst()).allSatisfy { $1 <= $0 })
    #expect(try #require(losses.last) < losses[0] / 100)
    // The same through `any Optimizer`, where a step of the protocol's own would not do.
    let search: any Optimizer = optimizer
    try trainingStep(search) { loss() }
    let run = try fit(search, parameters: [("a", a), ("b", b)], stepCount: 3) { _ in loss() }
    #expect(run.outcome == .finished && run.record.steps.count == 3)
  }

  @Test func `a conforming type's own step is the one that is taken`() throws {
    final class Counting: Optimizer {
      let parameters: [Variable]
      var learningRates: [Scalar] = [0]
      private(set) var stepCount = 0
      init(_ parameters: [Variable]) { self.parameters = parameters }
      var state: [StateEntry] { [.integer("step", self, \Counting.stepCount)] }
      func step() { stepCount += 1 }
    }
    let w = leaf(1)
    let counting = Counting([w])
    let optimizer: any Optimizer = counting
    try trainingStep(optimizer) { w * w }
    #expect(counting.stepCount == 1)
  }

  @Test func `settings that no rule can work with are refused`() async {
    await #expect(processExitsWith: .failure) {
      AdamW([leaf(1)]).groups[0].rule.beta2 = 1
    }
    await #expect(processExitsWith: .failure) {
      Momentum([leaf(1)]).learningRate = -1
    }
    await #expect(processExitsWith: .failure) {
      let w = leaf(1)
      _ = AdamW(groups: [.init([w], AdamWRule()), .init([w], AdamWRule())])
    }
    await #expect(processExitsWith: .failure) {
      GradientDescent([leaf(1)]).momenta = [0.9]
    }
  }
}
