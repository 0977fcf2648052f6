import Autograd
import TensorCore

/// A rule that is written for one exhibit: a step as a closure over what is remembered of one parameter.
struct PlantedRule: UpdateRule {
  /// What is remembered: two means or velocities, a third tensor, a number, and the count of steps.
  struct State: Sendable {
    var first: Tensor
    var second: Tensor
    var third: Tensor
    var number: Scalar
    var stepCount = 0
  }

  /// A step of one parameter.
  typealias Step =
    @Sendable (
      _ value: inout Tensor, _ gradient: Tensor, _ state: inout State, _ rate: Scalar
    ) -> Void

  var learningRate: Scalar
  let number: Scalar
  let step: Step

  /// Creates a rule that does nothing.
  init() { self.init(learningRate: 0) { _, _, _, _ in } }

  init(learningRate: Scalar, number: Scalar = 1, step: @escaping Step) {
    self.learningRate = learningRate
    self.number = number
    self.step = step
  }

  static var fields: [StateField<State>] {
    [
      .tensor("first", \.first), .tensor("second", \.second), .tensor("third", \.third),
      .number("number", \.number), .integer("step", \.stepCount),
    ]
  }

  func initialState(for value: Tensor) -> State {
    let zeros = Tensor.zeros(value.shape)
    return State(first: zeros, second: zeros, third: zeros, number: number)
  }

  func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    state.stepCount += 1
    step(&value, gradient, &state, learningRate)
  }
}

extension PlantedRule {
  /// Adam's two means, uncorrected.
  static func average(_ gradient: Tensor, into state: inout State) {
    state.first.update(with: gradient) { m, g in m = 0.9 * m + 0.1 * g }
    state.second.update(with: gradient) { v, g in v = 0.999 * v + 0.001 * g * g }
  }

  /// Adam's direction m̂ / (√v̂ + ε) as of a number of steps.
  static func direction(_ state: State, steps: Scalar, epsilon: Scalar = 1e-8) -> Tensor {
    let (first, second) = (1 - Scalar.pow(0.9, steps), 1 - Scalar.pow(0.999, steps))
    return state.first.combined(with: state.second) { m, v in
      m / first / (.squareRoot(v / second) + epsilon)
    }
  }
}

extension CatalogEntry {
  /// The entry of a planted rule, with the promises of Adam.
  static func planted(
    _ name: String, rate: Scalar = 0.05, number: Scalar = 1, step: @escaping PlantedRule.Step
  ) -> CatalogEntry {
    planted(
      name, rate: rate,
      make: { groups in
        FirstOrderOptimizer(
          groups: groups.map {
            .init(
              $0.parameters, PlantedRule(learningRate: $0.learningRate, number: number, step: step))
          })
      })
  }

  /// The entry of a planted optimizer, with the promises of Adam.
  static func planted(
    _ name: String, rate: Scalar = 0.05,
    make: @escaping @Sendable ([(parameters: [Variable], learningRate: Scalar)]) -> any Optimizer,
    makeMaximizing: (@Sendable ([Variable], Scalar) -> any Optimizer)? = nil
  ) -> CatalogEntry {
    CatalogEntry(
      name: name, torchName: nil, memoryCount: nil, scaleEffect: .none(within: 1e-5),
      isElementwise: true, reevaluates: false, rateIsFactor: true, usualRate: rate, make: make,
      makeMaximizing: makeMaximizing)
  }
}

extension OptimizerBug {
  /// Where a weight ends that goes from 1 by given gradients.
  static func end(_ optimizer: (Variable) -> any Optimizer, _ gradients: [Scalar]) -> Double {
    let w = OptimizerRuns.leaf([1])
    let optimizer = optimizer(w)
    OptimizerRuns.descend(optimizer, w, stepCount: gradients.count) { Tensor([gradients[$0]]) }
    return Double(w.value[0])
  }

  /// The same for an entry of the catalog.
  static func end(_ entry: CatalogEntry, _ gradients: [Scalar], rate: Scalar) -> Double {
    end({ entry.make([([$0], rate)]) }, gradients)
  }
}
