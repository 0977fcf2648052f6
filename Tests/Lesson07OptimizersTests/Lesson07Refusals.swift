import Autograd
import Optimizers
import RefusalSupport
import TensorCore
import Testing

/// Every precondition of the lesson stops the program with the rule and the values.
@Suite struct Lesson07Refusals {
  static let all: [Misuse] = [
    Misuse("SGDRule: Nesterov needs a momentum and no dampening: 0.0, 0.0") {
      _ = SGD([parameter], SGDRule(isNesterov: true))
    },
    Misuse("SGDRule: Nesterov needs a momentum and no dampening: 0.5, 0.25") {
      _ = SGD([parameter], SGDRule(momentum: 0.5, dampening: 0.25, isNesterov: true))
    },
    Misuse("SGDRule: the learning rate is negative or not finite: -1.0") {
      _ = SGD([parameter], learningRate: -1)
    },
    Misuse("SGDRule: the momentum is negative or not finite: -0.5") {
      _ = SGD([parameter], SGDRule(momentum: -0.5))
    },
    Misuse("AdamRule: the weight decay is negative or not finite: -1.0") {
      _ = Adam([parameter], AdamRule(weightDecay: .coupled(-1)))
    },
    Misuse("AdamWRule: beta2 is outside 0..<1: 1.0") {
      _ = AdamW([parameter], AdamWRule(beta2: 1))
    },
    Misuse("AdamRule: beta1 is outside 0..<1: -0.5") {
      _ = Adam([parameter], AdamRule(beta1: -0.5))
    },
    Misuse("NAdamRule: beta1 is outside 0..<1: 1.0") {
      _ = NAdam([parameter], NAdamRule(beta1: 1))
    },
    Misuse("RMSpropRule: the smoothing is outside 0..<1: 1.5") {
      _ = RMSprop([parameter], RMSpropRule(smoothing: 1.5))
    },
    Misuse("AdagradRule: epsilon is negative or not finite: -1.0") {
      _ = Adagrad([parameter], AdagradRule(epsilon: -1))
    },
    Misuse("RpropRule: the factors are not below and above 1: 1.5, 1.25") {
      _ = Rprop([parameter], RpropRule(shrinking: 1.5, growing: 1.25))
    },
    Misuse("RpropRule: the factors are not below and above 1: 1.0, 1.25") {
      _ = Rprop([parameter], RpropRule(shrinking: 1, growing: 1.25))
    },
    Misuse("RpropRule: the factors are not below and above 1: 0.5, 1.0") {
      _ = Rprop([parameter], RpropRule(shrinking: 0.5, growing: 1))
    },
    Misuse("AdafactorRule: the clipping is below 1: 0.5") {
      _ = Adafactor([parameter], AdafactorRule(clipping: 0.5))
    },
    Misuse("MuonRule: the parameter is no matrix: [1]") { _ = Muon([parameter]) },
    Misuse("ScheduleFreeSGDRule: beta is not between 0 and 1: 0.0") {
      _ = ScheduleFreeSGD([parameter], ScheduleFreeSGDRule(beta: 0))
    },
    Misuse("AdamaxRule: a parameter is given twice, and would be changed twice") {
      let shared = parameter
      _ = Adamax(groups: [.init([shared], AdamaxRule()), .init([shared], AdamaxRule())])
    },
    Misuse("LBFGS.step: call step(reevaluating:), as trainingStep and fit do") {
      LBFGS([parameter]).step()
    },
    Misuse("LBFGS: rate 1.0, 0 iterations, history 100") {
      _ = LBFGS([parameter], iterationCount: 0)
    },
    Misuse("LBFGS: rate 1.0, 20 iterations, history 0") {
      _ = LBFGS([parameter], historyCount: 0)
    },
    Misuse("SharpnessAware.step: call step(reevaluating:), as trainingStep and fit do") {
      SharpnessAware(SGD([parameter])).step()
    },
    Misuse("SharpnessAware: the radius is negative or not finite: -1.0") {
      _ = SharpnessAware(SGD([parameter]), radius: -1)
    },
    Misuse("Lookahead: period 0, share 0.5") { _ = Lookahead(SGD([parameter]), period: 0) },
    Misuse("WeightAverage: the decay is outside 0...1: 1.5") {
      _ = WeightAverage([parameter], .exponential(decay: 1.5))
    },
    Misuse("GradientNorm.clip: the bound is not positive: 0.0") {
      _ = try? GradientNorm.greatest.clip([parameter], to: 0)
    },
    Misuse("GradientNorm: the power is not positive: 0.0") {
      _ = GradientNorm.power(0)([parameter])
    },
  ]

  private static var parameter: Variable { Variable(.ones([1]), requiresGradient: true) }

  @Test(arguments: all) func `misuse stops the program with the values`(misuse: Misuse) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [message = misuse.message as String] in
      Misuse.makeCall(failingWith: message, from: Lesson07Refusals.all)
    }
    expectMessage(result, says: ": \(misuse.message)\n")
  }

  @Test func `every message belongs to one call`() {
    #expect(Set(Self.all.map(\.message)).count == Self.all.count)
  }
}
